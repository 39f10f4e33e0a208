"""The top of the grammar: one clause (between semicolons) → its terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from roadmap.deadlines.cleaning import CleanText
from roadmap.deadlines.grammar.conditions import always, outside
from roadmap.deadlines.grammar.cursor import Cursor
from roadmap.deadlines.grammar.month_days import month_days
from roadmap.deadlines.grammar.repeats import repeat
from roadmap.deadlines.grammar.spans import span
from roadmap.deadlines.questions import Misprint
from roadmap.deadlines.terms import Always, Outside, Rough, Span, Term, Unit, Unread
from roadmap.deadlines.tokens import Kind, Token
from roadmap.deadlines.vocabulary import Role

_SOFT = (
    Role.AND,
    Role.ONWARDS,
    Role.NOISE,
    Role.ABSENT,
    Role.IN,
    Role.CALENDAR,
    Role.CURRENT,
    Role.INCLUSIVE,
)


def clauses(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The clauses between semicolons, without empty ones."""
    clause: list[Token] = []
    for token in tokens:
        if not token.is_mark(";"):
            clause.append(token)
        elif clause:
            yield tuple(clause)
            clause = []
    if clause:
        yield tuple(clause)


def parse(
    clause: tuple[Token, ...], source: CleanText
) -> tuple[tuple[Term, ...], tuple[Misprint, ...]]:
    """The terms of a clause of a clean text, and the misprints its dates depend on."""
    text = source.text
    cursor, terms, misprints = Cursor(clause), list[Term](), list[Misprint]()
    _skip_heading(cursor)
    while not cursor.done:
        if cursor.peek().has(Role.BEFORE, Role.BY, Role.SINCE) and cursor.peek(1).kind is Kind.TIME:
            cursor.at += 2
            continue
        start = cursor.at
        term = _term(cursor, text)
        taken = cursor.tokens[start : cursor.at]
        if term is None:
            cursor.at = max(cursor.at, start + 1)
            if not _is_soft(taken or cursor.tokens[start : start + 1]):
                terms.append(Unread(text[cursor.tokens[start].start : taken[-1].end]))
            continue
        terms.append(term)
        misprints += _misprints(term, taken, source)
    return tuple(terms), tuple(misprints)


def _skip_heading(cursor: Cursor) -> None:
    """«Срок исполнения:» in front says only what the cell is."""
    if cursor.skip(Role.SPAN, Role.NOISE):
        cursor.skip(Role.PROJECT)
        if cursor.take_mark(":", "-"):
            return
    cursor.at = 0


def _misprints(term: Term, taken: tuple[Token, ...], source: CleanText) -> Iterator[Misprint]:
    """The misprints a term depends on; «I сентября» counts as one."""
    if isinstance(term, Outside | Always):
        return
    days = isinstance(term, Span) and Unit.DAY in (term.first.unit, term.end.unit)
    for token in taken:
        if token.misread is not None:
            yield Misprint(source.written(token.start, token.end), token.misread)
        elif token.roman and days:
            yield Misprint(token.text.upper(), str(token.number))


def _term(cursor: Cursor, text: str) -> Term | None:
    if cursor.take(Role.APPROXIMATE):
        return Rough()
    if cursor.take(Role.ONWARDS):
        cursor.take_mark("-", ",", ":")
        onwards = repeat(cursor)
        return onwards and replace(onwards, onwards=True)
    found = repeat(cursor) or month_days(cursor) or always(cursor, text) or span(cursor)
    if found is not None:
        return found
    condition = outside(cursor, text)
    if condition is None:
        cursor.step()
    return condition


def _is_soft(taken: tuple[Token, ...]) -> bool:
    """Whether a token that begins no term changes nothing: a comma, «и», a time of day."""
    return all(
        token.kind in (Kind.TIME,)
        or (token.kind is Kind.MARK and len(token.text) == 1 and token.text != "_")
        or token.has(*_SOFT)
        or (token.word is not None and token.word.role is Role.UNIT and token.word.value == "year")
        for token in taken
    )
