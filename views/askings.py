"""How a form is asked: every which period, by which day, which schools; opening a round by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.periods import Period, PeriodKind
from views.actions import Action, Verb
from views.calendar_keyboard import as_number, month
from views.lines import shortened
from views.monitoring_desk import how_often
from views.monitoring_periods import said
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
Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class School:
    """A school that can be asked."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A round that is about to be opened: of a form, about a period (None for none), by a local
    day; `schools` None for all of so many. `again`: the form was asked about the period before."""

    form_id: int
    title: str
    period: Period | None
    due: date
    total: int
    schools: int | None = None
    again: bool = False


def _tick(label: str, *, on: bool) -> str:
    return f"✓ {label}" if on else label


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def ask_every(
    form_id: int, title: str, every: PeriodKind | None, reader: int, say: Speech
) -> Message:
    """How often is a form asked of itself?"""

    def choice(kind: PeriodKind | None, number: int) -> tuple[Button, ...]:
        label = say.gettext("do not ask") if kind is None else how_often(kind, say)
        press = Action(Verb.ASKING_EVERY, reader, (form_id, number)).pack()
        return (Button(_tick(_capital(label), on=kind is every), press),)

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
            (_back(form_id, reader, say),),
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
    return Message(str(text), buttons=(days, (_back(form_id, reader, say),)))


def _back(form_id: int, reader: int, say: Speech) -> Button:
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


def ask_period(
    form_id: int, title: str, periods: Sequence[Period], reader: int, say: Speech
) -> Message:
    """About which period?"""
    text = Markup("<b>{}</b>\n{}").format(
        shortened(title, 160), say.gettext("About which period are answers wanted?")
    )
    buttons = [
        Button(
            _capital(said(one, say)),
            Action(
                Verb.ASK_NOW, reader, (form_id, KINDS.index(one.kind), one.year, one.number)
            ).pack(),
        )
        for one in periods
    ]
    none = Action(Verb.ASK_NOW, reader, (form_id, len(KINDS), 0, 0)).pack()
    return Message(
        str(text),
        buttons=(
            *((button,) for button in buttons),
            (Button(say.gettext("About no period"), none),),
            (_back(form_id, reader, say),),
        ),
    )


def ask_due(
    form_id: int,
    title: str,
    period: Period | None,
    offered: Sequence[date],
    reader: int,
    say: Speech,
) -> Message:
    """By which day? Some are offered, others are in the calendar."""
    rows = [Markup("<b>{}</b>").format(shortened(title, 160))]
    if period is not None:
        rows.append(Markup("{}").format(_capital(said(period, say))))
    rows.append(Markup("{}").format(say.gettext("By which day are answers wanted?")))
    days = tuple(
        (
            Button(
                _capital(say.weekday_day(day)),
                Action(Verb.ASK_BY, reader, (form_id, as_number(day))).pack(),
            ),
        )
        for day in offered
    )
    other = Action(Verb.ASK_MONTH, reader, (form_id, as_number(offered[0].replace(day=1)))).pack()
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *days,
            (Button(say.gettext("Another day…"), other),),
            (_back(form_id, reader, say),),
        ),
    )


def ask_other_day(
    form_id: int, title: str, shown: date, first: date, last: date, reader: int, say: Speech
) -> Message:
    """The calendar of a month."""
    text = Markup("<b>{}</b>\n{}").format(
        shortened(title, 160), say.gettext("By which day are answers wanted?")
    )
    return Message(
        str(text),
        buttons=month(
            shown,
            first,
            last,
            lambda day: Action(Verb.ASK_BY, reader, (form_id, as_number(day))).pack(),
            lambda day: Action(Verb.ASK_MONTH, reader, (form_id, as_number(day))).pack(),
            Action(Verb.NOTHING, reader).pack(),
            say,
        ),
    )


def preview(draft: Draft, sample: Message | None, reader: int, say: Speech) -> Message:
    """What would be asked, of whom, by when, and how the message looks."""
    rows = [Markup("<b>{}</b>").format(say.gettext("Open the round?"))]
    title = shortened(draft.title, 160)
    if draft.period is not None:
        title = f"{title}: {said(draft.period, say)}"
    rows.append(Markup("{}").format(title))
    rows.append(Markup("{}").format(say.gettext("by {date}").format(date=say.full_day(draft.due))))
    count = draft.total if draft.schools is None else draft.schools
    schools = say.ngettext("{n} school", "{n} schools", count).format(n=count)
    rows.append(Markup("{}").format(say.gettext("Who is asked: {schools}").format(schools=schools)))
    if draft.again:
        rows.append(
            Markup("<i>{}</i>").format(
                say.gettext("There is a round of this form about this period already.")
            )
        )
    if sample is not None:
        rows.append(Markup("\n{}").format(say.gettext("It looks like this:")))
        rows.append(Markup("<blockquote>{}</blockquote>").format(Markup(sample.text)))  # noqa: S704
    form = draft.form_id
    send = Button(say.gettext("Open the round"), Action(Verb.ASK_SEND, reader, (form,)).pack())
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *(((send,),) if count else ()),
            (
                Button(
                    say.gettext("Choose the schools…"),
                    Action(Verb.ASK_WHOM, reader, (form, 0)).pack(),
                ),
            ),
            (_back(form, reader, say),),
        ),
    )


def back_to_preview(draft: Draft, reader: int, say: Speech) -> Button:
    """From the choice of schools to what would be opened."""
    press = Action(Verb.ASK_BY, reader, (draft.form_id, as_number(draft.due))).pack()
    return Button(say.gettext("‹ Back"), press)


def back_to_form(form_id: int, reader: int, say: Speech) -> Button:
    """From the choice of schools to the card."""
    return _back(form_id, reader, say)


def not_begun(say: Speech) -> str:
    """A press about a round that was opened already, or whose entry is not known any more."""
    return say.gettext(
        "This round was opened already, or the entry is not known any more. Please begin again "
        "from the form."
    )


def no_such_day(say: Speech) -> str:
    """A press on a day that has passed meanwhile."""
    return say.gettext("Please choose a day after today, within a year.")
