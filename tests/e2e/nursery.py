"""A program that has loaded the product once and begins every `vekha …` as a fork of itself.

Loading takes seconds of processor time, the same for each of hundreds of commands. What a fork
does afterwards is what `python -m bot` does: a process of its own with its own words, folder,
environment and streams, ended by the interpreter as any other. It serves on a Unix socket until
its standard input ends. A connection hands over an order, `Order` as JSON, with the three streams;
it is answered with the process's id and, once that has ended, its exit code, a `NUMBER` each.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

STREAMS = 3
READY = "ready"
NUMBER = struct.Struct("!q")


@dataclass(frozen=True)
class Order:
    """What is to be run: the words after `vekha`, where, and in which environment."""

    words: list[str]
    folder: str
    env: dict[str, str]


def load() -> None:
    """Import what commands and a running bot begin with."""
    importlib.import_module("bot.build")
    commands = importlib.import_module("bot.commands")
    for module in pkgutil.walk_packages(commands.__path__, "bot.commands."):
        importlib.import_module(module.name)
    gc.collect()
    gc.freeze()


class Nursery:
    """The parent of all, one thread; `serve` returns in the forks only."""

    def __init__(self, path: Path) -> None:
        self._open = socket.socket(socket.AF_UNIX)
        self._open.bind(str(path))
        self._open.listen()
        self._awake, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._selector = selectors.DefaultSelector()
        for watched in (self._open, self._awake, sys.stdin.fileno()):
            self._selector.register(watched, selectors.EVENT_READ)
        self._children: dict[int, socket.socket] = {}

    def serve(self) -> Order:
        """Fork for every order; returns its order in the fork. Ends the process with its stdin."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno())
        print(READY, flush=True)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._open:
                    order = self._begin()
                    if order is not None:
                        return order
                elif key.fileobj is self._awake:
                    self._awake.recv(4096)
                    self._bury()
                else:
                    self._end()

    def _begin(self) -> Order | None:
        connection, _ = self._open.accept()
        first, streams, _, _ = socket.recv_fds(connection, 1, STREAMS)
        with connection.makefile("rb") as rest:
            order = Order(**json.loads(first + rest.read()))
        child = os.fork()
        if child:
            self._children[child] = connection
            connection.sendall(NUMBER.pack(child))
            for stream in streams:
                os.close(stream)
            return None
        connection.close()
        self._leave()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        return order

    def _leave(self) -> None:
        """In a fork: nothing of the parent's is kept."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._selector.close()
        for one in (self._open, self._awake, self._waker, *self._children.values()):
            one.close()

    def _bury(self) -> None:
        """Tell of everybody who has ended."""
        while self._children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            with self._children.pop(child) as connection, suppress(OSError):  # nobody asks any more
                connection.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))

    def _end(self) -> None:
        for child in self._children:
            os.kill(child, signal.SIGKILL)
        sys.exit(0)


def main() -> None:
    """Serve on the socket named; in a fork, be the command."""
    load()
    order = Nursery(Path(sys.argv[1])).serve()
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.env)
    sys.argv = ["vekha", *order.words]
    from bot.cli import main as vekha

    vekha()


if __name__ == "__main__":
    main()
