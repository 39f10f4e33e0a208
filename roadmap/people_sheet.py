"""A list of people as an office keeps it (.csv or .xlsx), read into entries or refused by cell."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_ROLE_MARKS = re.compile(r"[,;/]")
LONGEST_CELL = 300
LONGEST_PHONE = 60
FEWEST_DIGITS = 3
"""Of a telephone number: a house exchange has three."""
HEADER_WITHIN = 10
"""A title and a line of advice may stand above the header row."""
LARGEST_BYTES = 4 << 20
MOST_UNPACKED = 40 << 20
MOST_ROWS = 5_000


class SheetFault(StrEnum):
    """What can be wrong with a cell."""

    NO_NAME = "no_name"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_CHANNEL = "unknown_channel"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault with its place: `row` from 1 as the sheet counts, `column` as headed, `cell` the
    same as a workbook names it («B7»)."""

    row: int
    column: str
    fault: SheetFault
    text: str
    cell: str = field(default="", compare=False)


class PeopleSheetError(Exception):
    """The list cannot be taken; nothing of it was."""


class NotASheet(PeopleSheetError):
    """Neither a .csv text nor an .xlsx workbook, or far too large for one."""


class NoNameColumn(PeopleSheetError):
    """No column is headed «ФИО»; `headers` are those that are there."""

    def __init__(self, headers: tuple[str, ...]) -> None:
        super().__init__(headers)
        self.headers = headers


class FaultyCells(PeopleSheetError):
    """Some cells cannot be read; all of them, in order."""

    def __init__(self, faults: tuple[CellFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One person of the list, or without a name an organisation with a mailbox or a telephone of
    its own. Empty strings where nothing stands; `channel` «» is the default; `row` as the sheet
    counts, 0 for what comes from no sheet."""

    name: str
    organization: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    roles: tuple[str, ...] = ()
    channel: str = ""
    row: int = field(default=0, compare=False)

    @property
    def is_office(self) -> bool:
        """Whether it is of an organisation, not of a person."""
        return not self.name


@cache
def _words() -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = files("roadmap").joinpath("people_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def fold(text: str) -> str:
    """Lower case, «ё» as «е», single blanks: how names are compared."""
    return " ".join(text.casefold().replace("\u0451", "\u0435").split())


def is_school(name: str) -> bool:
    """Whether an organisation's name says that it is a school."""
    found = set(re.findall(r"\w+", fold(name)))
    return not found.isdisjoint(_words()["schools"]["words"])


def is_email(text: str) -> bool:
    """Whether a text is one mail address and nothing else."""
    return _MAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Whether a text can be a telephone number, with whatever is written beside it."""
    digits = sum(letter.isdigit() for letter in text)
    return digits >= FEWEST_DIGITS and len(text) <= LONGEST_PHONE


def is_list(data: bytes) -> bool:
    """Whether the bytes are a list of people: a name column and at least one other that is known
    here."""
    try:
        _, columns = _headed(_rows(data))
    except PeopleSheetError:
        return False
    return len(columns) > 1


def read_people(data: bytes) -> tuple[PersonEntry, ...]:
    """The entries of a list in the bytes of a .csv (UTF-8 or cp1251; `;`, `,` or tab) or .xlsx.

    Raises `NotASheet`, `NoNameColumn`, `FaultyCells`.
    """
    rows = _rows(data)
    header_at, columns = _headed(rows)
    headers = tuple(cell.strip() for cell in rows[header_at])
    entries, faults = [], []
    for number, row in enumerate(rows[header_at + 1 :], start=header_at + 2):
        if any(cell.strip() for cell in row):
            entry, wrong = _entry(number, row, columns, headers)
            entries.append(entry)
            faults += wrong
    if faults:
        raise FaultyCells(tuple(faults))
    return tuple(entries)


def _headed(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The place of the header row, and the columns by what they hold."""
    filled = [n for n, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        raise NotASheet
    for place in filled[:HEADER_WITHIN]:
        columns = _columns(rows[place])
        if "name" in columns:
            return place, columns
    raise NoNameColumn(tuple(cell.strip() for cell in rows[filled[0]]))


def _rows(data: bytes) -> list[list[str]]:
    if len(data) > LARGEST_BYTES:
        raise NotASheet
    if data.startswith(b"PK\x03\x04"):
        return _xlsx_rows(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1251")
        except UnicodeDecodeError as error:
            raise NotASheet from error
    if "\0" in text:
        raise NotASheet
    first = text.split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error as error:
        raise NotASheet from error
    return _few(rows)


def _few(rows: list[list[str]]) -> list[list[str]]:
    if len(rows) > MOST_ROWS:
        raise NotASheet
    return rows


def _xlsx_rows(data: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise NotASheet
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (
        CalamineError,
        zipfile.BadZipFile,
        NotImplementedError,
        OSError,
        ValueError,
        IndexError,
    ) as error:
        raise NotASheet from error
    return _few([[_cell(value) for value in row] for row in sheet])


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a phone kept as a number
    return str(value)


def _columns(headers: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, header in enumerate(headers):
        for name, words in _words()["columns"].items():
            if fold(header).strip(" .:*") in {word.strip(" .") for word in words}:
                found.setdefault(name, index)
    return found


def _entry(
    number: int, row: Sequence[str], columns: Mapping[str, int], headers: Sequence[str]
) -> tuple[PersonEntry, list[CellFault]]:
    faults: list[CellFault] = []

    def cell(name: str) -> str:
        index = columns.get(name)
        return " ".join(row[index].split()) if index is not None and index < len(row) else ""

    def fault(name: str, what: SheetFault) -> None:
        place = f"{_letters(columns[name])}{number}"
        faults.append(CellFault(number, headers[columns[name]], what, cell(name)[:60], place))

    own = cell("organization") and (cell("email") or cell("phone"))
    if not cell("name") and (not own or any(map(cell, ("position", "roles", "channel")))):
        fault("name", SheetFault.NO_NAME)
    if cell("email") and not is_email(cell("email")):
        fault("email", SheetFault.BAD_EMAIL)
    if cell("phone") and not is_phone(cell("phone")):
        fault("phone", SheetFault.BAD_PHONE)
    roles = [_known("roles", word) for word in _ROLE_MARKS.split(cell("roles")) if word.strip()]
    if None in roles:
        fault("roles", SheetFault.UNKNOWN_ROLE)
    channel = _known("channels", cell("channel")) if cell("channel") else ""
    if channel is None:
        fault("channel", SheetFault.UNKNOWN_CHANNEL)
    for name in columns:
        if len(cell(name)) > LONGEST_CELL:
            fault(name, SheetFault.TOO_LONG)
    entry = PersonEntry(
        name=cell("name"),
        organization=cell("organization"),
        position=cell("position"),
        email=cell("email"),
        phone=cell("phone"),
        roles=tuple(role for role in roles if role),
        channel=channel or "",
        row=number,
    )
    return entry, faults


def _letters(column: int) -> str:
    """The name of a column counted from 0: A, B … Z, AA …"""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _known(kind: str, word: str) -> str | None:
    wanted = fold(word).strip(" .")
    for name, words in _words()[kind].items():
        if wanted == name or wanted in words:
            return name
    return None
