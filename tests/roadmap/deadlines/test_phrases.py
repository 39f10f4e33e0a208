"""The reader against phrases settled by the reading rules, and against two transcriptions."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from roadmap.deadlines import read, to_json
from roadmap.period import Period

HERE = Path(__file__)
EXAMPLES = HERE.parents[3] / os.environ.get("VEKHA_SEEDS", "../shared/seeds") / "../examples"
FIELDS = ("kind", "start", "due", "freq", "months", "day", "confident")
DOUBTED_BY_CONTEXT = {("003.json", "январь 2019")}
"""Its neighbours, not its words, make the transcriber doubt the year."""


def labelled() -> Iterator[tuple[str, str, list[str]]]:
    period = ""
    for line in HERE.with_name("phrases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            period = line.strip("[]")
        elif line and not line.startswith("#"):
            text, *expected = (part.strip() for part in line.split(" | "))
            yield period, text, expected


def summary(text: str, period: Period) -> list[str]:
    """The reading in the columns of phrases.txt."""
    reading = read(text, period)
    found = to_json(reading)
    months = ",".join(map(str, found["months"] or []))
    sure = "sure" if found["confident"] else "ask"
    facts = [found[name] for name in ("kind", "start", "due", "freq")]
    dues = [due.isoformat() for due in reading.dues]
    short = " ".join(dues) if len(dues) <= 6 else f"{len(dues)}: {dues[0]} {dues[1]} .. {dues[-1]}"
    return [str(fact or "-") for fact in (*facts, months, found["day"], sure, short)]


@pytest.mark.parametrize(("period", "text", "expected"), list(labelled()))
def test_a_phrase_means_what_its_label_says(period, text, expected):
    assert summary(text, Period.parse(period)) == expected


def test_there_are_enough_phrases():
    assert len(list(labelled())) >= 200


def transcribed() -> list[Path]:
    found = sorted(EXAMPLES.glob("*.json"))
    if not found and os.environ.get("CI") == "true":
        pytest.fail(f"no transcriptions beside VEKHA_SEEDS ({EXAMPLES})")
    return found


@pytest.mark.seeds
def test_the_deadlines_of_the_transcribed_documents_are_read():
    documents = transcribed()
    if not documents:
        pytest.skip("no transcriptions beside VEKHA_SEEDS")
    for path in documents:
        document = json.loads(path.read_text(encoding="utf-8"))
        period = Period.parse("{start}..{end}".format_map(document["period"]))
        for activity in document["activities"]:
            text, expected = activity["deadline_text"], activity["deadline"]
            if (path.name, text) not in DOUBTED_BY_CONTEXT:
                found = to_json(read(text, period))
                assert found == {name: expected.get(name) for name in FIELDS}, text
