"""What the week's letter below its head is made of: headings with their lines, for the page and as
text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup


class Tone(StrEnum):
    """What a line is: overdue, needs a hand, done, or none of these."""

    LATE = "late"
    HELP = "help"
    DONE = "done"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a block: what, how it stands, and what stands below in small type."""

    what: str
    how: str = ""
    below: tuple[str, ...] = ()
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with its lines; `under` are parts with headings of their own."""

    title: str
    rows: tuple[Row, ...] = ()
    more: str = ""
    under: tuple[Block, ...] = ()


def block_text(block: Block) -> Markup:
    """A block in the small mark-up."""
    lines = [Markup("<b>{}</b>").format(block.title)]
    for part in block.under:
        lines.append(Markup("<u>{}</u>").format(part.title))
        lines += [_row_text(row) for row in part.rows]
        lines += [Markup("{}").format(part.more)] if part.more else []
    lines += [_row_text(row) for row in block.rows]
    lines += [Markup("{}").format(block.more)] if block.more else []
    return Markup("\n").join(lines)


def _row_text(row: Row) -> Markup:
    said = Markup("• {}").format(row.what)
    if row.how:
        said += Markup(" — {}").format(row.how)
    for words in row.below:
        if words:
            said += Markup("\n  <i>{}</i>").format(words)
    return said
