"""«Мои мероприятия» and «Моя школа»: counts, what is shown of them, and a button for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.own_work import Which
from roadmap.plan import Line
from roadmap.progress import OPEN, State
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.discretion import lines_in_brief, public
from views.lines import by_document, code, for_whom, short_name, shortened, state_words, title, why
from views.speech import Speech

PAGE = 6
FOUND = 12


@dataclass(frozen=True, slots=True)
class Listing:
    """One page, counted from 0, of what stands under `which`; `lines` are those shown."""

    lines: Sequence[Line]
    counts: Mapping[Which, int]
    which: Which = Which.OPEN
    page: int = 0

    @property
    def last(self) -> int:
        """The last page."""
        return max(0, (self.counts[self.which] - 1) // PAGE)

    @property
    def numbered(self) -> list[tuple[int, Line]]:
        """The lines with their numbers in the whole list."""
        return list(enumerate(self.lines, start=self.page * PAGE + 1))


def which_words(which: Which, say: Speech) -> str:
    """What a filter is called."""
    return {
        Which.OPEN: say.gettext("Open"),
        Which.TODAY: say.gettext("Today"),
        Which.WEEK: say.gettext("This week"),
        Which.LATE: say.gettext("Overdue"),
        Which.REVIEW: say.gettext("On review"),
        Which.DONE: say.gettext("Done"),
    }[which]


def mine(
    listing: Listing, person_id: int, today: date, calendar: WorkingCalendar, say: Speech
) -> Message:
    """«Мои мероприятия»."""
    if not any(listing.counts.values()):
        return public(Message(say.gettext("You have no activities yet.")))
    hint = say.gettext("To find one, write a word of its title, its number or its code.")
    head = say.gettext("My activities")
    shown = _list(head, listing, person_id, Verb.MINE, hint, today, calendar, say)
    dates = Button(say.gettext("My dates for a calendar"), Action(Verb.MY_DATES, person_id).pack())
    return replace(shown, buttons=(*shown.buttons, (dates,)))


def school(
    name: str,
    listing: Listing,
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
) -> Message:
    """«Моя школа»: every row with who answers for it."""
    head = shortened(name, 100)
    return _list(head, listing, person_id, Verb.SCHOOL, "", today, calendar, say, owners=True)


def _list(
    head: str,
    listing: Listing,
    person_id: int,
    turn: Verb,
    hint: str,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    *,
    owners: bool = False,
) -> Message:
    counted = _counted(listing, say)
    rows = [
        Markup("<b>{}</b>\n{}").format(head, counted),
        *([Markup("<b>{}</b>").format(which_words(listing.which, say))] if listing.which else []),
        *(
            Markup("{}. {}").format(n, _row(x, today, calendar, say, owners=owners))
            for n, x in listing.numbered
        ),
    ]
    if not listing.lines:
        rows.append(Markup("{}").format(say.gettext("Nothing here.")))
    if hint:
        rows.append(Markup("<i>{}</i>").format(hint))
    cards = tuple(
        Button(str(n), Action(Verb.CARD, person_id, (x.assignment_id,)).pack())
        for n, x in listing.numbered
    )
    buttons = (cards, _turns(listing, turn, person_id), *_filters(listing, turn, person_id, say))
    brief = lines_in_brief(counted, listing.numbered, today, calendar, say)
    return Message(
        str(Markup("\n\n").join(rows)),
        buttons=tuple(row for row in buttons if row),
        brief=brief,
    )


def _counted(listing: Listing, say: Speech) -> str:
    words = say.gettext("open: {open}, overdue: {late}, done: {done}").format(
        open=listing.counts[Which.OPEN],
        late=listing.counts[Which.LATE],
        done=listing.counts[Which.DONE],
    )
    if waiting := listing.counts[Which.REVIEW]:
        words += say.gettext(", on review: {n}").format(n=waiting)
    return words


def _turns(listing: Listing, verb: Verb, person_id: int) -> tuple[Button, ...]:
    def turn(label: str, page: int) -> Button:
        return Button(label, Action(verb, person_id, (page, listing.which)).pack())

    turns = []
    if listing.page > 0:
        turns.append(turn("‹", listing.page - 1))
    if listing.page < listing.last:
        turns.append(turn("›", listing.page + 1))
    return tuple(turns)


def _filters(
    listing: Listing, verb: Verb, person_id: int, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    """What else can be shown: what there is some of, and the whole."""
    shown = [
        Button(
            f"{which_words(which, say)} ({listing.counts[which]})",
            Action(verb, person_id, (0, which)).pack(),
        )
        for which in Which
        if which is not listing.which and (listing.counts[which] or which is Which.OPEN)
    ]
    return tuple(tuple(shown[i : i + 3]) for i in range(0, len(shown), 3))


def _row(
    line: Line, today: date, calendar: WorkingCalendar, say: Speech, *, owners: bool = False
) -> Markup:
    other = by_document(line, say)
    rows = Markup("<b>{}</b> · {}{} — {}").format(
        title(line, 100),
        say.short_day(line.due),
        Markup(" ({})").format(other) if other else "",
        _standing(line, today, calendar, say),
    )
    whose = for_whom(line, say)
    if owners:
        whose = Markup("{}").format(shortened(_owner(line), 80))
    return Markup("{}, {}").format(rows, whose) if whose else rows


def _owner(line: Line) -> str:
    return short_name(line.owner) if line.person_id is not None else line.owner


def _standing(line: Line, today: date, calendar: WorkingCalendar, say: Speech) -> str:
    """Of what is open how near it is, with how it stands; of the rest how it stands."""
    state = state_words(line.state, say)
    if line.state not in OPEN:
        return state
    near = why(line, today, calendar, say)
    return near if line.state is State.NOT_STARTED else f"{near}, {state}"


def found(
    words: str,
    lines: Sequence[Line],
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
) -> Message:
    """What was found by the words somebody wrote."""
    shown = list(enumerate(lines[:FOUND], start=1))
    head = say.ngettext(
        "Found for “{words}”: {n} activity", "Found for “{words}”: {n} activities", len(lines)
    ).format(words=shortened(words, 60), n=len(lines))
    rows = [
        Markup("<b>{}</b>").format(head),
        *(
            Markup("{}. {} · {}").format(n, code(x.code, say), _row(x, today, calendar, say))
            for n, x in shown
        ),
    ]
    if len(lines) > FOUND:
        hint = say.gettext("The first {n} are shown; write more words to find fewer.")
        rows.append(Markup("<i>{}</i>").format(hint.format(n=FOUND)))
    cards = [
        Button(str(n), Action(Verb.CARD, person_id, (x.assignment_id,)).pack()) for n, x in shown
    ]
    count = say.ngettext("Found: {n} activity", "Found: {n} activities", len(lines))
    return Message(
        str(Markup("\n\n").join(rows)),
        buttons=tuple(tuple(cards[i : i + 6]) for i in range(0, len(cards), 6)),
        brief=lines_in_brief(count.format(n=len(lines)), shown, today, calendar, say),
    )
