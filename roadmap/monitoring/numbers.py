"""Numbers as people write them: «1 234,50 руб.», «12 чел.», «45 %», «1,2 тыс. руб.»"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from roadmap.monitoring.fields import FieldType
from roadmap.monitoring.words import plain, words

LARGEST = Decimal(10) ** 15
PLACES = {
    FieldType.NUMBER: 0,
    FieldType.DECIMAL: 6,
    FieldType.PERCENT: 6,
    FieldType.MONEY: 2,
}
"""How many decimal places a value of each type has in its own unit."""
LONGEST = 60
"""A number with its unit is no longer; nobody's sentence is."""
_BLANKS = "\\s\u00a0\u202f\u2009'"
_NUMBER = re.compile(
    rf"(?P<sign>[+\-\u2212\u2013]?)[{_BLANKS}]*"
    rf"(?P<digits>\d{{1,3}}(?:[{_BLANKS}]\d{{3}})+|\d+)"
    rf"(?P<rest>(?:[.,]\d+)*)[{_BLANKS}]*(?P<tail>\D.*)?",
    re.ASCII | re.DOTALL,
)
_KOPECKS = re.compile(r"(?P<word>[^\W\d_]+)\.?\s*(?P<count>\d{1,2})\s*(?P<unit>[^\W\d_]+)\.?")
_IN_BRACKETS = re.compile(r"\([^()\d]*\)")
_PARTS = re.compile(r"%|\u20bd|[^\W\d_]+")


class UnlikeNumber(Exception):
    """What was written is no number."""


class OtherUnit(Exception):
    """The number bears a unit that cannot be turned into that of its field."""


def written_number(text: str, kind: FieldType, unit: str = "") -> Decimal:
    """The number in what somebody typed for a field of a type and a unit; «тыс.» and «млн» are
    turned into the field's measure. Raises `UnlikeNumber`, `OtherUnit`."""
    found = _NUMBER.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        raise UnlikeNumber
    number = Decimal(_digits(found["digits"], found["rest"]))
    tail = _IN_BRACKETS.sub("", found["tail"] or "").strip(" .")
    if kopecks := _kopecks(tail, kind):
        tail, number = kopecks[0], number + kopecks[1]
    number *= _scale(tail, kind, unit)
    return -number if found["sign"] not in ("", "+") else number


def places(kind: FieldType, unit: str = "") -> int:
    """How many decimal places a value may have; money in thousands is exact to a kopeck."""
    if kind is not FieldType.MONEY:
        return PLACES[kind]
    scale, _ = _measured(tuple(_PARTS.findall(plain(unit))))
    return PLACES[kind] + len(str(scale)) - 1


def number_of_cell(raw: object) -> Decimal:
    """The number a cell holds. Raises `UnlikeNumber`."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise UnlikeNumber
    number = Decimal(raw if isinstance(raw, int) else f"{raw:.15g}")
    if not number.is_finite():
        raise UnlikeNumber
    return number


def as_text(number: Decimal) -> str:
    """The one way in which a number is kept: no exponent, no zeros at the end."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _digits(whole: str, rest: str) -> str:
    """«1 234», «,50» and «1», «,234.50» as Python writes them: the last of different signs, or
    the only one, parts the fraction; repeated ones part thousands."""
    digits = "".join(sign for sign in whole if sign.isdigit())
    parts: list[str] = re.findall(r"[.,]\d+", rest)
    if not parts:
        return digits
    *groups, last = parts
    signs = {part[0] for part in groups}
    if any(len(part) != 4 for part in groups) or len(signs) > 1 or (groups and len(digits) > 3):
        raise UnlikeNumber
    digits += "".join(part[1:] for part in groups)
    if last[0] in signs:
        if len(last) != 4:
            raise UnlikeNumber
        return digits + last[1:]
    return f"{digits}.{last[1:]}"


def _kopecks(tail: str, kind: FieldType) -> tuple[str, Decimal] | None:
    found = _KOPECKS.fullmatch(tail) if kind is FieldType.MONEY else None
    if found is None or plain(found["unit"]) not in words("numbers")["kopecks"]:
        return None
    return found["word"], Decimal(found["count"]) / 100


def _scale(tail: str, kind: FieldType, unit: str) -> Decimal:
    """By what a number with this tail is multiplied to be in the unit of its field."""
    said = _PARTS.findall(plain(tail))
    if not said:
        if plain(tail).strip(" ."):
            raise UnlikeNumber
        return Decimal(1)
    own = _PARTS.findall(plain(unit))
    if said == own:
        return Decimal(1)
    scale, thing = _measured(tuple(said))
    own_scale, own_thing = _measured(tuple(own))
    if not all(word in _tails(kind) or word in own_thing for word in thing):
        raise OtherUnit if all(word in _known_units() for word in thing) else UnlikeNumber
    return scale / own_scale


def _measured(said: tuple[str, ...]) -> tuple[Decimal, tuple[str, ...]]:
    """How many of what: «тыс. руб.» is a thousand of «руб»."""
    known = words("numbers")
    for name, scale in (("thousand", 1000), ("million", 1_000_000)):
        if said and said[0] in known[name]:
            return Decimal(scale), said[1:]
    return Decimal(1), said


def _tails(kind: FieldType) -> frozenset[str]:
    known = words("numbers")
    if kind is FieldType.MONEY:
        return frozenset(known["money"])
    return frozenset(known["percent"] if kind is FieldType.PERCENT else known["tails"])


@cache
def _known_units() -> frozenset[str]:
    known = words("numbers")
    return frozenset([*known["tails"], *known["money"], *known["percent"]])
