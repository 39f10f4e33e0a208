"""What it costs a row to go on with a line, to begin with one, and to end as it stands."""

from __future__ import annotations

from functools import lru_cache

from roadmap.documents.grammar import hangs, is_infinitive
from roadmap.documents.scans.cuts import is_party
from roadmap.documents.scans.values import DEADLINE, OWNER, RESULT, TITLE, Cut, ScannedRow, Widths
from roadmap.documents.stacks import is_date, is_deadline, is_several
from roadmap.documents.text.segments import begins_deadline
from roadmap.documents.text.wrapping import ends_sentence, first_word, would_fit
from roadmap.documents.vocabulary import entries, plain, position
from roadmap.documents.words import flow, is_known
from roadmap.parties import is_party_list, split_owners
from roadmap.parties.grammar import is_nominative

ENDED_EARLY = 2.0
NEW_SENTENCE = 0.5
CAPITAL_INSIDE = 1.0
VERB_INSIDE = 5.0
TWICE_JOINED = 1.0
SMALL_BEGINNING = 3.5
LATE_BEGINNING = 1.0
INTERRUPTED = 2.5
ANOTHER_BEGUN = 1.5
MISSING = (6.0, 0.7, 1.5, 1.5)
UNREADABLE = 2.0
SEVERAL = 0.5
CUT_SHORT = 1.2
STRANGE_WORD = 0.6
MOST_STRANGE = 4
LONGEST_PARTY = 7
LONGEST_DEADLINE = 9


def beginning(cut: Cut) -> float:
    """The cost of a row beginning with a line."""
    return sum(_beginning(column, text) for column, text in enumerate(cut) if text)


def going_on(row: ScannedRow, cut: Cut, at: int, widths: Widths) -> float:
    """The cost of a row going on with a line."""
    return sum(_going_on(row, column, text, at, widths) for column, text in enumerate(cut) if text)


def closing(row: ScannedRow, usual: frozenset[str]) -> float:
    """The cost of a row as it stands: empty cells, cells that cannot end so, words that do not
    make a deadline, parties or words at all."""
    cost = sum(missing for missing, cell in zip(MISSING, row.cells, strict=True) if not cell)
    cost += sum(hangs(row.cells[at][-1]) for at in (TITLE, OWNER, RESULT) if row.cells[at])
    cost += _unread("\n".join(row.cells[DEADLINE]))
    cost += _unknown("\n".join(row.cells[OWNER]), usual)
    return cost + sum(_strange_words("\n".join(row.cells[at])) for at in (TITLE, RESULT))


def ended(row: ScannedRow, at: int, usual: frozenset[str]) -> float:
    """The cost of the cells that did not go on at a line, as if they were at an end."""
    still = [cell and last < at for cell, last in zip(row.cells, row.last, strict=True)]
    cost = _unread("\n".join(row.cells[DEADLINE])) if still[DEADLINE] else 0.0
    return cost + (_unknown("\n".join(row.cells[OWNER]), usual) if still[OWNER] else 0.0)


def _beginning(column: int, text: str) -> float:
    """The cost of a cell beginning with a text."""
    if column == DEADLINE:
        return 0.0
    if text[0].isupper() or not text[0].isalpha():
        return 0.0
    return (
        SMALL_BEGINNING / 4 if column == OWNER and is_party(first_word(text)) else SMALL_BEGINNING
    )


def _going_on(row: ScannedRow, column: int, text: str, at: int, widths: Widths) -> float:
    """The cost of a cell going on with a text on the next line."""
    if not row.cells[column]:
        late = 0.0 if column == DEADLINE else LATE_BEGINNING
        return late + _beginning(column, text)
    before = row.cells[column][-1]
    cost = 0.0 if row.last[column] == at - 1 or row.last[column] < row.turned else INTERRUPTED
    if column in (DEADLINE, OWNER):
        return cost / 2 + ANOTHER_BEGUN * _begins_another(row, column, text)
    capital = text[0].isupper()
    if _joins(before.split()[-1]) and _joins(first_word(text)):
        cost += TWICE_JOINED
    if would_fit(before, text, widths.of(column)):
        cost += NEW_SENTENCE if ends_sentence(before) and capital else ENDED_EARLY
    elif capital and not ends_sentence(before):
        cost += _capital_inside(before, text)
    return cost


def _begins_another(row: ScannedRow, column: int, text: str) -> bool:
    """Whether a capital in a narrow cell begins another deadline or party; the abbreviation of an
    office goes on with the role before it."""
    if not text[0].isupper() or row.cells[column][-1][-1] in ",-" or _is_begun(row, column):
        return False
    word = first_word(text)
    return column == DEADLINE or not (word.isupper() and len(word) > 1)


def _is_begun(row: ScannedRow, column: int) -> bool:
    """Whether the words of a narrow cell so far are no whole deadline or list of parties."""
    text = "\n".join(row.cells[column])
    return bool(_unread(text) if column == DEADLINE else _unknown(text, frozenset()))


def _joins(word: str) -> bool:
    return word.lower() in entries("joining", "words")


def _capital_inside(before: str, text: str) -> float:
    word = first_word(text).strip("()\u00ab\u00bb,.")
    if is_infinitive(word):
        return VERB_INSIDE
    return 0.0 if hangs(before) or word.isupper() else CAPITAL_INSIDE


@lru_cache(maxsize=8_192)
def _unread(text: str) -> float:
    words = flow(text, wrapped=True)
    if not words:
        return 0.0
    if is_date(words):
        return SEVERAL if is_several(words) else 0.0
    known = all(is_known(word.strip(",.;")) for word in words.split())
    known = known and len(words.split()) <= LONGEST_DEADLINE
    known = known and begins_deadline(first_word(words))
    timed = position(plain(words), entries("deadlines", "timed")) == 0
    whole = known and not timed and plain(words) not in entries("deadlines", "open")
    return 0.0 if whole and is_deadline(words, None) else UNREADABLE


@lru_cache(maxsize=16_384)
def _strange_words(text: str) -> float:
    """The cost of scraps that are no words, as a narrow column's are in a wide one."""
    words = [word.strip("()\u00ab\u00bb,.;:") for word in flow(text, wrapped=True).split()]
    strange = sum(word.isalpha() and word.islower() and not is_known(word) for word in words)
    return STRANGE_WORD * min(strange, MOST_STRANGE)


@lru_cache(maxsize=8_192)
def _unknown(text: str, usual: frozenset[str]) -> float:
    """The cost of words as a list of parties."""
    if not text:
        return 0.0
    names = flow(text, wrapped=True)
    word = first_word(names).strip(",.;")
    begins = 0.0 if not word.isalpha() or word.isupper() or is_nominative(word) else 1.0
    parties = split_owners(names)
    cut_short = sum(_differs_from_usual(name, usual) for name in parties)
    longest = max((len(name.split()) for name in parties), default=0)
    dated = any(word[0].isdigit() and is_date(word) for word in names.split())
    listed = (
        not dated and is_party_list(names) and longest <= LONGEST_PARTY and not _strange_words(text)
    )
    return begins + CUT_SHORT * cut_short + (0.0 if listed else UNREADABLE)


def _differs_from_usual(name: str, usual: frozenset[str]) -> bool:
    """Whether a party begins like a usual one and then has fewer words, or others."""
    first = first_word(name)
    return name not in usual and any(first_word(other) == first for other in usual)
