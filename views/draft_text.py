"""What was understood of a document, for reading on a terminal or in a chat."""

from __future__ import annotations

from collections import Counter

from roadmap.deadlines import to_json
from roadmap.drafts import (
    DeadlineUnsure,
    Doubt,
    Draft,
    DraftActivity,
    GarbledWords,
    NoOwners,
    NoTitle,
    Repeated,
    SplitRow,
    StackedDeadlines,
    UnclearOwners,
    WordsMixed,
)
from views.lines import shortened
from views.questions import question_text
from views.similar_parties import pairs_text
from views.speech import Speech


def doubt_text(doubt: Doubt, say: Speech) -> str:
    """One doubt as a sentence."""
    match doubt:
        case DeadlineUnsure(question):
            return question_text(question, say)
        case SplitRow():
            return say.gettext("The row was put together of two pieces; is the text whole?")
        case WordsMixed():
            return say.gettext("Words of neighbouring columns are mixed; please check the row.")
        case GarbledWords(words):
            return say.gettext("Some words look misread: {words}").format(words=", ".join(words))
        case StackedDeadlines(texts):
            return say.gettext("There are several deadlines in the row: {texts}").format(
                texts="; ".join(texts)
            )
        case UnclearOwners(text):
            return say.gettext("Who is responsible is not clear: {text}").format(text=text)
        case NoOwners():
            return say.gettext("Nobody is named as responsible.")
        case NoTitle():
            return say.gettext("The row does not say what is to be done.")
        case Repeated(first):
            return say.gettext("The same words stand in activity {n} of the section.").format(
                n=first
            )


def kind_name(kind: str, say: Speech) -> str:
    """A kind of deadline in words."""
    return {
        "date": say.gettext("a date"),
        "window": say.gettext("from … to …"),
        "recurring": say.gettext("repeats"),
        "ongoing": say.gettext("ongoing"),
        "external": say.gettext("depends on something outside"),
        "none": say.gettext("no deadline"),
    }[kind]


def draft_report(draft: Draft, say: Speech) -> str:
    """Title, period, counts by kind, every activity with its date, and the doubts."""
    period = draft.period
    head = [draft.title]
    if period is not None:
        head.append(
            say.gettext("Period: {start} – {end}").format(
                start=say.short_day(period.start), end=say.short_day(period.end)
            )
        )
    kinds = Counter(to_json(activity.reading)["kind"] for activity in draft.activities)
    counts = ", ".join(f"{kind_name(kind, say)} — {n}" for kind, n in kinds.most_common())
    head.append(
        say.ngettext(
            "{n} activity: {kinds}", "{n} activities: {kinds}", len(draft.activities)
        ).format(n=len(draft.activities), kinds=counts)
    )
    rows: list[str] = []
    section: tuple[str | None, str | None] = (None, None)
    for activity in draft.activities:
        if (activity.section, activity.subsection) != section:
            section = (activity.section, activity.subsection)
            rows += ["", *(part for part in section if part)]
        rows += _activity(activity, say)
    doubts = sum(bool(activity.doubts) for activity in draft.activities)
    tail = [
        "",
        say.ngettext(
            "{n} activity raises doubts (marked “?”)",
            "{n} activities raise doubts (marked “?”)",
            doubts,
        ).format(n=doubts),
    ]
    if draft.parties:
        tail.append(say.gettext("Responsible: {parties}").format(parties="; ".join(draft.parties)))
    tail += pairs_text(draft.parties, say)
    if draft.schools:
        tail.append(say.gettext("Schools: {schools}").format(schools="; ".join(draft.schools)))
    return "\n".join([*head, *rows, *tail])


def _activity(activity: DraftActivity, say: Speech) -> list[str]:
    deadline = to_json(activity.reading)
    when = deadline["due"] or kind_name(deadline["kind"], say)
    written = activity.deadline_text or "—"
    rows = [
        f"  {activity.number or '•'} {shortened(activity.title, 90)}",
        f"      {written} → {when}"
        + (f"; {', '.join(activity.owners)}" if activity.owners else ""),
    ]
    return rows + [f"      ? {doubt_text(doubt, say)}" for doubt in activity.doubts]
