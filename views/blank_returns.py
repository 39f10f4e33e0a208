"""What a school reads about a table: its copy, what is wrong with what it sent, what was taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto
from zoneinfo import ZoneInfo

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from roadmap.blanks.answered import Answered
from roadmap.blanks.problems import Missing, Refused, Warned
from roadmap.plan import Line
from views import blank_faults, reply_hints
from views.actions import Action, Verb
from views.blank_words import LISTED, answer, listed
from views.lines import place, shortened
from views.speech import Speech

VALUES = 15
WARNINGS = 5


class Refusal(Enum):
    """Why a file is not taken, whatever is in it."""

    NOT_YOURS = auto()
    OVER = auto()
    EXEMPT = auto()
    ACCEPTED = auto()
    OTHER_COPY = auto()
    FORGOTTEN = auto()


def table(line: Line, attachment: Attachment, say: Speech, *, is_last: bool = False) -> Message:
    """The copy, and what to do with it; `is_last`: it is what the school sent."""
    head = say.gettext("The table: {title}").format(title=shortened(line.title, 200))
    told = say.gettext(
        "Fill in the coloured cells and send the file here: it is handed in with that. "
        "Found a mistake? Send it again."
    )
    if is_last:
        told = say.gettext("This is what you sent last. Correct it and send the file here.")
    return Message(
        str(Markup("<b>{}</b>\n{}").format(head, told)),
        subject=head,
        letter_hint=reply_hints.table_unread(say),
        reply_hint=reply_hints.table(say),
        brief=str(Markup("{}\n{}").format(place(line, say), told)),
        attachments=(attachment,),
    )


def refused(why: Refusal, say: Speech, title: str = "") -> Message:
    """The file is not taken; `title` names the round, where its reader may know it."""
    words = {
        Refusal.NOT_YOURS: say.gettext(
            "This table was given to another organisation. Nothing was changed."
        ),
        Refusal.OVER: say.gettext(
            "This is the table of a round that is over: nothing is handed in any more."
        ),
        Refusal.EXEMPT: say.gettext(
            "Your organisation was exempted from this round: nothing is needed."
        ),
        Refusal.ACCEPTED: say.gettext(
            "The coordinator has accepted the answers. Ask the coordinator to send them back if "
            "something has to be corrected."
        ),
        Refusal.OTHER_COPY: say.gettext(
            "This is the copy of another organisation or of another round. Nothing was changed."
        ),
        Refusal.FORGOTTEN: say.gettext("This was decided already. Send the file again if need be."),
    }[why]
    text = Markup("{}").format(words)
    if title:
        text = Markup("<b>{}</b>\n").format(shortened(title, 200)) + text
    return Message(str(text))


def with_table(message: Message, assignment_id: int, person_id: int, say: Speech) -> Message:
    """The same, with the way to the table that is waited for."""
    return replace(message, buttons=((_get(assignment_id, person_id, say),),))


def _get(assignment_id: int, person_id: int, say: Speech) -> Button:
    action = Action(Verb.TABLE_OUT, person_id, (assignment_id,))
    return Button(say.gettext("Get the table"), action.pack())


def is_it(line: Line, file_name: str, person_id: int, say: Speech) -> Message:
    """A table came that is no copy of ours: is it the answer to what waits?"""
    head = say.gettext("Is “{name}” the table “{title}”?").format(
        name=shortened(file_name, 60), title=shortened(line.title, 120)
    )

    def press(words: str, yes: int) -> tuple[Button, ...]:
        action = Action(Verb.BLANK_IS, person_id, (line.assignment_id, yes))
        return (Button(words, action.pack()),)

    return Message(
        str(Markup("<b>{}</b>").format(head)),
        buttons=(
            press(say.gettext("Yes, hand it in"), 1),
            press(say.gettext("No, it is a confirming document"), 0),
        ),
        brief=say.gettext("Is the table that you sent the one that is asked for?"),
    )


def unread(line: Line, why: str, person_id: int, say: Speech) -> Message:
    """The file could not be used at all."""
    head = say.gettext("The table was not taken: {title}").format(title=shortened(line.title, 200))
    text = Markup("<b>{}</b>\n{}").format(head, why)
    return with_table(Message(str(text), subject=head), line.assignment_id, person_id, say)


def faults(line: Line, found: Refused, person_id: int, say: Speech) -> Message:
    """What is wrong, by cell; nothing was kept."""
    head = say.gettext("The table was not taken: {title}").format(title=shortened(line.title, 200))
    last = say.gettext("Nothing was kept. Please correct these cells and send the file again.")
    rows = listed([blank_faults.problem(one, say) for one in found.problems], say)
    odd = listed([blank_faults.warned(one, say) for one in found.warnings], say, WARNINGS)
    parts = [Markup("<b>{}</b>").format(head), *map(_escaped, rows), _escaped(last)]
    if odd:
        parts += [_escaped(say.gettext("Also noticed:")), *map(_escaped, odd)]
    message = Message(
        str(Markup("\n").join(parts)),
        subject=head,
        brief=f"{last}\n{', '.join(one.cell for one in found.problems[:LISTED] if one.cell)}",
    )
    return with_table(message, line.assignment_id, person_id, say)


def incomplete(
    line: Line,
    count: int,
    missing: Sequence[Missing],
    warnings: Sequence[Warned],
    person_id: int,
    say: Speech,
    *,
    letter: bool = False,
) -> Message:
    """A draft: what was left empty, and handing it in as it is."""
    head = say.gettext("The table is kept, but not all of it is filled in")
    values = say.ngettext("Read: {n} value.", "Read: {n} values.", count).format(n=count)
    after = say.gettext("Send the completed file, or hand it in as it is.")
    if letter:
        after = say.gettext(
            "Please send the completed file in answer to this letter. Where there is nothing to "
            "say write 0 or “no”."
        )
    rows = [
        Markup("<b>{}</b>").format(head),
        *_whose(line),
        _escaped(values),
        _escaped(say.gettext("Left empty:")),
        *map(_escaped, listed([blank_faults.missing(one) for one in missing], say)),
        *_noticed(warnings, say),
        _escaped(after),
    ]
    send = Action(Verb.FILL_SEND, person_id, (line.assignment_id,)).pack()
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((Button(say.gettext("Hand it in as it is"), send),),),
        subject=head,
        brief=str(Markup("<b>{}</b>\n{}").format(head, after)),
    )


def receipt(
    line: Line,
    when: datetime,
    zone: ZoneInfo,
    answers: Sequence[Answered],
    warnings: Sequence[Warned],
    say: Speech,
) -> Message:
    """It was handed in: what was understood."""
    local = when.astimezone(zone).date()
    moment = say.gettext("{day} at {time}").format(
        day=say.day(local), time=say.clock_time(when, zone)
    )
    head = say.gettext("Received on {when}. What was understood:").format(when=moment)
    again = say.gettext("Found a mistake? Send the file again while the round is open.")
    rows = [
        Markup("<b>{}</b>").format(head),
        *_whose(line),
        *map(_escaped, listed([answer(one, say) for one in answers], say, VALUES)),
        *_noticed(warnings, say),
        Markup("<i>{}</i>").format(again),
    ]
    return Message(
        str(Markup("\n").join(rows)),
        subject=say.gettext("Received: {title}").format(title=shortened(line.title, 80)),
        brief=str(Markup("<b>{}</b>\n{}").format(shortened(head, 200), place(line, say))),
    )


def _whose(line: Line) -> list[Markup]:
    rows = [_escaped(shortened(line.title, 200))]
    return [*rows, Markup("<i>{}</i>").format(line.owner)] if line.owner else rows


def _noticed(warnings: Sequence[Warned], say: Speech) -> list[Markup]:
    if not warnings:
        return []
    odd = listed([blank_faults.warned(one, say) for one in warnings], say, WARNINGS)
    return [_escaped(say.gettext("Please note:")), *map(_escaped, odd)]


def _escaped(text: str) -> Markup:
    return Markup("{}").format(text)
