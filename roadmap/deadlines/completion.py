"""Moments in a list or a range share what is written once: the year, the unit, the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from roadmap.deadlines.extent import due_month, first_month
from roadmap.deadlines.terms import Moment, Relation, Span, Term, Unit, Unread

_COUNTED = frozenset(
    {Unit.QUARTER, Unit.HALF, Unit.TERM, Unit.SCHOOL_HALF, Unit.DECADE, Unit.WEEK, Unit.DAY}
)
_WHOLE_YEARS = (Unit.YEAR, Unit.SCHOOL_YEAR)


def complete(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms with every moment as complete as its neighbours make it.

    A number that no neighbour explains becomes Unread.
    """
    done: list[Term] = []
    run: list[Span] = []
    for term in terms:
        if isinstance(term, Span) and not _is_frame(term):
            run.append(term)
            continue
        done += _complete_run(run)
        run = []
        done += _complete_run([term]) if isinstance(term, Span) else [term]
    return tuple(done + _complete_run(run))


def _is_frame(span: Span) -> bool:
    """Whether a span stands around the others and shares nothing with them."""
    return span.relation is Relation.WITHIN or (
        span.relation is Relation.SINCE and span.last is None
    )


def _complete_run(run: list[Span]) -> list[Term]:
    spans = _from_the_right(_in_school_years(run))
    spans = list(_from_the_left(_headed_by_year(spans)))
    return [_unexplained(span) for span in spans]


def _in_school_years(run: list[Span]) -> list[Span]:
    """Years joined by a dash that the rest of the list shows to be a school year."""
    if len(run) < 2:
        return run
    end = run[-1].end
    two_years = end.to_year is not None and end.to_year - 1 == end.year and run[-1].last is None
    if two_years and any(first_month(span.first) >= 9 > due_month(end) for span in run[:-1]):
        return [*run[:-1], replace(run[-1], first=replace(end, school=True, to_year=None))]
    if end.unit is Unit.SCHOOL_YEAR:
        return [_as_school_year(span) for span in run]
    return run


def _as_school_year(span: Span) -> Span:
    """«2022-2023» before «2023-2024 учебные годы»."""
    first, last = span.first, span.last
    if last is None or first.year is None or last.unit is not Unit.YEAR:
        return span
    if first.unit is not Unit.YEAR or last.year != first.year + 1:
        return span
    return replace(span, first=Moment(Unit.SCHOOL_YEAR, year=first.year, school=True), last=None)


def _unexplained(span: Span) -> Term:
    for moment in (span.first, span.last):
        if moment is not None and moment.unit is Unit.BARE:
            return Unread(str(moment.n))
    return span


def _from_the_right(run: list[Span]) -> list[Span]:
    """Unit and year written after the last of several: «1, 3 квартал 2019»."""
    after: Moment | None = None
    spans: list[Span] = []
    for span in reversed(run):
        last = _before(span.last, after) if span.last else None
        first = _before(span.first, last or after)
        if last is not None and last.to_year is not None and due_month(last) < first_month(first):
            first, last = _over_years(first, last)
        spans.insert(0, replace(span, first=first, last=last))
        after = first
    return spans


def _over_years(first: Moment, last: Moment) -> tuple[Moment, Moment]:
    """«сентябрь-май 2022-2023 гг.»: from the first year into the second."""
    year, to_year = last.year, last.to_year
    first, last = replace(first, year=year, worked_out=False), replace(last, year=to_year)
    return replace(first, to_year=None), replace(last, to_year=None, worked_out=False)


def _before(moment: Moment, after: Moment | None) -> Moment:
    """`moment` with what it takes from the one written after it."""
    if after is None or after.unit in _WHOLE_YEARS:
        return moment
    if moment.unit is Unit.BARE:
        if after.unit is Unit.MONTH and moment.n <= 12:  # «09-12.2022»
            return replace(after, month=moment.n, to_year=None)
        if after.unit not in _COUNTED:
            return moment
        return replace(after, n=moment.n, edge=None, to_year=None)
    if moment.year is not None or moment.unit in _WHOLE_YEARS or after.year is None:
        return moment
    if after.school:
        unit = Unit.SCHOOL_HALF if moment.unit is Unit.HALF else moment.unit
        return replace(moment, unit=unit, year=after.year, school=True)
    earlier = first_month(moment) > due_month(after)
    year = after.year - 1 if earlier else after.year
    return replace(moment, year=year, worked_out=earlier or after.worked_out)


def _headed_by_year(spans: list[Span]) -> list[Span]:
    """«2019 год: март, май»: a year in front belongs to what follows without one."""
    if len(spans) < 2 or spans[0].last is not None or spans[0].relation is not Relation.IN:
        return spans
    head = spans[0].first
    if head.unit not in _WHOLE_YEARS or head.edge is not None:
        return spans
    rest = spans[1:]
    if any(span.first.year is not None or span.end.year is not None for span in rest):
        return spans
    return [_in_year(span, head) for span in rest]


def _in_year(span: Span, head: Moment) -> Span:
    def put(moment: Moment) -> Moment:
        return replace(moment, year=head.year, school=head.school)

    return replace(span, first=put(span.first), last=put(span.last) if span.last else None)


def _from_the_left(spans: list[Span]) -> Iterator[Span]:
    """Year and day written before the first of several: «до 20 января, апреля»."""
    previous: Moment | None = None
    for span in spans:
        first = _another_year(span, previous) or _after(span.first, previous)
        last = _after(span.last, first, ranged=True) if span.last else None
        yield replace(span, first=first, last=last)
        previous = last or first


def _another_year(span: Span, previous: Moment | None) -> Moment | None:
    """«октябрь 2019, 2020»: October again."""
    if span.last is not None or span.first.unit is not Unit.YEAR or span.first.edge is not None:
        return None
    if previous is None or previous.year is None or previous.unit in _WHOLE_YEARS:
        return None
    return replace(previous, year=span.first.year, worked_out=True)


def _after(moment: Moment, previous: Moment | None, *, ranged: bool = False) -> Moment:
    """`moment` with what it takes from the one written before it."""
    if previous is None:
        return moment
    shares_day = previous.unit is Unit.DAY and moment.unit is Unit.MONTH and moment.genitive
    if shares_day and not ranged:
        moment = replace(moment, unit=Unit.DAY, n=previous.n)
    if moment.unit in _WHOLE_YEARS and moment.edge is None:
        return moment
    if moment.year is not None or previous.year is None or previous.unit in _WHOLE_YEARS:
        return moment
    if previous.school:
        return replace(moment, year=previous.year, school=True)
    later = due_month(moment) < first_month(previous)
    return replace(moment, year=previous.year + later, worked_out=True)
