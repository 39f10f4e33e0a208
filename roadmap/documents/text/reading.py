"""Which shape a text is in, and the reader of that shape."""

from __future__ import annotations

from roadmap.documents.grid import Paragraph, Source
from roadmap.documents.limits import Limits
from roadmap.documents.text.markup import without_marks
from roadmap.documents.text.tabbed import is_tabbed, tabbed_blocks


def read_text(text: str, limits: Limits) -> Source:
    """The text as neutral blocks; a text without any table is paragraphs only."""
    text = without_marks(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = text.split("\n")
    if is_tabbed(lines):
        return Source(tabbed_blocks(lines), wrapped=True)
    return Source(tuple(Paragraph(line) for line in lines if line.strip()), wrapped=True)
