"""What of a blank a school is likely to fill in: offers for the coordinator, the best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from roadmap.blanks.layout import Layout, Region, RegionKind
from roadmap.blanks.listed import FEWEST, listed_region
from roadmap.blanks.open_tables import open_regions
from roadmap.blanks.opening import LIMITS, open_book
from roadmap.blanks.pages import Page, pages
from roadmap.blanks.questionnaires import cells_region, name_cells
from roadmap.blanks.schools import Schools
from roadmap.documents.limits import Limits


class Reason(StrEnum):
    """Why a layout is offered."""

    SCHOOLS_DOWN = "schools_down"
    SCHOOLS_ACROSS = "schools_across"
    LINE_WITH_NAME = "line_with_name"
    FREE_LINES = "free_lines"
    UNLOCKED_CELLS = "unlocked_cells"
    LABELLED_CELLS = "labelled_cells"
    POINTED_AT = "pointed_at"


SURE = {
    Reason.SCHOOLS_DOWN: 0.95,
    Reason.SCHOOLS_ACROSS: 0.93,
    Reason.UNLOCKED_CELLS: 0.9,
    Reason.LINE_WITH_NAME: 0.85,
    Reason.FREE_LINES: 0.7,
    Reason.LABELLED_CELLS: 0.6,
}
"""How sure each reason makes, 0 to 1; «pointed at» is no guess."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A layout with how sure it is, 0 to 1, and why."""

    layout: Layout
    confidence: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Offer:
    """The regions of one sheet."""

    regions: tuple[Region, ...]
    reason: Reason


def propose(data: bytes, schools: Sequence[str], limits: Limits = LIMITS) -> tuple[Candidate, ...]:
    """Layouts for a blank, none when nothing in it can be filled in. Raises a DocumentError."""
    known = Schools(schools)
    fewest = max(1, min(FEWEST, len(schools)))
    sheets = [page for page in pages(open_book(data, limits)).values() if page.visible]
    offers = [
        (page, sorted(_offers(page, known, fewest), key=lambda offer: -SURE[offer.reason]))
        for page in sheets
    ]
    offers = [(page, found) for page, found in offers if found]
    if not offers:
        return ()
    chosen = [[(page, found[0]) for page, found in offers]]
    chosen += [
        [(page, offer) for page, found in offers for offer in found if offer.reason is reason]
        for reason in SURE
    ]
    candidates = [_candidate(pairs) for pairs in chosen if pairs]
    distinct = {candidate.layout: candidate for candidate in reversed(candidates)}
    best = _candidate(chosen[0]).layout
    return tuple(sorted(distinct.values(), key=lambda c: (c.layout != best, -c.confidence)))


def _candidate(pairs: Iterable[tuple[Page, _Offer]]) -> Candidate:
    listed = list(pairs)
    least = min(listed, key=lambda pair: SURE[pair[1].reason])[1].reason
    return Candidate(_layout(listed), SURE[least], least)


def _layout(pairs: list[tuple[Page, _Offer]]) -> Layout:
    regions: list[Region] = []
    names = []
    for page, offer in pairs:
        asked = name_cells(page, offer.regions)
        names += [(page.title, place) for place in asked]
        regions += [without(region, asked) for region in offer.regions]
    return Layout(tuple(r for r in regions if r.across or r.cells), tuple(names))


def without(region: Region, places: Iterable[tuple[int, int]]) -> Region:
    """The region but for single cells that the school's name goes to."""
    if region.kind is not RegionKind.CELLS:
        return region
    left = tuple(place for place in region.cells if place not in set(places))
    return Region(region.sheet, region.kind, cells=left)


def _offers(page: Page, schools: Schools, fewest: int) -> Iterable[_Offer]:
    down = listed_region(page, schools, RegionKind.ROWS, fewest)
    aside = listed_region(page.turned, schools, RegionKind.COLUMNS, fewest)
    if down and (aside is None or len(down.lines) >= len(aside.lines)):
        yield _Offer((down,), Reason.SCHOOLS_DOWN)
        return
    if aside:
        yield _Offer((aside,), Reason.SCHOOLS_ACROSS)
        return
    tables = tuple(open_regions(page, RegionKind.ROWS))
    if tables:
        named = any(region.names for region in tables)
        yield _Offer(tables, Reason.LINE_WITH_NAME if named else Reason.FREE_LINES)
    columns = tuple(r for r in open_regions(page.turned, RegionKind.COLUMNS) if _is_row_of_names(r))
    if columns and not tables:
        yield _Offer(columns[:1], Reason.LINE_WITH_NAME)
    cells = cells_region(page)
    if cells:
        reason = Reason.UNLOCKED_CELLS if page.locked_sheet else Reason.LABELLED_CELLS
        yield _Offer((cells,), reason)


def _is_row_of_names(region: Region) -> bool:
    """Several empty columns under a row for names; one alone is a questionnaire."""
    return bool(region.names) and region.last > region.first and not region.many
