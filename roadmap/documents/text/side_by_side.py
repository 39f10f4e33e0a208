"""A scanned table whose cells were written out line by line, all columns of a line together.

Only single blanks are left between columns. What parts them is found by a search over the ways
to cut the lines: dates and parties are known words, a column's lines are of one width, a cell
goes on from line to line, and now and then the scanner has seen a border.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from heapq import nsmallest
from statistics import quantiles

from roadmap.documents.grammar import hangs, is_infinitive
from roadmap.documents.numerals import Numeral
from roadmap.documents.stacks import is_date, is_deadline, is_several
from roadmap.documents.text.scanned_lines import MOST_WORDS, ScannedLine, dates_inside
from roadmap.documents.text.segments import begins_deadline, has_deadline_word
from roadmap.documents.text.wrapping import ends_sentence, first_word, would_fit
from roadmap.documents.vocabulary import entries, plain, position
from roadmap.documents.words import flow, is_known
from roadmap.parties import PartyKind, is_party_list, recognise, split_owners
from roadmap.parties.grammar import is_nominative

TITLE, DEADLINE, OWNER, RESULT = range(4)
BEAM = 40
WIDE_BEAM = 160
CUTS = 30
NARROW = (12.0, 14.0)
"""The widths in letters of the columns of deadlines and owners, which are short everywhere."""

BORDER_MISSED = 1.5
STRANGE_DATE_WORD = 0.5
DATE_WORD = 0.1
STRANGE_OWNER_WORD = 0.55
TOO_LONG = 0.5
ANOTHER_COLUMN = 0.2
TWICE_JOINED = 1.0
ALONE = 0.3
ANOTHER_BEGUN = 1.5
CUT_SHORT = 1.2
LONGEST_PARTY = 7
LONGEST_DEADLINE = 9
SEVERAL = 0.5
NO_TITLE = 0.05
STRANGE_WORD = 0.6
MOST_STRANGE = 4
ENDED_EARLY = 2.0
NEW_SENTENCE = 0.5
CAPITAL_INSIDE = 1.0
VERB_INSIDE = 5.0
SMALL_BEGINNING = 3.5
OUT_OF_PLACE = 1.2
LATE_BEGINNING = 1.0
INTERRUPTED = 2.5
NEW_ROW = 1.2
MISSING = (6.0, 0.7, 1.5, 1.5)
UNREADABLE = 2.0
DOUBTFUL = 0.25
"""A row whose way cost more a line is marked as one whose words could not be told apart."""

Cut = tuple[str, str, str, str]


@dataclass(frozen=True)
class ScannedRow:
    """Lines of the four columns of a row; `doubtful` when they may be mixed up."""

    cells: tuple[tuple[str, ...], ...] = ((), (), (), ())
    last: tuple[int, ...] = (-1, -1, -1, -1)
    numeral: Numeral | None = None
    page: int = 1
    turned: int = -1
    start: int = 0
    cost: float = 0.0

    @property
    def ahead(self) -> Hashable:
        """All that matters for how the row can go on: of two ways that agree in it, the cheaper
        stays the cheaper."""
        title, deadline, owner, result = self.cells
        return self.start, self.last, title[-1:], deadline, owner, result[-1:]

    @property
    def doubtful(self) -> bool:
        """Whether the words of the row's columns may be mixed up."""
        pieces = sum(map(len, self.cells))
        lines = max(self.last) - self.start + 1
        return self.cost - ANOTHER_COLUMN * pieces > DOUBTFUL * lines


@dataclass(frozen=True)
class _Way:
    cost: float = 0.0
    done: tuple[ScannedRow, ...] = ()
    row: ScannedRow = field(default_factory=ScannedRow)


@dataclass(frozen=True)
class Widths:
    """The widths in letters of the columns of titles and results."""

    title: float
    result: float

    def of(self, column: int) -> float:
        """The width of a column."""
        return (self.title, *NARROW, self.result)[column]


def tell_apart(
    lines: Sequence[ScannedLine], widths: Widths, usual: frozenset[str] = frozenset()
) -> tuple[ScannedRow, ...]:
    """The rows of the lines under one heading. `usual` are parties that the document is known to
    name: a name that is only the beginning of one is held to be cut short."""
    ways = [_Way()]
    for at, line in enumerate(lines):
        cuts = _cuts(line, widths)
        after: dict[Hashable, _Way] = {}
        for way in ways:
            for cut in cuts:
                for following in _after(way, cut, line, at, widths, usual):
                    held = after.setdefault(following.row.ahead, following)
                    if following.cost < held.cost:
                        after[following.row.ahead] = following
        likely = nsmallest(WIDE_BEAM, after.values(), key=lambda way: way.cost)
        ways = nsmallest(BEAM, likely, key=lambda way: way.cost + _ended(way.row, at, usual))
    closed = [_closed(way, usual) for way in ways]
    return min(closed, key=lambda way: way.cost).done if closed else ()


def usual_parties(rows: Sequence[ScannedRow]) -> frozenset[str]:
    """The parties that more than one of the rows names; of a name and a longer one that begins
    like it the more frequent."""
    named = Counter(
        name
        for row in rows
        for name in split_owners(flow("\n".join(row.cells[OWNER]), wrapped=True))
    )
    return frozenset(
        name
        for name, times in named.items()
        if times > 1
        and not any(other.startswith(f"{name} ") and named[other] >= times for other in named)
    )


def measured_widths(lines: Sequence[ScannedLine]) -> Widths:
    """The widths of the title's and the result's columns, from lines on which a date parts them."""
    left: list[int] = []
    right: list[int] = []
    for line in lines:
        for start, end in dates_inside(line.words):
            left.append(len(" ".join(line.words[:start])))
            owners = _owners_after(line.words, end)
            if end < owners < len(line.words):
                right.append(len(" ".join(line.words[owners:])))
            break
    return Widths(_most(left, 34.0), _most(right, 27.0))


def _most(lengths: Sequence[int], otherwise: float) -> float:
    return quantiles(lengths, n=10)[-1] + 1 if len(lengths) > 4 else otherwise


def _owners_after(words: Sequence[str], start: int) -> int:
    end = start
    while end < len(words) and end < start + 2 and _is_party(words[end]):
        end += 1
    return end


def has_dates_inside(lines: Sequence[ScannedLine]) -> bool:
    """Whether the lines hold dates with a party after them in their middles, as lines do on which
    several columns stand."""
    found = 0
    for line in lines:
        for _, end in dates_inside(line.words):
            found += end < len(line.words) and _is_party(line.words[end])
    return found > 2


@lru_cache(maxsize=4_096)
def _is_party(word: str) -> bool:
    return recognise(word.strip(",.;")).kind is not PartyKind.UNKNOWN


def _cuts(line: ScannedLine, widths: Widths) -> tuple[tuple[float, Cut], ...]:
    """The likeliest ways to cut one line, each with its own cost."""
    words, count = line.words, len(line.words)
    found: list[tuple[float, Cut]] = []
    for title in range(count + 1):
        for deadline in range(title, min(count, title + MOST_WORDS) + 1):
            for owner in range(deadline, min(count, deadline + MOST_WORDS) + 1):
                bounds = (title, deadline, owner)
                cut = (
                    " ".join(words[:title]),
                    " ".join(words[title:deadline]),
                    " ".join(words[deadline:owner]),
                    " ".join(words[owner:]),
                )
                found.append((_cut_cost(cut, bounds, line, widths), cut))
    return tuple(nsmallest(CUTS, found))


def _cut_cost(cut: Cut, bounds: tuple[int, ...], line: ScannedLine, widths: Widths) -> float:
    cost = BORDER_MISSED * sum(border not in (0, *bounds) for border in line.borders)
    cost += sum(_out_of_place(word, at) for at, word in enumerate(cut[TITLE].split()))
    cost += sum(_out_of_place(word, 1) for word in cut[RESULT].split())
    cost += NO_TITLE * (not cut[TITLE])
    for column, text in enumerate(cut):
        cost += ANOTHER_COLUMN * bool(text)
        cost += TOO_LONG * max(0.0, len(text) - widths.of(column) - 1)
    strange = sum(map(_date_word, cut[DEADLINE].split()))
    strange += sum(map(_owner_word, cut[OWNER].split()))
    return cost + strange * (ALONE if sum(map(bool, cut)) == 1 else 1.0)


@lru_cache(maxsize=8_192)
def _out_of_place(word: str, at: int) -> float:
    """The cost of a month, or of an office in the nominative, among the words of an activity."""
    bare = word.strip("(\u00ab\u00bb,.;:)")
    if not bare or (bare.isdigit() and len(bare) != len("2000")):
        return 0.0
    if is_date(bare):
        return OUT_OF_PLACE
    office = at > 0 and bare[0].isupper() and not bare.isupper() and _is_party(bare)
    return OUT_OF_PLACE if office and is_nominative(bare) else 0.0


@lru_cache(maxsize=4_096)
def _date_word(word: str) -> float:
    known = begins_deadline(word) or has_deadline_word(word) or is_date(word)
    return DATE_WORD if known else STRANGE_DATE_WORD


@lru_cache(maxsize=4_096)
def _owner_word(word: str) -> float:
    return 0.1 if _is_party(word) else STRANGE_OWNER_WORD


def _after(
    way: _Way,
    weighed: tuple[float, Cut],
    line: ScannedLine,
    at: int,
    widths: Widths,
    usual: frozenset[str],
) -> Iterator[_Way]:
    """The way with one more line: in the row being read, or as the first of another."""
    own, cut = weighed
    if line.turned:
        way = replace(way, row=replace(way.row, turned=at))
    started = any(way.row.cells)
    if started and line.numeral is None:
        cost = own + sum(
            _going_on(way.row, column, text, line, at, widths)
            for column, text in enumerate(cut)
            if text
        )
        yield replace(way, cost=way.cost + cost, row=_added(way.row, cut, at, cost))
    if cut[TITLE] and (line.numeral or not started or cut[TITLE][0].isupper()):
        closed = _closed(way, usual) if started else way
        cost = own + (0.0 if line.numeral or not started else NEW_ROW)
        cost += sum(_beginning(column, text) for column, text in enumerate(cut) if text)
        fresh = ScannedRow(numeral=line.numeral, page=line.page, start=at)
        row = _added(fresh, cut, at, cost)
        yield _Way(closed.cost + cost, closed.done, row)


def _added(row: ScannedRow, cut: Cut, at: int, cost: float) -> ScannedRow:
    cells = tuple(
        (*cell, text) if text else cell for cell, text in zip(row.cells, cut, strict=True)
    )
    last = tuple(at if text else before for before, text in zip(row.last, cut, strict=True))
    return replace(row, cells=cells, last=last, cost=row.cost + cost)


def _beginning(column: int, text: str) -> float:
    """The cost of a cell beginning with a text."""
    if column == DEADLINE:
        return 0.0
    if text[0].isupper() or not text[0].isalpha():
        return 0.0
    return (
        SMALL_BEGINNING / 4 if column == OWNER and _is_party(first_word(text)) else SMALL_BEGINNING
    )


def _going_on(
    row: ScannedRow, column: int, text: str, line: ScannedLine, at: int, widths: Widths
) -> float:
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


def _closed(way: _Way, usual: frozenset[str]) -> _Way:
    """The way with its row at an end."""
    cost = _closing(way.row, usual)
    row = replace(way.row, cost=way.row.cost + cost)
    return _Way(way.cost + cost, (*way.done, row), ScannedRow())


def _closing(row: ScannedRow, usual: frozenset[str]) -> float:
    """The cost of a row as it stands: empty cells, cells that cannot end so, words that do not
    make a deadline, parties or words at all."""
    cost = sum(missing for missing, cell in zip(MISSING, row.cells, strict=True) if not cell)
    cost += sum(hangs(row.cells[at][-1]) for at in (TITLE, OWNER, RESULT) if row.cells[at])
    cost += _unread("\n".join(row.cells[DEADLINE]))
    cost += _unknown("\n".join(row.cells[OWNER]), usual)
    return cost + sum(_strange_words("\n".join(row.cells[at])) for at in (TITLE, RESULT))


def _ended(row: ScannedRow, at: int, usual: frozenset[str]) -> float:
    """The cost of the cells that did not go on at a line, as if they were at an end."""
    still = [cell and last < at for cell, last in zip(row.cells, row.last, strict=True)]
    cost = _unread("\n".join(row.cells[DEADLINE])) if still[DEADLINE] else 0.0
    return cost + (_unknown("\n".join(row.cells[OWNER]), usual) if still[OWNER] else 0.0)


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


def _differs_from_usual(name: str, usual: frozenset[str]) -> bool:
    """Whether a party begins like a usual one and then has fewer words, or others."""
    first = first_word(name)
    return name not in usual and any(first_word(other) == first for other in usual)


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
