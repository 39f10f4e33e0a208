"""Deadline phrases: how fast they are read, and how many others read right.

`phrases.tsv` was labelled by hand from the rules: a phrase, and its due dates inside 2018–2020.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.measuring import Row
from roadmap.deadlines import read
from roadmap.period import Period

PERIOD = Period(date(2018, 1, 1), date(2020, 12, 31))
FILE = Path(__file__).with_name("phrases.tsv")
Reader = Callable[[str], set[date]]


def labelled() -> list[tuple[str, set[date]]]:
    """(phrase, its due dates)"""
    rows = [line.split("\t") for line in FILE.read_text("utf-8").splitlines()]
    return [(row[0], {date.fromisoformat(day) for day in row[1].split()}) for row in rows]


def _ours(phrase: str) -> set[date]:
    return set(read(phrase, PERIOD).dues)


def _dateparser() -> Reader:
    from dateparser import parse

    def reader(phrase: str) -> set[date]:
        found = parse(phrase, languages=["ru"])
        return {found.date()} if found else set()

    return reader


def _natasha() -> Reader:
    from natasha import DatesExtractor, MorphVocab

    extract = DatesExtractor(MorphVocab())

    def reader(phrase: str) -> set[date]:
        facts = [match.fact for match in extract(phrase)]
        return {date(f.year, f.month, f.day) for f in facts if f.year and f.month and f.day}

    return reader


def _share(reader: Reader) -> str:
    cases = labelled()
    right = sum(reader(phrase) == dues for phrase, dues in cases)
    return f"{right} of {len(cases)}"


def _others() -> str:
    shares = []
    for name, make in (("dateparser", _dateparser), ("natasha", _natasha)):
        try:
            shares.append(f"{name} {_share(make())}")
        except ImportError:
            shares.append(f"{name}: not installed, see the extra `bench`")
    return "; ".join(shares)


async def measure() -> list[Row]:
    """Warm, in process."""
    phrases = [phrase for phrase, _ in labelled()]
    for phrase in phrases:
        _ours(phrase)
    began = time.perf_counter()
    for number in range(1_000):
        _ours(phrases[number % len(phrases)])
    took = time.perf_counter() - began
    return [
        Row("1,000 phrases, warm", f"{took:.2f} s", "-", "-", "<= 0.3 s"),
        Row("phrases read right", _share(_ours), _others(), "-", "-"),
    ]
