"""Processes begun by `tests.e2e.nursery`, seen as those of asyncio are."""

from __future__ import annotations

import asyncio
import atexit
import functools
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.e2e.nursery import NUMBER, READY
from tests.scratch import scratch

ROOT = Path(__file__).parents[2]


class Forked:
    """A process that somebody else begot: what is used of `asyncio.subprocess.Process`."""

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self._connection, self.pid = connection, pid
        self._returncode: int | None = None

    @property
    def returncode(self) -> int | None:
        """Its exit code, -N where signal N ended it, None while it lives."""
        if self._returncode is None:
            try:
                self._note(self._connection.recv(NUMBER.size))
            except BlockingIOError:
                return None
        return self._returncode

    async def wait(self) -> int:
        """The exit code, once it has ended."""
        if self._returncode is None:
            said = await asyncio.get_running_loop().sock_recv(self._connection, NUMBER.size)
            self._note(said)
        assert self._returncode is not None
        return self._returncode

    def _note(self, said: bytes) -> None:
        self._connection.close()
        (self._returncode,) = NUMBER.unpack(said)

    def send_signal(self, number: int) -> None:
        """Unless it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)


@functools.cache
def _nursery() -> Path:
    """The socket of this test process's nursery, begun at the first call."""
    folder = scratch("vekha-nursery-")
    path = folder / "socket"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.nursery", str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def end() -> None:
        process.communicate()  # its stdin ends, and so does it
        shutil.rmtree(folder)

    atexit.register(end)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == READY
    return path


async def begin(
    words: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    streams: tuple[IO[bytes], IO[bytes], IO[bytes]],
) -> Forked:
    """`vekha WORDS` in a folder, with an environment, reading and writing three streams."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(_nursery()))
    order = {"words": list(words), "folder": str(folder), "env": dict(env)}
    data = json.dumps(order).encode()
    socket.send_fds(connection, [data[:1]], [one.fileno() for one in streams])
    connection.sendall(data[1:])
    connection.shutdown(socket.SHUT_WR)
    connection.setblocking(False)
    said = await asyncio.get_running_loop().sock_recv(connection, NUMBER.size)
    (pid,) = NUMBER.unpack(said)
    return Forked(connection, pid)
