"""The beginning of an answer at one place of a text: lines, the answer, its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from roadmap.replies.days import Written
from roadmap.replies.line_numbers import Spec, but_at, spec_at
from roadmap.replies.words import Answer, Phrase, Token, known, pattern, phrase_at

_MOST_BEFORE = 12
_MOST_WORDS = 8
_MOST_TOKENS = 200
_ENDS = frozenset(".;!?\n")
STATED = frozenset({Answer.DONE, Answer.PARTLY, Answer.IN_PROGRESS, Answer.SEEN, Answer.NOT_MINE})
"""Answers that state a fact, as opposed to requests: asked with «?» they say nothing."""
_DATED = frozenset({Answer.DONE, Answer.PARTLY})


class Reason(StrEnum):
    """Why something was not understood."""

    EMPTY = "empty"
    THANKS = "thanks"
    QUESTION = "question"
    NEGATED = "negated"
    FUTURE = "future"
    NO_DATE = "no_date"
    PAST_DATE = "past_date"
    NO_SUCH_LINE = "no_such_line"
    CONTRADICTION = "contradiction"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Opening:
    """From the token `start`; what follows the token `end` is the comment. Either an answer, or
    the reason why there is none. `day` belongs to the answer."""

    start: int
    end: int
    spec: Spec | None = None
    answer: Answer | None = None
    reason: Reason | None = None
    day: Written | None = None


@dataclass(slots=True)
class _Head:
    """What stands before the answer."""

    spec: Spec | None = None
    day: Written | None = None
    reason: Reason | None = None


def opening_at(line: Sequence[Token], start: int, count: int) -> Opening | None:
    """The answer that begins at a token; None where other words come first. `count` is how many
    lines the letter has."""
    head, at = _Head(), _after_bullets(line, start)
    first = at
    while at < min(len(line), first + _MOST_BEFORE):
        if (phrase := phrase_at(line, at)) is not None and _may_end(line, phrase, count):
            return _opened(line, start, head, phrase, count)
        after = _before_answer(line, at, head)
        if after is None:
            break
        at = after
    if head.spec is not None and (head.reason is not None or head.spec.is_marked):
        return Opening(start, head.spec.end, head.spec, reason=head.reason or Reason.UNKNOWN)
    return None


def _after_bullets(line: Sequence[Token], at: int) -> int:
    while at < len(line) and line[at].text in {"-", "*", "\u2022", "\u00b7", "(", ",", "\u00ab"}:
        at += 1
    return at


def _before_answer(line: Sequence[Token], at: int, head: _Head) -> int | None:
    """Take one thing that may stand before an answer; the token after it."""
    token = line[at]
    if token.kind == "day" and head.day is None:
        head.day = token.written
        if token.written is not None and (token.written.offset or 0) > 0:
            head.reason = Reason.FUTURE
        return at + 1
    if head.spec is None and (spec := spec_at(line, at)) is not None:
        head.spec = spec
        return spec.end
    if token.text in known("negators"):
        head.reason = Reason.NEGATED
    elif token.text in known("ahead"):
        head.reason = head.reason or Reason.FUTURE
    elif token.text not in known("fillers") and not (head.spec and token.text in known("all")):
        begun = head.spec is not None or head.day is not None
        joins = begun and token.kind == "sign" and token.text in ":-,=)"
        # a number alone in its line
        joins = joins or (token.kind == "line" and head.spec is not None and head.spec.end == at)
        return at + 1 if joins else None
    return at + 1


def _may_end(line: Sequence[Token], phrase: Phrase, count: int) -> bool:
    """Whether what follows lets «готовы» be an answer: nothing, a day, a sign, or lines."""
    if not phrase.alone or phrase.end >= len(line):
        return True
    following = line[phrase.end]
    return (
        following.kind in {"line", "day", "sign"}
        or _spec_after(line, phrase.end, count) is not None
    )


def _opened(line: Sequence[Token], start: int, head: _Head, phrase: Phrase, count: int) -> Opening:
    spec, end = head.spec, phrase.end
    if spec is None and (after := _spec_after(line, end, count)) is not None:
        spec, end = after, after.end
    elif spec is not None and spec.is_all:
        but, end = but_at(line, end)
        spec = replace(spec, but=spec.but or but)
    opening = Opening(start, end, spec, phrase.answer, head.reason, head.day)
    if head.reason is not None and phrase.answer not in {Answer.MOVE, Answer.LATER}:
        return replace(opening, answer=None)
    opening = replace(opening, reason=None)
    if phrase.answer in STATED and _asks(line, end):
        return replace(opening, answer=None, reason=Reason.QUESTION)
    if phrase.answer in {Answer.MOVE, Answer.LATER}:
        return _moved(line, opening)
    return _with_tail(line, opening) if phrase.answer in _DATED else opening


def _spec_after(line: Sequence[Token], at: int, count: int) -> Spec | None:
    """Lines after the answer: «выполнено 1 и 3», «done: 2»; a figure of something else is none."""
    start = at + 1 if at < len(line) and line[at].text in {":", "-"} else at
    spec = spec_at(line, start)
    if spec is None or spec.is_rest:
        return None
    named = any(
        token.text in known("markers") or token.text in "\u2116#"
        for token in line[start : spec.end]
    )
    last = (
        spec.end >= len(line)
        or line[spec.end].kind in {"line", "day"}
        or line[spec.end].text in _ENDS
    )
    last = last or line[spec.end - 1].text in {",", "."}
    fits = spec.is_all or (count > 1 and max(spec.numbers) <= count)
    return spec if last and (named or fits) else None


def _asks(line: Sequence[Token], at: int) -> bool:
    end = next((token.text for token in line[at:] if token.text in _ENDS), "")
    return end == "?"


def _sentence(line: Sequence[Token], at: int) -> Sequence[Token]:
    """The rest of a sentence; of an endless one the beginning."""
    last = min(len(line), at + _MOST_TOKENS)
    end = next((n for n in range(at, last) if line[n].text in _ENDS), last)
    return line[at:end]


def _moved(line: Sequence[Token], opening: Opening) -> Opening:
    """With the day to move to: the one after «на» or «до», else the first of the sentence."""
    first = opening
    for n, token in enumerate(_sentence(line, opening.end), start=opening.end):
        if token.kind != "day":
            continue
        named = replace(opening, end=n + 1, day=token.written)
        if line[n - 1].text in known("move_to"):
            return named
        first = named if first is opening else first
    return first


def _with_tail(line: Sequence[Token], opening: Opening) -> Opening:
    """What follows «выполнено» up to a sign: its day, or words that take it back."""
    said = _until_next(line, opening.end)
    words: list[str] = []
    day, end = opening.day, opening.end
    for n, token in enumerate(said, start=opening.end):
        if token.kind == "sign" and not (token.text in "(-" and _day_follows(line, n)):
            break
        if token.kind == "day" and day is None and set(words) <= known("before_date"):
            day, end = token.written, n + 1
        elif token.kind == "word":
            words.append(token.text)
    answer, reason = opening.answer, opening.reason
    if answer is Answer.DONE and pattern("partial").search(_text(said)):
        answer = Answer.PARTLY
    elif answer is Answer.DONE and set(words) & known("negators"):
        answer, reason = None, Reason.NEGATED
    elif answer is Answer.DONE and words and words[0] in known("ahead"):
        answer, reason = None, Reason.FUTURE
    return replace(opening, end=end, answer=answer, reason=reason, day=day)


def _until_next(line: Sequence[Token], at: int) -> Sequence[Token]:
    """The rest of the sentence, up to where other lines are spoken of."""
    said = _sentence(line, at)
    for n in range(at, at + len(said)):
        joins = line[n].text == "," or line[n].text in known("and")
        if joins and _names_others(line, n + 1):
            return line[at:n]
    return said


def _names_others(line: Sequence[Token], at: int) -> bool:
    """Whether lines are named at a token, and an answer for them or a denial."""
    spec = spec_at(line, at)
    if spec is None:
        return False
    for n in range(spec.end, min(len(line), spec.end + _MOST_WORDS)):
        if phrase_at(line, n) is not None or line[n].text in known("negators") | known("ahead"):
            return True
        if line[n].text not in known("fillers") | known("all"):
            return False
    return False


def _day_follows(line: Sequence[Token], at: int) -> bool:
    return at + 1 < len(line) and line[at + 1].kind == "day"


def _text(said: Sequence[Token]) -> str:
    glued = ""
    for token in said:
        glued += ("" if token.text in {"%", ","} else " ") + token.text
    return glued


def at_end_of(line: Sequence[Token], start: int, end: int) -> Opening | None:
    """The answer with which a sentence between two tokens ends: «Семинар проведен 12.10».

    Nothing that could turn it round may stand before it: no «если», «будет», «не».
    """
    turned = known("blockers") | known("negators") | known("ahead")
    if start < end and line[start].kind == "number":  # «3 школы выполнили»
        return None
    for at in range(start, end):
        phrase = phrase_at(line, at)
        if phrase is None:
            if line[at].text in turned:
                return None
            continue
        is_last = _rest_is_day(line, phrase.end, end)
        if not is_last or at - start > _MOST_WORDS or phrase.answer not in STATED:
            if phrase.answer not in STATED:
                return None
            continue
        begin = at
        while begin > start and line[begin - 1].text in known("fillers"):
            begin -= 1
        opening = _opened(line, begin, _Head(), phrase, 1)
        return opening if opening.answer is not None else None
    return None


def _rest_is_day(line: Sequence[Token], at: int, end: int) -> bool:
    rest = line[at:end]
    return all(
        token.kind in {"day", "sign"} or token.text in known("before_date") for token in rest
    ) and not any(token.text == "?" for token in rest)
