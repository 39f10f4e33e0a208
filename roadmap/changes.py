"""What was changed in a running roadmap, as its history tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """On the local day `on` the person `who` («» for a command) did `action` to an activity.

    `facts` are those of the audit trail, with names in place of ids; `subject` is the activity's
    code, None where the history is of one activity.
    """

    on: date
    who: str
    action: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    subject: int | None = None
