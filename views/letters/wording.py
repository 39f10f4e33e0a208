"""Any message as a letter: the same words in the frame of the municipality, with a plain part."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from markupsafe import Markup

from channels.message import Letterhead, Message, ReplyTo, Worded
from views.letters.foots import HERE, Foot, foot
from views.letters.rendering import page
from views.speech import Speech, speech

_NUMBERED = re.compile(r"<(b|s)>(\d+)\.(</b>)? ?(.*)", re.DOTALL)
DECIDED = frozenset({"handover", "alert", "objection", "extension", "review", "practice"})
DASHES = "–– "  # no signature mark: «-- » makes mail programs drop what follows from answers


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph; a numbered line of a list has its number."""

    body: Markup
    number: str = ""
    is_head: bool = False


def word(message: Message, head: Letterhead, reply: ReplyTo | None, kept: str) -> Worded:
    """The letter; `kept` is the page that was made for it, where one was."""
    say = speech(head.language)
    below = foot(head, reply, say)
    if kept:
        text = _plain(message, hint(message, head, reply, say), below)
        return Worded(message.subject, text, kept.replace(str(HERE), str(below.page), 1))
    what_next = hint(message, head, reply, say)
    return Worded(
        message.subject or say.gettext("Message of the roadmap"),
        _plain(message, what_next, below),
        _page(message, head, what_next, below, say),
        say.gettext("Dates of activities") + ".ics",
    )


def hint(message: Message, head: Letterhead, reply: ReplyTo | None, say: Speech) -> str:
    """What the reader can do: by an answer to this letter where answers are read; what is decided
    by a press is decided in the bot."""
    said = (message.reply_hint if reply else "") or message.letter_hint
    if not said and message.buttons and head.kind in DECIDED:
        return say.gettext("This is decided in the bot.")
    return said


def _plain(message: Message, what_next: str, below: Foot) -> str:
    parts = [message.plain_with_links, what_next, f"{DASHES}\n{below.plain}"]
    return "\n\n".join(part for part in parts if part)


def _page(message: Message, head: Letterhead, what_next: str, below: Foot, say: Speech) -> str:
    return page(
        "message.html.j2",
        {
            "language": say.language,
            "subject": message.subject,
            "town": head.town,
            "parts": parts(message.text),
            "next": what_next,
            "foot": below.page,
        },
    )


def parts(text: str) -> list[Part]:
    """The paragraphs of a message in the small mark-up; the first one in bold is the head."""
    made = [_part(paragraph) for paragraph in text.split("\n\n") if paragraph.strip()]
    if not made or made[0].number:
        return made
    first, _, rest = text.split("\n\n", maxsplit=1)[0].partition("\n")
    if first.startswith("<b>") and first.endswith("</b>") and "</b>" not in first[:-4]:
        lead = [_part(rest)] if rest else []
        return [replace(_part(first), is_head=True), *lead, *made[1:]]
    return made


def _part(paragraph: str) -> Part:
    if found := _NUMBERED.fullmatch(paragraph):
        tag, number, closed, rest = found.groups()
        body = rest if closed else f"<{tag}>{rest}"
        return Part(_lines(body), number)
    return Part(_lines(paragraph))


def _lines(marked_up: str) -> Markup:
    """Line breaks made visible; the mark-up is ours already."""
    return Markup(marked_up.replace("\n", "<br>"))  # noqa: S704 - escaped where it was made
