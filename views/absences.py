"""Being away: until when, who stands in, what is agreed, and what the stand-in is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.absence_words import LONGEST, Days
from views import calendar_keyboard
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.lines import shortened
from views.speech import Speech

PAGE = 8
NAME_CHARS = 60


@dataclass(frozen=True, slots=True)
class Agreed:
    """An absence as stored; `stand_in` is the name of who was named, «» for nobody.

    `others`: there are colleagues who get the reminders where nobody was named.
    """

    absence_id: int
    days: Days
    stand_in: str = ""
    others: bool = False


def ask_last_day(
    shown: date, today: date, person_id: int, current: Agreed | None, say: Speech
) -> Message:
    """Until when? With the absence that is known already, and the way out of it."""
    keyboard = calendar_keyboard.month(
        min(max(shown, today), today + timedelta(days=LONGEST)),
        today,
        today + timedelta(days=LONGEST),
        lambda day: Action(Verb.AWAY_TO, person_id, (as_number(today), as_number(day))).pack(),
        lambda day: Action(Verb.AWAY, person_id, (as_number(day),)).pack(),
        Action(Verb.NOTHING, person_id).pack(),
        say,
    )
    rows = [Markup("<b>{}</b>").format(say.gettext("Until what day are you away?"))]
    if current is not None:
        rows.insert(0, _known(current, today, say))
        keyboard = (*keyboard, (_back(current, person_id, say),))
    rows.append(Markup("{}").format(say.gettext("Press the last day on which you are away.")))
    return Message(str(Markup("\n").join(rows)), buttons=keyboard)


def ask_stand_in(
    people: Sequence[tuple[int, str]],
    days: Days,
    today: date,
    page: int,
    person_id: int,
    say: Speech,
) -> Message:
    """Who stands in? `people` are (id, name), colleagues first; `page` counts from 0."""
    span = (as_number(days.first), as_number(days.last))
    last = max(0, (len(people) - 1) // PAGE)
    page = min(page, last)
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                shortened(name, NAME_CHARS), Action(Verb.AWAY_WHO, person_id, (*span, who)).pack()
            ),
        )
        for who, name in people[page * PAGE : (page + 1) * PAGE]
    ]
    turns = [
        Button(sign, Action(Verb.AWAY_PAGE, person_id, (*span, to)).pack())
        for sign, to in (("‹", page - 1), ("›", page + 1))
        if 0 <= to <= last
    ]
    rows += [tuple(turns)] if turns else []
    nobody = Action(Verb.AWAY_WHO, person_id, (*span, 0)).pack()
    other = Action(Verb.AWAY, person_id, (as_number(days.last),)).pack()
    rows.append((Button(say.gettext("Nobody"), nobody),))
    rows.append((Button(say.gettext("Another day…"), other),))
    text = Markup("{}\n<b>{}</b>").format(
        away_words(days, today, say), say.gettext("Who stands in for you?")
    )
    return Message(str(text), buttons=tuple(rows))


def away_words(days: Days, today: date, say: Speech) -> str:
    """«Вас нет до чт, 25 октября, включительно.»"""
    last = say.weekday_day(days.last)
    if days.first <= today:
        return say.gettext("You are away until {last} inclusive.").format(last=last)
    if days.first == days.last:
        return say.gettext("You are away on {last}.").format(last=last)
    return say.gettext("You are away from {first} until {last} inclusive.").format(
        first=say.weekday_day(days.first), last=last
    )


def agreed(known: Agreed, today: date, person_id: int, say: Speech) -> Message:
    """The absence is written down."""
    return Message(str(_known(known, today, say)), buttons=((_back(known, person_id, say),),))


def _known(known: Agreed, today: date, say: Speech) -> Markup:
    if known.stand_in:
        who = say.gettext("{name} stands in for you and gets your reminders.").format(
            name=known.stand_in
        )
    elif known.others:
        who = say.gettext("Nobody was named: your colleagues get the reminders.")
    else:
        who = say.gettext(
            "Nobody was named and you have no colleagues here, so the reminders still come to you."
        )
    return Markup("<b>{}</b>\n{}").format(away_words(known.days, today, say), who)


def _back(known: Agreed, person_id: int, say: Speech) -> Button:
    return Button(
        say.gettext("I am back"), Action(Verb.BACK, person_id, (known.absence_id,)).pack()
    )


def back(say: Speech, *, was_away: bool) -> Message:
    """The absence is over, or there was none."""
    words = (
        say.gettext("Welcome back! Reminders come to you again.")
        if was_away
        else say.gettext("You are not marked as away: reminders come to you.")
    )
    return Message(str(Markup("{}").format(words)))


def stands_in(name: str, days: Days, today: date, person_id: int, say: Speech) -> Message:
    """To who stands in: for whom and until when."""
    last = say.day(days.last)
    head = (
        say.gettext("You stand in for: {name}, until {last} inclusive")
        if days.first <= today
        else say.gettext("You stand in for: {name}, from {first} until {last} inclusive")
    ).format(name=name, first=say.day(days.first), last=last)
    text = Markup("<b>{}</b>\n{}").format(
        head,
        say.gettext(
            "The reminders come to you, and you can answer them. Everything that is to be done is "
            "in “My activities”."
        ),
    )
    mine = Button(say.gettext("My activities"), Action(Verb.MINE, person_id).pack())
    return Message(str(text), buttons=((mine,),), subject=shortened(head))


def stands_in_no_more(name: str, say: Speech) -> Message:
    """To who stood in: the other one is back."""
    words = say.gettext("{name} is back: you stand in no more. Thank you!").format(name=name)
    return Message(str(Markup("{}").format(words)), subject=shortened(words))
