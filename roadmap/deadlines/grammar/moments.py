"""Moments: a day, a month, a quarter, a school term, the end of March, a year."""

from __future__ import annotations

from dataclasses import replace

from roadmap.deadlines.grammar.cursor import Cursor, numeral, year_in
from roadmap.deadlines.grammar.years import year_moment, year_tail
from roadmap.deadlines.rules import Weekday
from roadmap.deadlines.terms import Edge, Moment, Unit
from roadmap.deadlines.tokens import Kind, Token
from roadmap.deadlines.vocabulary import Role

_EDGES = {"begin": Edge.BEGIN, "middle": Edge.MIDDLE, "end": Edge.END}
_NUMBERED = {
    "quarter": (Unit.QUARTER, 4),
    "half": (Unit.HALF, 2),
    "term": (Unit.TERM, 4),
    "decade": (Unit.DECADE, 3),
    "week": (Unit.WEEK, 5),
}
_OF_MONTH = frozenset({Unit.DECADE, Unit.WEEK, Unit.HALF_MONTH})
_ROMAN_ONES = {11: 2, 111: 3}


def moment(cursor: Cursor) -> Moment | None:
    """The moment that begins here; the cursor stays when there is none."""
    start = cursor.at
    for read in (_edge, _figures, _last, _numbered, _month, _unit_first, _season, year_moment):
        found = read(cursor)
        if found is not None:
            return found
        cursor.at = start
    return _bare(cursor)


def _with_year(cursor: Cursor, found: Moment) -> Moment:
    words = year_tail(cursor)
    if words is None:
        return found
    found = words.onto(found)
    if words.school and found.unit is Unit.HALF:
        return replace(found, unit=Unit.SCHOOL_HALF)
    return found


def _figures(cursor: Cursor) -> Moment | None:
    """«15.10.2018», «15.10», «10.2018»."""
    token = cursor.peek()
    if token.kind is not Kind.DATE or token.figures is None:
        return None
    cursor.step()
    figures = token.figures
    unit = Unit.MONTH if figures.day is None else Unit.DAY
    found = Moment(unit, figures.day or 0, figures.month, figures.year)
    if figures.year is None:
        return _with_year(cursor, found)
    cursor.take_unit("year")
    return found


def _month(cursor: Cursor) -> Moment | None:
    cursor.take_unit("month")
    token = cursor.take(Role.MONTH)
    if token is None or token.word is None:
        return None
    cursor.take_unit("month")
    found = Moment(Unit.MONTH, month=token.word.number, genitive=token.word.form == 1)
    return _with_year(cursor, found)


def _numbered(cursor: Cursor) -> Moment | None:
    """A number and its unit: «15 октября», «III квартал», «вторая половина марта»."""
    token = cursor.step()
    number = numeral(token)
    if number is None:
        return None
    cursor.take_unit("date")
    if cursor.peek().has(Role.MONTH):
        return _day(cursor, number)
    weekday = cursor.take(Role.WEEKDAY)
    if weekday is not None and weekday.word is not None:
        return _of_month(cursor, _nth_weekday(number, weekday))
    if cursor.take(Role.PART):
        return _part(cursor, number)
    return _unit(cursor, token, number)


def _day(cursor: Cursor, number: int) -> Moment | None:
    month = cursor.step().word
    if month is None or not 1 <= number <= 31:
        return None
    return _with_year(cursor, Moment(Unit.DAY, number, month.number))


def _unit(cursor: Cursor, token: Token, number: int) -> Moment | None:
    school = bool(cursor.take(Role.SCHOOL))
    name = cursor.take_unit(*_NUMBERED)
    if name is None:
        return None
    unit, most = _NUMBERED[name]
    if token.kind is Kind.NUMBER:
        number = _ROMAN_ONES.get(number, number)
    if not 1 <= number <= most:
        return None
    if unit is Unit.HALF and school:
        unit = Unit.SCHOOL_HALF
    found = Moment(unit, number)
    return _of_month(cursor, found) if unit in _OF_MONTH else _with_year(cursor, found)


def _unit_first(cursor: Cursor) -> Moment | None:
    """«квартал 2»."""
    name = cursor.take_unit("quarter", "half", "term")
    if name is None:
        return None
    unit, most = _NUMBERED[name]
    number = numeral(cursor.step())
    if number is None or not 1 <= number <= most:
        return None
    return _with_year(cursor, Moment(unit, number))


def _part(cursor: Cursor, number: int) -> Moment | None:
    """What follows «первая половина»: a month, or a year."""
    if number not in (1, 2):
        return None
    if cursor.peek().has(Role.MONTH):
        return _of_month(cursor, Moment(Unit.HALF_MONTH, number))
    if cursor.take_unit("year"):
        return _with_year(cursor, Moment(Unit.HALF, number))
    words = year_tail(cursor)
    if words is None:
        return None
    unit = Unit.SCHOOL_HALF if words.school else Unit.HALF
    return words.onto(Moment(unit, number))


def _nth_weekday(nth: int, weekday: Token) -> Moment:
    number = weekday.word.number if weekday.word else 1
    return Moment(Unit.NTH_WEEKDAY, nth, weekday=Weekday(number))


def _of_month(cursor: Cursor, found: Moment) -> Moment | None:
    """A part of a month needs the month."""
    cursor.take_unit("month")
    month = cursor.take(Role.MONTH)
    if month is None or month.word is None:
        return None
    cursor.take_unit("month")
    return _with_year(cursor, replace(found, month=month.word.number))


def _last(cursor: Cursor) -> Moment | None:
    """«последняя неделя марта», «последний четверг октября», «последний день августа»."""
    if not cursor.take(Role.LAST):
        return None
    weekday = cursor.take(Role.WEEKDAY)
    if weekday is not None:
        return _of_month(cursor, _nth_weekday(-1, weekday))
    cursor.take(Role.WORKING)
    match cursor.take_unit("week", "decade", "day"):
        case "week":
            return _of_month(cursor, Moment(Unit.WEEK, 5))
        case "decade":
            return _of_month(cursor, Moment(Unit.DECADE, 3))
        case "day":
            found = _of_month(cursor, Moment(Unit.MONTH))
            return found and replace(found, edge=Edge.END)
        case _:
            return None


def _edge(cursor: Cursor) -> Moment | None:
    """«конец марта 2019», «начало учебного года», «до конца года»."""
    cursor.take(Role.ALL)
    edge = cursor.take(Role.EDGE)
    if edge is None or edge.word is None:
        return None
    kind = _EDGES[edge.word.value]
    cursor.skip(Role.IN)
    found = _month(cursor) or _numbered_or_back(cursor) or _season(cursor) or year_moment(cursor)
    if found is None:
        found = _unnumbered_year(cursor)
    return found and replace(found, edge=kind)


def _numbered_or_back(cursor: Cursor) -> Moment | None:
    start = cursor.at
    found = _numbered(cursor)
    if found is None:
        cursor.at = start
    return found


def _unnumbered_year(cursor: Cursor) -> Moment | None:
    """«года», «учебного года», «каждого года», «учебного 2019-2020 года»."""
    if cursor.take_unit("year"):
        return Moment(Unit.YEAR)
    words = year_tail(cursor)
    if words is None:
        return None
    return words.onto(Moment(Unit.SCHOOL_YEAR if words.school else Unit.YEAR))


def _season(cursor: Cursor) -> Moment | None:
    """«осень 2019», «летний период»; school holidays are an event, not a season."""
    token = cursor.take(Role.SEASON)
    if token is None or token.word is None or cursor.peek().has(Role.EVENT):
        return None
    cursor.take(Role.SPAN)
    return _with_year(cursor, Moment(Unit.SEASON, token.word.number))


def _bare(cursor: Cursor) -> Moment | None:
    """A number whose unit comes after another number: «1, 3 квартал», «15-20.10.2018»."""
    number, following = numeral(cursor.peek()), cursor.peek(1)
    joint = following.is_mark("-", ",", "/") or following.has(Role.AND, Role.THROUGH)
    nearest = cursor.peek(2)
    counted = numeral(nearest) is not None or nearest.kind is Kind.DATE
    if number is None or not 1 <= number <= 31 or not joint or not counted:
        return None
    if year_in(nearest) is not None:
        return None
    cursor.step()
    return Moment(Unit.BARE, number)
