"""How a line of a round of monitoring differs from one with a date: its words, its presses."""

from __future__ import annotations

from collections.abc import Sequence

from channels.message import Button
from roadmap.plan import Asked, Line
from roadmap.progress import OPEN
from views.actions import Action, Verb
from views.speech import Speech

LEAST_FOR_ALL = 2


def only_ongoing(lines: Sequence[Line]) -> bool:
    """Whether these lines ask about nothing but ongoing activities."""
    return bool(lines) and all(line.asked_as is Asked.ONGOING for line in lines)


def only_filled(lines: Sequence[Line]) -> bool:
    """Whether all of these lines are answered by filling something in."""
    return bool(lines) and all(line.is_filled for line in lines)


def headline(lines: Sequence[Line], count: int, say: Speech) -> str:
    """«I квартал 2019 г.: как идёт работа по 3 постоянным мероприятиям?», of what is filled in
    «Нужны ваши сведения»."""
    if only_filled(lines):
        return say.ngettext(
            "Your data are needed: {n} request", "Your data are needed: {n} requests", count
        ).format(n=count)
    return say.ngettext(
        "{period}: how is {n} ongoing activity going?",
        "{period}: how are {n} ongoing activities going?",
        count,
    ).format(period=lines[0].asked_for_period, n=count)


def press_label(line: Line, say: Speech) -> str:
    """What the first press of a line says, without its number."""
    if line.asked_as is Asked.ONGOING:
        return say.gettext("Goes on")
    if line.is_filled:
        return say.gettext("Fill in")
    return say.gettext("Done")


def press(line: Line, person_id: int, label: str) -> Button:
    """The first press of a line: a mark, or the way to what is filled in."""
    verb = Verb.FILL if line.is_filled else Verb.DONE
    return Button(label, Action(verb, person_id, (line.assignment_id,)).pack())


def for_all(
    lines: Sequence[Line], hidden: int, person_id: int, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    """«По всем: ведётся», a row for each round whose ongoing activities wait for their reader;
    `hidden` more lines than these are in the message."""
    waiting: dict[int, int] = {}
    names: dict[int, str] = {}
    for line in lines:
        if line.asked_as is Asked.ONGOING and line.state in OPEN and line.round_id is not None:
            waiting[line.round_id] = waiting.get(line.round_id, 0) + 1
            names[line.round_id] = line.asked_for_period
    rows = []
    for round_id, count in waiting.items():
        if count + hidden < LEAST_FOR_ALL:
            continue
        label = say.gettext("All of them: goes on")
        if len(set(names.values())) > 1:
            label = say.gettext("{period}: all go on").format(period=names[round_id])
        rows.append((Button(label, Action(Verb.ALL_GO_ON, person_id, (round_id,)).pack()),))
    return tuple(rows)


def all_marked(count: int, say: Speech) -> str:
    """A toast: how many were marked."""
    if not count:
        return say.gettext("Everything is answered already, thank you.")
    return say.ngettext(
        "{n} activity: goes on. You can add a sentence or a file in “My activities”.",
        "{n} activities: go on. You can add a sentence or a file in “My activities”.",
        count,
    ).format(n=count)
