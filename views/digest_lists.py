"""The lists behind a digest, a page each, edited in place with a way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.digest_filtering import Dimension
from roadmap.digest_parts import Part
from roadmap.digesting import Progress
from roadmap.plan import Line
from roadmap.progress import OPEN, State
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.digest_links import Links, turns
from views.digest_overview import labels, progress_row
from views.digests import reason, tally_words
from views.discretion import lines_in_brief
from views.lines import by_document, code, near_day, place, short_name, shortened, title, why
from views.speech import Speech

T = TypeVar("T")
PAGE = 8
IN_ROW = 8
TITLE_CHARS = 80
OWNER_CHARS = 90
REASON_CHARS = 110
EXTENSIONS = 1
"""Which requests a press opens, in callback data."""
OBJECTIONS = 2


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """One page, counted from 0, of a list of `total`; `rows` are (printed number, row)."""

    part: Part
    page: int
    total: int
    rows: Sequence[tuple[int, T]]

    @property
    def last(self) -> int:
        """The last page."""
        return max(0, (self.total - 1) // PAGE)


def sheet(part: Part, found: Sequence[T], page: int) -> Sheet[T]:
    """The page of a list; past its end the last one."""
    page = min(page, max(0, (len(found) - 1) // PAGE))
    shown = found[page * PAGE : (page + 1) * PAGE]
    return Sheet(part, page, len(found), list(enumerate(shown, start=page * PAGE + 1)))


@dataclass(frozen=True, slots=True)
class Dated:
    """A date on a list: its line with all owners, how many these are, its milestone.

    `change` says what became of it, on the list of changes.
    """

    line: Line
    owners: int
    milestone_id: int
    change: str = ""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person or an organisation with what is said of them."""

    name: str
    words: str
    person_id: int | None = None
    organization_id: int | None = None


@dataclass(frozen=True, slots=True)
class NoDate:
    """An activity without a date."""

    code: int
    title: str
    deadline_text: str


def dates(
    page: Sheet[Dated], links: Links, today: date, calendar: WorkingCalendar, say: Speech
) -> Message:
    """Late, soon, in need of help, on review or changed; numbers open cards for coordinators."""
    rows = [
        Markup("<b>{}.</b> {}").format(n, _dated(one, page.part, today, calendar, say))
        for n, one in page.rows
    ]
    numbers = [Button(str(n), _open(one, links)) for n, one in page.rows]
    lines = [(n, one.line) for n, one in page.rows]
    brief = lines_in_brief(_head(page, say), lines, today, calendar, say)
    return _message(page, rows, numbers if links.coordinates else [], links, say, brief)


def _open(one: Dated, links: Links) -> str:
    if one.owners > 1:
        return Action(Verb.DIGEST_DATE, links.reader, (one.milestone_id,)).pack()
    return Action(Verb.DESK, links.reader, (one.line.assignment_id,)).pack()


def _dated(one: Dated, part: Part, today: date, calendar: WorkingCalendar, say: Speech) -> Markup:
    line = one.line
    words = one.change or _when(line, part, today, calendar, say)
    other = by_document(line, say)
    rows = [
        Markup("{} — {}").format(title(line, TITLE_CHARS), words),
        Markup("<i>{}{}</i>").format(
            ", ".join(x for x in (shortened(_owner(line), OWNER_CHARS), place(line, say)) if x),
            tally_words(line, say),
        ),
    ]
    if other:
        rows.append(Markup("<i>{}</i>").format(other))
    if part in (Part.LATE, Part.HELP) or line.note:
        rows.append(Markup("{}").format(shortened(reason(line, say), REASON_CHARS)))
    return Markup("\n").join(rows)


def _when(line: Line, part: Part, today: date, calendar: WorkingCalendar, say: Speech) -> str:
    """«чт, 25 октября, осталось 10 дней»: dates of one title are told apart by their days."""
    if line.state not in OPEN:
        return say.short_day(line.due)
    day = say.weekday_day(line.due) if part is Part.SOON else near_day(line.due, today, say)
    return f"{day}, {why(line, today, calendar, say)}"


def _owner(line: Line) -> str:
    """Whose it is: of a single person surname and initials, with the organisation."""
    if line.person_id is None or "," in line.owner:
        return line.owner
    name = short_name(line.owner)
    return f"{name} ({line.office})" if line.office and line.office != line.owner else name


def people(page: Sheet[Somebody], links: Links, say: Speech) -> Message:
    """Who is silent, out of reach or has not read; a number shows what they answer for."""
    rows = [
        Markup("<b>{}.</b> {}{}").format(
            n,
            shortened(one.name, OWNER_CHARS),
            Markup(" — {}").format(shortened(one.words, REASON_CHARS)) if one.words else "",
        )
        for n, one in page.rows
    ]
    numbers = [
        Button(
            str(n),
            links.narrowed(Dimension.PERSON, one.person_id).overview()
            if one.person_id is not None
            else links.narrowed(Dimension.ORGANIZATION, one.organization_id or 0).overview(),
        )
        for n, one in page.rows
        if one.person_id is not None or one.organization_id is not None
    ]
    hint = say.gettext("Press a number to see what they answer for.") if numbers else ""
    return _message(page, rows, numbers, links, say, hint=hint)


def undated(page: Sheet[NoDate], links: Links, say: Speech) -> Message:
    """Activities without a date, with the words of the document; a coordinator may set dates."""
    rows = []
    for n, one in page.rows:
        words = shortened(one.deadline_text, TITLE_CHARS)
        rows.append(
            Markup("<b>{}.</b> {} · {}{}").format(
                n,
                code(one.code, say),
                shortened(one.title, TITLE_CHARS),
                Markup(" — <i>{}</i>").format(words) if words else "",
            )
        )
    message = _message(page, rows, [], links, say)
    if not (rows and links.coordinates):
        return message
    room = Button(say.gettext("Set the dates…"), Action(Verb.UNDATED, links.reader).pack())
    *above, back = message.buttons
    return replace(message, buttons=(*above, (room,), back))


def sections(
    page: Sheet[Progress], unnamed: str, dimension: Dimension, links: Links, say: Speech
) -> Message:
    """Progress of sections, or of roadmaps; a number filters by it."""
    rows = [
        Markup("<b>{}.</b> {}").format(n, progress_row(one, unnamed, say)) for n, one in page.rows
    ]
    numbers = []
    for n, one in page.rows:
        value = one.roadmap_id if dimension is Dimension.ROADMAP else one.section_id
        if value:
            numbers.append(Button(str(n), links.narrowed(dimension, value).overview()))
    hint = say.gettext("Press a number to see it alone.") if numbers else ""
    return _message(page, rows, numbers, links, say, hint=hint)


def change_words(line: Line, moved_from: date | None, say: Speech) -> str:
    """What became of a line lately, in a word or two."""
    if moved_from is not None:
        return say.gettext("moved to {day}").format(day=say.short_day(line.due))
    if line.state is State.WAITING_ACCEPTANCE:
        return say.gettext("reported done, on review")
    if line.state in OPEN:
        return say.gettext("help needed") if line.state is State.NEED_HELP else ""
    day = line.fact_on
    return say.gettext("done on {date}").format(date=say.day(day)) if day else say.gettext("done")


def _head(page: Sheet[T], say: Speech) -> str:
    return f"{labels(say)[page.part]}: {page.total}"


def _message(
    page: Sheet[T],
    rows: Sequence[Markup],
    numbers: Sequence[Button],
    links: Links,
    say: Speech,
    brief: str = "",
    hint: str = "",
) -> Message:
    head = Markup("<b>{}</b>").format(_head(page, say))
    body = [*rows] if rows else [Markup("{}").format(say.gettext("Nothing here."))]
    if hint and rows:
        body.append(Markup("<i>{}</i>").format(hint))
    turned = turns(links, page.part, page.page, page.last)
    buttons = [tuple(numbers[i : i + IN_ROW]) for i in range(0, len(numbers), IN_ROW)]
    return Message(
        str(Markup("\n\n").join([head, *body])),
        buttons=(*buttons, *((turned,) if turned else ()), (links.back(say),)),
        brief=brief,
    )
