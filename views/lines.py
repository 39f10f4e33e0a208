"""How an activity is named and how its date is spoken of, everywhere the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

from roadmap.institutions import said_shortly
from roadmap.plan import Asked, Line
from roadmap.progress import State
from roadmap.working_calendar import WorkingCalendar
from views.speech import Speech

TITLE_CHARS = 160
ROADMAP_CHARS = 60


def capital(text: str) -> str:
    """A text as a sentence or a label begins."""
    return text[:1].upper() + text[1:]


def shortened(text: str, limit: int = TITLE_CHARS) -> str:
    """`text` in one line; when longer than `limit` characters, official words of institutions are
    abbreviated, and what is too long still is cut at a word with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    line = said_shortly(line)
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"


def code(number: int, say: Speech) -> str:
    """«М-17»"""
    return say.gettext("M-{number}").format(number=number)


def place(line: Line, say: Speech) -> str:
    """«М-17, разд. 1.2, п. 1»"""
    parts = [code(line.code, say)]
    if line.section:
        parts.append(say.gettext("sect. {number}").format(number=line.section))
    if number := line.number.rstrip(". "):
        parts.append(say.gettext("item {number}").format(number=number))
    return ", ".join(parts)


def thread_of(lines: Sequence[Line]) -> str:
    """What all letters about one activity hang on; «» for lines of several."""
    found = {line.activity_id for line in lines}
    return f"activity-{found.pop()}" if len(found) == 1 else ""


def roadmap_name(line: Line) -> str:
    """The roadmap's title, shortened."""
    return shortened(line.roadmap, ROADMAP_CHARS)


def why(line: Line, today: date, calendar: WorkingCalendar, say: Speech) -> str:
    """«осталось 3 дня», «срок сегодня», «просрочено на 2 рабочих дня»."""
    if late := calendar.working_days_late(line.due, today):
        return say.ngettext("{n} working day overdue", "{n} working days overdue", late).format(
            n=late
        )
    left = (line.due - today).days
    if left <= 0:
        return say.gettext("due today") if left == 0 else say.gettext("the date has passed")
    if left == 1:
        return say.gettext("due tomorrow")
    return say.ngettext("{n} day left", "{n} days left", left).format(n=left)


def near_day(day: date, today: date, say: Speech) -> str:
    """«15 октября», in another year than that of `today` «15 октября 2017 г.»"""
    return say.day(day) if day.year == today.year else say.full_day(day)


def due_phrase(line: Line, today: date, calendar: WorkingCalendar, say: Speech) -> str:
    """«срок 15 октября 2018 г., пн»; on a day off also the working day to hand it in."""
    text = say.gettext("due {date}").format(date=say.full_day(line.due))
    if line.due_time is not None and line.due == line.document_due:
        text += f", {line.due_time:%H:%M}"
    aim = calendar.aim(line.due)
    if aim != line.due and aim >= today:
        text += say.gettext(", a day off; hand in by {date}").format(date=say.weekday_day(aim))
    return text


def as_written(line: Line, say: Speech) -> Markup:
    """«в документе: „До 15 октября 2018“», or nothing when the document has no words for it."""
    if not line.deadline_text:
        return Markup("")
    return Markup("<i>{}</i>").format(
        say.gettext("in the document: “{text}”").format(text=shortened(line.deadline_text, 80))
    )


def short_name(full: str) -> str:
    """«Пономарева О. И.» of a full name, surname first; «Сотрудник № 24» as it is."""
    surname, *given = full.split() or [""]
    if given[1:] and given[-1].isdecimal():
        return " ".join([surname, *given])
    return " ".join([surname, *(f"{name[0]}." for name in given[:2])])


def for_whom(line: Line, say: Speech) -> Markup:
    """«за: Пономарева О. И., нет до 25 октября» to who stands in; nothing to others."""
    if not line.instead_of or line.away_until is None:
        return Markup("")
    words = say.gettext("for {name}, away until {date}")
    return Markup("{}").format(
        words.format(name=short_name(line.instead_of), date=say.day(line.away_until))
    )


def put_off_until(day: date, say: Speech) -> str:
    """«отложено до пн, 15 октября»: that day's reminder comes."""
    return say.gettext("put off until {date}").format(date=say.weekday_day(day))


def by_document(line: Line, say: Speech) -> Markup:
    """«срок по документу: 15 октября 2018 г.», or nothing where no other date holds."""
    if line.document_due == line.due:
        return Markup("")
    words = say.gettext("by the document: {date}").format(date=say.full_day(line.document_due))
    return Markup("{}").format(words)


def state_words(state: State, say: Speech) -> str:
    """The state in a word or two."""
    return {
        State.NOT_STARTED: say.gettext("not started"),
        State.IN_PROGRESS: say.gettext("in progress"),
        State.PARTLY: say.gettext("done in part"),
        State.NEED_HELP: say.gettext("help needed"),
        State.WAITING_ACCEPTANCE: say.gettext("under review"),
        State.DONE: say.gettext("done"),
        State.CLOSED_BY_LEAD: say.gettext("closed by the lead"),
        State.CALLED_OFF: say.gettext("called off"),
    }[state]


def standing(line: Line, say: Speech) -> str:
    """The same of a line: what a coordinator closed was not closed by the lead."""
    if line.closed and line.state is State.CLOSED_BY_LEAD:
        return say.gettext("closed by the coordinator")
    if line.state is State.DONE and line.asked_as is Asked.ONGOING:
        return say.gettext("goes on")
    if line.state is State.DONE and line.is_filled:
        return say.gettext("handed in")
    return state_words(line.state, say)


def title(line: Line, limit: int = TITLE_CHARS) -> Markup:
    """The escaped, shortened title."""
    return escape(shortened(line.title, limit))


def by_word(line: Line, say: Speech) -> str:
    """«отмечено со слов: Мостовая В. П.»: a coordinator wrote the state down."""
    words = say.gettext("noted by word of mouth: {name}")
    if line.by_letter:
        words = say.gettext("noted from a letter: {name}")
    return words.format(name=short_name(line.by_word))
