"""The printed number of a row that is added to a section."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
