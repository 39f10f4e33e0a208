"""Brief words: numbers, dates and buttons, where names and titles may not be in the messenger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import OPEN
from roadmap.working_calendar import WorkingCalendar
from views.lines import due_phrase, place, shortened, standing, why
from views.speech import Speech

SUBJECT_CHARS = 80


def public(message: Message) -> Message:
    """A message that names nobody and nothing: its brief form is the same."""
    return replace(message, brief=message.text)


def lines_in_brief(
    head: str,
    lines: Sequence[tuple[int, Line]],
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
) -> str:
    """A heading that names nobody, and of each (printed number, line) its codes and dates."""
    rows = [_line(number, line, today, calendar, say) for number, line in lines]
    return str(Markup("\n\n").join([Markup("<b>{}</b>").format(head), *rows]))


def _line(number: int, line: Line, today: date, calendar: WorkingCalendar, say: Speech) -> Markup:
    if line.state not in OPEN:
        return Markup("<s>{}. {}</s>\n{}").format(number, place(line, say), standing(line, say))
    return Markup("<b>{}.</b> {}\n{} — <b>{}</b>").format(
        number,
        place(line, say),
        due_phrase(line, today, calendar, say),
        why(line, today, calendar, say),
    )


def marked(line: Line, say: Speech, *, changed: bool) -> str:
    """The toast after a press, without the title."""
    words = standing(line, say)
    text = (
        say.gettext("Marked “{state}”: {title}")
        if changed
        else say.gettext("It was marked “{state}” already: {title}")
    )
    return text.format(state=words, title=place(line, say))


def unmarked(line: Line, say: Speech) -> str:
    """The toast after a mark was taken back, without the title."""
    return say.gettext("The mark is undone: {title}").format(title=place(line, say))


def as_letter(message: Message, say: Speech) -> Message:
    """The full text and its files as a letter."""
    subject = message.subject or shortened(message.plain.split("\n", 1)[0], SUBJECT_CHARS)
    return Message(
        message.text,
        subject=subject,
        thread=message.thread,
        letter_hint=message.letter_hint,
        reply_hint=message.reply_hint,
        attachments=message.attachments,
        calendar=message.calendar,
    )


def sent_by_letter(message: Message, say: Speech) -> Message:
    """In the chat, when what was to be said went by letter."""
    text = say.gettext("The answer was sent to your mailbox: names are not written here.")
    return Message(str(Markup("{}").format(text)), menu=message.menu)


def nowhere_to_write(say: Speech) -> Message:
    """The same to somebody without a mailbox."""
    text = say.gettext(
        "The answer holds names, which are not written here, and your mailbox is not known. "
        "Please ask your coordinator."
    )
    return Message(str(Markup("{}").format(text)))


def send_it_by_mail(say: Speech) -> Message:
    """A file came where files are not taken."""
    text = say.gettext(
        "Files are not taken here. Please send the file by letter, to the address that your "
        "coordinator gives."
    )
    return public(Message(str(Markup("{}").format(text))))


def switched_off(say: Speech) -> str:
    """To somebody who writes or presses in a chat from before."""
    return say.gettext(
        "Your municipality no longer works through Telegram: everything comes by letter."
    )
