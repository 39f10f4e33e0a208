"""Where answers begin in a text: after greetings, sentence by sentence, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from roadmap.replies.openings import Opening, Reason, at_end_of, opening_at
from roadmap.replies.words import Answer, Token, fold, known, pattern

_REQUESTS = frozenset({Answer.MOVE, Answer.NEED_HELP})
_REMEDIES = _REQUESTS | {Answer.LATER, Answer.IN_PROGRESS, Answer.PARTLY}
_HARD = frozenset("\n.;!?")
_SOFT = frozenset(",)")
_STOPS = _HARD | {","}


def after_greeting(text: str, line: Sequence[Token]) -> int:
    """The token after sentences that only greet; a comma of such a sentence may end them too."""
    at = 0
    for _ in range(3):
        if at >= len(line) or not pattern("greeting").match(fold(text)[line[at].start :]):
            break
        end = next((n for n in range(at, len(line)) if line[n].text in _HARD), len(line) - 1)
        commas = [n for n in range(at, end) if line[n].text == ","]
        inside = next((n for n in commas if opening_at(line, n + 1, 1) is not None), None)
        at = (end if inside is None else inside) + 1
        while at < len(line) and line[at].text in _HARD:
            at += 1
    return at


def openings_in(line: Sequence[Token], begin: int, count: int) -> Iterator[Opening]:
    """The answers of a text, left to right; without a line's number only the first.

    A refusal is held back, since what to do about it may follow: «не выполнено, прошу перенести».
    """
    at, taken = begin, False
    refused: Opening | None = None
    while at < len(line):
        place = _place(line, at, begin)
        found = opening_at(line, at, count) if place else None
        if found is not None and refused is not None and found.spec is None:
            if found.answer in _REMEDIES:
                found = replace(found, start=refused.start, spec=refused.spec)
                refused = None
            else:
                found = None
        elif found is not None and not _counts(line, found, place, count, taken=taken):
            found = None
        if found is None:
            at += 1
            continue
        if found.reason is Reason.UNKNOWN:
            found = _ended(line, found)
        if refused is not None:
            yield refused
            refused = None
        taken = True
        if found.reason in {Reason.NEGATED, Reason.FUTURE}:
            refused = found
        else:
            yield found
        at = max(found.end, at + 1)
    if refused is not None:
        yield refused


def _counts(line: Sequence[Token], found: Opening, place: str, count: int, *, taken: bool) -> bool:
    """Whether an opening at this place is one, and not words of a comment."""
    if found.spec is None:
        return place == "hard" and not taken
    told = found.answer is not None or found.reason is not Reason.UNKNOWN
    return told or (place == "hard" and count != 1 and _heads_line(line, found.start))


def request_in(line: Sequence[Token], begin: int, count: int) -> Iterator[Opening]:
    """The first request in the midst of a sentence: «не успеваем, просим перенести на 20.12»."""
    for at in range(begin, len(line)):
        if line[at].text in known("conditions"):
            return
        found = opening_at(line, at, count) if _place(line, at, begin) else None
        if found is not None and found.answer in _REQUESTS:
            yield found
            return


def _place(line: Sequence[Token], at: int, begin: int) -> str:
    """Where a token stands: «hard» after a full stop, «soft» after a comma or «и», else «»."""
    if line[at].kind == "line":
        return ""
    if at == begin or line[at - 1].text in _HARD:
        return "hard"
    before = line[at - 1]
    return "soft" if before.text in _SOFT or before.text in known("and") else ""


def _heads_line(line: Sequence[Token], at: int) -> bool:
    return at == 0 or line[at - 1].kind == "line" or line[at - 1].text == ";"


def _ended(line: Sequence[Token], found: Opening) -> Opening:
    """A line that repeats the title and ends with the answer."""
    stops = (n for n in range(found.end, len(line)) if line[n].text in {"\n", ";"})
    last = at_end_of(line, found.end, next(stops, len(line)))
    if last is None:
        return found
    return replace(last, start=found.start, spec=found.spec)


def ending_in(line: Sequence[Token], begin: int) -> Iterator[Opening]:
    """The first sentence that ends with an answer, or has one before a comma and nothing after it
    that could turn it round."""
    start = begin
    for at in range(begin, len(line) + 1):
        if at < len(line) and line[at].text not in _STOPS:
            continue
        found = at_end_of(line, start, at)
        if found is not None and not _is_turned(line, at):
            yield found
            return
        if at < len(line) and line[at].text in _HARD:
            start = at + 1


def _is_turned(line: Sequence[Token], at: int) -> bool:
    """Whether the rest of the sentence asks or denies."""
    for token in line[at:]:
        if token.text in _HARD:
            return token.text == "?"
        if token.text in known("negators") | known("ahead"):
            return True
    return False
