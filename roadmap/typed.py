"""What somebody typed, made safe to keep and to show: no invisible signs, no turned direction."""

from __future__ import annotations

import re
import unicodedata

# controls, soft hyphen, marks of direction (Unicode, Bidirectional Algorithm, 2), blanks that
# pass for letters; the joiner of emoji and the signs that choose their look stay
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\u2800\u3164\ufeff\uffa0\ufff9-\ufffc]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def typed(text: str) -> str:
    """The text in NFC with its line breaks; «» where nothing in it can be seen."""
    plain = _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    plain = _LINES.sub("\n", plain).strip()
    return plain if any(unicodedata.category(sign)[0] not in "CZM" for sign in plain) else ""
