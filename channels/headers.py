"""Header fields of letters: whatever is typed stays one field, in lines that any relay takes."""

from __future__ import annotations

import re
import unicodedata
from email.header import Header

LINE = 76
CRLF = "\r\n"
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")  # RFC 5322, 3.6.4, as far as it is ever seen


def one_line(text: str) -> str:
    """`text` without control characters, line breaks of any kind and halves of characters."""
    visible = "".join(" " if unicodedata.category(c) in _BREAKING else c for c in text)
    return " ".join(visible.split())


_BREAKING = frozenset({"Cc", "Cs", "Zl", "Zp"})


def unstructured(name: str, text: str) -> str:
    """The value of a field such as Subject, folded; encoded words of RFC 2047 beyond ASCII.

    Plain ASCII is encoded too: neither a long word nor «=?…?=» can then break a line or a reader.
    """
    said = one_line(text)
    return Header(said, "utf-8", header_name=name).encode(linesep=CRLF) if said else ""


def mailbox(name: str, display: str, address: str) -> str:
    """«=?utf-8?…?= <box@host>» for a field such as From; without a display name the address."""
    shown = unstructured(name, display)
    if not shown:
        return address
    room = LINE - len(shown.rpartition(CRLF)[2]) - len(name) - 2
    gap = " " if len(address) + 3 <= room else CRLF + " "
    return f"{shown}{gap}<{address}>"


def message_ids(*ids: str) -> str:
    """References or In-Reply-To: those that are Message-IDs, each on a line of its own."""
    return (CRLF + " ").join(dict.fromkeys(i for i in ids if _MESSAGE_ID.fullmatch(i)))
