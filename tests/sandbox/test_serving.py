"""`serve`: the whole sandbox from one call, as the command line uses it."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime

import aiohttp
import pytest

from sandbox.server import serve


async def test_serve_prints_its_addresses_and_stops(capsys: pytest.CaptureFixture[str]):
    task = asyncio.create_task(serve(0, 0, datetime(2018, 6, 18, 9, tzinfo=UTC)))
    async with asyncio.timeout(5):
        while "smtp://" not in (printed := capsys.readouterr().out):
            await asyncio.sleep(0.01)
    url = printed.split("control: ")[1].splitlines()[0]
    async with aiohttp.ClientSession(url) as session:
        async with session.get("/clock") as response:
            assert await response.json() == {"now": "2018-06-18T09:00:00+00:00"}
        async with session.get("/") as response:
            assert "песочница" in await response.text()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_importing_the_sandbox_does_not_load_aiogram():
    program = "import sys, sandbox.server; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
