"""A person as somebody types them into a chat: a full name, and what else is known."""

from __future__ import annotations

from dataclasses import dataclass

from roadmap.people_sheet import LONGEST_CELL, is_email, is_phone

FEWEST_WORDS = 2
"""A surname alone is no full name."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Somebody new as they were written; «» for what was not."""

    name: str
    phone: str = ""
    email: str = ""


def is_full_name(text: str) -> bool:
    """Whether a text has as many words with letters as a full name."""
    return sum(any(sign.isalpha() for sign in word) for word in text.split()) >= FEWEST_WORDS


def read_typed(text: str) -> Typed | None:
    """«Крылов Денис Олегович, 8-912-345-67-89, d@school.example» in any order; None without a
    full name."""
    name, phone, email = list[str](), "", ""
    for part in (" ".join(one.split()) for one in text.replace(";", ",").split(",")):
        if is_email(part):
            email = part
        elif is_phone(part):
            phone = part
        elif part:
            name.append(part)
    full = " ".join(name)
    if len(full.split()) < FEWEST_WORDS or len(full) > LONGEST_CELL:
        return None
    if any(sign.isdigit() or sign == "@" for sign in full):
        return None
    return Typed(full, phone, email)
