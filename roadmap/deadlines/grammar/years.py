"""Years in a deadline: «2019 г.», «2022-2023 учебный год», «каждого года», «текущего года»."""

from __future__ import annotations

from dataclasses import dataclass, replace

from roadmap.deadlines.grammar.cursor import Cursor, short_year_in, year_in
from roadmap.deadlines.terms import Moment, Unit
from roadmap.deadlines.vocabulary import Role


@dataclass(frozen=True, slots=True)
class YearWords:
    """What the words after a moment say about its year."""

    year: int | None = None
    to_year: int | None = None
    school: bool = False
    yearly: bool = False
    following: bool = False

    def onto(self, moment: Moment) -> Moment:
        """The moment with this year."""
        return replace(
            moment,
            year=self.year,
            to_year=self.to_year,
            school=self.school,
            yearly=moment.yearly or self.yearly,
            following=self.following,
        )


def year_moment(cursor: Cursor) -> Moment | None:
    """A year by itself: «2020 г.», «2022-2023 учебный год», «2018-19 уч. год»."""
    start = cursor.at
    words = _school_year(cursor)
    if words is not None:
        return Moment(Unit.SCHOOL_YEAR, year=words.year, school=True)
    year = year_in(cursor.peek())
    if year is None:
        year = short_year_in(cursor.peek())
        if year is None or not cursor.is_unit("year", ahead=1):
            cursor.at = start
            return None
    cursor.step()
    _skip_year_word(cursor)
    return Moment(Unit.YEAR, year=year)


def year_tail(cursor: Cursor) -> YearWords | None:
    """The year written after a day, a month, a quarter, ..., if one is."""
    start = cursor.at
    cursor.take_mark(",", "(", "-")
    found = (
        _school_year(cursor) or _years(cursor) or _next_year(cursor) or _year_without_number(cursor)
    )
    if found is None:
        cursor.at = start
    return found


def _years(cursor: Cursor) -> YearWords | None:
    """«2019», «2019 г.», «18 г.», «2019-2021 гг.»."""
    year = year_in(cursor.peek())
    if year is None:
        year = short_year_in(cursor.peek())
        if year is None or not cursor.is_unit("year", ahead=1):
            return None
    cursor.step()
    last = None
    if cursor.peek().is_mark("-") and _is_second_year(cursor, ahead=1):
        cursor.step()
        last = _second_year(cursor, year)
    _skip_year_word(cursor)
    return YearWords(year, last)


def _school_year(cursor: Cursor) -> YearWords | None:
    """«2022-2023 учебный год», «2022/23»: years joined by a slash need no more words."""
    start = cursor.at
    year = year_in(cursor.peek()) or short_year_in(cursor.peek())
    sign = cursor.peek(1)
    if year is None or not sign.is_mark("-", "/") or not _is_year(cursor, ahead=2):
        return None
    cursor.at += 2
    second = _second_year(cursor, year)
    slash = sign.is_mark("/") and len(cursor.tokens[start].text) == 4
    named = _school_word(cursor)
    if second == year + 1 and (slash or named):
        _skip_year_word(cursor)
        return YearWords(year, school=True)
    cursor.at = start
    return None


def _school_word(cursor: Cursor) -> bool:
    """«учебный год», also «г. уч.» in disorder; «год» itself is left."""
    start = cursor.at
    cursor.take_mark("-")  # «2022-2023-й учебный»
    while cursor.is_unit("year"):
        cursor.step()
    if cursor.take(Role.SCHOOL):
        return True
    cursor.at = start
    return False


def _is_year(cursor: Cursor, ahead: int) -> bool:
    token = cursor.peek(ahead)
    return year_in(token) is not None or short_year_in(token) is not None


def _is_second_year(cursor: Cursor, ahead: int) -> bool:
    """A year after a dash: in full, or with two figures and the word."""
    token = cursor.peek(ahead)
    if year_in(token) is not None:
        return not cursor.peek(ahead + 1).has(Role.MONTH)
    return short_year_in(token) is not None and cursor.is_unit("year", ahead=ahead + 1)


def _second_year(cursor: Cursor, first: int) -> int:
    token = cursor.step()
    return year_in(token) or first - first % 100 + (token.number or 0)


def _skip_year_word(cursor: Cursor) -> None:
    cursor.take(Role.CALENDAR)
    while cursor.is_unit("year"):
        cursor.step()


def _next_year(cursor: Cursor) -> YearWords | None:
    """«года, следующего за отчётным», «следующего за отчётным года», «следующего года»."""
    start = cursor.at
    cursor.take_unit("year")
    cursor.take_mark(",")
    if not cursor.take(Role.NEXT):
        cursor.at = start
        return None
    if cursor.take(Role.BEHIND, Role.OUTSIDE):
        reporting = cursor.take(Role.REPORTING)
        cursor.take(Role.SPAN)
        cursor.take_unit("year")
        if reporting:
            return YearWords(yearly=True)
    elif cursor.take_unit("year"):
        return YearWords(following=True)
    cursor.at = start
    return None


def _year_without_number(cursor: Cursor) -> YearWords | None:
    """«каждого года», «отчётного года», «текущего года», «учебного года»."""
    start = cursor.at
    cursor.take(Role.IN)
    yearly = bool(cursor.take(Role.EVERY, Role.REPORTING))
    told = cursor.skip(Role.CURRENT, Role.CALENDAR) or yearly
    school = bool(cursor.take(Role.SCHOOL))
    if (told or school) and cursor.take_unit("year"):
        return YearWords(school=school, yearly=yearly)
    cursor.at = start
    return None
