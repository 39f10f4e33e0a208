"""Reading a table that a school has sent back: values with warnings, or problems, never a part.

The returned file is compared with the copy that the school was given, made anew from the blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook

from roadmap.blanks.copying import own_slots, prepared
from roadmap.blanks.errors import OtherCopy, OtherLayout
from roadmap.blanks.expecting import Expectations
from roadmap.blanks.layout import Layout
from roadmap.blanks.marking import SHEET, mark_in
from roadmap.blanks.opening import LIMITS, open_book
from roadmap.blanks.pages import Page, Value, pages
from roadmap.blanks.problems import Accepted, Fault, Missing, Oddity, Problem, Refused, Warned
from roadmap.blanks.sheet_reading import Cached, SheetReader
from roadmap.blanks.words import plain
from roadmap.documents.limits import Limits


@dataclass(frozen=True, slots=True)
class _Found:
    """The returned sheet for each sheet of the layout, and what was odd about finding it."""

    sheets: Mapping[str, Page]
    problems: tuple[Problem, ...]
    warnings: tuple[Warned, ...]


def read_returned(
    data: bytes,
    blank: bytes,
    layout: Layout,
    school: str,
    token: str,
    limits: Limits = LIMITS,
) -> Accepted | Refused:
    """What a school filled in.

    `token` is the one its copy was marked with; a file without a mark is taken when everything
    else fits. Raises a DocumentError for a file that is no workbook, is too large or broken, for
    another's copy (OtherCopy) and for a copy made for other cells (OtherLayout).
    """
    book = open_book(data, limits)
    marked = _is_marked(book, layout, token)
    copied = prepared(open_book(blank, limits), layout, school)
    expected = pages(copied.book)
    returned = pages(book)
    titles = list(dict.fromkeys(region.sheet for region in layout.regions))
    found = _sheets(titles, expected, returned)
    if found.problems:
        return Refused(found.problems, found.warnings)
    warnings = list(found.warnings)
    if not marked:
        warnings.insert(0, Warned("", "", Oddity.NO_MARK))
    slots = own_slots(copied, school)
    wanted = Expectations(copied.book, expected)
    cached = Cached(lambda: pages(open_book(data, limits, cached=True)))
    values: dict[str, Value] = {}
    missing: list[Missing] = []
    problems: list[Problem] = []
    for title in titles:
        reader = SheetReader(
            copied, expected[title], found.sheets[title], wanted, cached, school, marked=marked
        )
        reader.read([slot for slot in slots if slot.sheet == title])
        values |= reader.values
        missing += reader.missing
        problems += reader.problems
        warnings += reader.warnings
    return _answer(values, missing, problems, warnings)


def _answer(
    values: dict[str, Value],
    missing: list[Missing],
    problems: list[Problem],
    warnings: list[Warned],
) -> Accepted | Refused:
    if not values and not problems:
        problems = [Problem("", "", Fault.NOTHING_FILLED)]
    if problems:
        return Refused(tuple(problems), tuple(warnings))
    return Accepted(values, tuple(missing), tuple(warnings))


def _is_marked(book: Workbook, layout: Layout, token: str) -> bool:
    mark = mark_in(book)
    if mark is None:
        return False
    if mark.token != token:
        raise OtherCopy(mark.token)
    if mark.digest != layout.digest:
        raise OtherLayout
    return True


def _sheets(
    titles: list[str], expected: Mapping[str, Page], returned: Mapping[str, Page]
) -> _Found:
    """Sheets by title; of one that is not there the only unknown one is taken."""
    by_title = {plain(title): page for title, page in returned.items()}
    known = {plain(title) for title in expected} | {plain(SHEET)}
    strange = [page for page in returned.values() if plain(page.title) not in known]
    strange = [page for page in strange if page.visible]
    sheets = {title: by_title[plain(title)] for title in titles if plain(title) in by_title}
    lost = [title for title in titles if title not in sheets]
    warnings: list[Warned] = []
    if len(lost) == 1 and len(strange) == 1:
        page = strange.pop()
        sheets[lost[0]] = page
        warnings.append(Warned(page.title, "", Oddity.SHEET_RENAMED, page.title, lost.pop()))
    warnings += [Warned(page.title, "", Oddity.EXTRA_SHEET, page.title) for page in strange]
    problems = tuple(Problem(title, "", Fault.NO_SHEET, title) for title in lost)
    return _Found(sheets, problems, tuple(warnings))
