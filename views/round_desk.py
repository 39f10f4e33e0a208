"""One round on the coordinator's desk: how far it is, who has not answered, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.calling import Who
from roadmap.plan import Asked
from roadmap.progress import OPEN as AWAITED
from roadmap.progress import State
from views import blank_gathering
from views.actions import Action, Verb
from views.calling import ids_of
from views.lines import code, shortened, state_words
from views.monitoring_desk import (
    CALLED_OFF,
    CLOSED,
    OPEN,
    Standing,
    home_button,
    last_day,
)
from views.round_figures import round_button
from views.round_grid import Tone, tone_words
from views.speech import Speech

PAGE = 10
ACTIVITIES = 8
NOTE_CHARS = 200
PHONES = 3
Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A round with how many respondents are where; `to_accept` wait for the coordinator; `note` is
    the one with which it was opened."""

    standing: Standing
    tones: Mapping[Tone, int]
    to_accept: int = 0
    note: str = ""
    activities: tuple[Activity, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.standing.state == OPEN


@dataclass(frozen=True, slots=True)
class Activity:
    """An ongoing activity of a round with what each who answers for it said: (name, state,
    sentence)."""

    code: int
    number: str
    title: str
    said: tuple[tuple[str, State, str], ...]


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who has not answered: the first telephone numbers with whose they are. Who answers
    for ongoing activities has `count` of them left, and a card of their own (`who`)."""

    assignment_id: int
    name: str
    phones: tuple[tuple[str, str], ...] = ()
    is_late: bool = False
    who: Who | None = None
    count: int = 0


def opened(one: Opened, page: int, reader: int, say: Speech) -> Message:
    """The round; of ongoing activities a page of them."""
    standing = one.standing
    rows = [
        Markup("<b>{}</b>").format(shortened(standing.title, 200)),
        Markup("{}").format(_days(standing, say)),
        Markup("{}").format(
            say.gettext("Answered: {done} of {asked}").format(
                done=standing.done, asked=standing.asked
            )
        ),
    ]
    if words := _counted(one.tones, say):
        rows.append(Markup("{}").format(words))
    if one.note:
        rows.append(Markup("<i>{}</i>").format(shortened(one.note, 300)))
    part = one.activities[page * ACTIVITIES : (page + 1) * ACTIVITIES]
    rows += [_activity(activity, say) for activity in part]
    return Message(
        str(Markup("\n").join(rows)),
        buttons=_buttons(one, page, reader, say),
        brief=str(rows[2]),
    )


def _days(standing: Standing, say: Speech) -> str:
    if standing.state == CLOSED:
        return say.gettext("Closed; answers were taken from {start} to {end}.").format(
            start=say.full_day(standing.opens), end=say.full_day(standing.due)
        )
    if standing.state == CALLED_OFF:
        return say.gettext("Called off.")
    return say.gettext("Open since {date}, {until}").format(
        date=say.full_day(standing.opens), until=last_day(standing, say)
    )


def _counted(tones: Mapping[Tone, int], say: Speech) -> str:
    """«принято: 3, сдано: 9»"""
    return ", ".join(f"{tone_words(tone, say)}: {tones[tone]}" for tone in Tone if tones.get(tone))


def _activity(one: Activity, say: Speech) -> Markup:
    """«М-17. Проведение семинаров — ведётся: 3 из 4», then what was said."""
    done = sum(state not in AWAITED for _, state, _ in one.said)
    words = say.gettext("goes on: {done} of {total}").format(done=done, total=len(one.said))
    if len(one.said) == 1:
        words = say.gettext("goes on") if done else _state(one.said[0][1], say)
    head = Markup("\n{}. {} — <b>{}</b>").format(
        code(one.code, say), shortened(one.title, 90), words
    )
    rows = [
        Markup("   {}: {}").format(shortened(name, 60), _said(state, note, say))
        for name, state, note in one.said
        if note or (state in AWAITED and len(one.said) > 1)
    ]
    return Markup("\n").join([head, *rows[:4]])


def _state(state: State, say: Speech) -> str:
    return say.gettext("no answer yet") if state is State.NOT_STARTED else state_words(state, say)


def _said(state: State, note: str, say: Speech) -> str:
    text = shortened(note, NOTE_CHARS)
    if state not in AWAITED:
        return text
    return f"{_state(state, say)}; {text}" if text else _state(state, say)


def _buttons(one: Opened, page: int, reader: int, say: Speech) -> Keyboard:
    number = one.standing.round_id

    def to(label: str, verb: Verb, *ids: int) -> Button:
        return Button(label, Action(verb, reader, (number, *ids)).pack())

    rows: list[tuple[Button, ...]] = []
    last = max(0, (len(one.activities) - 1) // ACTIVITIES)
    turns = tuple(
        to(sign, Verb.ROUND, there)
        for sign, there in (("‹", page - 1), ("›", page + 1))
        if one.activities and 0 <= there <= last
    )
    rows += [turns] if turns else []
    filled = one.standing.kind is not Asked.ONGOING
    if filled:
        rows.append(
            (
                to(say.gettext("Grid of the schools"), Verb.ROUND_GRID, 0),
                to(say.gettext("As a picture"), Verb.ROUND_PICTURE),
            )
        )
    if one.standing.kind is Asked.TABLE:
        rows.append(blank_gathering.buttons(number, reader, say))
    if one.standing.kind is Asked.FORM:
        rows.append((to(say.gettext("Figures of the municipality"), Verb.ROUND_FIGURES, 0),))
    waiting = one.standing.asked - one.standing.done
    if waiting and one.is_open:
        label = say.gettext("Not answered: {n}").format(n=waiting)
        rows.append(
            (to(label, Verb.ROUND_SILENT, 0), to(say.gettext("Remind all…"), Verb.ROUND_REMIND))
        )
    if one.to_accept:
        label = say.gettext("Accept all that was handed in: {n}").format(n=one.to_accept)
        rows.append((to(label, Verb.ROUND_ACCEPT_ALL),))
    if one.standing.kind is Asked.FORM:
        rows.append(
            (
                to(say.gettext("Analytical note (.docx)"), Verb.ROUND_PAPER),
                to(say.gettext("Table (.xlsx)"), Verb.ROUND_EXPORT, 0),
                to(".csv", Verb.ROUND_EXPORT, 1),
            )
        )
    rows += _deeds(one, to, filled=filled, say=say)
    return (*rows, (home_button(reader, say),))


def _deeds(
    one: Opened, to: Callable[..., Button], *, filled: bool, say: Speech
) -> list[tuple[Button, ...]]:
    if not one.is_open:
        return [(to(say.gettext("Open it again…"), Verb.ROUND_CLOSE, 0),)]
    move = to(say.gettext("Move the date for all…"), Verb.ROUND_DAY)
    add = (to(say.gettext("Add schools…"), Verb.ROUND_ADD, 0),) if filled else ()
    return [
        (move, *add),
        (
            to(say.gettext("Close the round…"), Verb.ROUND_CLOSE, 1),
            to(say.gettext("Call it off…"), Verb.ROUND_CLOSE, 2),
        ),
    ]


def silent(
    title: str, found: Sequence[Silent], page: int, round_id: int, reader: int, say: Speech
) -> Message:
    """A page of those who have not answered, with whom to call."""
    last = max(0, (len(found) - 1) // PAGE)
    page = max(0, min(page, last))
    shown = list(enumerate(found, start=1))[page * PAGE : (page + 1) * PAGE]
    rows = [
        Markup("<b>{}</b>").format(shortened(title, 160)),
        Markup("{}").format(say.gettext("Not answered: {n}").format(n=len(found))),
    ]
    rows += [_silent(n, one, say) for n, one in shown]
    numbers = [_card(n, one, reader) for n, one in shown]
    turns = tuple(
        Button(sign, Action(Verb.ROUND_SILENT, reader, (round_id, there)).pack())
        for sign, there in (("‹", page - 1), ("›", page + 1))
        if 0 <= there <= last
    )
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *(tuple(numbers[i : i + 5]) for i in range(0, len(numbers), 5)),
            *((turns,) if turns else ()),
            (round_button(round_id, reader, say),),
        ),
    )


def _card(n: int, one: Silent, reader: int) -> Button:
    """What was answered so far, or, where nothing is filled in, what is owed and whom to call."""
    press = Action(Verb.ROUND_ONE, reader, (one.assignment_id, 0))
    if one.who is not None:
        press = Action(Verb.CALL_CARD, reader, ids_of(one.who))
    return Button(str(n), press.pack())


def _silent(n: int, one: Silent, say: Speech) -> Markup:
    late = f" ({say.gettext('late')})" if one.is_late else ""
    if one.count:
        words = say.ngettext("{n} activity", "{n} activities", one.count).format(n=one.count)
        late = f": {words}{late}"
    phones = "; ".join(
        f"{shortened(name, 50)}: {shortened(phone, 40)}" for name, phone in one.phones[:PHONES]
    )
    return Markup("{}. <b>{}</b>{}\n   {}").format(
        n, shortened(one.name, 80), late, phones or say.gettext("no number")
    )
