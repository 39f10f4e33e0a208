"""A letter on the desk: what was read of it, and what reading needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from channels.message import Message
from roadmap.replies.bodies import Attachment
from roadmap.replies.cutting import Cut, cut
from roadmap.replies.letters import Letter
from storage.files import FileStore
from views.speech import Speech

Refusal = Callable[[Exception, Speech], str | None]
"""Why a service said no, in words; None for a failure that is ours."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The secret of tokens, where files are kept, how a refusal is said."""

    secret: bytes
    files: FileStore
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of workbooks: what to answer; `left` are the files that nobody wanted."""

    answers: tuple[Message, ...] = ()
    left: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter of a person: the notice that it answers, by its token, and its own words. Not
    `is_whole`: only its headers are here."""

    letter: Letter
    notice_id: int | None
    is_whole: bool = True
    words: Cut = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", cut(self.letter.text, self.letter.subject))
