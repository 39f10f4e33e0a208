"""Work on strangers' files in a process of its own that can be ended; it answers plain values."""

from __future__ import annotations

import asyncio
import io
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from roadmap.documents.errors import BrokenDocument, DocumentError

MEMORY_BYTES = 400 << 20
GRACE_SECONDS = 5
PLAIN = {
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("builtins", "set"),
    ("builtins", "frozenset"),
}


class ChildTookTooLong(DocumentError):
    """The child was ended: too much time or memory."""


class _Ours(pickle.Unpickler):
    """Takes only plain values and this program's own types from the child."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of `roadmap`, or one of the few plain types; anything else is refused."""
        if module.split(".", maxsplit=1)[0] == "roadmap" or (module, name) in PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


async def ask(module: str, order: object, seconds: int) -> object:
    """What the `module` run as a program answers to an order within so many seconds of processor
    time.

    Raises `ChildTookTooLong`. An error that the child answers with is returned.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds + GRACE_SECONDS):
            out, _ = await child.communicate(pickle.dumps((order, seconds)))
    except TimeoutError as error:
        raise ChildTookTooLong from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    try:
        return _Ours(io.BytesIO(out)).load()
    except (EOFError, pickle.UnpicklingError, AttributeError, TypeError) as error:
        raise ChildTookTooLong from error


def allow_memory(size: int) -> None:
    """Let this process have so many bytes of data, or `resource.RLIM_INFINITY`."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (size, hard))


def answer(work: Callable[[Any], object], expected: tuple[type[Exception], ...]) -> None:
    """The child's side: do the order on stdin under the limits, write what came of it on stdout;
    the `expected` errors are answers."""
    order, seconds = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    allow_memory(MEMORY_BYTES)
    try:
        found = work(order)
    except expected as error:
        found = error
    except MemoryError:
        found = BrokenDocument("memory")
    sys.stdout.buffer.write(pickle.dumps(found))
