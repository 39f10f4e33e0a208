"""The child of `services.reading`: an order on stdin, a draft or a refusal on stdout."""

from __future__ import annotations

import pickle
import resource
import sys
from dataclasses import replace

from roadmap.documents import read_document
from roadmap.documents.errors import BrokenDocument, DocumentError
from roadmap.documents.limits import Limits
from services.reading import MEMORY_BYTES, SECONDS, Order, convert


def main() -> None:
    """Read one document under the limits of memory (bytes) and CPU time (seconds)."""
    order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    limits = replace(Limits(), file_size=order.file_size)
    try:
        answer: object = read_document(order.data, order.name, order.period, limits, convert)
    except DocumentError as error:
        answer = error
    except MemoryError:
        answer = BrokenDocument("memory")
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    main()
