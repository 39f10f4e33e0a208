"""A municipality's school year, read from its settings: holidays, terms, trimesters and halves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from roadmap.monitoring.periods import COUNT, PeriodKind, SchoolDates
from roadmap.period import school_year_of
from roadmap.policy_settings import BadSetting
from roadmap.school_spans import BadSpans, require_parts
from roadmap.school_year import SchoolYear, Span

NAMES: Mapping[PeriodKind, str] = {
    PeriodKind.TERM: "terms",
    PeriodKind.TRIMESTER: "trimesters",
    PeriodKind.SCHOOL_HALF: "halves",
    PeriodKind.SCHOOL_YEAR: "year",
}
"""By what name the dates of a kind of period are kept: {"periods": {"terms": [["2018-09-01",
"2018-10-28"], …]}}, of any number of school years, both days inside."""
_DAY = timedelta(days=1)


def school_year_from(settings: Mapping[str, Any]) -> SchoolYear:
    """The school holidays of {"holidays": [["2018-10-29", "2018-11-05"], …]}, both days inside.

    A year without any has the days between its terms, where these were told, else the usual
    holidays. Raises `BadSetting`.
    """
    holidays = _spans("holidays", settings.get("holidays", []))
    told = {school_year_of(first) for first, _ in holidays}
    for year, terms in own_periods(settings, PeriodKind.TERM).items():
        if year not in told:
            holidays += between(terms)
    return SchoolYear(tuple(holidays))


def between(parts: Sequence[Span]) -> list[Span]:
    """The days between parts of a school year."""
    gaps = [(last + _DAY, first - _DAY) for (_, last), (first, _) in pairwise(parts)]
    return [(first, last) for first, last in gaps if first <= last]


def school_dates_from(settings: Mapping[str, Any]) -> SchoolDates:
    """The municipality's school periods: what it has told, else what its holidays make. Raises
    `BadSetting`."""
    return SchoolDates(
        school_year_from(settings), {kind: own_periods(settings, kind) for kind in NAMES}
    )


def own_periods(settings: Mapping[str, Any], kind: PeriodKind) -> dict[int, tuple[Span, ...]]:
    """The periods of a kind that a municipality has told, by the year of their September. Raises
    `BadSetting`."""
    said = settings.get("periods", {})
    if not isinstance(said, Mapping):
        raise BadSetting("periods", said)
    key = f"periods.{NAMES[kind]}"
    spans = said.get(NAMES[kind], [])
    by_year: dict[int, list[Span]] = {}
    for span in sorted(_spans(key, spans)):
        by_year.setdefault(school_year_of(span[0]), []).append(span)
    for year, own in by_year.items():
        try:
            require_parts(own, year)
        except BadSpans as error:
            raise BadSetting(key, spans) from error
        if len(own) != COUNT[kind]:
            raise BadSetting(key, spans)
    return {year: tuple(own) for year, own in by_year.items()}


def with_periods(
    settings: Mapping[str, Any], kind: PeriodKind, year: int, spans: Sequence[Span]
) -> list[list[str]]:
    """What is kept for a kind of period when those of one school year become `spans`; none of them
    are the usual ones."""
    own = {**own_periods(settings, kind), year: tuple(spans)}
    return as_kept([span for _, parts in sorted(own.items()) for span in parts])


def as_kept(spans: Sequence[Span]) -> list[list[str]]:
    """Spans as settings hold them."""
    return [[first.isoformat(), last.isoformat()] for first, last in spans]


def _spans(key: str, kept: Any) -> list[Span]:
    try:
        spans = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in kept]
    except (TypeError, ValueError) as error:
        raise BadSetting(key, kept) from error
    if any(first > last for first, last in spans):
        raise BadSetting(key, kept)
    return spans
