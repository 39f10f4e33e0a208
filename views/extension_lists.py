"""To a coordinator: who asks for another date, with buttons to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.extending import Grounds
from roadmap.plan import Line
from roadmap.progress import OPEN
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.extensions import from_to, grounds_words
from views.lines import by_document, place, shortened, state_words, title
from views.speech import Speech

SHOWN = 6
REASON_CHARS = 200


@dataclass(frozen=True, slots=True)
class Request:
    """What a coordinator decides: neither `granted` nor `refused` while it waits.

    `before` is the date that held when it was asked, `reason` the asker's; on `grounds` it was
    granted.
    """

    extension_id: int
    line: Line
    person: str
    before: date
    proposed: date
    reason: str = ""
    granted: date | None = None
    refused: bool = False
    grounds: Grounds | None = None

    @property
    def waits(self) -> bool:
        """Whether there is something to decide."""
        return self.granted is None and not self.refused and self.line.state in OPEN


def requests(asked: Sequence[tuple[int, Request]], person_id: int, say: Speech) -> Message:
    """(printed number, request); what is decided keeps its number while there is room."""
    waiting = [(n, one) for n, one in asked if one.waits]
    head = (
        say.ngettext(
            "{n} request to move a date waits for you",
            "{n} requests to move a date wait for you",
            len(waiting),
        ).format(n=len(waiting))
        if waiting
        else say.gettext("Moving dates: all decided")
    )
    shown = _shown(asked, waiting)
    rows = [_paragraph(n, one, say) for n, one in shown]
    if (hidden := len(waiting) - SHOWN) > 0:
        more = say.ngettext(
            "{n} more will show once these are decided",
            "{n} more will show once these are decided",
            hidden,
        )
        rows.append(Markup("<i>{}</i>").format(more.format(n=hidden)))
    return Message(
        str(Markup("\n\n").join([Markup("<b>{}</b>").format(head), *rows])),
        buttons=tuple(
            row for n, one in shown if one.waits for row in _buttons(n, one, person_id, say)
        ),
        subject=head,
        thread=f"extensions-{person_id}",
        brief=str(
            Markup("\n\n").join(
                [Markup("<b>{}</b>").format(head), *(_in_brief(n, one, say) for n, one in shown)]
            )
        ),
    )


def _shown(
    asked: Sequence[tuple[int, Request]], waiting: Sequence[tuple[int, Request]]
) -> list[tuple[int, Request]]:
    first = list(waiting[:SHOWN])
    decided = [pair for pair in asked if not pair[1].waits]
    room = SHOWN - len(first)
    return sorted([*first, *(decided[-room:] if room else ())], key=lambda pair: pair[0])


def _paragraph(number: int, one: Request, say: Speech) -> Markup:
    rows = [
        Markup("<b>{}.</b> {}").format(number, title(one.line, 120)),
        Markup("<i>{}</i>").format(place(one.line, say)),
        Markup("{}: {}").format(one.person, _wish(one, say)),
    ]
    if one.waits and (other := by_document(one.line, say)):
        rows.append(other)
    if one.reason:
        rows.append(
            Markup("{}").format(
                say.gettext("Reason: {text}").format(text=shortened(one.reason, REASON_CHARS))
            )
        )
    if not one.waits:
        rows.append(Markup("<b>{}</b>").format(_verdict(one, say)))
    return Markup("\n").join(rows)


def _in_brief(number: int, one: Request, say: Speech) -> Markup:
    """Without names and words of anybody."""
    before = one.line.due if one.waits else one.before
    return Markup("<b>{}.</b> {}\n{}{}").format(
        number,
        place(one.line, say),
        from_to(before, one.proposed, say),
        "" if one.waits else Markup("\n<b>{}</b>").format(_verdict(one, say, brief=True)),
    )


def _wish(one: Request, say: Speech) -> str:
    before = one.line.due if one.waits else one.before
    return say.gettext("asks to move the date {from_to}").format(
        from_to=from_to(before, one.proposed, say)
    )


def _verdict(one: Request, say: Speech, *, brief: bool = False) -> str:
    if one.granted is not None:
        said = say.gettext("Moved to {day}").format(day=say.full_day(one.granted))
        if one.grounds is None or brief:
            return said
        return f"{said}: {grounds_words(one.grounds, say)}"
    if one.refused:
        return say.gettext("Refused")
    return state_words(one.line.state, say)


def _buttons(
    number: int, one: Request, person_id: int, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    assignment, extension = one.line.assignment_id, one.extension_id
    grant = (assignment, as_number(one.proposed), extension)
    return (
        (
            Button(
                say.gettext("{n}. Agree").format(n=number),
                Action(Verb.GRANT, person_id, grant).pack(),
            ),
            Button(
                say.gettext("{n}. Refuse").format(n=number),
                Action(Verb.REFUSE, person_id, (extension,)).pack(),
            ),
        ),
        (
            Button(
                say.gettext("{n}. Another day…").format(n=number),
                Action(Verb.EXTEND, person_id, (assignment, 0, extension)).pack(),
            ),
        ),
    )
