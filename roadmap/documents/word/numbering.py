"""Numbers that Word prints by itself before paragraphs of a list (ECMA-376, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from roadmap.documents.word.markup import W, number, setting

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
LETTERS = "".join(map(chr, (*range(0x430, 0x439), *range(0x43A, 0x443))))
"""The letters of Russian lists; the short i is left out."""
DEEPEST = 9


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered: first number, format, text with places («%1.%2»)."""

    start: int
    format: str
    text: str


@dataclass
class Numbering:
    """The lists of a document and how far each has been counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, paragraph: Element) -> str:
        """The number printed before a paragraph, counting it; nothing for bullets and none."""
        place = self._place(paragraph)
        if place is None:
            return ""
        list_id, depth = place
        levels = self.levels.get(list_id, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(self.abstract.get(list_id, list_id), {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        if level.format in ("bullet", "none"):
            return ""
        return _PLACE.sub(lambda match: _shown(levels, counts, int(match[1]) - 1), level.text)

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        """The list and depth of a paragraph, its own or its style's."""
        list_id = setting(paragraph, "pPr", "numPr", "numId")
        if list_id == "0":
            return None
        depth = min(number(paragraph, "pPr", "numPr", "ilvl"), DEEPEST)
        if list_id is not None:
            return list_id, depth
        style = setting(paragraph, "pPr", "pStyle")
        return self.styles.get(style) if style else None


def _shown(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
    level = levels.get(depth)
    if level is None:
        return ""
    count = counts.get(depth, level.start)
    match level.format:
        case "upperRoman":
            return _roman(count).upper()
        case "lowerRoman":
            return _roman(count)
        case "russianLower" | "lowerLetter":
            return LETTERS[(count - 1) % len(LETTERS)]
        case "russianUpper" | "upperLetter":
            return LETTERS[(count - 1) % len(LETTERS)].upper()
        case _:
            return str(count)


def _roman(count: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        while count >= value:
            text, count = text + sign, count - value
    return text


def read_numbering(part: Element | None, styles: Element | None) -> Numbering:
    """The numbering of a document from its parts numbering.xml and styles.xml."""
    numbering = Numbering()
    if part is None:
        return numbering
    abstract = {
        item.get(W + "abstractNumId", ""): _levels(item) for item in part.iter(W + "abstractNum")
    }
    for item in part.iter(W + "num"):
        name = setting(item, "abstractNumId") or ""
        list_id = item.get(W + "numId", "")
        overridden = item.find(W + "lvlOverride") is not None
        numbering.levels[list_id] = abstract.get(name, {})
        numbering.abstract[list_id] = list_id if overridden else name
    for style in styles.iter(W + "style") if styles is not None else ():
        list_id = setting(style, "pPr", "numPr", "numId") or ""
        if list_id:
            depth = min(number(style, "pPr", "numPr", "ilvl"), DEEPEST)
            numbering.styles[style.get(W + "styleId", "")] = list_id, depth
    return numbering


def _levels(abstract: Element) -> dict[int, Level]:
    levels = {}
    for item in abstract.iter(W + "lvl"):
        depth = item.get(W + "ilvl", "0")
        levels[int(depth) if depth.isdigit() else 0] = Level(
            number(item, "start", default=1),
            setting(item, "numFmt") or "decimal",
            setting(item, "lvlText") or "",
        )
    return levels
