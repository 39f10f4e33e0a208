"""«Написать группе»: to whom, the words, the preview, and the announcement itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from views.actions import Action, Verb
from views.answers import plain
from views.lines import shortened
from views.speech import Speech

TEXT_CHARS = 3000
PAGE = 8
NAMES = 8
LABEL_CHARS = 56
SUBJECT_CHARS = 80


class Kind(IntEnum):
    """Whom it is for; as callback data has it."""

    ALL = 1
    SCHOOLS = 2
    OFFICE = 3
    LATE = 4
    SECTION = 5
    MANAGEMENT = 6
    CHOSEN = 7


CHOOSES = (Kind.OFFICE, Kind.SECTION)
"""Those of which one is chosen."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: `number` is the section or organisation, `people` those chosen one by one;
    and the files that go along."""

    kind: Kind
    number: int = 0
    people: tuple[int, ...] = ()
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are reached in the messenger and by email only, and who by neither."""

    telegram: int
    email: int
    lost: tuple[str, ...] = ()


def to_data(audience: Audience) -> dict[str, Any]:
    """JSON-ready; the inverse of `from_data`."""
    return {
        "kind": audience.kind.value,
        "number": audience.number,
        "people": list(audience.people),
        "files": [[file.sha256, file.name, file.mime] for file in audience.files],
    }


def from_data(data: Mapping[str, Any]) -> Audience:
    """The audience that `to_data` wrote."""
    return Audience(
        Kind(data["kind"]),
        data["number"],
        tuple(data["people"]),
        tuple(Attachment(*parts) for parts in data["files"]),
    )


def ask_audience(reader: int, say: Speech) -> Message:
    """To whom?"""

    def button(label: str, *ids: int) -> Button:
        return Button(label, Action(Verb.AUDIENCE, reader, ids).pack())

    return Message(
        str(Markup("<b>{}</b>").format(say.gettext("To whom do you write?"))),
        buttons=(
            (button(say.gettext("All who answer for something"), Kind.ALL),),
            (
                button(say.gettext("Schools"), Kind.SCHOOLS),
                button(say.gettext("One organisation…"), Kind.OFFICE, 0),
            ),
            (
                button(say.gettext("Those who are late"), Kind.LATE),
                button(say.gettext("Owners of a section…"), Kind.SECTION, 0),
            ),
            (
                button(say.gettext("Management"), Kind.MANAGEMENT),
                button(say.gettext("Choose people…"), Kind.CHOSEN),
            ),
        ),
    )


def choose(
    kind: Kind, choices: Sequence[tuple[int, str]], page: int, reader: int, say: Speech
) -> Message:
    """Which section or organisation: one page, counted from 0."""
    last = max(0, (len(choices) - 1) // PAGE)
    page = min(page, last)

    def button(label: str, *ids: int) -> Button:
        return Button(label, Action(Verb.AUDIENCE, reader, (kind, *ids)).pack())

    rows = [
        (button(shortened(name, LABEL_CHARS), number),)
        for number, name in choices[page * PAGE : (page + 1) * PAGE]
    ]
    head = (
        say.gettext("Which section?")
        if kind is Kind.SECTION
        else say.gettext("Which organisation?")
    )
    if not choices:
        head = say.gettext("There is nothing to choose from.")
    turns = [
        button(sign, 0, to) for sign, to in (("‹", page - 1), ("›", page + 1)) if 0 <= to <= last
    ]
    return Message(
        str(Markup("<b>{}</b>").format(head)), buttons=(*rows, *((tuple(turns),) if turns else ()))
    )


def picking(
    number: int,
    people: Sequence[tuple[int, str]],
    chosen: Collection[int],
    page: int,
    reader: int,
    say: Speech,
) -> Message:
    """Whom? One page, counted from 0; those chosen are ticked."""
    last = max(0, (len(people) - 1) // PAGE)
    page = min(page, last)

    def button(label: str, person: int, to: int) -> Button:
        return Button(label, Action(Verb.PICK, reader, (number, person, to)).pack())

    rows = [
        (button(("✓ " if person in chosen else "") + shortened(name, LABEL_CHARS), person, page),)
        for person, name in people[page * PAGE : (page + 1) * PAGE]
    ]
    turns = [
        button(sign, 0, to) for sign, to in (("‹", page - 1), ("›", page + 1)) if 0 <= to <= last
    ]
    done = Button(
        say.gettext("Go on ({n})").format(n=len(chosen)),
        Action(Verb.PICKED, reader, (number,)).pack(),
    )
    names = [name for person, name in people if person in chosen]
    text = Markup("<b>{}</b>").format(say.gettext("Whom do you write to? Press the names."))
    if names:
        text += Markup("\n{}").format(names_of(names, say))
    return Message(
        str(text),
        buttons=(
            *rows,
            *((tuple(turns),) if turns else ()),
            *(((done,),) if chosen else ()),
        ),
    )


def names_of(names: Sequence[str], say: Speech) -> str:
    """The first names, and how many more there are."""
    shown = "; ".join(shortened(name, 60) for name in names[:NAMES])
    if (hidden := len(names) - NAMES) > 0:
        shown += " " + say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
    return shown


def _counted(counts: Counts, say: Speech) -> list[Markup]:
    """«Telegram — 12, почта — 5, не зарегистрированы — 3»"""
    words = say.gettext("Telegram: {telegram}, email: {email}, not registered: {lost}")
    rows = [
        Markup("{}").format(
            words.format(telegram=counts.telegram, email=counts.email, lost=len(counts.lost))
        )
    ]
    if counts.lost:
        words = say.gettext("It will not reach: {names}")
        rows.append(Markup("<i>{}</i>").format(words.format(names=names_of(counts.lost, say))))
    return rows


def ask_words(number: int, counts: Counts, reader: int, say: Speech) -> Message:
    """What is to be told?"""
    rows = [
        Markup("<b>{}</b>").format(say.gettext("Write the text in one message")),
        *_counted(counts, say),
        Markup("\n{}").format(
            say.gettext(
                "Up to 3,000 characters; a file can be sent as well. Before it goes, you will see "
                "it as the others will."
            )
        ),
    ]
    drop = Button(say.gettext("Do not send"), Action(Verb.DROP_WORDS, reader, (number,)).pack())
    return Message(str(Markup("\n").join(rows)), buttons=((drop,),))


def too_long(length: int, say: Speech) -> Message:
    """More than goes into one message."""
    words = say.ngettext(
        "The text has {n} character, 3,000 are allowed. Please shorten it and send it again.",
        "The text has {n} characters, 3,000 are allowed. Please shorten it and send it again.",
        length,
    )
    return plain(words.format(n=length))


def file_taken(name: str, say: Speech) -> Message:
    """A file is there; the words are not."""
    words = say.gettext("“{name}” will go along. Now write the text in one message.")
    return plain(words.format(name=shortened(name, 100)))


def too_many_files(say: Speech) -> Message:
    """No more go along."""
    return plain(say.gettext("No more than five files go along with one message."))


def announcement(text: str, author: str, files: Sequence[Attachment], say: Speech) -> Message:
    """What everybody gets."""
    hint = say.gettext("To answer the author, reply to this message.")
    body = Markup("{}\n\n<i>{}</i>").format(text, author)
    return Message(
        str(body),
        subject=shortened(text.split("\n", 1)[0], SUBJECT_CHARS),
        hint=hint,
        attachments=tuple(files),
    )


def preview(
    number: int, message: Message, counts: Counts, at: datetime | None, reader: int, say: Speech
) -> Message:
    """Just what will be seen, under how many it reaches; by night it goes `at` a local hour."""
    rows = [
        Markup("<b>{}</b>").format(say.gettext("It will look like this:")),
        *_counted(counts, say),
    ]
    if at is not None:
        words = say.gettext("It is late: it goes on {day} at {time}")
        rows.append(
            Markup("{}").format(words.format(day=say.weekday_day(at.date()), time=f"{at:%H:%M}"))
        )
    if message.attachments:
        names = ", ".join(shortened(file.name, 40) for file in message.attachments)
        rows.append(Markup("{}").format(say.gettext("Files: {names}").format(names=names)))
    rows.append(Markup("———"))
    rows.append(Markup(message.text))  # noqa: S704 - ours, escaped by `announcement`
    rows.append(Markup("———"))
    rows.append(Markup("{}").format(say.gettext("Another text can be sent in place of this one.")))

    def button(label: str, verb: Verb) -> Button:
        return Button(label, Action(verb, reader, (number,)).pack())

    n = counts.telegram + counts.email
    label = say.ngettext("Send to {n}", "Send to {n}", n).format(n=n)
    first = ((button(label, Verb.SEND_WORDS),),) if n else ()
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *first,
            (
                button(say.gettext("First to me"), Verb.TRY_WORDS),
                button(say.gettext("Do not send"), Verb.DROP_WORDS),
            ),
        ),
    )


def not_sent(say: Speech) -> Message:
    """There are no words yet."""
    return plain(say.gettext("It has not been sent: there is no text yet."))


def dropped(say: Speech) -> Message:
    """Nobody gets it."""
    return plain(say.gettext("It was not sent to anybody."))
