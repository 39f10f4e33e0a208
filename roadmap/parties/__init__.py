"""Responsible parties as documents write them: split, recognised, compared, never merged.

In: the text of a cell. Out: the parties as written, what each is, which pairs may be the same,
and whom of the known people and organisations a party can mean.
"""

from roadmap.parties.kinds import Party, PartyKind, is_party_list, recognise, unclear
from roadmap.parties.matching import Alike, alike, matches_organization, matches_person, resolve
from roadmap.parties.names import PersonName, parse_name
from roadmap.parties.splitting import split_owners

__all__ = [
    "Alike",
    "Party",
    "PartyKind",
    "PersonName",
    "alike",
    "is_party_list",
    "matches_organization",
    "matches_person",
    "parse_name",
    "recognise",
    "resolve",
    "split_owners",
    "unclear",
]
