"""Paragraphs between tables that are headings of the rows below them."""

from __future__ import annotations

from collections.abc import Sequence

from roadmap.documents.grid import Paragraph
from roadmap.documents.numerals import leading
from roadmap.documents.vocabulary import begins
from roadmap.documents.words import flow, one_line

LONGEST = 300
NEAREST = 3
"""How many paragraphs above a table can be its headings."""


def headings_among(paragraphs: Sequence[Paragraph], *, first: bool) -> tuple[str, ...]:
    """The headings that stand right above a table.

    Above the first table of a plan only numbered ones are taken: the rest is the title.
    """
    found: list[str] = []
    for paragraph in reversed(_whole(paragraphs)):
        text = one_line(paragraph.text)
        if not any(sign.isalpha() for sign in text):
            continue
        if len(found) == NEAREST or not _is_heading(paragraph, text, first=first):
            break
        found.append(text)
    return tuple(reversed(found))


def _whole(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs with words; a line that begins small is the rest of the one above it."""
    joined: list[Paragraph] = []
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        if not text:
            continue
        if joined and text[0].islower():
            above = joined[-1]
            joined[-1] = Paragraph(flow(f"{above.text}\n{text}", wrapped=True), above.heading)
        else:
            joined.append(paragraph)
    return joined


def _is_heading(paragraph: Paragraph, text: str, *, first: bool) -> bool:
    if len(text) > LONGEST or text[-1] in ";,":
        return False
    if leading(text) or begins(text, "headings", "words") or begins(text, "headings", "ordinals"):
        return not begins(text, "titles", "stamps")
    if first or begins(text, "titles", "words"):
        return False
    return paragraph.heading or (text[0].isupper() and text[-1] not in ".!?")
