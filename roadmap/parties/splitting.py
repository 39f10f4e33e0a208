"""One cell of responsible parties as a list, each as written and once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roadmap.parties.kinds import PartyKind, begins_with, recognise, words
from roadmap.parties.names import LOWER, PERSON, UPPER, fold

_OPEN = "\u00ab(\u201e\u201c["
_CLOSE = "\u00bb)\u201d]"
_ONLY_NUMBERS = re.compile(r"(?:\u2116\s*)?\d+(?:\s*[-\u2013]\s*\d+)?\.?$")
_ONE_ABBREVIATION = re.compile(f"[{UPPER}]{{2,}}$")
_FULL_STOP = re.compile(f"(?<=[{LOWER}]{{4}})\\.$|(?<=\u00bb)\\.$")
_ITEM = re.compile(r"(?:[-\u2013\u2014\u2022\u00b7*\uf0b7]|\d{1,2}[.)])\s+(?=\S)")
_AFTER_LABEL = re.compile(r"\s*[:\u2013\u2014-]\s*(?=\S)")
_BLANKS = re.compile(r"[^\S\n]+")
_STRAY = " \t\n,;|\u2022\u00b7*"


def split_owners(cell: str) -> tuple[str, ...]:
    """The parties a cell names, as written, each once and in order.

    Line feeds are the author's; text wrapped by a layout is joined before.
    """
    found: list[str] = []
    for piece in _attached(_pieces(_join_lines(cell))):
        for name in _unlisted(piece):
            clean = _clean(name)
            if clean and clean not in found:
                found.append(clean)
    return tuple(found)


def _join_lines(cell: str) -> str:
    """A line that begins a party of its own is set apart; any other goes on with the one above."""
    joined = ""
    for drawn in cell.split("\n"):
        item = _ITEM.match(drawn.strip())
        line = _BLANKS.sub(" ", drawn.strip()[item.end() :] if item else drawn).strip()
        if not line:
            continue
        if not joined:
            joined = line
        elif item and not _is_open(joined):
            joined += "; " + line
        elif _goes_on(joined, line):
            joined += " " + line
        else:
            joined += "; " + line
    return joined


def _goes_on(joined: str, line: str) -> bool:
    if joined[-1] in ",;" or _is_open(joined):
        return True
    return not _begins_party(line) or _names_holder(joined, line)


def _names_holder(joined: str, line: str) -> bool:
    """Whether a line is the name of whoever holds the one post on the line above."""
    post = re.split(r"[,;]", joined)[-1].strip()
    if not post or not PERSON.match(line) or recognise(post).kind is not PartyKind.ROLE:
        return False
    from roadmap.parties.grammar import is_singular_nominative

    return is_singular_nominative(post.split(maxsplit=1)[0])


def _is_open(text: str) -> bool:
    return sum(map(text.count, _OPEN)) > sum(map(text.count, _CLOSE))


def _begins_party(text: str) -> bool:
    """Whether a text can only begin a party: a name, a role, an office in the nominative."""
    if PERSON.match(text):
        return True
    if recognise(text).kind is not PartyKind.UNKNOWN:
        return _is_nominative(text)
    return False


def _is_nominative(text: str) -> bool:
    first = text.lstrip(_OPEN + '"').split()[0].strip(",.;")
    if first.isupper() or not first.isalpha():
        return text[0] not in _OPEN + '"'
    from roadmap.parties.grammar import is_nominative

    return is_nominative(first)


def _pieces(text: str) -> Iterator[str]:
    """The text cut at commas, semicolons and slashes that stand outside quotes and brackets."""
    depth, quoted, start = 0, False, 0
    for at, sign in enumerate(text):
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            depth = max(0, depth - 1)
        elif sign == '"':
            quoted = not quoted
        elif (sign in ",;" or _is_cutting_slash(text, at)) and not depth and not quoted:
            yield text[start:at]
            start = at + 1
    if depth or quoted:
        yield from _unquoted(text[start:])
    else:
        yield text[start:]


def _unquoted(text: str) -> Iterator[str]:
    """A rest whose quote is never closed: its commas cut after all."""
    return iter(re.split(r"[,;]", text))


def _is_cutting_slash(text: str, at: int) -> bool:
    if text[at] != "/":
        return False
    left, right = text[:at].strip(), text[at + 1 :].strip()
    return bool(left and right) and _begins_party(right)


def _attached(pieces: Iterator[str]) -> Iterator[str]:
    """«№ 1, 2, 3» are parts of one name, and a post after a person's name belongs to it."""
    held = ""
    for piece in pieces:
        text = piece.strip(_STRAY)
        if not text:
            continue
        if held and (_goes_on_counting(held, text) or _is_post_of(held, text)):
            held = f"{held}, {text}"
            continue
        if held:
            yield held
        held = text
    if held:
        yield held


def _goes_on_counting(held: str, text: str) -> bool:
    """«3» after a school's number, «11 классов» after «классные руководители 9»."""
    if _ONLY_NUMBERS.match(text):
        return True
    if held[-1].isdigit() and text[0].isdigit():
        return True
    return recognise(held).kind is PartyKind.ROLE and _is_duty(text)


def _is_duty(text: str) -> bool:
    """Whether a text can only be more of what someone is in charge of: «ВР», «русского языка»."""
    if fold(text) in words("duties"):
        return True
    if recognise(text).kind is not PartyKind.UNKNOWN or not text[0].islower():
        return False
    from roadmap.parties.grammar import is_genitive_only

    return is_genitive_only(text.split(maxsplit=1)[0])


def _is_post_of(held: str, text: str) -> bool:
    if not PERSON.fullmatch(held) or recognise(text).kind is not PartyKind.ROLE:
        return False
    from roadmap.parties.grammar import is_singular_nominative

    return is_singular_nominative(text.split(maxsplit=1)[0])


def _unlisted(piece: str) -> Iterator[str]:
    """A piece with several parties and nothing between them but a blank or an «and»."""
    persons = list(PERSON.finditer(piece))
    if len(persons) > 1:
        yield from _persons_apart(piece, persons)
        return
    for cut in _inner_beginnings(piece):
        yield piece[:cut]
        yield from _unlisted(piece[cut:])
        return
    yield piece


def _persons_apart(piece: str, persons: list[re.Match[str]]) -> Iterator[str]:
    """Each person with the words before the name (a post); words after the last go with it."""
    start = 0
    for person in persons[:-1]:
        yield _without_and(piece[start : person.end()])
        start = person.end()
    yield _without_and(piece[start:])


def _without_and(text: str) -> str:
    text = text.strip(_STRAY)
    for word in words("and"):
        if text.startswith(word + " "):
            return text[len(word) + 1 :]
    return text


def _inner_beginnings(piece: str) -> Iterator[int]:
    """Where inside the piece another party begins, though no comma says so."""
    for match in re.finditer(r"\s+(?=\S)", piece):
        left, right = piece[: match.start()], piece[match.end() :]
        if _is_and(left) and _begins_party(left) and _begins_listed(right):
            if _shares_post(left, right):
                continue
            yield match.end()
            return
        if _is_office(left) and _begins_office(right):
            yield match.end()
            return
        if _is_whole(left) and begins_with(right, "begins_anew"):
            yield match.end()
            return


def _shares_post(left: str, right: str) -> bool:
    """«Руководители РМО и ШМО»: one post in two bodies."""
    post = left.rsplit(maxsplit=1)[0]
    if recognise(post).kind is not PartyKind.ROLE or not _ONE_ABBREVIATION.match(right):
        return False
    return bool(_ONE_ABBREVIATION.match(post.split()[-1])) and not begins_with(right, "schools")


def _is_office(left: str) -> bool:
    """Whether a text is a whole party of several words, the last of them no adjective."""
    if len(left.split()) < 2 or recognise(left).kind is PartyKind.UNKNOWN:
        return False
    from roadmap.parties.grammar import is_genitive_noun

    return is_genitive_noun(left.rsplit(maxsplit=1)[-1])


def _begins_office(right: str) -> bool:
    """Whether a text begins with a capital and with a post or body that stands in the nominative
    beyond doubt."""
    first = right.split(maxsplit=1)[0].strip(",.;")
    if not first.istitle() or recognise(right).kind is PartyKind.UNKNOWN or PERSON.match(right):
        return False
    from roadmap.parties.grammar import is_nominative_only

    return is_nominative_only(first)


def _begins_listed(text: str) -> bool:
    return begins_with(text, "begins_anew") or _begins_party(text)


def _is_and(left: str) -> bool:
    return left.rsplit(maxsplit=1)[-1].lower() in words("and") and len(left.split()) > 1


def _is_whole(left: str) -> bool:
    """A name that needs no more words: an abbreviation, a name in quotes, a person."""
    return bool(_ONE_ABBREVIATION.match(left) or left[-1] in '\u00bb"' or PERSON.fullmatch(left))


def _clean(name: str) -> str:
    text = _without_label(" ".join(name.split()).strip(_STRAY + "-\u2013\u2014"))
    text = _without_trailing_and(_without_and(text))
    return _FULL_STOP.sub("", text)


def _without_label(text: str) -> str:
    """The party behind «Ответственный:»."""
    for word in words("labels"):
        if fold(text).startswith(word) and (mark := _AFTER_LABEL.match(text, len(word))):
            return text[mark.end() :]
    return text


def _without_trailing_and(text: str) -> str:
    for word in words("and"):
        text = text.removesuffix(" " + word)
    return text
