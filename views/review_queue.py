"""One activity under review at a time, with its files, and what to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from roadmap.plan import Line
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.lines import shortened, standing
from views.review_lists import Waiting, paragraph
from views.speech import Speech

TITLE_CHARS = 120


@dataclass(frozen=True, slots=True)
class Place:
    """The number of one among all that wait."""

    number: int
    total: int


def card(
    one: Waiting,
    place: Place,
    files: Sequence[Attachment],
    before: str,
    reader: int,
    calendar: WorkingCalendar,
    say: Speech,
) -> Message:
    """What was reported, by whom and when; `files` follow it, `before` is what was just done."""
    number = one.line.assignment_id
    head = say.gettext("Under review: {n} of {total}").format(n=place.number, total=place.total)
    rows = [Markup("<i>{}</i>\n").format(before)] if before else []
    rows.append(Markup("<b>{}</b>\n").format(head))
    rows.append(paragraph(place.number, one, calendar, say))
    if one.line.expected_result:
        words = say.gettext("Expected result: {text}")
        rows.append(
            Markup("{}").format(words.format(text=shortened(one.line.expected_result, 300)))
        )

    def button(label: str, verb: Verb) -> Button:
        return Button(label, Action(verb, reader, (number,)).pack())

    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            (
                button(say.gettext("Accept"), Verb.QUEUE_ACCEPT),
                button(say.gettext("Return for more work…"), Verb.QUEUE_RETURN),
            ),
            (button(say.gettext("Later"), Verb.REVIEW_QUEUE),),
        ),
        attachments=tuple(files),
    )


def over(left: int, before: str, reader: int, say: Speech) -> Message:
    """The end of the queue; `left` were put off."""
    rows = [Markup("<i>{}</i>\n").format(before)] if before else []
    if not left:
        rows.append(Markup("{}").format(say.gettext("Nothing is waiting to be accepted.")))
        return Message(str(Markup("\n").join(rows)))
    words = say.ngettext(
        "That was the last one; {n} is put off.", "That was the last one; {n} are put off.", left
    )
    rows.append(Markup("{}").format(words.format(n=left)))
    again = Button(
        say.gettext("From the beginning"), Action(Verb.REVIEW_QUEUE, reader, (0,)).pack()
    )
    return Message(str(Markup("\n").join(rows)), buttons=((again,),))


def verdict(words: str) -> Message:
    """What a card becomes once it is decided."""
    return Message(str(Markup("{}").format(words)))


def accepted(line: Line, say: Speech) -> str:
    """«Принято: …»"""
    return say.gettext("✓ Accepted: {title}").format(title=shortened(line.title, TITLE_CHARS))


def returned(line: Line, say: Speech) -> str:
    """«Возвращено на доработку: …»"""
    words = say.gettext("Returned for more work: {title}")
    return words.format(title=shortened(line.title, TITLE_CHARS))


def decided_meanwhile(line: Line, say: Speech) -> str:
    """Somebody else was quicker."""
    return say.gettext("Decided already ({state}): {title}").format(
        state=standing(line, say), title=shortened(line.title, TITLE_CHARS)
    )
