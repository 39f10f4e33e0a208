"""The table that goes back to the region: the blank filled in with every school's values.

Tables get a line a school: the one that the blank lists, or one put in before the sums, which grow
with it. Sheets of single cells are repeated for each school, and the blank's own sheet adds up
what is a number. Nothing that a school wrote becomes a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roadmap.blanks.growing import Growing
from roadmap.blanks.headings import line_heading
from roadmap.blanks.layout import Layout, Region, RegionKind
from roadmap.blanks.lists import Owned, add_absent, add_present, add_rest
from roadmap.blanks.opening import LIMITS, open_book, save_book
from roadmap.blanks.pages import Page, Value, coordinate, pages
from roadmap.blanks.placing import Placing, placed
from roadmap.blanks.school_sheets import add_school_sheets
from roadmap.blanks.values import Values
from roadmap.blanks.words import begins, has
from roadmap.blanks.writing import put
from roadmap.documents.limits import Limits

Submissions = Mapping[str, Values]
"""Values by key, by the school's name as it is to be written, in order."""
SUMS_WITHIN = 2
"""A line of sums stands so many lines below the table at most."""


def gather(
    blank: bytes,
    layout: Layout,
    submissions: Submissions,
    absent: Sequence[str] = (),
    *,
    sums: bool = True,
    limits: Limits = LIMITS,
) -> bytes:
    """The blank filled in, with a sheet of those who have not answered where there are any.

    `sums`: numbers of single cells are added on the blank's own sheet. Raises a DocumentError for
    the blank, NotOfThisBlank for the layout.
    """
    book = open_book(blank, limits)
    before = pages(book)
    grown = Growing(book, layout)
    tables = [
        (index, region)
        for index, region in enumerate(layout.regions)
        if region.kind is not RegionKind.CELLS
    ]
    placings = {index: placed(region, index, submissions) for index, region in tables}
    grown.grow({index: placing.new for index, placing in placings.items()})
    for index, region in tables:
        _fill(grown, index, region, placings[index])
        _add_sums(grown, index, before[region.sheet], placings[index])
    in_tables = {region.sheet for _, region in tables}
    rest = [region for region in layout.regions if region.kind is RegionKind.CELLS]
    alone = [region.sheet for region in rest if region.sheet not in in_tables]
    add_school_sheets(book, layout, alone, before, submissions, sums=sums)
    add_rest(book, layout, in_tables, before, submissions)
    nameless = [(index, region) for index, region in tables if not region.names]
    add_present(
        book, [(region, _owned(grown, index, placings[index])) for index, region in nameless]
    )
    if absent:
        add_absent(book, absent)
    return save_book(book)


def _fill(grown: Growing, index: int, region: Region, placing: Placing) -> None:
    sheet = grown.book[region.sheet]
    for at, school in placing.names:
        grown.name(index, at, school)
    for number, line in enumerate(placing.lines if region.numbers else (), start=1):
        place = grown.place(index, region.place(line, region.numbers))
        if sheet.cell(*place).data_type != "f":
            put(sheet, place, number)
    for place, value in placing.values:
        put(sheet, grown.place(index, place), value)


def _owned(grown: Growing, index: int, placing: Placing) -> list[Owned]:
    """Whose lines are which in the table as it is now."""
    region = grown.layout.regions[index]
    along = 1 if region.kind is RegionKind.COLUMNS else 0
    shift = grown.place(index, region.place(region.first, region.across[0]))[along] - region.first
    return [(school, first + shift, last + shift) for school, first, last in placing.by_school]


def _add_sums(grown: Growing, index: int, page: Page, placing: Placing) -> None:
    """Where a line for sums follows and is empty over a column of numbers, they are added."""
    region = grown.layout.regions[index]
    turned = page.turned if region.kind is RegionKind.COLUMNS else page
    below = range(region.last + 1, region.last + 1 + SUMS_WITHIN)
    line = next((at for at in below if _is_sum(turned, at)), None)
    if line is None:
        return
    last = region.last + placing.new * placing.height
    sheet = grown.book[region.sheet]
    for across in region.across:
        values = [value for place, value in placing.values if across in place]
        if not turned.at(line, across).is_empty or not _may_be_added(page, region, across, values):
            continue
        ends = (grown.place(index, region.place(at, across)) for at in (region.first, last))
        cells = ":".join(coordinate(*place) for place in ends)
        shift = placing.new * placing.height
        sheet.cell(*grown.place(index, region.place(line + shift, across))).value = f"=SUM({cells})"


def _is_sum(turned: Page, line: int) -> bool:
    return any(begins(turned.text(line, at), "totals") for at in range(1, turned.width + 1))


def _may_be_added(page: Page, region: Region, across: int, values: list[Value]) -> bool:
    own = [v for v in values if not isinstance(v, int | float) or isinstance(v, bool)]
    return bool(values) and not own and not has(line_heading(page, region, across), "no_sums")
