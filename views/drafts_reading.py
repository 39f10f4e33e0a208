"""A document sent to be read: what it is, how far it is, for which years, why it cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from babel.numbers import format_decimal
from markupsafe import Markup

from channels.message import Button, Message
from roadmap.period import Period
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.lines import shortened
from views.speech import Speech

NAME_CHARS = 60
MEGABYTE, KILOBYTE = 1 << 20, 1 << 10
TABLES = (".xlsx", ".xls", ".ods")
ROADMAP, PEOPLE, EVIDENCE = 1, 2, 3
"""What a document can be read as, in callback data."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is spoken of: `size` in bytes; `people`: a list of people can be read."""

    id: int
    name: str
    size: int
    people: bool = True


def period_words(period: Period, say: Speech) -> str:
    """«2018», «2018–2020», «2018/2019 учебный год» or both days."""
    first, last = period.start.year, period.end.year
    if (period.start, period.end) == (date(first, 1, 1), date(last, 12, 31)):
        return str(first) if first == last else f"{first}\u2013{last}"
    if period.is_school_year and (period.start.day, period.end.day) == (1, 31):
        return say.gettext("school year {first}/{last}").format(first=first, last=last)
    return f"{say.short_day(period.start)} \u2013 {say.short_day(period.end)}"


def size_words(size: int, say: Speech) -> str:
    """«1,2 МБ» or «48 КБ» of a size in bytes."""
    if size >= MEGABYTE:
        number = format_decimal(round(size / MEGABYTE, 1), locale=say.locale)
        return say.gettext("{size} MB").format(size=number)
    return say.gettext("{size} KB").format(size=max(1, round(size / KILOBYTE)))


def _name(document: Document) -> str:
    return shortened(document.name, NAME_CHARS)


def what_is_it(document: Document, reader: int, say: Speech) -> Message:
    """The question, and what it can be."""
    head = say.gettext("What is “{name}”?").format(name=_name(document))
    return Message(
        str(Markup("<b>{}</b>").format(head)),
        buttons=_uses(document, reader, say),
        brief=say.gettext("What is the document that you sent?"),
    )


def known(
    document: Document, roadmap: int, title: str, status: str, reader: int, say: Speech
) -> Message:
    """The same bytes were read before."""
    head = say.gettext("This document has been read already:")
    text = Markup("{}\n<b>{}</b>\n{}").format(head, shortened(title), status)
    again = Button(say.gettext("Read it once more"), _use(document, ROADMAP, reader))
    opened = Button(say.gettext("Open it"), Action(Verb.DRAFT, reader, (roadmap,)).pack())
    proof = Button(say.gettext("A confirming document"), _use(document, EVIDENCE, reader))
    return Message(str(text), buttons=((opened,), (again,), (proof,)))


def _uses(document: Document, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    people = Button(say.gettext("A list of people"), _use(document, PEOPLE, reader))
    blank = Button(
        say.gettext("A table for the schools to fill in"),
        Action(Verb.BLANK_OF, reader, (document.id,)).pack(),
    )
    return (
        (Button(say.gettext("A roadmap"), _use(document, ROADMAP, reader)),),
        *(((people,),) if document.people else ()),
        *(((blank,),) if document.name.lower().endswith(TABLES) else ()),
        (Button(say.gettext("A confirming document"), _use(document, EVIDENCE, reader)),),
        (Button(say.gettext("Nothing, do not read it"), _drop(document, reader)),),
    )


def _use(document: Document, use: int, reader: int) -> str:
    return Action(Verb.READ_AS, reader, (document.id, use)).pack()


def _drop(document: Document, reader: int) -> str:
    return Action(Verb.READ_NOT, reader, (document.id,)).pack()


def reading(document: Document, say: Speech) -> Message:
    """It is being read."""
    words = say.gettext("Reading “{name}”, {size}…").format(
        name=_name(document), size=size_words(document.size, say)
    )
    note = say.gettext("This takes up to half a minute.")
    return Message(str(Markup("{}\n<i>{}</i>").format(words, note)), brief=note)


def taken_as_proof(document: Document, say: Speech) -> Message:
    """It was no document to read after all."""
    words = say.gettext("“{name}” is taken as a confirming document.")
    return Message(str(Markup("{}").format(words.format(name=_name(document)))))


def dropped(document: Document, say: Speech) -> Message:
    """It is not read."""
    words = say.gettext("“{name}” is not read.").format(name=_name(document))
    return Message(str(Markup("{}").format(words)))


def failed(document: Document, why: str, reader: int, say: Speech) -> Message:
    """Why it cannot be read, and what else it may be."""
    head = say.gettext("“{name}” could not be read as a roadmap").format(name=_name(document))
    again = Button(say.gettext("Try once more"), _use(document, ROADMAP, reader))
    return Message(
        str(Markup("<b>{}</b>\n{}").format(head, why)),
        buttons=((again,), *_uses(document, reader, say)[1:]),
    )


def what_else(why: Message, document: Document, reader: int, say: Speech) -> Message:
    """`why` it is not what it was called, and everything that it can be."""
    return replace(why, buttons=_uses(document, reader, say))


def for_which_years(
    document: Document, periods: Sequence[Period], reader: int, say: Speech
) -> Message:
    """The document does not name its years."""
    head = say.gettext("“{name}” does not say for which years it is.").format(name=_name(document))
    hint = say.gettext("Choose, or write it, for example 2018–2020 or 01.09.2018 – 31.08.2019.")
    buttons = [
        Button(
            period_words(one, say),
            Action(
                Verb.READ_FOR, reader, (document.id, as_number(one.start), as_number(one.end))
            ).pack(),
        )
        for one in periods
    ]
    return Message(
        str(Markup("<b>{}</b>\n{}").format(head, hint)),
        buttons=(
            *(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)),
            (Button(say.gettext("Nothing, do not read it"), _drop(document, reader)),),
        ),
    )


def no_such_years(say: Speech) -> Message:
    """What was typed is no period."""
    words = say.gettext(
        "These years were not understood. Write them like 2018–2020, 2018 or "
        "01.09.2018 – 31.08.2019."
    )
    return Message(str(Markup("{}").format(words)))
