"""What a party does in a row, and what is proposed before anybody has said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from roadmap.parties import PartyKind, recognise


class Part(StrEnum):
    """What a party does in a row: исполняет / каждая школа отвечает отдельно / к сведению."""

    PERFORMS = "performs"
    EACH_SCHOOL = "each_school"
    INFORMED = "informed"


@dataclass(frozen=True, slots=True)
class Share:
    """A party of a row, as written, with its part there."""

    name: str
    part: Part


def is_group(name: str) -> bool:
    """Whether a party as written means every participating school."""
    return recognise(name).kind is PartyKind.SCHOOLS


def proposed(owners: Sequence[str]) -> tuple[Share, ...]:
    """The proposal: a group alone answers school by school, beside offices it is informed.

    In the order of names, each once; the first that performs leads.
    """
    names = tuple(dict.fromkeys(owners))
    groups = {name for name in names if is_group(name)}
    group_part = Part.INFORMED if len(groups) < len(names) else Part.EACH_SCHOOL
    return tuple(Share(name, group_part if name in groups else Part.PERFORMS) for name in names)
