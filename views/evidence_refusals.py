"""Why something that was sent is not kept as evidence: each reason in its own sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from channels.message import Message
from roadmap.evidence_kinds import Refusal
from roadmap.evidence_limits import Over
from views.discretion import public
from views.lines import shortened
from views.speech import Speech


class Lost(StrEnum):
    """The far end does not give the file."""

    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not kept; `most` is the limit, where one was passed."""

    name: str
    why: Refusal | Over | Lost
    most: int = 0


def refused_row(refused: Refused, say: Speech) -> Markup:
    """The name and the reason."""
    words = _why(refused, say)
    return Markup("{}").format(words.format(name=shortened(refused.name, 100), n=refused.most))


def _why(refused: Refused, say: Speech) -> str:
    match refused.why:
        case Lost.LOST:
            return say.gettext("The file “{name}” could not be received. Please send it again.")
        case Over.SIZE:
            return say.gettext(
                "“{name}” is larger than {n} MB, I cannot take it. Please send a smaller file or a "
                "link."
            )
        case Over.FILES:
            return say.ngettext(
                "“{name}” was not taken: {n} file a day is the limit. Please send it tomorrow.",
                "“{name}” was not taken: {n} files a day is the limit. Please send it tomorrow.",
                refused.most,
            )
        case Over.MEGABYTES:
            return say.gettext(
                "“{name}” was not taken: {n} MB a day is the limit. Please send it tomorrow or "
                "send a link."
            )
    return _of_kind(refused.why, say)


def _of_kind(why: Refusal, say: Speech) -> str:
    return {
        Refusal.EMPTY: say.gettext("“{name}” is empty. Please check the file and send it again."),
        Refusal.PROGRAM: say.gettext("“{name}” is a program. Programs are not taken."),
        Refusal.ARCHIVE: say.gettext(
            "“{name}” is an archive. Please send the documents themselves: several can be sent at "
            "once."
        ),
        Refusal.MACROS: say.gettext(
            "“{name}” holds macros. Please save it without macros (docx, xlsx) or as PDF."
        ),
        Refusal.LOCKED: say.gettext(
            "“{name}” is protected by a password. Please send it without one."
        ),
        Refusal.BROKEN: say.gettext("“{name}” is damaged and does not open. Please send it again."),
        Refusal.MISMATCH: say.gettext(
            "The name of “{name}” does not agree with what is inside. Please save the file anew "
            "and send it again."
        ),
        Refusal.MOVING: say.gettext(
            "“{name}” is a video. Videos are not kept: please send a link to it, a photo or a "
            "document."
        ),
        Refusal.SOUND: say.gettext(
            "“{name}” is a sound recording. Please send a document, a photo or a link."
        ),
        Refusal.UNKNOWN: say.gettext(
            "“{name}” is of a kind that I do not keep. Please send a document, a table, a PDF "
            "or a photo."
        ),
    }[why]


def film(say: Speech) -> Message:
    """A video came."""
    text = say.gettext("Videos are not kept: please send a link to it, a photo or a document.")
    return public(Message(str(Markup("{}").format(text))))
