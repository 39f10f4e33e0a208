"""`vekha deadlines`: phrases in, what they mean out; it must start fast, so it imports little."""

from __future__ import annotations

import json
from typing import TextIO

from bot.errors import CommandError
from roadmap.deadlines import read, to_json
from roadmap.period import Period, PeriodError
from views.questions import question_text


def read_phrases(period_text: str, source: TextIO, target: TextIO) -> None:
    """One JSON object a line: the `deadline` object plus `dues`, and `question` where unsure."""
    from bot.sentences import say

    voice = say()
    try:
        period = Period.parse(period_text)
    except PeriodError as error:
        raise CommandError(
            voice.gettext("The period must look like 2018-01-01..2020-12-31.")
        ) from error
    for line in source:
        reading = read(line.rstrip("\r\n"), period)
        answer = to_json(reading) | {"dues": [due.isoformat() for due in reading.dues]}
        if reading.question is not None:
            answer["question"] = question_text(reading.question, voice)
        target.write(json.dumps(answer, ensure_ascii=False) + "\n")
    target.flush()
