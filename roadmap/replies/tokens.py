"""The mark by which an answer names the notice it answers, wherever a mail program leaves it.

A token is the number of a notice and an HMAC of it, in base32: it needs no table, survives
servers that lower the case of a local part, and cannot be guessed. It stands in the address
(RFC 5233, subaddressing), in the subject, and in our Message-ID.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator

MAC_BYTES = 16
"""128 bits of the HMAC-SHA256."""
NUMBER_BYTES = 8
_PURPOSE = b"vekha reply:"
_SHORTEST = 28  # one byte of a number and the code: 17 bytes in base32
_LONGEST = 40
_TOKEN = f"[a-zA-Z2-7]{{{_SHORTEST},{_LONGEST}}}"
_PLUS = re.compile(rf"[^\s@<>]*\+(?P<token>{_TOKEN})@")
_TAG = re.compile(r"\[\s*#\s*(?P<token>[a-zA-Z2-7\s]{28,60})\]")
_IDENTIFIER = re.compile(rf"<?(?P<token>{_TOKEN})@")


def token_for(secret: bytes, notice_id: int) -> str:
    """The token of a notice, in lower case, 28 to 39 signs; the notice's number is positive."""
    number = notice_id.to_bytes(max(1, (notice_id.bit_length() + 7) // 8), "big")
    return base64.b32encode(number + _code(secret, notice_id)).decode().rstrip("=").lower()


def notice_of(secret: bytes, token: str) -> int | None:
    """The notice of a token in either case; None for what this secret has not made."""
    padded = token.upper() + "=" * (-len(token) % 8)
    try:
        whole = base64.b32decode(padded)
    except (binascii.Error, ValueError):
        return None
    number, code = whole[:-MAC_BYTES], whole[-MAC_BYTES:]
    if not 0 < len(number) <= NUMBER_BYTES:
        return None
    notice_id = int.from_bytes(number, "big")
    made = hmac.compare_digest(code, _code(secret, notice_id))
    return notice_id if made and token.lower() == token_for(secret, notice_id) else None


def _code(secret: bytes, notice_id: int) -> bytes:
    text = _PURPOSE + str(notice_id).encode()
    return hmac.new(secret, text, hashlib.sha256).digest()[:MAC_BYTES]


def message_id_for(token: str, domain: str) -> str:
    """The Message-ID of a letter with this token."""
    return f"<{token}@{domain}>"


def reply_address(mailbox: str, token: str) -> str:
    """The address to answer to where the server has subaddressing: box+token@host."""
    box, _, host = mailbox.rpartition("@")
    return f"{box}+{token}@{host}"


def subject_tag(token: str) -> str:
    """What stands at the end of a subject where the server has no subaddressing."""
    return f"[#{token}]"


def notice_in(
    secret: bytes, *, recipients: Iterable[str], subject: str, identifiers: Iterable[str]
) -> int | None:
    """The notice that a letter answers: by an address, else the subject, else the Message-IDs it
    names (nearest first); None where no token of ours is left."""
    for token in _candidates(recipients, subject, identifiers):
        notice_id = notice_of(secret, token)
        if notice_id is not None:
            return notice_id
    return None


def _candidates(
    recipients: Iterable[str], subject: str, identifiers: Iterable[str]
) -> Iterator[str]:
    for recipient in recipients:
        yield from (found["token"] for found in _PLUS.finditer(recipient))
    # a long subject is folded, and some programs leave the blank of the fold
    yield from ("".join(found["token"].split()) for found in _TAG.finditer(subject))
    for identifier in identifiers:
        if found := _IDENTIFIER.match(identifier.strip()):
            yield found["token"]


def is_own_id(secret: bytes, message_id: str) -> bool:
    """Whether a Message-ID is one of our letters'."""
    found = _IDENTIFIER.match(message_id.strip())
    return found is not None and notice_of(secret, found["token"]) is not None
