"""Where the buttons of a digest lead; everything they need is in what they say when pressed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from channels.message import Button
from roadmap.digest_filtering import Dimension, Filter
from roadmap.digest_parts import Part
from views.actions import Action, Verb
from views.speech import Speech


@dataclass(frozen=True, slots=True)
class Links:
    """Who reads, from when on changes are told (minutes since 1970), and what is filtered by.

    Who `coordinates` may open cards; others see the same lists without deeds.
    """

    reader: int
    since: int
    wanted: Filter
    coordinates: bool = False

    @property
    def _context(self) -> tuple[int, ...]:
        return (self.since, *self.wanted.as_numbers())

    def overview(self) -> str:
        """The digest itself."""
        return Action(Verb.DIGEST, self.reader, self._context).pack()

    def part(self, part: Part, page: int = 0) -> str:
        """A page, counted from 0, of a list; what is to be decided has a room of its own."""
        if part is Part.DECIDE:
            return Action(Verb.DECISIONS, self.reader).pack()
        return Action(Verb.DIGEST_LIST, self.reader, (part, page, *self._context)).pack()

    def choose(self, dimension: Dimension, page: int = 0) -> str:
        """What to filter by, or a page of what there is to choose from."""
        return Action(Verb.DIGEST_FILTER, self.reader, (dimension, page, *self._context)).pack()

    def picture(self) -> str:
        """The same as a picture."""
        numbers = self.wanted.as_numbers()
        return Action(Verb.DIGEST_PICTURE, self.reader, numbers).pack()

    def narrowed(self, dimension: Dimension, value: int) -> Links:
        """The same with another filter."""
        return replace(self, wanted=self.wanted.narrowed(dimension, value))

    def without(self, dimension: Dimension) -> Links:
        """The same without one filter."""
        return replace(self, wanted=self.wanted.without(dimension))

    def back(self, say: Speech) -> Button:
        """[‹ Сводка]"""
        return Button(say.gettext("‹ Digest"), self.overview())


def turns(links: Links, part: Part, page: int, last: int) -> tuple[Button, ...]:
    """[‹] [›] of a list; pages are counted from 0."""
    made = []
    if page > 0:
        made.append(Button("‹", links.part(part, page - 1)))
    if page < last:
        made.append(Button("›", links.part(part, page + 1)))
    return tuple(made)
