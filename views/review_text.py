"""The clerk's review in words: folded questions, faults by cell, differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from roadmap.parts import Part
from roadmap.review.book import CellFault, Fault
from roadmap.review.comparing import Changed, Difference
from roadmap.review.folding import Folded, Topic
from roadmap.review.interpreting import choice_word
from roadmap.review.values import Planned
from roadmap.review.vocabulary import code_word, headers, part_word
from views.draft_text import doubt_text
from views.lines import code, shortened
from views.speech import Speech

TITLE_CHARS = 90


def folded_text(question: Folded, say: Speech) -> str:
    """One question about all alike doubts; a doubt that stands alone is asked in full."""
    n = len(question.codes)
    if n == 1:
        return doubt_text(question.example, say)
    return (_about_dates(question.topic, n, say) or _about_rows(question.topic, n, say)).format(n=n)


def _about_dates(topic: Topic, n: int, say: Speech) -> str:
    match topic:
        case Topic.YEAR:
            return say.ngettext(
                "{n} deadline without a year: in one year only, or every year?",
                "{n} deadlines without a year: in one year only, or every year?",
                n,
            )
        case Topic.UP_TO:
            return say.ngettext(
                "{n} deadline of the kind “until January”: before it begins, or by its end?",
                "{n} deadlines of the kind “until January”: before it begins, or by its end?",
                n,
            )
        case Topic.CYCLE_MONTH:
            return say.ngettext(
                "{n} deadline names a day but not of which month: the last of the period, or the "
                "one after?",
                "{n} deadlines name a day but not of which month: the last of the period, or the "
                "one after?",
                n,
            )
        case Topic.OUTSIDE:
            return say.ngettext(
                "{n} deadline is outside the period of the roadmap: is the date right?",
                "{n} deadlines are outside the period of the roadmap: are the dates right?",
                n,
            )
        case Topic.UNREAD:
            return say.ngettext(
                "{n} deadline has not been understood: please correct the row.",
                "{n} deadlines have not been understood: please correct the rows.",
                n,
            )
        case Topic.CONDITION:
            return say.ngettext(
                "{n} deadline depends on a condition: is it understood rightly?",
                "{n} deadlines depend on a condition: are they understood rightly?",
                n,
            )
        case Topic.STACKED:
            return say.ngettext(
                "{n} row holds several deadlines: split it into activities?",
                "{n} rows hold several deadlines: split them into activities?",
                n,
            )
        case _ if topic not in _ROW_TOPICS:
            return say.ngettext(
                "{n} deadline is not exact: is it understood rightly?",
                "{n} deadlines are not exact: are they understood rightly?",
                n,
            )
    return ""


_ROW_TOPICS = {
    Topic.PIECES,
    Topic.GARBLED,
    Topic.OWNERS,
    Topic.NOBODY,
    Topic.NO_TITLE,
    Topic.REPEATED,
}


def _about_rows(topic: Topic, n: int, say: Speech) -> str:
    match topic:
        case Topic.OWNERS:
            return say.ngettext(
                "{n} row with unclear responsible parties: are they read rightly?",
                "{n} rows with unclear responsible parties: are they read rightly?",
                n,
            )
        case Topic.NOBODY:
            return say.ngettext(
                "{n} row names nobody as responsible.",
                "{n} rows name nobody as responsible.",
                n,
            )
        case Topic.REPEATED:
            return say.ngettext(
                "{n} row repeats the words of another: is it meant?",
                "{n} rows repeat the words of others: is it meant?",
                n,
            )
        case Topic.GARBLED:
            return say.ngettext(
                "{n} row with words that look misread: is the text right?",
                "{n} rows with words that look misread: is the text right?",
                n,
            )
        case _:
            return say.ngettext(
                "{n} row may have been read wrongly: is the text right?",
                "{n} rows may have been read wrongly: is the text right?",
                n,
            )


def faults_text(faults: Sequence[CellFault], say: Speech) -> str:
    """Every fault on a line of its own: «Мероприятия!D17: …»."""
    head = say.ngettext(
        "{n} cell could not be read; nothing was stored:",
        "{n} cells could not be read; nothing was stored:",
        len(faults),
    ).format(n=len(faults))
    return "\n".join([head, *(fault_text(fault, say) for fault in faults)])


def fault_text(fault: CellFault, say: Speech) -> str:
    """One fault with its place and what stands there."""
    text = f" («{fault.text}»)" if fault.text else ""
    return f"{fault.sheet}!{fault.cell}: {_fault(fault.fault, say)}{text}"


def _fault(fault: Fault, say: Speech) -> str:
    return {
        Fault.NO_SHEET: say.gettext("the sheet is missing or damaged"),
        Fault.NO_COLUMN: say.gettext("the column is missing"),
        Fault.NO_TITLE: say.gettext("the activity has no words; to remove it, delete the row"),
        Fault.TOO_LONG: say.gettext("the text is too long"),
        Fault.UNREAD_DEADLINE: say.gettext(
            "the deadline was not understood; write it like “by 15 October 2018” or “every quarter”"
        ),
        Fault.OUTSIDE_PERIOD: say.gettext("the date is outside the period of the roadmap"),
        Fault.UNKNOWN_KIND: say.gettext("there is no such kind of deadline"),
        Fault.KIND_DIFFERS: say.gettext("the kind of deadline does not agree with the deadline"),
        Fault.UNKNOWN_LEVEL: say.gettext("there is no such level"),
        Fault.UNKNOWN_PART: say.gettext("there is no such part; there are: {parts}").format(
            parts=", ".join(part_word(part) for part in Part)
        ),
        Fault.UNKNOWN_YES_NO: say.gettext("please answer yes or no"),
        Fault.NOT_SPLIT: say.gettext(
            "a part of this row was changed; say here whether the row is split"
        ),
        Fault.UNKNOWN_ANSWER: say.gettext("there is no such answer; please choose from the list"),
        Fault.OLD_QUESTION: say.gettext("this is no longer asked"),
        Fault.UNKNOWN_CODE: say.gettext("the question is not about such an activity"),
        Fault.UNKNOWN_PARTY_KIND: say.gettext("please choose from the list what it is"),
        Fault.SEVERAL_FIT: say.gettext("several people have this name; write it in full"),
        Fault.BAD_EMAIL: say.gettext("this is not an email address"),
    }[fault]


def difference_text(difference: Difference, say: Speech) -> str:
    """What was added, changed and removed, a line each."""
    if difference.nothing:
        return say.gettext("No differences.")
    rows = [
        say.gettext("Added: {added}, changed: {changed}, removed: {removed}").format(
            added=len(difference.added),
            changed=len({change.code for change in difference.changed}),
            removed=len(difference.removed),
        )
    ]
    rows += [f"+ {_activity(one)}" for one in difference.added]
    rows += [f"~ {_change(one, say)}" for one in difference.changed]
    rows += [f"- {code(one.code or 0, say)} {_activity(one)}" for one in difference.removed]
    return "\n".join(rows)


def _activity(one: Planned) -> str:
    number = f"{one.number} " if one.number else ""
    return f"{number}{shortened(one.title, TITLE_CHARS)}"


def _change(change: Changed, say: Speech) -> str:
    before, after = (shortened(text, TITLE_CHARS) or "—" for text in (change.before, change.after))
    return f"{code(change.code, say)}, {field_name(change.field, say)}: {before} → {after}"


def field_name(field: str, say: Speech) -> str:
    """A compared field as the workbook heads it."""
    if field == "doubts":
        return say.gettext("open questions")
    return headers("activities")[field].lower()


def choices_words(question: Folded) -> list[str]:
    """The answers that the drop-down offers."""
    return [choice_word(choice) for choice in question.choices]


def renamed_text(renamed: Sequence[tuple[str, str, str]]) -> str:
    """Parties that would mean somebody else, a line each."""
    return "\n".join(f"{name}: {before or '—'} → {after or '—'}" for name, before, after in renamed)


def difference_to_json(difference: Difference) -> dict[str, Any]:
    """The difference as scripts read it: {"added", "changed", "removed"}."""
    return {
        "added": [_activity_to_json(one) for one in difference.added],
        "changed": [
            {
                "code": code_word(change.code),
                "field": change.field,
                "before": change.before,
                "after": change.after,
            }
            for change in difference.changed
        ],
        "removed": [
            {"code": code_word(one.code or 0), **_activity_to_json(one)}
            for one in difference.removed
        ],
    }


def _activity_to_json(one: Planned) -> dict[str, Any]:
    return {
        "section": one.section or None,
        "subsection": one.subsection or None,
        "number": one.number or None,
        "title": one.title,
        "deadline_text": one.deadline_text or None,
        "owners": list(one.owners),
    }
