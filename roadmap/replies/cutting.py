"""The words that were written now, apart from what mail programs put around them.

Nothing is lost: `Cut` keeps the rest too, for whoever reads a letter that was not understood.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib.resources import files
from typing import Any

MOST_LINES = 3_000
LINE_CHARS = 2_000
"""How much of a line is looked at."""
_WINDOW = 4
_QUOTED = re.compile(r"\s*(?:[A-Z\u0410-\u042f]{1,3}(?=>))?(?:>|\|\s(?=\S))")
_NUMBERED = re.compile(r"[\s>]*(?:\u2116\s*)?(\d{1,3})[.)](?:\s|$)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass(frozen=True, slots=True)
class Part:
    """Own words that stand together; `under` is the number of the quoted line above them."""

    text: str
    under: int | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """Own words in order, and what was cut away. `is_forwarded`: a letter sent on, whose
    quotation is no quotation of ours."""

    parts: tuple[Part, ...]
    rest: str = ""
    is_forwarded: bool = False

    @property
    def text(self) -> str:
        """All own words."""
        return "\n".join(part.text for part in self.parts)


class _Is(Enum):
    """What a line is."""

    OWN = auto()
    QUOTED = auto()
    ABOUT = auto()
    """An attribution or a header block."""


@cache
def vocabulary() -> dict[str, Any]:
    """The patterns of cutting.toml."""
    return tomllib.loads(files("roadmap.replies").joinpath("cutting.toml").read_text("utf-8"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    known = vocabulary()
    whole = "|".join(f"(?:{one})" for one in known[name])
    for word in ("weekday", "date", "time", "mail"):
        whole = whole.replace("{" + word + "}", known[word])
    return re.compile(whole, re.I)


def cut(text: str, subject: str = "") -> Cut:
    """What somebody wrote now in `text`; the subject tells whether the letter was sent on."""
    lines = _lines(text)
    kinds, is_forwarded = _kinds(lines)
    is_forwarded = (
        is_forwarded
        or re.match("|".join(vocabulary()["forward_subjects"]), subject.strip(), re.I) is not None
    )
    first = next((at for at, kind in enumerate(kinds) if kind is not _Is.OWN), len(lines))
    above = _without_footers(lines[:first])
    below = tuple(_below(lines, kinds, first))
    says_below = re.fullmatch("|".join(vocabulary()["see_below"]), above.strip(), re.I)
    if above and not says_below:
        parts: tuple[Part, ...] = (Part(above),)
    else:
        parts = () if is_forwarded else below
    used = "\n".join(part.text for part in parts).split("\n")
    return Cut(parts, _left(lines, used), is_forwarded)


def _lines(text: str) -> list[str]:
    plain = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\u00a0", " "))
    return [line.rstrip()[:LINE_CHARS] for line in plain.split("\n")[:MOST_LINES]]


def _kinds(lines: Sequence[str]) -> tuple[list[_Is], bool]:
    """What each line is, and whether a letter was sent on."""
    kinds: list[_Is] = []
    at, is_forwarded = 0, False
    while at < len(lines):
        if _QUOTED.match(lines[at]):
            kinds.append(_Is.QUOTED)
            at += 1
            continue
        window = "\n".join(lines[at : at + _WINDOW]).strip()
        forward = lines[at].strip() and _pattern("forwards").match(window)
        if forward or (lines[at].strip() and _pattern("separators").match(window)):
            is_forwarded = is_forwarded or (bool(forward) and _Is.QUOTED not in kinds)
            return kinds + [_Is.ABOUT] * (len(lines) - at), is_forwarded
        taken = _attributed(lines, at)
        if taken and not _quote_follows(lines, at + taken):
            return kinds + [_Is.ABOUT] * (len(lines) - at), is_forwarded
        kinds += [_Is.ABOUT] * taken or [_Is.OWN]
        at += taken or 1
    return kinds, is_forwarded


def _attributed(lines: Sequence[str], at: int) -> int:
    """How many lines from `at` say who wrote what follows, folded as they may be."""
    if not lines[at].strip():
        return 0
    said = ""
    for count, line in enumerate(lines[at : at + _WINDOW], start=1):
        if not line.strip() or _QUOTED.match(line):
            return 0
        said = f"{said} {line.strip()}".strip()
        if said.endswith(":") and _pattern("attributions").fullmatch(said):
            return count
    return 0


def _quote_follows(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at:] if line.strip()), "")
    return _QUOTED.match(following) is not None


def _below(lines: Sequence[str], kinds: Sequence[_Is], first: int) -> Iterator[Part]:
    """The own words after or between quoted lines."""
    held: list[str] = []
    under: int | None = None
    for line, kind in zip(lines[first:], kinds[first:], strict=True):
        if kind is _Is.OWN:
            held.append(line)
            continue
        if said := _without_footers(held):
            yield Part(said, under)
            under = None
        held = []
        if kind is _Is.QUOTED and (found := _NUMBERED.match(line)):
            under = int(found[1])
    if said := _without_footers(held):
        yield Part(said, under)


def _without_footers(lines: Sequence[str]) -> str:
    """Lines without banners above, and without the signature and what follows it."""
    kept: list[str] = []
    for line in lines:
        bare = line.strip().strip("*")
        if bare and _pattern("banners").fullmatch(bare):
            continue
        if bare and _pattern("phones").fullmatch(bare):
            if any(one.strip() for one in kept):
                break
            continue  # some telephones put it above what one writes
        if bare and (_pattern("signatures").fullmatch(bare) or _pattern("disclaimers").match(bare)):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _left(lines: Sequence[str], used: Sequence[str]) -> str:
    """The lines that are not among those used, in order."""
    kept = []
    waiting = [line.strip() for line in used if line.strip()]
    for line in lines:
        if waiting and line.strip() == waiting[0]:
            waiting.pop(0)
        else:
            kept.append(line)
    return "\n".join(kept).strip()
