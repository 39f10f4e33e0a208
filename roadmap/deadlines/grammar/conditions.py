"""What names no date: «постоянно», «в течение года», «по графику», «за 10 дней до ГИА»."""

from __future__ import annotations

from dataclasses import replace

from roadmap.deadlines.grammar.cursor import Cursor, numeral, year_in
from roadmap.deadlines.grammar.repeats import every
from roadmap.deadlines.grammar.spans import span
from roadmap.deadlines.questions import DependsOnNeed
from roadmap.deadlines.terms import Always, Outside, Relation, Term
from roadmap.deadlines.tokens import Kind
from roadmap.deadlines.vocabulary import Role

_TELLS_TIME = (Role.MONTH, Role.REPEAT, Role.ALWAYS, Role.DURATION, Role.EVERY, Role.STARTING)
_PREPOSITIONS = (Role.BEFORE, Role.BY, Role.SINCE, Role.BEHIND, Role.THROUGH)
_NEED_WITHIN = 4
"""How far into a condition a word of need may stand."""


def always(cursor: Cursor, text: str) -> Term | None:
    """«Постоянно», or a duration, which may also turn out a span, a repetition or a condition."""
    start = cursor.at
    cursor.skip(Role.IN)
    word = cursor.take(Role.ALWAYS)
    if word is not None and word.word is not None:
        sure = word.word.value == "sure"
        return Always(frame=False, doubt=None if sure else DependsOnNeed(word.text))
    found = _during(cursor, text, start) if cursor.take(Role.DURATION) else _whole(cursor)
    if found is None:
        cursor.at = start
    return found


def _during(cursor: Cursor, text: str, start: int) -> Term:
    """After «в течение», which stands at `start`."""
    inside = cursor.at
    found = _whole(cursor) or _length(cursor)
    if found is not None:
        return found
    cursor.at = inside
    if cursor.take(Role.EVERY):
        unit = cursor.take_unit("year", "half", "quarter", "term", "month", "week")
        if unit is not None:
            return every(unit)
        cursor.at = inside
    cursor.skip(Role.ALL, Role.CURRENT)
    if cursor.take_unit("half", "quarter", "month", "week") and cursor.done:
        return Outside(text[cursor.tokens[start].start :], need=True)
    cursor.at = inside
    cursor.skip(Role.ALL, Role.CURRENT)
    named = span(cursor)
    if named is not None:
        return replace(named, relation=Relation.DURING)
    return _tail(cursor, text, start)


def _length(cursor: Cursor) -> Always | None:
    """«в течение трёх лет»; days and weeks count from some event and are a condition."""
    number = numeral(cursor.peek())
    if number is None or number > 10 or not cursor.is_unit("year", ahead=1):
        return None
    cursor.at += 2
    return Always(frame=True)


def _whole(cursor: Cursor) -> Always | None:
    """«(весь) год», «всего учебного года», «периода реализации программы»."""
    start = cursor.at
    told = cursor.skip(Role.ALL, Role.CURRENT, Role.CALENDAR, Role.REPORTING)
    told = (cursor.at > 0 and cursor.tokens[cursor.at - 1].has(Role.DURATION)) or told
    school = bool(cursor.take(Role.SCHOOL))
    if cursor.is_unit("year") and (told or school):
        cursor.step()
        if year_in(cursor.peek()) is None:
            _project(cursor)
            return Always(frame=True)
    elif cursor.take(Role.SPAN):
        if _project(cursor) or (told and not _time_follows(cursor)):
            return Always(frame=True)
    elif told and _project(cursor):
        return Always(frame=True)
    cursor.at = start
    return None


def _project(cursor: Cursor) -> bool:
    """«реализации программы», with unknown words between («муниципальной»)."""
    if not cursor.skip(Role.PROJECT):
        return False
    while True:
        start = cursor.at
        while cursor.peek().kind is Kind.WORD and cursor.peek().word is None:
            cursor.step()
        if not (cursor.skip(Role.PROJECT) or _plan(cursor)):
            cursor.at = start
            return True


def _plan(cursor: Cursor) -> bool:
    """The plan itself, as what is carried out («в период действия плана»)."""
    word = cursor.peek().word
    if word is None or word.role is not Role.OUTSIDE or word.value != "plan":
        return False
    cursor.step()
    return True


def outside(cursor: Cursor, text: str) -> Outside | None:
    """A condition outside the plan, to the end of the clause or to where a time begins."""
    start = cursor.at
    if _opens_condition(cursor):
        return _tail(cursor, text, start)
    cursor.at = start
    return None


def _opens_condition(cursor: Cursor) -> bool:
    """Passes over the words that open a condition; whether they do."""
    cursor.skip(Role.IN, Role.APPROXIMATE)
    if cursor.peek().has(Role.NOT) and cursor.peek(1).has(Role.LATER):
        cursor.at += 2
        cursor.skip(Role.NOISE)
    token = cursor.peek()
    if token.has(Role.OUTSIDE, Role.NEED, Role.EVENT, Role.RESULTS):
        return True
    if token.has(*_PREPOSITIONS):
        cursor.step()
        token = cursor.peek()
        if token.kind is Kind.WORD and numeral(token) is None:
            return True
    if token.has(Role.SEASON) and cursor.peek(1).has(Role.EVENT):
        return True
    if token.has(Role.SPAN, Role.NOISE):
        cursor.step()
        cursor.take_mark(",")
        return cursor.peek().kind is Kind.WORD and not _time_follows(cursor)
    if cursor.is_unit("day"):
        return True
    return _counts_days(cursor)


def _counts_days(cursor: Cursor) -> bool:
    """«10 рабочих дней», «3-дневный»."""
    if numeral(cursor.peek()) is None:
        return False
    cursor.step()
    cursor.take_mark("-")
    cursor.skip(Role.WORKING, Role.CALENDAR)
    return cursor.is_unit("day", "week", "month") or cursor.peek().has(Role.OUTSIDE)


def _tail(cursor: Cursor, text: str, start: int) -> Outside:
    """The condition from `start`, with everything that still belongs to it."""
    cursor.at = max(cursor.at, start + 1)
    opened = 0
    while not cursor.done:
        if _attribute(cursor):
            continue
        token = cursor.peek()
        opened += token.is_mark("(") - token.is_mark(")")
        if opened < 0 or _ends(cursor):
            break
        cursor.step()
    taken = cursor.tokens[start : cursor.at]
    need = any(token.has(Role.NEED) for token in taken[:_NEED_WITHIN])
    return Outside(text[taken[0].start : taken[-1].end], need)


def _attribute(cursor: Cursor) -> bool:
    """A date that names a document: «приказ от 15.10.2018», «план на 2019 год»."""
    word = cursor.peek().word
    if word is None or (word.role is not Role.BEHIND and word.value not in ("on", "of")):
        return False
    start = cursor.at
    cursor.step()
    if cursor.peek().has(Role.DURATION, Role.EVERY) or span(cursor) is None:
        cursor.at = start
        return False
    return True


def _ends(cursor: Cursor) -> bool:
    """Whether a time begins here, so that the condition is over."""
    token = cursor.peek()
    start = cursor.at
    if token.is_mark(",", "("):
        cursor.step()
    over = _time_follows(cursor)
    cursor.at = start
    return over


def _time_follows(cursor: Cursor) -> bool:
    start = cursor.at
    cursor.skip(Role.IN)
    inside = cursor.at > start
    token, following = cursor.peek(), cursor.peek(1)
    cursor.at = start
    if token.has(Role.SEASON) and not following.has(Role.EVENT):
        return True
    if inside and token.has(Role.EDGE):
        return True
    if token.misread is None and token.has(*_TELLS_TIME):
        return True
    if token.has(Role.BEFORE, Role.BY, Role.SINCE, Role.THROUGH, Role.TIMES):
        return _names_day(cursor, 1) or (token.has(Role.TIMES) and following.has(Role.IN))
    if token.kind is Kind.DATE or _names_day(cursor, 0):
        return True
    return numeral(token) is not None and following.has(Role.TIMES)


def _names_day(cursor: Cursor, ahead: int) -> bool:
    token, following = cursor.peek(ahead), cursor.peek(ahead + 1)
    if token.kind is Kind.DATE:
        return True
    return numeral(token) is not None and (
        following.has(Role.MONTH) or cursor.is_unit("quarter", "half", "date", ahead=ahead + 1)
    )
