"""How a form is asked of itself: every which period, by which day, which schools."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.asking import Due
from roadmap.monitoring.periods import PeriodKind
from views.actions import Action, Verb
from views.lines import capital, shortened
from views.monitoring_desk import how_often
from views.monitoring_periods import with_days
from views.speech import Speech

KINDS = (
    PeriodKind.QUARTER,
    PeriodKind.HALF,
    PeriodKind.YEAR,
    PeriodKind.TERM,
    PeriodKind.TRIMESTER,
    PeriodKind.SCHOOL_HALF,
    PeriodKind.SCHOOL_YEAR,
)
"""By the numbers that stand for them in buttons."""
DAYS = (5, 10, 15, 20, 25)
PAGE = 8
LABEL_CHARS = 50


@dataclass(frozen=True, slots=True)
class School:
    """A school that can be asked."""

    id: int
    name: str


def _tick(label: str, *, on: bool) -> str:
    return f"✓ {label}" if on else label


def ask_every(
    form_id: int, title: str, every: PeriodKind | None, reader: int, say: Speech
) -> Message:
    """How often is a form asked of itself?"""

    def choice(kind: PeriodKind | None, number: int) -> tuple[Button, ...]:
        label = say.gettext("do not ask") if kind is None else how_often(kind, say)
        press = Action(Verb.ASKING_EVERY, reader, (form_id, number)).pack()
        return (Button(_tick(capital(label), on=kind is every), press),)

    text = Markup("<b>{}</b>\n{}").format(
        shortened(title, 160),
        say.gettext(
            "How often is it asked? A round opens on the first working day after the period."
        ),
    )
    return Message(
        str(text),
        buttons=(
            *(choice(kind, n) for n, kind in enumerate(KINDS)),
            choice(None, len(KINDS)),
            (back_to_form(form_id, reader, say),),
        ),
    )


def ask_start(
    form_id: int,
    title: str,
    choice: int,
    now: tuple[Due, int],
    later: Due,
    reader: int,
    say: Speech,
) -> Message:
    """A round of the period that is over would open at once, for so many schools: is it meant, or
    the first one `later`? The choice is of KINDS."""
    due, count = now

    def press(start: int) -> str:
        return Action(Verb.ASKING_EVERY, reader, (form_id, choice, start)).pack()

    schools = say.ngettext("for {n} school", "for {n} schools", count).format(n=count)
    rows = (
        Markup("<b>{}</b>").format(shortened(title, 160)),
        Markup("{}").format(
            say.gettext("To be asked {often}.").format(often=how_often(KINDS[choice], say))
        ),
        Markup("\n{}").format(
            say.gettext("A round would open now {schools}: {period}, {until}.").format(
                schools=schools,
                period=with_days(due.period, say),
                until=say.gettext("by {date}").format(date=say.full_day(due.due)),
            )
        ),
        Markup("{}").format(
            say.gettext("Or the first one opens on {date}: {period}.").format(
                date=say.full_day(later.opens), period=with_days(later.period, say)
            )
        ),
    )
    label = say.gettext("Open now {schools}").format(schools=schools)
    back = Button(say.gettext("‹ Back"), Action(Verb.ASKING_EVERY, reader, (form_id,)).pack())
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            (Button(label, press(1)),),
            (Button(say.gettext("From the next period only"), press(2)),),
            (back,),
        ),
    )


def ask_day(form_id: int, title: str, day: int, reader: int, say: Speech) -> Message:
    """By which day of the month after the period?"""
    text = Markup("<b>{}</b>\n{}").format(
        shortened(title, 160),
        say.gettext(
            "By which day of the month after the period are answers wanted? On a day off it is "
            "the working day before."
        ),
    )
    days = tuple(
        Button(
            _tick(str(one), on=one == day), Action(Verb.ASKING_DAY, reader, (form_id, one)).pack()
        )
        for one in DAYS
    )
    return Message(str(text), buttons=(days, (back_to_form(form_id, reader, say),)))


def back_to_form(form_id: int, reader: int, say: Speech) -> Button:
    """To the card of a form."""
    return Button(say.gettext("‹ Form"), Action(Verb.FORM, reader, (form_id, 1)).pack())


def choose_schools(
    verb: Verb,
    form_id: int,
    title: str,
    schools: Sequence[School],
    chosen: Collection[int],
    page: int,
    back: Button,
    reader: int,
    say: Speech,
) -> Message:
    """Which schools are asked? A press on one takes it out or in; 0 is all of them. `chosen` is
    empty for everybody."""
    last = max(0, (len(schools) - 1) // PAGE)
    page = min(page, last)

    def press(*ids: int) -> str:
        return Action(verb, reader, (form_id, page, *ids)).pack()

    count = say.gettext("all schools")
    if chosen:
        count = say.gettext("{done} of {total}").format(done=len(chosen), total=len(schools))
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                _tick(shortened(one.name, LABEL_CHARS), on=not chosen or one.id in chosen),
                press(one.id),
            ),
        )
        for one in schools[page * PAGE : (page + 1) * PAGE]
    ]
    turns = tuple(
        Button(sign, Action(verb, reader, (form_id, to)).pack())
        for sign, to in (("‹", page - 1), ("›", page + 1))
        if 0 <= to <= last
    )
    everybody = Button(_tick(say.gettext("All schools"), on=not chosen), press(0))
    text = Markup("<b>{}</b>\n{}").format(
        shortened(title, 160), say.gettext("Who is asked: {schools}").format(schools=count)
    )
    return Message(str(text), buttons=(*rows, *((turns,) if turns else ()), (everybody,), (back,)))
