"""The reader against phrases of many districts, labelled from the reading rules alone.

The labels were written before the reader was looked at; «any» and «either» stand where the rules
leave a choice open.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from roadmap.deadlines import read, to_json
from roadmap.period import Period

CORPUS = Path(__file__).with_name("unseen.txt")
PERIODS = {
    "A": Period(date(2021, 1, 1), date(2023, 12, 31)),
    "B": Period(date(2022, 1, 1), date(2022, 12, 31)),
    "C": Period(date(2022, 9, 1), date(2023, 8, 31)),
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DATED = ("date", "window")
UNDATED = ("ongoing", "external", "none")


def labelled() -> Iterator[tuple[str, str, str, str, str | None]]:
    """Period, phrase, rule, sure, due dates (None when the label leaves them to the rule)."""
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            period, text, rule, sure, *dues = (part.strip() for part in line.split("|"))
            yield period, text, rule, sure, dues[0] if dues else None


def expected_rule(label: str) -> dict[str, object]:
    """The fields of the JSON object that a rule's label settles."""
    kind, *rest = label.split()
    plain = dict.fromkeys(("start", "due", "freq", "months", "day"))
    if kind == "any":
        return {}
    if kind == "date":
        return plain | {"kind": kind, "due": rest[0]}
    if kind == "window":
        start, _, due = rest[0].partition("..")
        return plain | {"kind": kind, "start": start, "due": due}
    if kind in UNDATED:
        return plain | {"kind": kind}
    named = dict(part.split("=") for part in rest)
    months = [int(month) for month in named["m"].split(",")] if "m" in named else None
    found = plain | {"kind": "recurring", "months": months}
    found["day"] = int(named["d"]) if "d" in named else None
    del found["freq"]
    return found if kind == "recurring" else found | {"freq": kind}


def expected_dues(label: str, dues: str | None, period: Period) -> list[date] | None:
    """The due dates a label settles; None when it settles none."""
    kind, *rest = label.split()
    if dues is None and kind in DATED:
        dues = rest[0].rpartition("..")[2]
    elif dues is None and kind in UNDATED:
        dues = ""
    if dues is None or dues == "any":
        return None
    length = (period.end - period.start).days + 1
    days = (period.start + timedelta(days) for days in range(length))
    return [day for day in days if any(names(day, pattern) for pattern in dues.split())]


def names(day: date, pattern: str) -> bool:
    """Whether «*-06-30», «*-*-end», «friday» or a date is this day."""
    if pattern in WEEKDAYS:
        return WEEKDAYS[day.weekday()] == pattern
    ends_month = (day + timedelta(1)).day == 1
    written = zip(pattern.split("-"), day.isoformat().split("-"), strict=True)
    return all(one in ("*", other) or (one == "end" and ends_month) for one, other in written)


@pytest.mark.parametrize(("period", "text", "rule", "sure", "dues"), list(labelled()))
def test_a_phrase_means_what_the_rules_say(period, text, rule, sure, dues):
    reading = read(text, PERIODS[period])
    found = to_json(reading)
    expected = expected_rule(rule)
    if sure != "either":
        expected["confident"] = sure == "yes"
    assert {name: found[name] for name in expected} == expected
    due_dates = expected_dues(rule, dues, PERIODS[period])
    assert due_dates is None or list(reading.dues) == due_dates


def test_there_are_enough_phrases():
    assert len(list(labelled())) >= 700
