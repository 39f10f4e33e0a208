"""Spans: a moment with its preposition, or a range between two moments."""

from __future__ import annotations

from dataclasses import replace

from roadmap.deadlines.grammar.cursor import Cursor
from roadmap.deadlines.grammar.moments import moment
from roadmap.deadlines.terms import Moment, Relation, Span, Unit
from roadmap.deadlines.vocabulary import Role


def span(cursor: Cursor) -> Span | None:
    """The span that begins here; the cursor stays when there is none."""
    start = cursor.at
    relation = _relation(cursor)
    first = moment(cursor)
    if first is None:
        cursor.at = start
        return None
    found = _ranged(cursor, Span(first, relation=relation))
    if found.first.unit is Unit.BARE and found.relation is Relation.SINCE and found.last is None:
        cursor.at = start
        return None
    if cursor.take(Role.INCLUSIVE):
        return replace(found, relation=_inclusive(found.relation))
    return found


def _relation(cursor: Cursor) -> Relation:
    """The prepositions before a moment; IN when there are none, or only «в», «на»."""
    within = _within(cursor)
    cursor.skip(Role.IN, Role.NOISE, Role.SPAN)
    cursor.take_mark(":", "-")
    if cursor.take(Role.STARTING):
        cursor.take(Role.SINCE)
        return Relation.SINCE
    if _not_later(cursor):
        return Relation.NOT_LATER
    if cursor.take(Role.BEFORE, Role.BY):
        return Relation.WITHIN if within else Relation.BEFORE
    after = _after(cursor)
    if after is not None:
        return after
    results = 1 if cursor.peek().has(Role.THROUGH) else 0
    if cursor.peek(results).has(Role.RESULTS):
        cursor.at += results + 1
        return Relation.AFTER
    if cursor.take(Role.THROUGH):
        return Relation.THROUGH
    if cursor.take(Role.SINCE):
        return Relation.WITHIN if within else Relation.SINCE
    cursor.skip(Role.IN, Role.ALL, Role.CURRENT)
    return Relation.IN


def _within(cursor: Cursor) -> bool:
    """Whether «в период» opens the span."""
    start = cursor.at
    cursor.skip(Role.IN)
    found = cursor.take(Role.SPAN)
    cursor.at = start
    return found is not None and found.word is not None and found.word.value == "period"


def _not_later(cursor: Cursor) -> bool:
    if cursor.peek().has(Role.NOT) and cursor.peek(1).has(Role.LATER):
        cursor.at += 2
        cursor.skip(Role.NOISE)
        return True
    return False


def _after(cursor: Cursor) -> Relation | None:
    """«не ранее», or «после» as before a date; «после окончания» is when it is over."""
    if cursor.peek().has(Role.NOT) and cursor.peek(1).has(Role.EARLIER):
        cursor.at += 2
        return Relation.SINCE
    word = cursor.peek().word
    if word is None or word.role is not Role.OUTSIDE or word.value != "after":
        return None
    cursor.step()
    return Relation.AFTER if cursor.peek().has(Role.EDGE) else Relation.SINCE


def _ranged(cursor: Cursor, opened: Span) -> Span:
    """The span with its end, if a dash, «по» or (after «с») «до» leads to one."""
    start = cursor.at
    cursor.take_mark(",")
    through = cursor.take(Role.THROUGH)
    since = opened.relation in (Relation.SINCE, Relation.WITHIN)
    before = None if through or not since else cursor.take(Role.BEFORE)
    if not through and not before:
        cursor.at = start
        if not cursor.take_mark("-"):
            return opened
        cursor.take(Role.THROUGH)
    last = moment(cursor)
    if last is None or (not through and _is_whole_year(last) != _is_whole_year(opened.first)):
        cursor.at = start
        return opened
    last = _school_years(cursor, opened.first, last)
    if last.unit is Unit.SCHOOL_YEAR and opened.first.unit is Unit.YEAR:
        opened = replace(opened, first=replace(opened.first, unit=Unit.SCHOOL_YEAR, school=True))
    relation = Relation.IN if opened.relation is Relation.SINCE else opened.relation
    if before and last.unit not in (Unit.DAY, Unit.BARE) and last.edge is None:
        relation = Relation.BEFORE
    return Span(opened.first, last, relation)


def _school_years(cursor: Cursor, first: Moment, last: Moment) -> Moment:
    """«2022-2024 учебные годы»: the last of them begins a year before it is over."""
    start = cursor.at
    if (
        first.unit is Unit.YEAR
        and last.unit is Unit.YEAR
        and last.year
        and cursor.take(Role.SCHOOL)
    ):
        if cursor.take_unit("year"):
            return Moment(Unit.SCHOOL_YEAR, year=last.year - 1, school=True)
        cursor.at = start
    return last


def _is_whole_year(found: Moment) -> bool:
    return found.unit in (Unit.YEAR, Unit.SCHOOL_YEAR)


def _inclusive(relation: Relation) -> Relation:
    return relation if relation is Relation.WITHIN else Relation.THROUGH
