"""What the own words of an answer decide about the lines of the letter that was answered.

The first words of a sentence decide, the rest is the comment. What says that something is not
done, or will be, is never read as done: it is `NotUnderstood`, for a person to look at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from roadmap.replies.cutting import Cut
from roadmap.replies.days import by_words
from roadmap.replies.line_numbers import Every, Lines
from roadmap.replies.openings import STATED, Opening, Reason
from roadmap.replies.scanning import after_greeting, ending_in, openings_in, request_in
from roadmap.replies.words import Answer, Token, fold, known, pattern, tokens

__all__ = ["ALL", "Answer", "NotUnderstood", "Reason", "Said", "read_answers", "read_cut"]
ALL = Every.ALL
LONGEST = 8_000
"""Signs of an answer that are looked at."""
_TRIM = " \t\n,;:.-\u2013\u2014)=\u00bb"
_TRIM_END = " \t\n,;:-\u2013\u2014(\u00ab"


@dataclass(frozen=True, slots=True)
class Said:
    """A decision about lines, () where none was named; `fact_on` is the day it was done,
    `new_date` the day to move or put it off to."""

    lines: Lines
    answer: Answer
    fact_on: date | None = None
    new_date: date | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Words that decide nothing, and why; about lines where these were named."""

    text: str
    reason: Reason
    lines: Lines = ()


Heard = Said | NotUnderstood


@dataclass(frozen=True, slots=True)
class _Clause:
    """An opening and the words up to the next one."""

    opening: Opening
    comment: str
    whole: str


def read_cut(cut: Cut, today: date, count: int = 1) -> tuple[Heard, ...]:
    """What a letter decides. Words under a quoted line are about that line."""
    if not cut.parts:
        return (NotUnderstood("", Reason.EMPTY),)
    heard: list[tuple[Heard, str]] = []
    for part in cut.parts:
        under = (part.under,) if part.under and part.under <= count and count > 1 else ()
        heard.extend(
            (replace(one, lines=under) if one.lines == () else one, part.text)
            for one in read_answers(part.text, today, count)
        )
    if any(isinstance(one, Said) for one, _ in heard):
        heard = [(one, text) for one, text in heard if not _is_courtesy(one)]
    return tuple(_agreed(heard))


def _is_courtesy(one: Heard) -> bool:
    return isinstance(one, NotUnderstood) and one.reason is Reason.THANKS


def read_answers(text: str, today: date, count: int = 1) -> tuple[Heard, ...]:
    """What `text` decides on the local day `today` about a letter of `count` lines (0 unknown):
    at least one value, in order of writing."""
    text = text.strip()[:LONGEST]
    line = tokens(text)
    if not line:
        return (NotUnderstood(text, Reason.EMPTY),)
    begin = after_greeting(text, line)
    openings = (
        list(openings_in(line, begin, count))
        or list(request_in(line, begin, count))
        or list(ending_in(line, begin))
    )
    if not openings:
        return (NotUnderstood(text, _why(text, line)),)
    preamble = text[line[begin].start : line[openings[0].start].start]
    stated = all(one.spec is None and one.answer in STATED for one in openings)
    if stated and _says_no(tokens(preamble)):
        return (NotUnderstood(text, Reason.NEGATED),)
    clauses = _inherited(list(_clauses(text, line, openings)))
    others = {n for one in clauses if one.opening.spec for n in one.opening.spec.numbers}
    heard = [_heard(one, today, count, others) for one in clauses]
    told = _agreed([(one, clause.whole) for one, clause in zip(heard, clauses, strict=True)])
    return tuple(_with_preamble(told, preamble))


def _says_no(line: Sequence[Token]) -> bool:
    return any(token.text in known("negators") | known("ahead") for token in line)


def _clauses(text: str, line: Sequence[Token], openings: Sequence[Opening]) -> Iterator[_Clause]:
    for n, opening in enumerate(openings):
        end = line[openings[n + 1].start].start if n + 1 < len(openings) else len(text)
        begin = line[opening.start].start
        after = line[opening.end - 1].end if opening.end > opening.start else begin
        yield _Clause(opening, _comment(text[after:end]), text[begin:end].strip(_TRIM_END))


def _comment(text: str) -> str:
    """The words after an answer without the signs around and the thanks at the end."""
    lines = text.lstrip(_TRIM).rstrip(_TRIM_END).split("\n")
    while lines and _is_thanks(lines[-1]):
        lines.pop()
    said = re.sub(r"\s*\n\s*", "\n", "\n".join(lines)).strip()
    words = said.rsplit(None, 1)
    if words and fold(words[-1]) in known("and"):  # «…, а 2 в работе»
        said = words[0].rstrip(_TRIM_END) if len(words) > 1 else ""
    return said


def _is_thanks(said: str) -> bool:
    bare = fold(said).strip(" \t.!,")
    return not bare or re.fullmatch(pattern("thanks"), bare) is not None


def _inherited(clauses: list[_Clause]) -> list[_Clause]:
    """«Выполнено:» over a list of numbered lines is said of each that says nothing itself."""
    first = clauses[0].opening
    rest = clauses[1:]
    if first.spec is not None or first.answer is None or clauses[0].comment or not rest:
        return clauses
    return [
        replace(one, opening=replace(one.opening, answer=first.answer, reason=None))
        if one.opening.reason is Reason.UNKNOWN
        else one
        for one in rest
    ]


def _heard(clause: _Clause, today: date, count: int, others: set[int]) -> Heard:
    opening = clause.opening
    spec = opening.spec
    lines: Lines = ()
    if spec is not None:
        elsewhere = others - set(spec.numbers)
        lines = spec.lines(count, elsewhere)
        if count and isinstance(lines, tuple) and any(n > count for n in lines):
            return NotUnderstood(clause.whole, Reason.NO_SUCH_LINE, lines)
    if opening.answer is None:
        return NotUnderstood(clause.whole, opening.reason or Reason.UNKNOWN, lines)
    if opening.answer in {Answer.DONE, Answer.PARTLY}:
        return _done(clause, opening.answer, lines, today)
    if opening.answer in {Answer.MOVE, Answer.LATER}:
        return _moved(clause, opening.answer, lines, today)
    return Said(lines, opening.answer, comment=clause.comment)


def _done(clause: _Clause, answer: Answer, lines: Lines, today: date) -> Heard:
    comment, written = clause.comment, clause.opening.day
    if written is None and (leading := _leading_day(comment)) is not None:
        written, comment = leading[0].written, leading[1]
    fact = written.past(today) if written else None
    if fact is not None and fact > today:
        return NotUnderstood(clause.whole, Reason.FUTURE, lines)
    return Said(lines, answer, fact, comment=comment)


def _leading_day(comment: str) -> tuple[Token, str] | None:
    """A day at the head of a comment («Выполнено: 12.10»), and what follows it."""
    line = tokens(comment)
    if not line or line[0].kind != "day":
        return None
    return line[0], _comment(comment[line[0].end :])


def _moved(clause: _Clause, answer: Answer, lines: Lines, today: date) -> Heard:
    written, comment = clause.opening.day, clause.comment
    day = written.ahead(today) if written else None
    if written is None and comment:
        # «на конец декабря, …»: the language of deadlines knows more than days
        said = re.split(r"[,.;!?(\n]", fold(comment), maxsplit=1)[0]
        day = by_words(said, today)
        comment = _comment(comment[len(said) :]) if day else comment
    if day is None:
        known_later = answer is Answer.LATER
        return (
            Said(lines, answer, comment=comment)
            if known_later
            else NotUnderstood(clause.whole, Reason.NO_DATE, lines)
        )
    if day < today:
        return NotUnderstood(clause.whole, Reason.PAST_DATE, lines)
    return Said(lines, answer, new_date=day, comment=comment)


def _with_preamble(heard: Sequence[Heard], preamble: str) -> list[Heard]:
    """Words before the only answer belong to its comment; before others, where they name
    figures («1 да, 2 нет»), they may have been an answer too."""
    words = _comment(preamble)
    if not words or _is_thanks(words):
        return list(heard)
    if len(heard) == 1 and isinstance(heard[0], Said) and heard[0].lines == ():
        said = heard[0]
        return [replace(said, comment=f"{words}\n{said.comment}".strip())]
    if any(token.kind == "number" for token in tokens(words)):
        return [NotUnderstood(words, Reason.UNKNOWN), *heard]
    return list(heard)


def _agreed(heard: Sequence[tuple[Heard, str]]) -> list[Heard]:
    """Without decisions that contradict each other about one line; beside each its words."""
    by_line: defaultdict[int, set[Answer]] = defaultdict(set)
    for one, _ in heard:
        for n in _numbers(one):
            if isinstance(one, Said):
                by_line[n].add(one.answer)
    torn = {n for n, answers in by_line.items() if len(answers) > 1}
    return [
        NotUnderstood(text, Reason.CONTRADICTION, one.lines) if torn & set(_numbers(one)) else one
        for one, text in heard
    ]


def _numbers(one: Heard) -> tuple[int, ...]:
    """The lines a decision names; (0,) where it names none."""
    if not isinstance(one, Said) or not isinstance(one.lines, tuple):
        return ()
    return one.lines or (0,)


def _why(text: str, line: Sequence[Token]) -> Reason:
    sentences = [part for part in re.split(r"[.!,\n]+", fold(text)) if part.strip()]
    courteous = [
        part for part in sentences if _is_thanks(part) or pattern("greeting").match(part.strip())
    ]
    if len(courteous) == len(sentences):
        return Reason.THANKS
    if text.rstrip().endswith("?"):
        return Reason.QUESTION
    if any(token.text in known("negators") for token in line):
        return Reason.NEGATED
    if any(token.text in known("ahead") for token in line):
        return Reason.FUTURE
    return Reason.UNKNOWN
