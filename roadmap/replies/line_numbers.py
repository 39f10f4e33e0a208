"""Which lines of a grouped letter somebody means: «1, 3», «п. 2», «1-3», «все, кроме 2»."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from roadmap.replies.words import Token, known, ordinals, tokens

MOST = 200
"""No letter has more lines."""


class Every(Enum):
    """Instead of numbers: every line there is."""

    ALL = "all"


Lines = tuple[int, ...] | Every


@dataclass(frozen=True, slots=True)
class Spec:
    """Lines named before or after an answer, up to the token `end`.

    `is_marked`: by a word («п.») or as in a list («2)»), so that it is no mere figure.
    """

    end: int
    numbers: tuple[int, ...] = ()
    is_all: bool = False
    is_rest: bool = False
    but: tuple[int, ...] = ()
    is_marked: bool = False

    def lines(self, count: int, others: Collection[int]) -> Lines:
        """The lines of a letter that has `count` (0 unknown); `others` are named elsewhere."""
        if not (self.is_all or self.is_rest):
            return self.numbers
        left_out = {*self.but, *others}
        if not count or not left_out:
            return Every.ALL
        return tuple(n for n in range(1, count + 1) if n not in left_out)


def spec_at(line: Sequence[Token], at: int) -> Spec | None:
    """The lines named from a token on; None where there are none."""
    start = _after(line, at, known("by"))
    if (every := _all(line, start)) is not None:
        return every
    marked = _marker(line, start)
    first = start if marked is None else marked
    numbers, end = _numbers(line, first)
    if not numbers:
        return None
    closed = end < len(line) and line[end].text in {")", "."}
    return Spec(_after_signs(line, end), numbers, is_marked=marked is not None or closed)


def _all(line: Sequence[Token], at: int) -> Spec | None:
    if at >= len(line) or line[at].text not in known("all") | known("rest"):
        return None
    is_rest = line[at].text in known("rest")
    end = at + 1
    while end < len(line) and line[end].text in known("after_all"):
        end += 1
    but, end = but_at(line, end)
    return Spec(
        _after_signs(line, end), is_all=not is_rest, is_rest=is_rest, but=but, is_marked=True
    )


def numbers_alone(text: str, count: int) -> tuple[int, ...]:
    """The lines of a letter of `count` that a text names and nothing else: «2», «к п. 1 и 3»."""
    line = [token for token in tokens(text.strip()) if token.kind != "line"]
    spec = spec_at(line, _after(line, 0, known("before_number")))
    if spec is None or any(token.text not in ".,;!" for token in line[spec.end :]):
        return ()
    found = tuple(range(1, count + 1)) if spec.is_all else spec.numbers
    return found if found and max(found) <= count else ()


def but_at(line: Sequence[Token], at: int) -> tuple[tuple[int, ...], int]:
    """The numbers of «, кроме 2 и 3» and the token after them."""
    start = at + 1 if at < len(line) and line[at].text == "," else at
    if start >= len(line) or line[start].text not in known("except"):
        return (), at
    marked = _marker(line, start + 1)
    numbers, end = _numbers(line, start + 1 if marked is None else marked)
    return (numbers, end) if numbers else ((), at)


def _marker(line: Sequence[Token], at: int) -> int | None:
    """The token after «п.», «№», «пункты»."""
    end = at
    while end < len(line) and (line[end].text in known("markers") or line[end].text in "\u2116#"):
        end += 1
        while end < len(line) and line[end].text == ".":
            end += 1
    return end if end > at else None


def _numbers(line: Sequence[Token], at: int) -> tuple[tuple[int, ...], int]:
    """The numbers joined by commas, «и» and dashes, and the token after them."""
    found: list[int] = []
    end = at
    while len(found) < MOST and (one := _number(line, end)) is not None:
        number, after = one
        last = _number(line, after + 1) if _is(line, after, "-") else None
        if last is not None and number < last[0] <= MOST:
            found += range(number, last[0] + 1)
            after = last[1]
        else:
            found.append(number)
        end = after
        joint = _joint(line, end)
        if joint is None or _number(line, joint) is None:
            break
        end = joint
    return tuple(dict.fromkeys(found)), end


def _joint(line: Sequence[Token], at: int) -> int | None:
    """The token after «,», «и» or «), »."""
    end = at
    if _is(line, end, ")"):
        end += 1
    if _is(line, end, ",") or _is(line, end, "&"):
        end += 1
    if end < len(line) and line[end].text in known("and"):
        end += 1
    marked = _marker(line, end)
    end = end if marked is None else marked
    return end if end > at else None


def _number(line: Sequence[Token], at: int) -> tuple[int, int] | None:
    """A number or «первое», and the token after it («1-е» too)."""
    if at >= len(line):
        return None
    token = line[at]
    if token.kind == "word" and token.text in ordinals():
        return ordinals()[token.text], at + 1
    if token.kind != "number" or len(token.text) > 3 or not 0 < int(token.text) <= MOST:
        return None
    end = at + 1
    tail = end + 1 if _is(line, end, "-") else end
    if tail < len(line) and line[tail].text in known("endings"):
        end = tail + 1
    return int(token.text), end


def _is(line: Sequence[Token], at: int, sign: str) -> bool:
    return at < len(line) and line[at].text == sign


def _after(line: Sequence[Token], at: int, words: Collection[str]) -> int:
    while at < len(line) and line[at].text in words:
        at += 1
    return at


def _after_signs(line: Sequence[Token], at: int) -> int:
    while at < len(line) and line[at].kind == "sign" and line[at].text in ").:-=,>":
        at += 1
    return at
