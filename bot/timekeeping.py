"""The owner of the time when VEKHA_CLOCK is an address: told "idle", it answers with the time."""

from __future__ import annotations

from datetime import UTC, datetime

import aiohttp

KEEP_ALIVE_SECONDS = 60


class RemoteTime:
    """The clock of a sandbox, over HTTP: GET it, or POST …/idle and wait to be told."""

    def __init__(self, address: str, worker: str) -> None:
        self._address, self._worker = address, worker
        self._session: aiohttp.ClientSession | None = None

    async def now(self) -> datetime:
        """Its instant. Raises OSError when it is not there."""
        return await self._ask("GET", self._address, None)

    async def join(self) -> datetime:
        """Become one of those that the time waits for; its instant. Raises OSError."""
        long_ago = datetime.fromtimestamp(0, UTC)
        return await self.idle(long_ago, None, long_ago)

    async def idle(self, at: datetime, soon: datetime | None, coming: datetime | None) -> datetime:
        """Say that nothing is at hand; returns when the time has moved. Raises OSError."""
        wish = {
            "worker": self._worker,
            "soon": soon.isoformat() if soon else None,
            "next": coming.isoformat() if coming else None,
            "now": at.isoformat(),
        }
        return await self._ask("POST", f"{self._address}/idle", wish)

    async def _ask(self, method: str, url: str, body: dict[str, str | None] | None) -> datetime:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=KEEP_ALIVE_SECONDS)
            )
        try:
            async with self._session.request(method, url, json=body) as response:
                response.raise_for_status()
                answer = await response.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise OSError(f"{type(error).__name__}: {error}") from error
        return datetime.fromisoformat(answer["now"]).astimezone(UTC)

    async def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()
