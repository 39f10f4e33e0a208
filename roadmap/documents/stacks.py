"""Several deadlines in one cell told from one deadline written over several lines."""

from __future__ import annotations

import re
from functools import lru_cache

from roadmap.deadlines import External, NoDeadline, Reading, Stacked, read
from roadmap.deadlines.questions import TwoRules
from roadmap.documents.words import flow, tidy
from roadmap.period import Period

_BLANK_LINES = re.compile(r"\n\s*\n")
_ENDS_WITH_YEAR = re.compile(r"(?<!\d)20\d\d\s?(?:[^\W\d_]{1,2}\.?)?[,;]?$")
_OPEN_ENDS = ",-\u2013\u2014(:"
MOST_LINES = 12


def deadline_texts(
    cells: tuple[str, ...], period: Period | None, *, wrapped: bool
) -> tuple[str, ...]:
    """The deadlines of one activity as written, each once, in order.

    Lines that make one deadline together stay together; lines that are deadlines by themselves
    and say something else together are apart.
    """
    found: list[str] = []
    for cell in cells:
        groups = [part for part in _BLANK_LINES.split(tidy(cell)) if part.strip()]
        texts = [text for group in groups for text in _texts(group, period, wrapped=wrapped)]
        found += [text for text in _apart(texts, period) if text not in found]
    return tuple(found)


def _texts(group: str, period: Period | None, *, wrapped: bool) -> tuple[str, ...]:
    lines = group.split("\n")
    if len(lines) == 1 or len(lines) > MOST_LINES:
        return (flow(group, wrapped=wrapped),)
    if wrapped:
        whole = flow(group, wrapped=True)
        apart = _by_years(lines)
        stacked = is_several(whole) and all(is_deadline(text, period) for text in apart)
        return apart if stacked else (whole,)
    return _apart([flow(line, wrapped=False) for line in lines], period, group)


def _by_years(lines: list[str]) -> tuple[str, ...]:
    """The lines put together so that each text but the last ends with a year."""
    texts, held = list[str](), list[str]()
    for line in lines:
        held.append(line)
        if _ENDS_WITH_YEAR.search(line):
            texts.append(flow("\n".join(held), wrapped=True))
            held = []
    return (*texts, flow("\n".join(held), wrapped=True)) if held else tuple(texts)


def _apart(texts: list[str], period: Period | None, joined: str | None = None) -> tuple[str, ...]:
    """The texts as they are when each is a deadline of its own, else as one."""
    if len(texts) < 2 or len(texts) > MOST_LINES:
        return tuple(texts)
    together = flow(joined if joined is not None else "\n".join(texts), wrapped=False)
    if any(text.rstrip()[-1:] in _OPEN_ENDS for text in texts[:-1]):
        return (together,)
    if is_deadline(together, period, confident=True):
        return (together,)
    if all(is_deadline(text, period) for text in texts):
        return tuple(texts)
    return (together,)


def is_deadline(text: str, period: Period | None, *, confident: bool = False) -> bool:
    """Whether the deadline language reads the whole text (and, if asked, is sure of it)."""
    reading = _read(text, period)
    if isinstance(reading.rule, NoDeadline) or reading.unread:
        return False
    return reading.confident or not confident


def is_outside(text: str) -> bool:
    """Whether the text leaves its date, or a part of it, to something outside («by the plan of …»):
    a reading that takes in any words which follow."""
    reading = _read(text, None)
    return isinstance(reading.rule, External) or isinstance(reading.question, TwoRules)


def is_several(text: str) -> bool:
    """Whether the text is several deadlines one after another."""
    return isinstance(_read(text, None).rule, Stacked)


def is_date(text: str) -> bool:
    """Whether the whole text is a deadline and not a reference to something outside."""
    return is_deadline(text, None) and not is_outside(text)


@lru_cache(maxsize=4_096)
def _read(text: str, period: Period | None) -> Reading:
    return read(text, period)
