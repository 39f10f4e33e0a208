"""«Сводка» in the chat: one message readable at a glance, and buttons to go deeper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.digest_filtering import Dimension
from roadmap.digest_parts import Changes, Part
from roadmap.digesting import Acquainted, Bar, Digest, Progress
from views.actions import Action, Verb
from views.digest_filters import filter_line, removals
from views.digest_links import Links
from views.digests import acquainted_lines, headline, paused_line
from views.lines import shortened
from views.monitoring_desk import line
from views.round_summaries import Monitored, figures
from views.speech import Speech

SECTIONS = 12
ROADMAPS = 8
NAMES = 3
FILES = 3
OPEN_ROUNDS = 4
FIGURES, OF_ROUND = 6, 3
FIGURE_CHARS = 200
TITLE_CHARS = 70


@dataclass(frozen=True, slots=True)
class Overview:
    """What a digest says: `counts` are the lengths of its lists, `since` how the moment from which
    changes are told is called, `filters` the names of what it is narrowed to; `monitoring` are the
    rounds that are open."""

    heading: str
    today: date
    numbers: Digest
    counts: Mapping[Part, int]
    sections: Sequence[Progress]
    roadmaps: Sequence[Progress]
    changes: Changes
    since: str
    acquainted: Acquainted
    paused: Sequence[str] = ()
    filters: Mapping[Dimension, str] = field(default_factory=dict)
    monitoring: Sequence[Monitored] = ()


def overview(found: Overview, links: Links, say: Speech) -> Message:
    """The message; it is edited in place as one goes deeper and comes back."""
    as_of = say.gettext("as of {date}").format(date=say.full_day(found.today))
    head = Markup("<b>{}</b>\n{}").format(shortened(found.heading, 200), as_of)
    counted = _counted(found, say)
    blocks = [
        head,
        filter_line(found.filters, say, found.heading),
        paused_line(found.paused, say),
        counted,
        _progress(found, say),
        _monitoring(found, say),
        _changes(found, say),
        acquainted_lines(found.acquainted, NAMES, say) if found.acquainted.waiting else "",
    ]
    return Message(
        str(Markup("\n\n").join(block for block in blocks if block)),
        buttons=_buttons(found, links, say),
        subject=f"{shortened(found.heading, 80)}: {as_of}",
        thread="digest",
        brief=str(Markup("\n\n").join([Markup("{}").format(as_of), counted])),
    )


def labels(say: Speech) -> dict[Part, str]:
    """What the lists are called."""
    return {
        Part.LATE: say.gettext("Overdue"),
        Part.SOON: say.gettext("Next 14 days"),
        Part.HELP: say.gettext("Help needed"),
        Part.REVIEW: say.gettext("On review"),
        Part.DECIDE: say.gettext("To decide"),
        Part.SILENT: say.gettext("No answer from"),
        Part.UNREACHABLE: say.gettext("Not reachable"),
        Part.UNDATED: say.gettext("Without a date"),
        Part.READ: say.gettext("Not acquainted"),
        Part.CHANGES: say.gettext("Changes"),
        Part.SECTIONS: say.gettext("By section"),
    }


IN_STATUS = (
    Part.LATE,
    Part.SOON,
    Part.HELP,
    Part.REVIEW,
    Part.DECIDE,
    Part.SILENT,
    Part.UNREACHABLE,
    Part.UNDATED,
)


def _counted(found: Overview, say: Speech) -> Markup:
    if not found.numbers.headline.activities:
        none = say.gettext("No activities fit the filter.")
        if not found.filters:
            none = say.gettext("No roadmap is running yet.")
        return Markup("<b>{}</b>").format(none)
    return Markup("<b>{}</b>\n{}").format(headline(found.numbers, say), _status(found, say))


def _status(found: Overview, say: Speech) -> str:
    """«Просрочено: 3 · В ближайшие 14 дней: 5»: only what there is some of."""
    named = labels(say)
    told = [f"{named[part]}: {found.counts[part]}" for part in IN_STATUS if found.counts[part]]
    return " · ".join(told) or say.gettext("Nothing is overdue and nothing waits for you.")


def _progress(found: Overview, say: Speech) -> Markup:
    """Roadmap by roadmap where there are several, else section by section."""
    several = len(found.roadmaps) > 1
    shown, limit = (found.roadmaps, ROADMAPS) if several else (found.sections, SECTIONS)
    if not shown:
        return Markup("")
    unnamed = say.gettext("Without a title") if several else say.gettext("Without a section")
    rows = [progress_row(one, unnamed, say) for one in shown[:limit]]
    if (more := len(shown) - limit) > 0:
        words = say.ngettext("and {n} more", "and {n} more", more)
        rows.append(Markup("{}").format(words.format(n=more)))
    head = say.gettext("By roadmap") if several else say.gettext("By section")
    return Markup("<b>{}</b>\n{}").format(head, Markup("\n").join(rows))


def progress_row(one: Progress, unnamed: str, say: Speech) -> Markup:
    """«1. Организация — 3 из 7, просрочено 1»"""
    words = say.gettext("{done} of {total}").format(done=one.done, total=one.total)
    if late := one.bars[Bar.LATE]:
        words += say.gettext(", overdue {late}").format(late=late)
    return Markup("{} — {}").format(shortened(one.title, TITLE_CHARS) or unnamed, words)


def _monitoring(found: Overview, say: Speech) -> Markup:
    """«Мониторинг», a line for each open round, and what its answers come to."""
    if not found.monitoring:
        return Markup("")
    rows, left = list[Markup](), FIGURES
    for one in found.monitoring[:OPEN_ROUNDS]:
        rows.append(Markup("{}").format(line(one.standing, say)))
        told = figures(one, min(left, OF_ROUND), say)
        rows += [Markup("  <i>{}</i>").format(shortened(text, FIGURE_CHARS)) for text in told]
        left -= len(told)
    if (more := len(found.monitoring) - OPEN_ROUNDS) > 0:
        words = say.ngettext("and {n} more", "and {n} more", more).format(n=more)
        rows.append(Markup("{}").format(words))
    return Markup("<b>{}</b>\n{}").format(say.gettext("Monitoring"), Markup("\n").join(rows))


def _changes(found: Overview, say: Speech) -> Markup:
    changes = found.changes
    told = [
        (say.gettext("done: {n}"), len(changes.done)),
        (say.gettext("newly overdue: {n}"), len(changes.late)),
        (say.gettext("help asked for: {n}"), len(changes.help)),
        (say.gettext("moved: {n}"), len(changes.moved)),
    ]
    words = [phrase.format(n=n) for phrase, n in told if n]
    rows = [", ".join(words)] if words else []
    if names := changes.files:
        listed = ", ".join(shortened(name, 40) for name in names[:FILES])
        more = len(names) - FILES
        if more > 0:
            listed += " " + say.ngettext("and {n} more", "and {n} more", more).format(n=more)
        rows.append(say.gettext("documents: {names}").format(names=listed))
    head = say.gettext("Since {moment}").format(moment=found.since)
    text = Markup("\n").join(
        Markup("{}").format(row) for row in rows or [say.gettext("no changes")]
    )
    return Markup("<b>{}</b>\n{}").format(head, text)


def _buttons(found: Overview, links: Links, say: Speech) -> tuple[tuple[Button, ...], ...]:
    named = labels(say)
    deeper = [
        Button(f"{named[part]}: {found.counts[part]}", links.part(part))
        for part in (*IN_STATUS, Part.READ, Part.CHANGES)
        if found.counts[part] and (part is not Part.DECIDE or links.coordinates)
    ]
    if found.sections:
        deeper.append(Button(named[Part.SECTIONS], links.part(Part.SECTIONS)))
    rows = [tuple(deeper[i : i + 2]) for i in range(0, len(deeper), 2)]
    if found.monitoring and links.coordinates:
        press = Action(Verb.MONITORING, links.reader).pack()
        rows.append((Button(say.gettext("Monitoring"), press),))
    rows += [(one,) for one in removals(found.filters, links, say)]
    tools = [Button(say.gettext("Filter…"), links.choose(Dimension.ALL))]
    if found.numbers.total:
        tools.append(Button(say.gettext("As a picture"), links.picture()))
    return (*rows, tuple(tools))
