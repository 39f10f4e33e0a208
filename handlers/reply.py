"""What a handler answers with: messages for the outbox, and a toast for the press."""

from __future__ import annotations

from dataclasses import dataclass

from channels.message import Message
from storage.inbox import Waiting
from storage.tables import NoticeKind


@dataclass(frozen=True, slots=True)
class Reply:
    """`message` goes to the chat through the outbox, `toast` straight to the pressed button.

    `about` are the assignments the message shows; with `edits_pressed` the message replaces the
    one whose button was pressed. `brief_toast` is the toast without names and titles. With
    `new_commands` the chat's commands are told to the messenger afresh, as are those of the chats
    `offers_to`. `again` is an arrival to be worked anew once all this is stored.
    """

    message: Message | None = None
    toast: str = ""
    brief_toast: str = ""
    alert: bool = False
    kind: NoticeKind = NoticeKind.ANSWER
    about: tuple[int, ...] = ()
    edits_pressed: bool = False
    new_commands: bool = False
    offers_to: frozenset[int] = frozenset()
    again: Waiting | None = None


def pressed_once(done: Message | str) -> Reply:
    """What came of a press takes the place of its message; the sentence for a press after which
    nothing was left to do is shown over what stands there."""
    if isinstance(done, Message):
        return Reply(done, edits_pressed=True)
    return Reply(toast=done, alert=True)
