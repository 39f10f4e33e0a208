"""Marks of other formats left in a text: HTML tags and entities, the stars of Markdown."""

from __future__ import annotations

import html
import re

_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?\s*[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,300})?/?>")
_STARS = re.compile(r"\*\*+|__+(?=\w)|(?<=\w)__+")
_HASHES = re.compile(r"^#{1,6}\s+", re.MULTILINE)


def without_marks(text: str) -> str:
    """The text without tags, entities and emphasis; what closes a line becomes a blank."""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    if "&" in text:
        text = html.unescape(text)
    return _HASHES.sub("", _STARS.sub("", text))
