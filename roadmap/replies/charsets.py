"""Bytes to text where the charset is missing, unknown or a lie; and headers to text."""

from __future__ import annotations

import base64
import binascii
import quopri
import re

_GUESSES = ("cp1251", "koi8-r", "cp866")
_WESTERN = frozenset({"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "us-ascii"})
_ACCENTED = re.compile("[\u00c0-\u00ff]")
_LETTER = re.compile(r"[^\W\d_]")
_LOWER = re.compile("[\u0430-\u044f\u0451]")
_FRAMES = re.compile("[\u2500-\u259f\ufffd]")
_UPPER = re.compile("[\u0410-\u042f\u0401]")
_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")
_OTHER_NAMES = {
    "cp-1251": "cp1251",
    "win-1251": "cp1251",
    "windows1251": "cp1251",
    "koi8r": "koi8-r",
}


def decoded(data: bytes, charset: str | None) -> str:
    """The text of bytes said to be in `charset`; never fails."""
    named = (charset or "").strip().strip("\"'").lower()
    named = _OTHER_NAMES.get(named, named)
    if named:
        try:
            text = data.decode(named)
        except (LookupError, UnicodeError, ValueError):
            return _guessed(data)
        return _guessed(data) if named in _WESTERN and _is_mojibake(text) else text
    return _guessed(data)


def _is_mojibake(text: str) -> bool:
    """Whether most letters are accented: Russian that was read as a Western charset."""
    return len(_ACCENTED.findall(text)) * 2 > len(_LETTER.findall(text)) > 2


def _guessed(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return max((data.decode(name, "replace") for name in _GUESSES), key=_russian)


def _russian(text: str) -> int:
    """How Russian a text looks: the wrong charset turns small letters into capitals or frames."""
    letters = len(_LOWER.findall(text)) * 2 - len(_UPPER.findall(text))
    return letters - len(_FRAMES.findall(text)) * 4


def header_text(raw: str) -> str:
    """A header as it is read: encoded words (RFC 2047) and bare 8-bit bytes decoded, unfolded.

    `raw` is as the email package leaves it, with bytes above 127 as surrogates.
    """
    plain = decoded(raw.encode("utf-8", "surrogateescape"), None)
    joined = _BETWEEN.sub(r"\1", plain)
    return " ".join(_words_decoded(joined).split())


def _words_decoded(text: str) -> str:
    """Neighbours of one charset are joined before decoding: programs cut letters in half."""
    pieces: list[str] = []
    held: tuple[str, bytes] = ("", b"")
    at = 0
    for word in _WORD.finditer(text):
        charset = word[1].partition("*")[0].lower()  # RFC 2231, 5: a language may follow
        if held[1] and (word.start() != at or charset != held[0]):
            pieces.append(decoded(held[1], held[0]))
            held = ("", b"")
        pieces.append(text[at : word.start()])
        held = (charset, held[1] + _bytes_of(word[2], word[3]))
        at = word.end()
    pieces.append(decoded(held[1], held[0]) if held[1] else "")
    return "".join(pieces) + text[at:]


def _bytes_of(way: str, said: str) -> bytes:
    if way in "qQ":
        return quopri.decodestring(said.encode("utf-8"), header=True)
    data = said.encode("ascii", "ignore").rstrip(b"=")
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return said.encode("utf-8")
