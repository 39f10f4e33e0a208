"""Reading one returned sheet against the sheet that was given out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from roadmap.blanks.aligning import align
from roadmap.blanks.cell_values import take
from roadmap.blanks.expecting import Expectations
from roadmap.blanks.growing import Growing, Slot
from roadmap.blanks.headings import JOIN, cell_heading, label_place
from roadmap.blanks.labels import Labels
from roadmap.blanks.layout import Region, RegionKind
from roadmap.blanks.own_names import NameCheck
from roadmap.blanks.pages import Cell, Page, Place, Value, coordinate
from roadmap.blanks.problems import Fault, Missing, Oddity, Problem, Warned
from roadmap.blanks.several_lines import filled_lines, given_lines
from roadmap.blanks.values import key
from roadmap.blanks.words import NUMERIC

SHOWN = 60


class Cached:
    """The sheets with formulas calculated, read only when a formula is met."""

    def __init__(self, read: Callable[[], Mapping[str, Page]]) -> None:
        self._read = read

    @cached_property
    def sheets(self) -> Mapping[str, Page]:
        """The sheets by title."""
        return self._read()


class SheetReader:
    """Takes a sheet's slots; what it found is in the lists, by the cells of the returned file."""

    def __init__(
        self,
        copied: Growing,
        expected: Page,
        got: Page,
        wanted: Expectations,
        cached: Cached,
        school: str,
        *,
        marked: bool,
    ) -> None:
        self._copied, self._expected, self._got = copied, expected, got
        self._wanted, self._cached = wanted, cached
        self._school, self._marked = school, marked
        self.values: dict[str, Value] = {}
        self.missing: list[Missing] = []
        self.problems: list[Problem] = []
        self.warnings: list[Warned] = []

    def read(self, slots: Iterable[Slot]) -> None:
        """Reads every slot of this sheet."""
        listed = list(slots)
        own = {slot.place for slot in listed}
        names = NameCheck(self._copied, self._expected, self._school)
        self._aligned = align(self._expected, self._got, own | names.places)
        labels = Labels(self._expected, self._got, self._aligned, own | names.places)
        self.warnings += labels.warnings()
        self._check_names(names)
        by_region: dict[int, list[Slot]] = {}
        for slot in listed:
            by_region.setdefault(slot.region, []).append(slot)
        for index, found in by_region.items():
            region = self._copied.layout.regions[index]
            heads = {slot.key: self._heading(region, slot) for slot in found}
            if not self._stands(labels, region, found, heads):
                continue
            if region.kind is RegionKind.CELLS or region.lines:
                self._read_given(found, heads)
            else:
                self._read_lines(region, index, found, heads)

    def _check_names(self, names: NameCheck) -> None:
        for place in sorted(names.places):
            at = self._aligned.place(place)
            text = self._got.text(*at) if at else ""
            if at is None or names.is_own(text, self._expected.text(*place)):
                continue
            cell = coordinate(*at)
            if self._marked:
                self._warn(cell, Oddity.OTHER_NAME, text, self._expected.text(*place))
            else:
                self._fault(cell, Fault.OTHER_SCHOOL, text)

    def _heading(self, region: Region, slot: Slot) -> str:
        if region.kind is RegionKind.CELLS:
            return cell_heading(self._expected, slot.place)
        storeys = [self._expected.text(*place) for place in self._heads(region, slot)]
        named = (text for text in storeys if text and not NUMERIC.fullmatch(text))
        return JOIN.join(dict.fromkeys(named))

    def _heads(self, region: Region, slot: Slot) -> list[Place]:
        """The places of the copy that head a slot: its heading, or the label before it."""
        if region.kind is RegionKind.CELLS:
            place = label_place(self._expected, slot.place)
            return [place] if place else []
        lines = range(region.head, region.first) if region.head else ()
        return [self._copied.place(slot.region, region.place(line, slot.across)) for line in lines]

    def _stands(
        self, labels: Labels, region: Region, slots: list[Slot], heads: Mapping[str, str]
    ) -> bool:
        """Whether every slot was found under its own heading; tells each heading that was not."""
        if region.lines and self._own_line_is_lost(region, slots[0]):
            self._fault("", Fault.NO_LINE, self._school)
            return False
        lost: set[str] = set()
        moved = False
        for slot in slots:
            at = self._aligned.place(slot.place)
            governing = self._heads(region, slot)
            if region.lines and region.names:
                governing.append(self._name_place(region, slot))
            changed = [place for place in governing if labels.is_lost(place)]
            trusted = self._marked or all(labels.is_alike(place) for place in changed)
            if at is None or (changed and not trusted):
                lost.add(heads[slot.key])
            moved = moved or at != slot.place
        for heading in sorted(lost):
            self._fault("", Fault.NO_HEADING, heading=heading)
        if moved and not lost:
            self._warn("", Oddity.MOVED)
        return not lost

    def _own_line_is_lost(self, region: Region, slot: Slot) -> bool:
        place = slot.place
        if region.kind is RegionKind.COLUMNS:
            return place[1] not in self._aligned.columns
        return place[0] not in self._aligned.rows

    def _name_place(self, region: Region, slot: Slot) -> Place:
        """Where the copy names the school whose line a slot is in; of several lines the first."""
        place = region.place(slot.line, region.names)
        return self._expected.area(*self._copied.place(slot.region, place))[:2]

    def _read_given(self, slots: list[Slot], heads: Mapping[str, str]) -> None:
        for slot in slots:
            at = self._aligned.place(slot.place)
            if at is not None:
                self._take(slot.key, slot, at, heads[slot.key])

    def _read_lines(
        self, region: Region, index: int, slots: list[Slot], heads: Mapping[str, str]
    ) -> None:
        """Lines under a heading: those with anything in them, from the first line on."""
        first = [slot for slot in slots if slot.line == region.first]
        given = given_lines(region, first[0].place, self._expected, self._aligned, self._got)
        columns = [self._column(region, slot) for slot in first]
        filled, below = filled_lines(self._got, region, given, columns)
        for line in below[:1]:
            place = region.place(line, columns[0])
            self._warn(coordinate(*place), Oddity.TEXT_BELOW)
        if len(filled) > 1 and not region.many:
            place = region.place(filled[1], columns[0])
            self._fault(coordinate(*place), Fault.TOO_MANY_LINES)
            return
        for number, line in enumerate(filled or given[:1]):
            for slot, column in zip(first, columns, strict=True):
                blank = region.place(region.first + number, slot.across)
                name = key(index, blank)
                self._take(name, slot, region.place(line, column), heads[slot.key])

    def _column(self, region: Region, slot: Slot) -> int:
        row, column = self._aligned.place(slot.place) or slot.place
        return row if region.kind is RegionKind.COLUMNS else column

    def _take(self, name: str, slot: Slot, at: Place, heading: str) -> None:
        """Reads the cell `at` into the key `name`."""
        cell, where = self._got.at(*at), coordinate(*at)
        if not self._got.is_first(*at):
            self._fault(where, Fault.MERGED, heading=heading)
            return
        if cell.is_empty:
            self.missing.append(Missing(name, self._got.title, where, heading))
            return
        if self._got.is_hidden(*at) and not self._expected.is_hidden(*slot.place):
            self._warn(where, Oddity.HIDDEN, str(cell.value or ""))
        if cell.formula:
            cell = self._calculated(cell, at, heading)
        if cell.error:
            self._fault(where, Fault.ERROR_VALUE, str(cell.value), heading)
        elif not cell.formula and cell.value is not None:
            self._value(name, slot, where, cell.value, heading)

    def _calculated(self, cell: Cell, at: Place, heading: str) -> Cell:
        """What a formula came to when the file was last saved."""
        where = coordinate(*at)
        found = self._cached.sheets[self._got.title].at(*at)
        if found.value is None:
            self._fault(where, Fault.FORMULA_WITHOUT_VALUE, cell.formula, heading)
            return cell
        self._warn(where, Oddity.FORMULA, cell.formula)
        return replace(cell, value=found.value, formula="", error=found.error)

    def _value(self, name: str, slot: Slot, where: str, value: Value, heading: str) -> None:
        wanted = self._wanted.of(self._expected.title, slot.place, heading)
        taken = take(value, wanted)
        if taken.fault is not None:
            limits = (wanted.minimum, wanted.maximum, wanted.choices)
            text = str(value)[:SHOWN]
            problem = Problem(self._got.title, where, taken.fault, text, heading, *limits)
            self.problems.append(problem)
            return
        if taken.oddity is not None:
            self._warn(where, taken.oddity, str(value))
        if taken.value is not None:
            self.values[name] = taken.value

    def _fault(self, cell: str, fault: Fault, text: str = "", heading: str = "") -> None:
        self.problems.append(Problem(self._got.title, cell, fault, text[:SHOWN], heading))

    def _warn(self, cell: str, oddity: Oddity, text: str = "", was: str = "") -> None:
        self.warnings.append(Warned(self._got.title, cell, oddity, text[:SHOWN], was[:SHOWN]))
