"""Roles: what one process does at a time. Ours while the standing connection holds their lock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from storage.standing import Lock, Standing, number_of

SCHEDULER = "scheduler"


def token_role(bot_id: int) -> str:
    """The role of whoever talks to Telegram for a bot: its lane and its getUpdates."""
    return f"token:{bot_id}"


class Role:
    """A named role, held or not. On SQLite, where there is only one process, always held."""

    def __init__(self, name: str, *, held: bool = False) -> None:
        self.name = name
        self._begun, self._ended = asyncio.Event(), asyncio.Event()
        (self._begun if held else self._ended).set()

    @property
    def held(self) -> bool:
        """Whether the role is ours now."""
        return self._begun.is_set()

    def begin(self) -> None:
        """It is ours from now on."""
        self._begun.set()
        self._ended.clear()

    def end(self) -> None:
        """It is not ours any more."""
        self._begun.clear()
        self._ended.set()

    async def while_held(self, work: Callable[[], Awaitable[None]]) -> None:
        """For ever: run `work` whenever the role is held, and cancel it when the role ends.

        Raises what `work` raises.
        """
        while True:
            await self._begun.wait()
            working = asyncio.ensure_future(work())
            ending = asyncio.create_task(self._ended.wait())
            try:
                await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    working.result()
                    await ending
            finally:
                for task in (working, ending):
                    task.cancel()
                await asyncio.gather(working, ending, return_exceptions=True)


class Chats:
    """Whose turn a chat's arrivals are: a lock for each, so that no two processes work one chat."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    async def take(self, chat: str) -> bool:
        """Make the chat ours unless another process has it. Raises `StandingLost`."""
        return await self._standing.take(Lock.CHAT, number_of(chat))

    async def let_go(self, chat: str) -> None:
        """Leave the chat to whoever comes. Raises `StandingLost`."""
        await self._standing.let_go(Lock.CHAT, number_of(chat))

    def ours(self, chat: str) -> bool:
        """Whether it is still ours: a lost connection takes it away."""
        return self._standing.holds(Lock.CHAT, number_of(chat))
