"""Where a row that is added to a section stands, and its printed number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from roadmap.review.values import Plan, Planned

_LAST = re.compile(r"(\d+)(\D*)$")


def next_number(numbers: Sequence[str]) -> str:
    """What follows the last of the section's numbers: «1.1.4.» gives «1.1.5.»; «» after none."""
    last = next((number.strip() for number in reversed(numbers) if number.strip()), "")
    found = _LAST.search(last.rstrip())
    if found is None or any(sign.isalpha() for sign in found.group(2)):
        whole = re.match(r"(.*?)(\d+)(?=\D*[^\W\d_]*$)", last)
        if whole is None:
            return ""
        return f"{whole.group(1)}{int(whole.group(2)) + 1}"
    return f"{last[: found.start()]}{int(found.group(1)) + 1}{found.group(2)}"


def appended(plan: Plan, new: Planned) -> Plan:
    """The plan with one activity more, the last of its section; of a section without any, the last
    of all."""
    place = (new.section, new.subsection)
    last = len(plan.activities)
    for at, one in enumerate(plan.activities, start=1):
        if (one.section, one.subsection) == place:
            last = at
    rows = plan.activities
    return replace(plan, activities=(*rows[:last], new, *rows[last:]))
