"""Where in the document an activity stands: its section and subsection, as headings come by."""

from __future__ import annotations

from dataclasses import dataclass, replace

from roadmap.documents.numerals import Numeral, Style, leading
from roadmap.documents.vocabulary import begins


@dataclass(frozen=True)
class Place:
    """The headings in force. `fresh` counts headings since the last activity."""

    section: str | None = None
    subsection: str | None = None
    fresh: int = 0

    def with_activity(self) -> Place:
        """The place once an activity stands under its headings."""
        return replace(self, fresh=0) if self.fresh else self

    def under(self, heading: str) -> Place:
        """The place after one more heading, its depth judged by numbers and by company."""
        numeral = leading(heading)
        if numeral is None:
            return self._under_words(heading)
        if len(numeral.parts) > 1:
            return self._below(heading) if self.section else self._top(heading)
        if numeral.style is Style.ARABIC and self._numbers_parts_of_section(numeral):
            return self._below(heading)
        return self._top(heading)

    def _top(self, heading: str) -> Place:
        return Place(heading, None, self.fresh + 1)

    def _below(self, heading: str) -> Place:
        return Place(self.section, heading, self.fresh + 1)

    def _numbers_parts_of_section(self, numeral: Numeral) -> bool:
        """Whether «1.», «2.» number the parts of a section that has a Roman number or a word."""
        above = leading(self.section) if self.section else None
        if self.section is None or (above and above.style is Style.ARABIC):
            return False
        if above is None and not begins(self.section, "headings", "words"):
            return False
        number = numeral.parts[0]
        last = leading(self.subsection) if self.subsection else None
        if last is None:
            return number == 1
        return len(last.parts) == 1 and number == last.parts[0] + 1

    def _under_words(self, heading: str) -> Place:
        if self.section is None or begins(heading, "headings", "words"):
            return self._top(heading)
        if begins(heading, "headings", "ordinals"):
            return self._top(heading)
        if leading(self.section) or begins(self.section, "headings", "words"):
            return self._below(heading)
        if self.fresh and self.subsection is None:
            return self._below(heading)
        if self.fresh and self.subsection is not None:
            return Place(self.subsection, heading, self.fresh + 1)
        if self.subsection is not None:
            return self._below(heading)
        return self._top(heading)
