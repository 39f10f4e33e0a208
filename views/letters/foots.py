"""The foot of a letter: why it came, and how to have fewer of them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Letterhead, ReplyTo
from views.letters.rendering import fragment
from views.speech import Speech

HERE = Markup("<!--foot-->")
"""Where the foot goes in a page that is kept: it is another one for each reader."""
SUMMARIES = frozenset({"weekly", "digest"})
CHOOSE, STOP = "letters", "unsubscribe"
"""The subjects of letters that choose; understood in every language."""
ASKED = frozenset({"reminder", "nudge", "status", "monitoring", "appointment"})


@dataclass(frozen=True, slots=True)
class Foot:
    """Its sentences; `links` are (words, address) of letters that change what comes."""

    why: str
    how: str = ""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def plain(self) -> str:
        """The same for the plain part."""
        links = [f"{words}: {address}" for words, address in self.links]
        return "\n".join(line for line in (self.why, self.how, *links) if line)

    @property
    def page(self) -> Markup:
        """The same as a row of the page."""
        return fragment("foot.html.j2", {n: getattr(self, n) for n in self.__slots__})


def foot(head: Letterhead, reply: ReplyTo | None, say: Speech) -> Foot:
    """The foot of a letter of a kind."""
    town = head.town or say.gettext("your municipality")
    if head.kind in SUMMARIES:
        why = say.gettext("You get this letter because you watch over roadmaps: {town}.")
    elif head.kind in ASKED:
        why = say.gettext(
            "You get this letter because you or your organisation answer for activities of a "
            "roadmap: {town}."
        )
    else:
        why = say.gettext("Sent automatically on behalf of: {town}.")
    if head.kind not in SUMMARIES | ASKED | {"announcement"}:
        return Foot(why.format(town=town))
    if reply is None:
        how = say.gettext(
            "Which letters come, and on which days, is chosen in the bot with the command "
            "/letters, or ask your coordinator."
        )
        return Foot(why.format(town=town), how)
    links = [(say.gettext("Choose which letters come, and on which days"), CHOOSE)]
    if head.kind in SUMMARIES:
        links.append((say.gettext("Write to have no such letters"), STOP))
    return Foot(why.format(town=town), "", tuple((words, reply.link(to)) for words, to in links))
