"""A plain list for the directors' chat: schools and dates, nobody's name, nothing to press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import code, shortened
from views.speech import Speech

MESSAGE_CHARS = 3400
TITLE_CHARS = 120
LABEL_CHARS = 58
ROADMAPS = 20


@dataclass(frozen=True, slots=True, order=True)
class Owes:
    """An activity that an organisation owes by `due`; `late`: that has passed."""

    due: date
    code: int
    title: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """An organisation with what it owes, the earliest first."""

    name: str
    owes: tuple[Owes, ...]


def which(running: Sequence[tuple[int, str]], reader: int, say: Speech) -> Message:
    """Of which roadmap?"""
    if not running:
        return Message(str(Markup("{}").format(say.gettext("No roadmap is running."))))
    return Message(
        str(Markup("<b>{}</b>").format(say.gettext("A text for the chat: of which roadmap?"))),
        buttons=tuple(
            (
                Button(
                    shortened(title, LABEL_CHARS), Action(Verb.CHAT_TEXT, reader, (number,)).pack()
                ),
            )
            for number, title in running[:ROADMAPS]
        ),
    )


def texts(roadmap: str, blocks: Sequence[Block], today: date, say: Speech) -> list[Message]:
    """The list in messages of at most 3,500 characters, each readable by itself."""
    head = say.gettext("{roadmap}: as of {date}").format(
        roadmap=shortened(roadmap, 200), date=say.full_day(today)
    )
    if not blocks:
        nothing = say.gettext("Nothing is overdue or due in the next 14 days.")
        return [Message(str(Markup("{}\n\n{}").format(head, nothing)))]
    made: list[str] = []
    text = str(Markup("{}").format(head))
    for block in blocks:
        for n, row in enumerate(_rows(block, say)):
            addition = f"\n\n{row}" if n == 0 else f"\n{row}"
            if len(text) + len(addition) > MESSAGE_CHARS:
                made.append(text)
                text = str(row) if n == 0 else f"{_name(block)}\n{row}"
                continue
            text += addition
    return [Message(one) for one in (*made, text)]


def _name(block: Block) -> Markup:
    return Markup("{}").format(shortened(block.name, 150))


def _rows(block: Block, say: Speech) -> list[Markup]:
    return [_name(block), *(_row(one, say) for one in block.owes)]


def _row(one: Owes, say: Speech) -> Markup:
    due = say.gettext("by {date}").format(date=say.day(one.due))
    if one.late:
        due = say.gettext("was due on {date}").format(date=say.day(one.due))
    return Markup("• {} ({}) — {}").format(
        shortened(one.title, TITLE_CHARS), code(one.code, say), due
    )
