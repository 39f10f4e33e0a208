"""The list of people as a workbook that can be corrected and sent back, and a blank of it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from roadmap.people_sheet import PersonEntry
from views.people_desk import role_name
from views.speech import Speech
from views.workbooks.styles import (
    FIRST_HEADER_ROW,
    body,
    choices,
    fit_height,
    head,
    on_paper,
    widths,
)

SIZES = (34, 38, 26, 30, 22, 30, 16)
BLANK_ROWS = 30
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def headers(say: Speech) -> list[str]:
    """The columns, as `roadmap.people_sheet` reads them."""
    return [
        say.gettext("Full name"),
        say.gettext("Organisation"),
        say.gettext("Position"),
        say.gettext("Email"),
        say.gettext("Phone"),
        say.gettext("Roles"),
        say.gettext("Channel"),
    ]


def channel_word(channel: str, say: Speech) -> str:
    """A channel as a cell of the list says it; «» for none."""
    return {
        "": "",
        "telegram": say.gettext("telegram"),
        "email": say.gettext("mail"),
        "both": say.gettext("both"),
    }[channel]


def workbook(entries: Sequence[PersonEntry], title: str, say: Speech) -> bytes:
    """One row a person and organisation, or an organisation's own; without entries a blank to
    fill in."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new book has one
    sheet.title = say.gettext("People")
    hint = say.gettext(
        "One row a person; who works in two organisations has two rows. A row without a name is an "
        "organisation with its own mailbox or telephone. Roles, several by commas: coordinator, "
        "responsible, school, management. Channel: telegram, mail or both. Correct the list and "
        "send the file to the bot: it shows what changes before anything is stored."
    )
    head(sheet, title, hint, headers(say), SIZES)
    last = FIRST_HEADER_ROW + max(len(entries), BLANK_ROWS)
    for row in range(FIRST_HEADER_ROW + 1, last + 1):
        place = row - FIRST_HEADER_ROW - 1
        texts = _texts(entries[place], say) if place < len(entries) else [""] * len(SIZES)
        for column, text in enumerate(texts, start=1):
            body(_cell(sheet.cell(row, column)), text)
        fit_height(sheet, row, dict(enumerate(texts, start=1)), SIZES)
    words = [channel_word(channel, say) for channel in ("telegram", "email", "both")]
    fault = say.gettext("Choose one of the list, or leave the cell empty.")
    choices(sheet, f"G{FIRST_HEADER_ROW + 1}:G{last + BLANK_ROWS}", words, fault)
    widths(sheet, dict(enumerate(SIZES, start=1)))
    on_paper(sheet, title)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _texts(entry: PersonEntry, say: Speech) -> list[str]:
    roles = ", ".join(role_name(role, say) for role in entry.roles)
    return [
        entry.name,
        entry.organization,
        entry.position,
        entry.email,
        entry.phone,
        roles,
        channel_word(entry.channel, say),
    ]


def _cell(cell: object) -> Cell:
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged below the head
    return cell
