"""The week's letter before it goes, as its coordinators see it in the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.speech import Speech

REMARK_CHARS = 500


@dataclass(frozen=True, slots=True)
class Preview:
    """An edition that goes at an instant in a zone, to so many people; `text` is the letter as it
    stands now, «» where there would be none, the first of so many `letters`. `held_by` is who holds
    it, «» for nobody; `is_sent`: it has gone."""

    week: date
    at: datetime
    zone: tzinfo
    readers: int
    text: str
    remark: str = ""
    held_by: str = ""
    is_sent: bool = False
    letters: int = 1


def on_weekday(day: date, say: Speech) -> str:
    """«в понедельник, 15 октября»"""
    return (
        say.gettext("on Monday, {date}"),
        say.gettext("on Tuesday, {date}"),
        say.gettext("on Wednesday, {date}"),
        say.gettext("on Thursday, {date}"),
        say.gettext("on Friday, {date}"),
        say.gettext("on Saturday, {date}"),
        say.gettext("on Sunday, {date}"),
    )[day.weekday()].format(date=say.day(day))


def preview(shown: Preview, person_id: int, say: Speech) -> Message:
    """What goes and when, with what can be done about it."""
    rows = [
        Markup("<b>{}</b>").format(_when(shown, say)),
        Markup("{}").format(
            say.ngettext("It goes to {n} reader.", "It goes to {n} readers.", shown.readers).format(
                n=shown.readers
            )
        ),
    ]
    if shown.letters > 1 and not shown.is_sent:
        words = say.ngettext(
            "There is {n} letter, the first is shown here.",
            "There are {n} letters, one about each roadmap; the first is shown here.",
            shown.letters,
        )
        rows.append(Markup("{}").format(words.format(n=shown.letters)))
    if shown.remark:
        rows.append(Markup("<blockquote>{}</blockquote>").format(shown.remark))
    blocks = [Markup("\n").join(rows)]
    if shown.text:
        blocks.append(Markup(shown.text))  # noqa: S704 - made by views
    elif not shown.is_sent:
        blocks.append(Markup("{}").format(say.gettext("As things stand there is nothing to send.")))
    if not shown.is_sent:
        words = say.gettext("Marks can be corrected as usual: the letter says what holds then.")
        blocks.append(Markup("<i>{}</i>").format(words))
    return Message(
        str(Markup("\n\n").join(blocks)),
        buttons=() if shown.is_sent else _buttons(shown, person_id, say),
        subject=_when(shown, say),
        thread=f"edition-{person_id}",
        letter_hint="" if shown.is_sent else _in_bot(say),
        reply_hint="" if shown.is_sent else _by_answer(shown, say),
    )


def _in_bot(say: Speech) -> str:
    return say.gettext("It can be held or explained by a line in the bot.")


def _by_answer(shown: Preview, say: Speech) -> str:
    """What can be written in answer."""
    if shown.held_by:
        return say.gettext(
            "To let it go, answer this letter with the words “let it go”. To add a line of "
            "explanation, answer: “line: …”."
        )
    return say.gettext(
        "To hold it, answer this letter with the word “hold”. To add a line of explanation, "
        "answer: “line: …”; “no line” removes it."
    )


def _when(shown: Preview, say: Speech) -> str:
    local = shown.at.astimezone(shown.zone)
    if shown.is_sent:
        return say.gettext("The letter to management has gone.")
    if shown.held_by:
        return say.gettext("The letter to management is held by {name}").format(name=shown.held_by)
    return say.gettext("The letter to management goes {day}, at {time}").format(
        day=on_weekday(local.date(), say), time=f"{local.hour}:{local.minute:02}"
    )


def _buttons(shown: Preview, person_id: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    def press(label: str, verb: Verb) -> tuple[Button, ...]:
        return (Button(label, Action(verb, person_id, (as_number(shown.week),)).pack()),)

    rows = [press(say.gettext("Add a line…"), Verb.LETTER_LINE)]
    if shown.remark:
        rows = [
            press(say.gettext("Change the line…"), Verb.LETTER_LINE),
            press(say.gettext("Remove the line"), Verb.LETTER_NO_LINE),
        ]
    if shown.held_by:
        rows.append(press(say.gettext("Let it go"), Verb.LETTER_GO))
    else:
        rows.append(press(say.gettext("Hold it"), Verb.LETTER_HOLD))
    if shown.text:
        rows.append(press(say.gettext("See the letter"), Verb.LETTER_SEE))
    return tuple(rows)


def ask_line(say: Speech) -> Message:
    """What is to be added?"""
    words = say.gettext(
        "Write the line of explanation in one message, up to {n} characters: it stands at the head "
        "of the letter."
    ).format(n=REMARK_CHARS)
    return Message(str(Markup("{}").format(words)))


def too_long(length: int, say: Speech) -> Message:
    """The line is no line."""
    words = say.gettext("This is {n} characters long, up to {limit} fit. Please write it shorter.")
    return Message(str(Markup("{}").format(words.format(n=length, limit=REMARK_CHARS))))


def gone(say: Speech) -> str:
    """Too late for that."""
    return say.gettext("This letter has gone, or its week is over.")


def nothing_to_see(say: Speech) -> Message:
    """There is no letter."""
    return Message(
        str(Markup("{}").format(say.gettext("As things stand there is nothing to send.")))
    )


def trial(messages: Sequence[Message], say: Speech) -> list[Message]:
    """The letters as their readers get them, in the chat."""
    head = say.gettext("This is how the letter looks now:")
    return [
        Message(
            f"{Markup('<i>{}</i>').format(head)}\n\n{one.text}",
            attachments=one.attachments,
        )
        for one in messages
    ]
