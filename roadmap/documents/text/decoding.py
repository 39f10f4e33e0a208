"""Bytes of a text file as text: byte order marks, UTF-8, then the Russian one-byte encodings."""

from __future__ import annotations

from itertools import pairwise

SAMPLE = 40_000
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
ENCODINGS = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")
"""Tried in this order when the text is not UTF-8; the one that looks most like words wins."""


def decode(data: bytes) -> str:
    """The text of the bytes; signs that fit no encoding become the replacement character."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_cut_short(data, error):
            return data.decode("utf-8", errors="replace")
    sample = data[:SAMPLE]
    best = max(ENCODINGS, key=lambda encoding: _likeness(sample.decode(encoding, errors="replace")))
    return data.decode(best, errors="replace")


def _is_cut_short(data: bytes, error: UnicodeDecodeError) -> bool:
    """UTF-8 up to its last bytes, or with rare broken ones: still UTF-8."""
    if error.start >= len(data) - 4 and error.start > 0:
        return True
    decoded = data[:SAMPLE].decode("utf-8", errors="replace")
    return decoded.count("\ufffd") * 50 < len(decoded) and any(sign > "\u0400" for sign in decoded)


def _likeness(text: str) -> float:
    """How much a text looks like Russian: lower-case letters in words, few odd signs."""
    small = sum("\u0430" <= sign <= "\u044f" for sign in text)
    odd = sum(sign > "\u007f" and not ("\u0410" <= sign <= "\u0451") for sign in text)
    inside = sum(left.islower() and right.isupper() for left, right in pairwise(text))
    common = sum(map(text.count, "\u043e\u0435\u0430\u0438\u043d\u0442"))
    return small + 2 * common - 3 * odd - 4 * inside
