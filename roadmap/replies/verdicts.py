"""What the receiving server says of a letter's sender: SPF, DKIM, DMARC (RFC 8601)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from roadmap.replies.headers import Headers

HEADER = "authentication-results"
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"(?<![\w.-])(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.I)


class Verdict(StrEnum):
    """A result, or that none was said."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"
    NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts of `server` (its authserv-id); of several DKIM signatures one that passes."""

    server: str = ""
    spf: Verdict = Verdict.NOT_SAID
    dkim: Verdict = Verdict.NOT_SAID
    dmarc: Verdict = Verdict.NOT_SAID

    @property
    def is_forged(self) -> bool:
        """Whether the server found that the domain of From disowns the letter."""
        return self.dmarc is Verdict.FAIL


def verdicts_in(headers: Headers) -> Verdicts:
    """The verdicts of the server that received the letter last.

    Headers are added on top, so what stands lower than the next Received may have been written
    by the sender and is not looked at.
    """
    server, found = "", dict[str, Verdict]()
    for name, value in headers.message.raw_items():
        if name.lower() == "received" and server:
            break
        if name.lower() != HEADER:
            continue
        said = _COMMENT.sub(" ", str(value))
        claimed = said.partition(";")[0].split()
        if not claimed or (server and claimed[0].lower() != server):
            continue
        server = claimed[0].lower()
        for method, result in _RESULT.findall(said.partition(";")[2]):
            _keep(found, method.lower(), _verdict(result))
    return Verdicts(server, **found)


def _verdict(result: str) -> Verdict:
    known = result.lower()
    return Verdict(known) if known in set(Verdict) else Verdict.NEUTRAL


def _keep(found: dict[str, Verdict], method: str, verdict: Verdict) -> None:
    if method not in found or (method == "dkim" and verdict is Verdict.PASS):
        found[method] = verdict
