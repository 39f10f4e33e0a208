"""Lines of a roadmap as the views get them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from roadmap.plan import Line
from roadmap.progress import State
from roadmap.working_calendar import WorkingCalendar
from views.speech import speech

CALENDAR = WorkingCalendar()
SAY, ENGLISH = speech("ru"), speech("en")
TODAY = date(2018, 10, 10)
EVIL = "</b><a href='https://evil.example'>жми</a>&<script>{0} %s {name}"
LINE = Line(
    assignment_id=1,
    activity_id=1,
    code=17,
    title="Утвердить план",
    due=date(2018, 10, 15),
    document_due=date(2018, 10, 15),
    state=State.NOT_STARTED,
    section="1.2",
    number="1.",
    deadline_text="До 15 октября 2018",
    owner="Пономарева Ольга Ивановна",
)


def line(**changes: Any) -> Line:
    """The sample line with some of it changed."""
    return replace(LINE, **changes)
