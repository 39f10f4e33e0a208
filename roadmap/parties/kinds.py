"""What a responsible party is: a person, every school, an organisation, or a role."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from roadmap.parties.names import PERSON, PersonName, fold, parse_name

LONGEST_CLEAR = 160
_ABBREVIATION = re.compile(r"(?=.*[A-Z\u0410-\u042f])[A-Z\u0410-\u042f\u0401\u0438-]{2,}\d*\b")
_QUOTES = (("\u00ab", "\u00bb"), ("\u201c", "\u201d"), ("(", ")"))
_SCHOOL_NUMBER = re.compile('\u2116|\\d|[\u00ab"]')


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    SCHOOLS = "schools"
    ORGANIZATION = "organization"
    ROLE = "role"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Party:
    """A party as written, with what it was recognised as; `name` for a person."""

    text: str
    kind: PartyKind
    name: PersonName | None = None


@cache
def words(list_name: str) -> tuple[str, ...]:
    """A list of vocabulary.toml."""
    text = files(__package__).joinpath("vocabulary.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)[list_name])


@cache
def _beginning(list_name: str) -> re.Pattern[str]:
    bounded = (
        re.escape(word) + (r"(?!\w)" if len(word) <= 4 and word[-1].isalpha() else "")
        for word in sorted(words(list_name), key=len, reverse=True)
    )
    return re.compile("(?:" + "|".join(bounded) + ")")


def begins_with(text: str, list_name: str) -> bool:
    """Whether a text begins with a word of the list."""
    return _beginning(list_name).match(fold(text).lstrip(' \u00ab"(')) is not None


@lru_cache(maxsize=4_096)
def recognise(text: str) -> Party:
    """What one party, as `split_owners` gives it, is."""
    text = " ".join(text.split())
    if begins_with(text, "schools") and not _is_one_school(text):
        return Party(text, PartyKind.SCHOOLS)
    name = parse_name(text)
    if name is not None and _is_mostly_name(text):
        return Party(text, PartyKind.PERSON, name)
    if begins_with(text, "roles"):
        return Party(text, PartyKind.ROLE)
    if begins_with(text, "organizations") or _ABBREVIATION.match(text):
        return Party(text, PartyKind.ORGANIZATION)
    return Party(text, PartyKind.UNKNOWN)


def _is_one_school(text: str) -> bool:
    """A school with a number or a name of its own is not a group."""
    return bool(_SCHOOL_NUMBER.search(text)) and begins_with(text, "organizations_of_schools")


def _is_mostly_name(text: str) -> bool:
    """Words besides the name are a post, not a list of other parties."""
    return len(PERSON.sub("", text).split()) <= 12


def unclear(text: str) -> bool:
    """Whether a party looks split or read wrongly: quotes without their pair, no known word and
    too many others, no letters at all."""
    if any(text.count(left) != text.count(right) for left, right in _QUOTES):
        return True
    if len(text) > LONGEST_CLEAR or not any(sign.isalpha() for sign in text):
        return True
    return recognise(text).kind is PartyKind.UNKNOWN and len(text.split()) > 4


def is_party_list(text: str) -> bool:
    """Whether the text of a cell looks like parties: every part of it is recognised."""
    parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
    return bool(parts) and all(recognise(part).kind is not PartyKind.UNKNOWN for part in parts)
