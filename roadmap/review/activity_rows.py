"""A row of the sheet of activities → a planned activity, beside what was stored of it."""

from __future__ import annotations

import re
from dataclasses import replace

from roadmap.deadlines import External, NoDeadline, Ongoing, Rule, read, to_json
from roadmap.deadlines.questions import NotUnderstood, OutsidePeriod
from roadmap.deadlines.reading import Reading
from roadmap.deadlines.wording import russian
from roadmap.drafts import Doubt, Level
from roadmap.parts import Part, Share, proposed
from roadmap.period import Period
from roadmap.review.book import Fault
from roadmap.review.folding import Topic, topic_of
from roadmap.review.sheets import SheetRow
from roadmap.review.values import Planned
from roadmap.review.vocabulary import (
    DeadlineKind,
    kind_word,
    level_word,
    meaning,
    plain,
    read_share,
    share_words,
    table,
)

_BREAKS = re.compile(r"[;\n]")
_UNDATED: dict[DeadlineKind, Rule] = {
    DeadlineKind.ONGOING: Ongoing(),
    DeadlineKind.NONE: NoDeadline(),
}
ABOUT_OWNERS = {Topic.OWNERS, Topic.NOBODY}
ABOUT_WORDS = {Topic.PIECES, Topic.GARBLED, Topic.NO_TITLE, Topic.REPEATED}


def kind_of(rule: Rule) -> DeadlineKind:
    """The kind that the drop-down shows for a rule."""
    reading = Reading(rule, (), confident=True, question=None, unread="")
    return DeadlineKind(to_json(reading)["kind"])


def owners_text(shares: tuple[Share, ...]) -> str:
    """The parties of a row, one a line, as the workbook shows them."""
    return "\n".join(share_words(share) for share in shares)


def activity_of(
    row: SheetRow, base: Planned | None, parties: frozenset[str], period: Period
) -> Planned:
    """What a row says. `base` is the stored activity it was made of; faults go to the row."""
    title = row.line("title")
    if not title and (base is None or base.title):
        row.fault("title", Fault.NO_TITLE)
    deadline_text = row.line("deadline_text")
    found = Planned(
        code=base.code if base else None,
        item=base.item if base else "",
        row=base.row if base else None,
        title=_kept(title, base.title if base else ""),
        section=_kept(row.line("section"), base.section if base else ""),
        subsection=_kept(row.line("subsection"), base.subsection if base else ""),
        number=_kept(row.line("number"), base.number if base else ""),
        deadline_text=_kept(deadline_text, base.deadline_text if base else ""),
        rule=_rule(row, base, deadline_text, period),
        shares=_shares(row, base, parties),
        expected_result=_kept(row.text("expected_result"), base.expected_result if base else ""),
        level=_level(row),
    )
    return replace(found, doubts=_doubts(row, base, found)) if base else found


def _kept(text: str, stored: str) -> str:
    """The stored text where only its blanks differ: a sheet does not keep them all."""
    return stored if text.split() == stored.split() else text


def _level(row: SheetRow) -> Level | None:
    text = row.line("level")
    level = meaning(Level, "levels", text)
    if text and level is None:
        row.fault("level", Fault.UNKNOWN_LEVEL)
    return level


def deadline_shown(rule: Rule) -> str:
    """The kind and the rule as the workbook shows them, in one hidden cell: whether the clerk
    changed either is told by what was shown, not by what has been stored since."""
    return f"{kind_word(kind_of(rule))} | {russian(rule)}"


def _rule(row: SheetRow, base: Planned | None, deadline_text: str, period: Period) -> Rule:
    stored = base.rule if base else NoDeadline()
    text, kind_text = row.line("deadline"), row.line("kind")
    kind = meaning(DeadlineKind, "kinds", kind_text)
    if kind_text and kind is None:
        row.fault("kind", Fault.UNKNOWN_KIND)
        return stored
    shown = row.line("shown")
    shown_kind, _, shown_text = (part.strip() for part in shown.partition("|"))
    new_kind = kind is not None and (base is None or plain(kind_text) != plain(shown_kind))
    new_text = base is None or text != shown_text
    if not (new_kind or new_text) and shown == " ".join(deadline_shown(stored).split()):
        return stored
    if new_kind and (not new_text or not text) and kind in _UNDATED:
        return _UNDATED[kind]
    if new_kind and (not new_text or not text) and kind is DeadlineKind.EXTERNAL:
        return External(deadline_text)
    return _read(row, text, kind if new_kind else None, period)


def _read(row: SheetRow, text: str, kind: DeadlineKind | None, period: Period) -> Rule:
    """The rule that a cell says; `kind` where the drop-down was changed."""
    reading = read(text, period)
    if isinstance(reading.rule, NoDeadline) and kind in (None, DeadlineKind.NONE) and not text:
        return reading.rule
    if isinstance(reading.rule, NoDeadline) or isinstance(reading.question, NotUnderstood):
        row.fault("deadline", Fault.UNREAD_DEADLINE)
    elif isinstance(reading.question, OutsidePeriod):
        row.fault("deadline", Fault.OUTSIDE_PERIOD)
    elif kind is not None and kind is not kind_of(reading.rule):
        row.fault("kind", Fault.KIND_DIFFERS)
    return reading.rule


def _shares(row: SheetRow, base: Planned | None, parties: frozenset[str]) -> tuple[Share, ...]:
    text = row.text("owners")
    if base is not None and text.split() == owners_text(base.shares).split():
        return base.shares
    said: dict[str, Part | None] = {}
    for piece in _BREAKS.split(text):
        if piece.strip():
            name, part = _share(row, piece, parties)
            said.setdefault(name, part)
    before = {share.name: share.part for share in base.shares} if base else {}
    offered = {share.name: share.part for share in proposed(tuple(said))}
    return tuple(
        Share(name, part or before.get(name) or offered[name]) for name, part in said.items()
    )


def _share(row: SheetRow, piece: str, parties: frozenset[str]) -> tuple[str, Part | None]:
    name, part = read_share(piece)
    if part is None and name not in parties:
        for dash in str(table("marks")["dashes"]):
            head, found, _ = name.rpartition(f" {dash} ")
            if found and head in parties:  # a part was meant, and is none
                row.fault("owners", Fault.UNKNOWN_PART, name)
    return name, part


def _doubts(row: SheetRow, base: Planned, found: Planned) -> tuple[Doubt, ...]:
    """The doubts that are left: a cleared question is settled, and so is a mended cell."""
    if not row.line("question"):
        return ()
    settled: set[Topic] = set()
    if found.rule != base.rule or found.deadline_text != base.deadline_text:
        settled |= set(Topic) - ABOUT_OWNERS - ABOUT_WORDS
    if found.shares != base.shares:
        settled |= ABOUT_OWNERS
    if found.title != base.title:
        settled |= ABOUT_WORDS
    return tuple(doubt for doubt in base.doubts if topic_of(doubt) not in settled)


def is_edited(found: Planned, base: Planned) -> bool:
    """Whether the clerk changed anything that is compared, the level's word aside."""
    return (
        found.title,
        found.rule,
        found.shares,
        found.number,
        found.deadline_text,
        found.expected_result,
        level_word(found.level),
    ) != (
        base.title,
        base.rule,
        base.shares,
        base.number,
        base.deadline_text,
        base.expected_result,
        level_word(base.level),
    )
