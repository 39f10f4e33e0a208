"""What a changed plan would do to the stored one: added, changed field by field, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from roadmap.deadlines.wording import russian
from roadmap.parts import Share
from roadmap.review.matching import by_code, by_title
from roadmap.review.values import Plan, Planned
from roadmap.review.vocabulary import PartyIs, level_word, party_kind_word, share_words


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of one activity; both sides in words, empty where nothing stood."""

    code: int
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Stays:
    """An activity that is in both plans."""

    before: Planned
    after: Planned


@dataclass(frozen=True, slots=True)
class Difference:
    """`order` is the whole changed plan: codes of what stays, None where something is added."""

    added: tuple[Planned, ...]
    changed: tuple[Changed, ...]
    removed: tuple[Planned, ...]
    stays: tuple[Stays, ...]
    order: tuple[int | None, ...]

    @property
    def nothing(self) -> bool:
        """Whether the plans say the same, in the same order or not."""
        return not (self.added or self.changed or self.removed)


def compare(stored: Plan, changed: Plan, *, keyed: bool) -> Difference:
    """The difference. `keyed`: rows of `changed` carry the codes of `stored`; else they are
    matched by section and title, and what the clerk has settled about unchanged words stays.
    """
    pairs = (by_code if keyed else by_title)(stored.activities, changed.activities)
    stays = {at: _stay(stored, changed, at, place, keyed) for at, place in pairs.items()}
    gone = set(range(len(stored.activities))) - set(pairs.values())
    added = [one for at, one in enumerate(changed.activities) if at not in stays]
    return Difference(
        added=tuple(added),
        changed=tuple(c for at in sorted(stays) for c in _changes(stays[at])),
        removed=tuple(stored.activities[place] for place in sorted(gone)),
        stays=tuple(stays[at] for at in sorted(stays)),
        order=tuple(
            stays[at].before.code if at in stays else None for at in range(len(changed.activities))
        ),
    )


def _stay(stored: Plan, changed: Plan, at: int, place: int, keyed: bool) -> Stays:
    before, after = stored.activities[place], changed.activities[at]
    return Stays(before, after if keyed else carried(before, after))


def carried(before: Planned, after: Planned) -> Planned:
    """A row of a document with what was settled about the same words: rule, parts, answers."""
    parts = {share.name: share.part for share in before.shares}
    same_owners = set(before.owners) == set(after.owners)
    shares = tuple(Share(s.name, parts.get(s.name, s.part)) for s in after.shares)
    same_deadline = _bare(before.deadline_text) == _bare(after.deadline_text)
    same = same_deadline and same_owners and before.title == after.title
    return replace(
        after,
        code=before.code,
        rule=before.rule if same_deadline else after.rule,
        shares=before.shares if same_owners else shares,
        level=after.level or before.level,
        doubts=before.doubts if same else after.doubts,
    )


def _changes(stays: Stays) -> list[Changed]:
    before, after = fields(stays.before), fields(stays.after)
    code = stays.before.code or 0
    found = [
        Changed(code, name, old, after[name])
        for name, old in before.items()
        if _bare(old) != _bare(after[name])
    ]
    if stays.before.rule != stays.after.rule and all(c.field != "deadline" for c in found):
        found.append(Changed(code, "deadline", before["deadline"], after["deadline"]))
    return found


def is_read_anew(before: Planned, after: Planned) -> bool:
    """Whether the deadline's reading was corrected: its words in the document were, or a doubt
    about what they mean was settled. Else a changed deadline is another date for the work, and
    the one of the document stays what it was."""
    if _bare(before.deadline_text) != _bare(after.deadline_text):
        return True
    return before.rule != after.rule and not before.confident and after.confident


def fields(activity: Planned) -> Mapping[str, str]:
    """What is compared of an activity, in words, by the names that scripts see."""
    return {
        "section": activity.section,
        "subsection": activity.subsection,
        "number": activity.number,
        "title": activity.title,
        "deadline_text": activity.deadline_text,
        "deadline": russian(activity.rule),
        "owners": "; ".join(share_words(share) for share in activity.shares),
        "expected_result": activity.expected_result,
        "level": level_word(activity.level),
        "doubts": str(len(activity.doubts)) if activity.doubts else "",
    }


def meant_otherwise(before: Plan, after: Plan) -> list[Changed]:
    """The owners of activities whose parties are written as before and mean somebody else now."""
    was, now = _meant(before), _meant(after)
    named = {one.code: set(one.owners) for one in before.activities}
    return [
        Changed(one.code or 0, "owners", was[name], now[name])
        for one in after.activities
        for name in one.owners
        if name in named.get(one.code, ()) and was.get(name, now[name]) != now[name]
    ]


def _meant(plan: Plan) -> dict[str, str]:
    """Whom each party means; one that means nobody yet is its name."""
    return {
        party.name: party.meant
        or (party_kind_word(party.kind) if party.kind is PartyIs.GROUP else party.name)
        for party in plan.parties
    }


def _bare(text: str) -> str:
    return " ".join(text.split())
