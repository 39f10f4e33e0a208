"""Putting words back together: blanks, line ends, hyphens that only a line end has made."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from roadmap.documents.vocabulary import entries

SOFT_HYPHEN = "\u00ad"
PDFIUM_HYPHEN = "\ufffe"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_BLANKS = re.compile(r"[^\S\n]+")
_ANY_BLANKS = re.compile(r"\s+")
_HYPHEN_AT_END = re.compile(r"(\S*)([-\u2010\u2011])[^\S\n]*\n\s*(\S+)")
_DASH_AT_END = re.compile(r"(?<=\w)([\u2013\u2014])\n\s*(?=\w)")
_SIGN_ON_NEXT_LINE = re.compile(r"(?<=\w)\n(?=[,;.:!?)\u00bb]|[-\u2013]\w)")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD_AT_END = re.compile(r"([^\W\d_]{2,})$")
_WORD_AT_START = re.compile(r"^([^\W\d_]+)")
_BROKEN_YEAR = re.compile(r"(?<=[\s.]20\d)\n(?=\d(?!\d))|(?<=[\s.]20)\n(?=\d\d(?!\d))")
_ENDS_HERE = re.compile(r"\w\s*(?:[,;.:)]|$)")
_SHORTEST_ALONE = 4
_HYPHEN_CHAIN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+$")

Known = Callable[[str], bool]


@lru_cache(maxsize=20_000)
def is_known(word: str) -> bool:
    """Whether the Russian dictionary has the word in this form."""
    from roadmap.parties.grammar import analyzer

    return bool(analyzer().word_is_known(word.lower()))


def tidy(text: str) -> str:
    """Invisible signs removed, every blank a plain one, lines kept and trimmed at both ends."""
    text = text.translate(_INVISIBLE).replace(SOFT_HYPHEN + "\n", "-\n").replace(SOFT_HYPHEN, "")
    text = re.sub(PDFIUM_HYPHEN + r"\n?", "-\n", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n")).strip("\n")


def one_line(text: str) -> str:
    """The text on one line, runs of blanks made one."""
    return _ANY_BLANKS.sub(" ", tidy(text)).strip()


def flow(text: str, *, wrapped: bool, known: Known = is_known) -> str:
    """A cell's text as one line, words as printed.

    Line-end hyphens are undone everywhere (people paste text out of PDF files); words broken
    with no hyphen at all only where the layout made the lines (`wrapped`).
    """
    text = tidy(text)
    if "\n" not in text:
        return text
    text = _undo_hyphens(text, known)
    text = _DASH_AT_END.sub(r"\1", text)
    if wrapped:
        text = _SIGN_ON_NEXT_LINE.sub("", text)
        text = _BROKEN_YEAR.sub("", text)
        text = _join_broken_words(text, known)
    return one_line(text)


def _undo_hyphens(text: str, known: Known) -> str:
    """Joins over every line-end hyphen; narrow columns break one word over several lines."""
    while match := _HYPHEN_AT_END.search(text):
        left, hyphen, right = match.groups()
        joint = join_halves(left, right, known, hyphen)
        text = text[: match.start()] + joint + text[match.end() :]
    return text


def join_halves(left: str, right: str, known: Known = is_known, hyphen: str = "-") -> str:
    """Two parts of a line-end hyphenation as one, the hyphen kept where it is the word's own."""
    if not left:
        return f"{hyphen} {right}"
    before = _LETTERS.findall(left)
    after = _WORD_AT_START.match(right)
    if not left[-1].isalpha() or not after or not before:
        return f"{left}{hyphen}{right}"
    return left + ("" if _is_one_word(left, before[-1], after[1], known) else hyphen) + right


def _is_one_word(left: str, start: str, end: str, known: Known) -> bool:
    if end[0].isupper() or (start.isupper() and len(start) > 1):
        return False
    if "-" in left and known(_last_chain(left) + end):
        return True
    if known(start + end):
        return True
    if known(end) and (known(start) or _is_first_half(start, known)):
        return False
    return not (_HYPHEN_CHAIN.search(left) and known(end))


def _last_chain(left: str) -> str:
    found = _HYPHEN_CHAIN.search(left)
    return found[0] if found else left


def _is_first_half(start: str, known: Known) -> bool:
    """Whether the part looks like the front of a compound adjective: an adverb in -o, whose
    adjective the dictionary knows."""
    return len(start) > 4 and start[-1] == "\u043e" and known(start[:-1] + "\u044b\u0439")


def _join_broken_words(text: str, known: Known) -> str:
    """Joins a word that a narrow column broke with no hyphen at all."""
    lines = text.split("\n")
    widest = max(map(len, lines))
    joined = lines[0]
    for line in lines[1:]:
        left, right = _WORD_AT_END.search(joined), _WORD_AT_START.match(line)
        if left is None or right is None:
            joined += "\n" + line
        elif _is_broken(left[1], right[1], known) or _is_too_wide(joined, line, widest, known):
            joined += line
        elif _is_misread_end(left[1], right[1], known):
            joined += line[0].lower() + line[1:]
        else:
            joined += "\n" + line
    return joined


def _is_broken(left: str, right: str, known: Known) -> bool:
    if right[0].isupper() and not left.isupper():
        return False
    if len(right) == 1 and right not in entries("joining", "words"):
        return known(left + right)
    return not (known(left) and known(right)) and known(left + right)


def _is_too_wide(above: str, line: str, widest: int, known: Known) -> bool:
    """Whether two words of the dictionary make one that the column had no room for: the first
    fills its line alone, and the second is the last letter of a word («директора» + «х»), or the
    whole would be wider than any line."""
    alone, below = above.rpartition("\n")[2], _WORD_AT_START.match(line)
    if not alone.isalpha() or len(alone) < _SHORTEST_ALONE or not line[0].islower() or not below:
        return False
    word = alone + below[1]
    return known(word) and (len(word) > widest or _ENDS_HERE.match(line) is not None)


def _is_misread_end(left: str, right: str, known: Known) -> bool:
    """A last letter alone on its line, which scanners take for a capital."""
    lone = len(right) == 1 and right.isupper() and left[-1].islower()
    return lone and not known(left) and known(left + right.lower())


def looks_broken_off(text: str) -> bool:
    """Whether the text stops at a line-end hyphen, so that its word must go on elsewhere."""
    text = text.rstrip()
    return len(text) > 1 and text[-1] in "-\u2010\u2011" and text[-2].isalpha()
