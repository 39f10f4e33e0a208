"""Which shape a text is in, and the reader of that shape."""

from __future__ import annotations

from roadmap.documents.errors import TooManyRows
from roadmap.documents.grid import Paragraph, Source
from roadmap.documents.limits import Limits
from roadmap.documents.scans import is_scanned_table, scanned_blocks
from roadmap.documents.text.boxed import boxed_blocks, is_boxed
from roadmap.documents.text.flat_header import find_levels, find_roles
from roadmap.documents.text.flat_levels import level_blocks
from roadmap.documents.text.flat_rows import flat_blocks
from roadmap.documents.text.lines import lines_of
from roadmap.documents.text.markup import without_marks
from roadmap.documents.text.tab_led import is_tab_led, tab_led_blocks
from roadmap.documents.text.tabbed import is_tabbed, tabbed_blocks

MOST_LINES_A_ROW = 2
WIDE = 4
"""Blanks that set apart what only happens to stand on one line of a scan."""


def read_text(text: str, limits: Limits) -> Source:
    """The text as neutral blocks; a text without any table is paragraphs only."""
    text = without_marks(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = text.split("\n")
    if is_tab_led(lines):
        return Source(tab_led_blocks(lines), wrapped=False)
    if is_boxed(lines):
        return Source(boxed_blocks(lines), wrapped=True)
    if is_tabbed(lines):
        return Source(tabbed_blocks(lines), wrapped=True)
    flat = lines_of(text)
    if len(flat) > MOST_LINES_A_ROW * limits.rows:
        raise TooManyRows(limits.rows)
    if header := find_roles(flat):
        if is_scanned_table(flat, header):
            wide = lines_of(text, parted=WIDE)
            header = find_roles(wide) or header
            return Source(scanned_blocks(wide, header), wrapped=True, scanned=True)
        return Source(flat_blocks(flat, header), wrapped=True)
    if header := find_levels(flat):
        return Source(level_blocks(flat, header), wrapped=True)
    return Source(tuple(Paragraph(line) for line in lines if line.strip()), wrapped=True)
