"""What a list of people changes among those who are known: compared first, stored afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from roadmap.parties.matching import matches_person
from roadmap.people_offices import OfficeDoubt
from roadmap.people_sheet import PersonEntry, fold

ALIKE = 90.0
"""From this likeness of two full names, 0 to 100, one is offered as a misspelling of the other."""
OFFERED = 3


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody as stored; `offices` are the names of their organisations, folded; `has_left`: they
    do not work here any more."""

    id: int
    name: str
    position: str = ""
    email: str = ""
    phone: str = ""
    channel: str = ""
    roles: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    has_left: bool = False

    @property
    def key(self) -> str:
        """The name as names are compared."""
        return fold(self.name)


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """An organisation as stored, with its own mailbox and telephone."""

    id: int
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """A field of a known organisation that the list says otherwise; «» for what was not known."""

    organization_id: int
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field of somebody known that the list says otherwise; «» for what was not known."""

    person_id: int
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that looks like somebody known: the likeliest first."""

    row: int
    entry: PersonEntry
    candidates: tuple[KnownPerson, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a list would do. `meant` says of rows who is meant; the rest of the rows are new.

    `added` are the names of new people, `same` counts those of whom nothing changes, `offices`
    are organisations not known yet, as written; `office_doubts` may be known, `office_changes` are
    those of the mailboxes and telephones of known ones.
    """

    added: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    same: int = 0
    offices: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    meant: Mapping[int, int] = field(default_factory=dict)
    office_doubts: tuple[OfficeDoubt, ...] = ()
    office_changes: tuple[OfficeChange, ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the people, then the organisations of which something changes, each once."""
        people = {one.person_id: one.name for one in self.changes}
        offices = {one.organization_id: one.name for one in self.office_changes}
        return (*people.values(), *offices.values())

    @property
    def does_nothing(self) -> bool:
        """Whether everything is so already."""
        return not (self.added or self.changed or self.offices or self.open)

    @property
    def open(self) -> int:
        """How many doubts are to be answered before anything is stored."""
        return len(self.doubts) + len(self.office_doubts)


def compare(
    entries: Sequence[PersonEntry],
    known: Sequence[KnownPerson],
    offices: Sequence[KnownOffice],
    *,
    same: Mapping[int, int] | None = None,
    apart: Collection[int] = (),
) -> Comparison:
    """Compare a list with the people and the organisations known.

    `same` says of rows which known person is meant, `apart` which rows are somebody else.
    """
    index, places = _Index(known), {fold(one.name): one for one in offices}
    meant: dict[int, int] = {}
    added: dict[str, str] = {}
    changes: list[Change] = []
    doubts: list[Doubt] = []
    moved: list[OfficeChange] = []
    for entry in entries:
        if entry.is_office:
            moved += _office_changes(entry, places.get(fold(entry.organization)))
            continue
        found = _meant(entry, index, same or {}, apart)
        if isinstance(found, Doubt):
            doubts.append(found)
        elif found is None:
            added.setdefault(fold(entry.name), entry.name)
        else:
            meant[entry.row] = found.id
            changes += _changes(entry, found)
    touched = {change.person_id for change in changes}
    written = {fold(e.organization): e.organization for e in entries if e.organization}
    return Comparison(
        added=tuple(added.values()),
        changes=tuple(dict.fromkeys(changes)),
        same=len(set(meant.values()) - touched),
        offices=tuple(name for key, name in written.items() if key not in places),
        doubts=tuple(doubts),
        meant=meant,
        office_changes=tuple(dict.fromkeys(moved)),
    )


def _office_changes(entry: PersonEntry, one: KnownOffice | None) -> list[OfficeChange]:
    """What a row without a name says otherwise of a known organisation."""
    if one is None:
        return []
    return [
        OfficeChange(one.id, one.name, name, before, after)
        for name, before, after in (
            ("email", one.email, entry.email),
            ("phone", one.phone, entry.phone),
        )
        if after and after != before
    ]


class _Index:
    """Those known by id, by name, and by the first word of the name."""

    def __init__(self, known: Sequence[KnownPerson]) -> None:
        self.by_id = {one.id: one for one in known}
        self.by_key: dict[str, list[KnownPerson]] = {}
        self.by_surname: dict[str, list[KnownPerson]] = {}
        for one in known:
            self.by_key.setdefault(one.key, []).append(one)
            self.by_surname.setdefault(one.key.split(" ")[0], []).append(one)


def _meant(
    entry: PersonEntry, index: _Index, same: Mapping[int, int], apart: Collection[int]
) -> KnownPerson | Doubt | None:
    """Who a row means: somebody known, nobody known, or perhaps one of some."""
    if entry.row in same and same[entry.row] in index.by_id:
        return index.by_id[same[entry.row]]
    if entry.row in apart:
        return None
    exact = index.by_key.get(fold(entry.name), [])
    if len(exact) > 1:
        by_email = [one for one in exact if entry.email and _same_mail(entry, one)]
        by_office = [one for one in exact if fold(entry.organization) in one.offices]
        exact = by_email or by_office or exact
    if len(exact) == 1 and not exact[0].has_left and not _elsewhere(entry, exact[0]):
        return exact[0]
    candidates = exact or _alike(entry, index)
    return Doubt(entry.row, entry, tuple(candidates[:OFFERED])) if candidates else None


def _same_mail(entry: PersonEntry, one: KnownPerson) -> bool:
    return entry.email.casefold() == one.email.casefold()


def _elsewhere(entry: PersonEntry, one: KnownPerson) -> bool:
    """The same name in another organisation, with nothing else that says it is one person."""
    if not entry.organization or not one.offices or fold(entry.organization) in one.offices:
        return False
    return not (entry.email and _same_mail(entry, one))


def _alike(entry: PersonEntry, index: _Index) -> list[KnownPerson]:
    """Those of the same surname whose names may be one, and those with the same address."""
    from rapidfuzz import fuzz

    key = fold(entry.name)
    found: list[tuple[float, KnownPerson]] = []
    for one in index.by_surname.get(key.split(" ")[0], ()):
        initials = matches_person(entry.name, one.name) or matches_person(one.name, entry.name)
        score = 100.0 if initials else float(fuzz.ratio(key, one.key))
        if score >= ALIKE:
            found.append((score, one))
    if entry.email and not found:
        found = [
            (score, one)
            for one in index.by_id.values()
            if _same_mail(entry, one) and (score := float(fuzz.ratio(key, one.key))) >= ALIKE - 20
        ]
    return [one for _, one in sorted(found, key=lambda pair: (-pair[0], pair[1].id))]


def _changes(entry: PersonEntry, one: KnownPerson) -> list[Change]:
    """What the row says otherwise; an empty cell says nothing, a role is only ever added."""
    found = [
        Change(one.id, one.name, name, before, after)
        for name, before, after in (
            ("position", one.position, entry.position),
            ("email", one.email, entry.email),
            ("phone", one.phone, entry.phone),
            ("channel", one.channel, entry.channel),
        )
        if after and after != before
    ]
    more = sorted(set(entry.roles) - one.roles)
    if more:
        found.append(Change(one.id, one.name, "roles", "", ", ".join(more)))
    if entry.organization and fold(entry.organization) not in one.offices:
        found.append(Change(one.id, one.name, "organization", "", entry.organization))
    return found
