"""Names of people: surname with initials before or after it, or written in full."""

from __future__ import annotations

import re
from dataclasses import dataclass

UPPER = "\u0410-\u042f\u0401A-Z"
LOWER = "\u0430-\u044f\u0451a-z"
_SURNAME = f"[{UPPER}][{LOWER}]+(?:-[{UPPER}][{LOWER}]+)?"
_INITIALS = f"[{UPPER}]\\.\\s*(?:[{UPPER}]\\.?)?"
_BEFORE = f"(?P<before>[{UPPER}]\\.\\s*(?:[{UPPER}]\\.\\s*)?)(?P<last>{_SURNAME})"
_AFTER = f"(?P<first>{_SURNAME})\\s+(?P<after>{_INITIALS})"
_ENDINGS = "\u0432\u043d\u0430|\u0432\u0438\u0447|\u0438\u0447\u043d\u0430|\u044c\u0438\u0447"
_PATRONYMIC = f"[{UPPER}][{LOWER}]*(?:{_ENDINGS})"
_FULL = f"(?P<family>{_SURNAME})\\s+(?P<given>[{UPPER}][{LOWER}]+)\\s+(?P<middle>{_PATRONYMIC})"
_FULL_LAST = (
    f"(?P<given2>[{UPPER}][{LOWER}]+)\\s+(?P<middle2>{_PATRONYMIC})\\s+(?P<family2>{_SURNAME})"
)
PERSON = re.compile(f"(?<![\\w.])(?:{_FULL}|{_FULL_LAST}|{_BEFORE}|{_AFTER})(?![{LOWER}])")
_WORDS = re.compile(f"{_SURNAME}")


@dataclass(frozen=True)
class PersonName:
    """A surname in lower case with io as ie, and the initials that are known, in order."""

    surname: str
    initials: tuple[str, ...] = ()

    def may_be(self, other: PersonName) -> bool:
        """Whether both may name one person: equal surnames, no initial that contradicts."""
        pairs = zip(self.initials, other.initials, strict=False)
        return self.surname == other.surname and all(mine == theirs for mine, theirs in pairs)


def parse_name(text: str) -> PersonName | None:
    """The person a text names, None when it holds no surname with initials or full name."""
    match = PERSON.search(text)
    return name_of(match) if match else None


def name_of(match: re.Match[str]) -> PersonName:
    """The name that PERSON has found."""
    found = match.groupdict()
    surname = found["family"] or found["family2"] or found["last"] or found["first"]
    given = (found["given"] or found["given2"], found["middle"] or found["middle2"])
    if given[0]:
        initials = tuple(word[0] for word in given if word)
    else:
        initials = tuple(sign for sign in found["before"] or found["after"] if sign.isalpha())
    return PersonName(fold(surname), tuple(fold(initial) for initial in initials))


def parse_full_name(text: str) -> PersonName | None:
    """The person of a list of staff, where a surname may stand alone or with a first name."""
    if found := parse_name(text):
        return found
    words = _WORDS.findall(text)
    if not words or len(words) != len(text.split()):
        return None
    return PersonName(fold(words[0]), tuple(fold(word[0]) for word in words[1:3]))


def fold(text: str) -> str:
    """Lower case with io as ie, so that spellings compare equal."""
    return text.lower().replace("\u0451", "\u0435")
