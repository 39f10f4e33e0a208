"""The dates of terms, trimesters, halves and the school year: shown, asked for, refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.periods import COUNT, PeriodKind, school_year_name
from roadmap.school_spans import BadSpans, SpanFault, shown_spans
from roadmap.school_year import Span
from views.actions import Action, Verb
from views.discretion import public
from views.lines import shortened
from views.monitoring_desk import home_button
from views.monitoring_periods import days_said
from views.speech import Speech

KINDS = (
    PeriodKind.TERM,
    PeriodKind.TRIMESTER,
    PeriodKind.SCHOOL_HALF,
    PeriodKind.SCHOOL_YEAR,
)
"""By the numbers that stand for them in buttons."""
SAID_CHARS = 40


@dataclass(frozen=True, slots=True)
class Known:
    """The periods of a kind in a school year; `is_own`: the municipality told them, else they may
    be made of the periods of another kind, `made_of`."""

    kind: PeriodKind
    spans: tuple[Span, ...]
    is_own: bool
    made_of: PeriodKind | None = None


def periods(
    known: Sequence[Known], year: int, turns: Sequence[int], reader: int, say: Speech
) -> Message:
    """All of them in one school year; `turns` are other years that can be looked at."""
    head = say.gettext("Periods of the school year {years}").format(years=school_year_name(year))
    rows = [Markup("<b>{}</b>").format(head)]
    for one in known:
        rows.append(Markup("\n<b>{}</b> ({})").format(kinds_said(one.kind, say), _whose(one, say)))
        rows += _spans(one, say)
    rows.append(
        Markup("\n{}").format(
            say.gettext(
                "A round about a period opens on the first working day after it. The days "
                "between the terms are the schools' holidays, unless others were set."
            )
        )
    )
    choose = [
        Button(
            f"{kinds_said(one.kind, say)}…",
            Action(Verb.SCHOOL_PERIODS_SET, reader, (KINDS.index(one.kind), year)).pack(),
        )
        for one in known
    ]
    others = tuple(
        Button(
            f"‹ {school_year_name(one)}" if one < year else f"{school_year_name(one)} ›",
            Action(Verb.SCHOOL_PERIODS, reader, (one,)).pack(),
        )
        for one in turns
    )
    return public(
        Message(
            str(Markup("\n").join(rows)),
            buttons=(
                *(tuple(choose[n : n + 2]) for n in range(0, len(choose), 2)),
                *((others,) if others else ()),
                (home_button(reader, say),),
            ),
        )
    )


def _whose(one: Known, say: Speech) -> str:
    if one.is_own:
        return say.gettext("your own dates")
    match one.made_of:
        case None:
            return say.gettext("the usual dates")
        case PeriodKind.TRIMESTER:
            return say.gettext("by the trimesters")
        case _:
            return say.gettext("by the terms")


def _spans(one: Known, say: Speech) -> list[Markup]:
    """«1. 1 сентября – 28 октября 2018 г.»; the only one has no number."""
    if len(one.spans) == 1:
        return [Markup("{}").format(days_said(*one.spans[0], say))]
    return [
        Markup("{}. {}").format(n, days_said(*span, say))
        for n, span in enumerate(one.spans, start=1)
    ]


def kinds_said(kind: PeriodKind, say: Speech) -> str:
    """«Четверти»: the parts of a school year of a kind."""
    match kind:
        case PeriodKind.TERM:
            return say.gettext("Terms")
        case PeriodKind.TRIMESTER:
            return say.gettext("Trimesters")
        case PeriodKind.SCHOOL_HALF:
            return say.gettext("School halves")
        case _:
            return say.gettext("School year")


def ask(one: Known, year: int, reader: int, say: Speech) -> Message:
    """The dates are to be typed; what holds now is the example."""
    place = KINDS.index(one.kind)
    text = Markup("<b>{}</b>\n{}\n{}").format(
        _named(one.kind, year, say),
        _what_to_write(COUNT[one.kind], say),
        say.gettext("As it is now: {example}").format(example=shown_spans(one.spans)),
    )
    rows = []
    if one.is_own:
        usual = Action(Verb.SCHOOL_PERIODS_USUAL, reader, (place, year)).pack()
        rows.append((Button(say.gettext("Back to the usual dates"), usual),))
    back = Action(Verb.SCHOOL_PERIODS, reader, (year,)).pack()
    return public(Message(str(text), buttons=(*rows, (Button(say.gettext("‹ Back"), back),))))


def _what_to_write(count: int, say: Speech) -> str:
    if count == 1:
        return say.gettext("Write in one message its first and last day.")
    return say.gettext(
        "Write in one message the first and the last day of each of the {n}, in order."
    ).format(n=count)


def _named(kind: PeriodKind, year: int, say: Speech) -> str:
    """«Четверти, 2018/19 учебный год»"""
    if kind is PeriodKind.SCHOOL_YEAR:
        return say.gettext("School year {years}").format(years=school_year_name(year))
    return say.gettext("{kinds}, school year {years}").format(
        kinds=kinds_said(kind, say), years=school_year_name(year)
    )


def not_understood(error: BadSpans, kind: PeriodKind, year: int, say: Speech) -> Message:
    """Why what was typed cannot be the dates; they are waited for still."""
    text = Markup("{}\n{}").format(
        fault_words(error, say),
        say.gettext("{periods}: please write all the dates once more.").format(
            periods=_named(kind, year, say)
        ),
    )
    return public(Message(str(text)))


def fault_words(error: BadSpans, say: Speech) -> str:
    """Why dates are not the parts of a school year."""
    days, said = [say.full_day(day) for day in error.days], shortened(error.text, SAID_CHARS)
    match error.fault:
        case SpanFault.NO_DAY:
            return say.gettext("“{text}” is no date.").format(text=said)
        case SpanFault.NO_YEAR:
            return say.gettext("“{text}” is written without its year.").format(text=said)
        case SpanFault.PAIR:
            return say.gettext(
                "Each part needs its first and its last day; “{text}” has no last day."
            ).format(text=said)
        case SpanFault.COUNT:
            return say.gettext("Parts needed: {wanted}, found: {count}.").format(
                wanted=error.wanted, count=error.count
            )
        case SpanFault.BACKWARDS:
            return say.gettext("A part begins on {first} and ends earlier: {last}.").format(
                first=days[0], last=days[1]
            )
        case SpanFault.OVERLAP:
            return say.gettext(
                "Parts are to be in order and not to overlap: one ends on {last}, the next "
                "begins on {first}."
            ).format(last=days[0], first=days[1])
        case SpanFault.OUTSIDE:
            return say.gettext("{day} is not of the school year {years}.").format(
                day=days[0], years=school_year_name(error.wanted)
            )


def kept(message: Message, say: Speech) -> Message:
    """What holds now, under «Сохранено»."""
    head = Markup("{}\n\n").format(say.gettext("The dates are kept."))
    text = str(head + Markup(message.text))  # noqa: S704 - ours
    return public(Message(text, buttons=message.buttons))
