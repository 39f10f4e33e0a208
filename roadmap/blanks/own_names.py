"""The cells of a copy in which the school's own name stands."""

from __future__ import annotations

from roadmap.blanks.growing import Growing, own_lines
from roadmap.blanks.pages import Page
from roadmap.blanks.schools import Schools
from roadmap.blanks.words import plain


class NameCheck:
    """Whether a name in such a cell is still the school's own, however it is written."""

    def __init__(self, copied: Growing, expected: Page, school: str) -> None:
        self._schools = Schools([school])
        self.places = {
            copied.other(title, place)
            for title, place in copied.layout.names
            if title == expected.title
        }
        for index, region in enumerate(copied.layout.regions):
            if region.sheet == expected.title and region.names and not region.lines:
                line = own_lines(region, school)[0]
                self.places.add(copied.place(index, region.place(line, region.names)))

    def is_own(self, text: str, written: str) -> bool:
        """Whether nobody else is named."""
        return not text or plain(text) == plain(written) or self._schools.named(text) is not None
