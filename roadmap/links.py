"""An address of a page in what somebody typed: «https://school.example/news/17»."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST = 1000  # characters
_LINK = re.compile(r"(?:https?://|(?<![\w@./])www\.)[^\s<>\"«»]+", re.IGNORECASE)
_CLOSING = ".,;:!?…'”"
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))


def find_link(text: str) -> str | None:
    """The first web address in `text` with its scheme, without the punctuation after it."""
    for match in _LINK.finditer(text):
        link = _trimmed(match.group())
        if not link.lower().startswith("http"):
            link = f"https://{link}"
        if len(link) <= LONGEST and _has_host(link):
            return link
    return None


def _trimmed(link: str) -> str:
    """Without the full stop of the sentence and a bracket that was opened before the address."""
    while link:
        if link[-1] in _CLOSING or any(
            link[-1] == shut and link.count(shut) > link.count(begun) for begun, shut in _PAIRS
        ):
            link = link[:-1]
        else:
            break
    return link


def _has_host(link: str) -> bool:
    """Whether there is a host with a dot and no user before it, which would hide it."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    return "." in host.strip(".") and parts.username is None
