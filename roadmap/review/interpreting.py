"""A returned workbook → the plan it asks for, or every fault by its cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from roadmap.deadlines import Stacked
from roadmap.parts import Part, Share
from roadmap.review.activity_rows import activity_of, is_edited
from roadmap.review.answering import answered
from roadmap.review.book import Book, Fault, FaultyReview, yes_no
from roadmap.review.folding import Answer, Choice, Topic, choices_of, topic_of
from roadmap.review.sheets import Faults, SheetRow, rows_of
from roadmap.review.values import (
    PartyEntry,
    Plan,
    Planned,
    SchoolEntry,
    items_of,
    party_names,
)
from roadmap.review.vocabulary import PartyIs, meaning, plain, read_code, table

_KEY = re.compile(r"(\d{1,9})(?:/([a-z]\d*))?")
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_MARKS = re.compile(r"[,;\s]+")
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Returned:
    """What the workbook asks for; `party_cells` are the addresses of «who exactly» by party."""

    plan: Plan
    party_cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Answer:
    row: SheetRow
    topic: Topic
    choice: Choice
    codes: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the sheet: the activity, what it was made of, its key, and where it stands."""

    row: SheetRow
    found: Planned
    base: Planned | None
    key: Key | None


def interpret(book: Book, stored: Plan, *, keyed: bool) -> Returned:
    """Read a workbook beside the stored plan; `keyed` when it was made of that plan, so that its
    hidden keys mean something. Raises FaultyReview with every fault."""
    faults = Faults()
    lines = _lines(book, stored, faults, keyed=keyed)
    answers = _answers(book, stored, faults) if keyed else []
    parties, parts, cells = _parties(book, faults)
    activities = [_with_parts(one, parts) for one in _activities(lines, answers)]
    schools = _schools(book, faults)
    if faults.found:
        raise FaultyReview(tuple(faults.found))
    plan = Plan(stored.number, stored.title, stored.period, tuple(activities), parties, schools)
    return Returned(plan, cells)


def _lines(book: Book, stored: Plan, faults: Faults, *, keyed: bool) -> list[_Line]:
    bases: dict[Key, Planned] = {}
    for activity in stored.activities if keyed else ():
        bases[activity.code or 0, ""] = activity
        bases |= {(item.code or 0, item.item): item for item in items_of(activity, stored.period)}
    known = frozenset({*party_names(stored.activities), *(p.name for p in stored.parties)})
    lines = []
    for row in rows_of(book, "activities", ("title", "deadline", "owners"), faults):
        key = _key(row.line("key"))
        base = bases.pop(key, None) if key else None  # a copied row is a new one
        if key and key[1] and base is None:
            continue  # a piece of a row that is whole again
        found = activity_of(row, base, known, stored.period)
        lines.append(_Line(row, found, base, key if base else None))
    return lines


def _key(text: str) -> Key | None:
    found = _KEY.fullmatch(text)
    return (int(found[1]), found[2] or "") if found else None


def _activities(lines: list[_Line], answers: list[_Answer]) -> list[Planned]:
    whole = {line.key[0]: line for line in lines if line.key and not line.key[1]}
    apart = _split(whole, answers)
    pieces = {line.key[0] for line in lines if line.key and line.key[1]}
    found = []
    for line in lines:
        code, item = line.key or (0, "")
        if item:
            if code in apart or code not in whole:
                found.append(line.found)
            elif line.base and is_edited(line.found, line.base):
                whole[code].row.fault("apart", Fault.NOT_SPLIT, line.row.cell("title"))
        elif code not in apart or code not in pieces:
            found.append(_answered(line, answers))
    return found


def _split(whole: Mapping[int, _Line], answers: list[_Answer]) -> set[int]:
    """The codes of the rows that become several activities."""
    apart: set[int] = set()
    for code, line in whole.items():
        text = line.row.line("apart")
        said = yes_no(text)
        if text and said is None:
            line.row.fault("apart", Fault.UNKNOWN_YES_NO)
        if said and not (line.base and isinstance(line.base.rule, Stacked)):
            line.row.fault("apart", Fault.OLD_QUESTION)
        elif said:
            apart.add(code)
    for answer in answers:
        if answer.choice.answer is Answer.SPLIT:
            apart |= answer.codes
    return apart


def _answered(line: _Line, answers: list[_Answer]) -> Planned:
    """What the clerk wrote into the row itself goes before an answer for all.

    An answer that was taken before, with the same file, gives what is stored; where it gives
    something else the file is too old, which is a fault.
    """
    found, base = line.found, line.base
    for answer in answers:
        if base is None or base.code not in answer.codes:
            continue
        after = answered(found, answer.topic, answer.choice)
        if any(topic_of(doubt) is answer.topic for doubt in base.doubts):
            if found.rule == base.rule:
                found, base = after, replace(base, rule=after.rule)
        elif after.rule == base.rule:
            found = after
        elif found.rule != base.rule:
            answer.row.fault("answer", Fault.OLD_QUESTION)
    return found


def _answers(book: Book, stored: Plan, faults: Faults) -> list[_Answer]:
    codes = {activity.code: activity for activity in stored.activities}
    found = []
    for row in rows_of(book, "questions", ("answer",), faults):
        if not row.line("answer"):
            continue
        topic, concerned = _question(row.line("key"))
        allowed = {
            choice
            for code in concerned
            if code in codes
            for doubt in codes[code].doubts
            if topic_of(doubt) is topic
            for choice in choices_of(doubt)
        }
        choice = _choice(row.line("answer"), allowed or _any_choice(stored))
        if topic is None:
            row.fault("answer", Fault.OLD_QUESTION)
        elif choice is None:
            row.fault("answer", Fault.UNKNOWN_ANSWER)
        else:
            found.append(_Answer(row, topic, choice, concerned - _exceptions(row, concerned)))
    return found


def _question(key: str) -> tuple[Topic | None, frozenset[int]]:
    name, _, numbers = key.partition("|")
    codes = frozenset(int(one) for one in numbers.split(",") if one.isdecimal() and len(one) < 10)
    return (Topic(name) if name in set(Topic) else None), codes


def _any_choice(stored: Plan) -> set[Choice]:
    """Whatever may ever be answered, for a question that is settled by now."""
    only = {Choice(Answer.ONLY_YEAR, year) for year in stored.period.years}
    return only | {Choice(answer) for answer in Answer if answer is not Answer.ONLY_YEAR}


def _choice(text: str, allowed: set[Choice]) -> Choice | None:
    for choice in allowed:
        if plain(text) in {plain(choice_word(choice)), str(choice.year)}:
            return choice
    return None


def choice_word(choice: Choice) -> str:
    """An answer as the drop-down offers it."""
    return str(table("choices")[choice.answer.value]).format(year=choice.year)


def _exceptions(row: SheetRow, concerned: frozenset[int]) -> frozenset[int]:
    found = set()
    for word in _MARKS.split(row.line("exceptions")):
        code = read_code(word) if word else None
        if word and (code is None or code not in concerned):
            row.fault("exceptions", Fault.UNKNOWN_CODE, word)
        elif code is not None:
            found.add(code)
    return frozenset(found)


def _parties(
    book: Book, faults: Faults
) -> tuple[tuple[PartyEntry, ...], dict[str, Part], dict[str, str]]:
    entries: list[PartyEntry] = []
    parts: dict[str, Part] = {}
    cells: dict[str, str] = {}
    for row in rows_of(book, "parties", ("name", "kind", "meant"), faults):
        kind = meaning(PartyIs, "party_kinds", row.line("kind"))
        meant, wants_kind = row.line("meant"), row.line("kind") or row.line("meant")
        if wants_kind and kind is None:
            row.fault("kind", Fault.UNKNOWN_PARTY_KIND)
        part = meaning(Part, "parts", row.line("part"))
        if row.line("part") and part is None:
            row.fault("part", Fault.UNKNOWN_PART)
        elif part is not None:
            parts[row.line("name")] = part
        entries.append(PartyEntry(row.line("name"), kind, meant, _email(row)))
        cells[row.line("name")] = row.cell("meant")
    return tuple(entries), parts, cells


def _email(row: SheetRow) -> str:
    text = row.line("email")
    if text and not _MAIL.fullmatch(text):
        row.fault("email", Fault.BAD_EMAIL)
    return text


def _with_parts(activity: Planned, parts: Mapping[str, Part]) -> Planned:
    """A part said for all rows goes before those of the rows."""
    shares = tuple(Share(s.name, parts.get(s.name, s.part)) for s in activity.shares)
    return replace(activity, shares=shares)


def _schools(book: Book, faults: Faults) -> tuple[SchoolEntry, ...]:
    rows = rows_of(book, "schools", ("name",), faults)
    return tuple(SchoolEntry(row.line("name"), _email(row)) for row in rows if row.line("name"))
