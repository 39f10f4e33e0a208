"""The digest that comes by itself: short, as the last line of a morning message, or to a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.digesting import Digest, Progress
from roadmap.plan import Line
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb, unpack
from views.digest_overview import progress_row
from views.digests import headline, tally_words
from views.lines import shortened, why
from views.speech import Speech

LONGEST = 3500  # characters
TITLE_CHARS = 90
SECTIONS = 12
LISTED = 10


@dataclass(frozen=True, slots=True)
class Brief:
    """What a short digest counts: open dates that are late, due `today` or after it until
    `near`, the next working day; and what waits for a coordinator."""

    day: date
    near: date
    numbers: Digest
    late: int
    today: int
    soon: int
    help: int
    review: int
    decide: int = 0

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to tell."""
        return any((self.late, self.today, self.soon, self.help, self.review, self.decide))


def counted(found: Brief, say: Speech) -> str:
    """«Просрочено: 2 · Срок сегодня: 1»: only what there is some of."""
    told = [
        (say.gettext("overdue: {n}"), found.late),
        (say.gettext("due today: {n}"), found.today),
        (
            say.gettext("due by {date}: {n}").format(date=say.weekday_day(found.near), n="{n}"),
            found.soon,
        ),
        (say.gettext("help needed: {n}"), found.help),
        (say.gettext("under review: {n}"), found.review),
        (say.gettext("to decide: {n}"), found.decide),
    ]
    words = ", ".join(phrase.format(n=n) for phrase, n in told if n)
    return words or say.gettext("nothing is overdue and nothing waits for you")


def short(found: Brief, person_id: int, say: Speech) -> Message:
    """The short digest of a coordinator who has nothing else to read this morning."""
    title = say.gettext("Digest as of {date}").format(date=say.full_day(found.day))
    text = str(
        Markup("<b>{}</b>\n{}\n\n{}").format(title, _said(found, say), headline(found.numbers, say))
    )
    buttons = [(_whole(person_id, say),)]
    if found.decide:
        decide = Action(Verb.DECISIONS, person_id).pack()
        buttons.append((Button(say.gettext("To decide"), decide),))
    if found.review:
        review = Action(Verb.REVIEW_QUEUE, person_id).pack()
        buttons.append((Button(say.gettext("Under review"), review),))
    return Message(text, tuple(buttons), subject=title, thread="digest", brief=text)


def _whole(person_id: int, say: Speech) -> Button:
    return Button(say.gettext("The whole digest"), Action(Verb.DIGEST, person_id).pack())


def footer(found: Brief, say: Speech) -> str:
    """The same as one line, in mark-up."""
    return str(
        Markup("<b>{}</b> {}. {}").format(
            _label(say), headline(found.numbers, say), _said(found, say)
        )
    )


def _said(found: Brief, say: Speech) -> str:
    status = counted(found, say)
    return f"{status[:1].upper()}{status[1:]}"


def _label(say: Speech) -> str:
    return say.gettext("Digest") + ":"


def with_footer(message: Message, line: str, person_id: int, say: Speech) -> Message:
    """A morning message with the digest's line as its last, and a button to all of it."""
    return replace(
        message,
        text=f"{message.text}\n\n{line}",
        brief=f"{message.brief}\n\n{line}" if message.brief else "",
        buttons=(*message.buttons, (_whole(person_id, say),)),
    )


def footer_of(message: Message, say: Speech) -> str:
    """The digest's line of a morning message, «» where it has none."""
    last = message.text.rpartition("\n\n")[2]
    return last if last.startswith(f"<b>{_label(say)}</b> ") else ""


def kept(before: Message, after: Message, say: Speech) -> Message:
    """The message worded anew, with the digest's line that it had."""
    line = footer_of(before, say)
    action = unpack(before.buttons[-1][-1].action) if line and before.buttons else None
    return with_footer(after, line, action.person_id, say) if action is not None else after


@dataclass(frozen=True, slots=True)
class Public:
    """What a group may read: nothing in it names a person. `late` and `soon` are the first lines
    of their lists; whose they are is an organisation or «»."""

    heading: str
    brief: Brief
    sections: Sequence[Progress]
    late: Sequence[Line]
    soon: Sequence[Line]
    soon_in_all: int = 0
    paused: bool = False


def to_group(found: Public, calendar: WorkingCalendar, say: Speech, *, full: bool) -> Message:
    """The digest for a group: without buttons; the short one is its head."""
    head = _group_head(found, say)
    made = head
    for listed in range(LISTED if full else 0, -1, -1):
        made = "\n\n".join([head, *(_lists(found, listed, calendar, say) if full else [])])
        if len(Message(made).plain) <= LONGEST:
            break
    return Message(made, brief=_counts(found, say))


def _counts(found: Public, say: Speech) -> str:
    as_of = say.gettext("as of {date}").format(date=say.full_day(found.brief.day))
    return str(
        Markup("{}\n<b>{}</b>\n{}").format(
            as_of, headline(found.brief.numbers, say), _said(found.brief, say)
        )
    )


def _group_head(found: Public, say: Speech) -> str:
    heading = Markup("<b>{}</b>\n").format(shortened(found.heading, 200)) if found.heading else ""
    stopped = say.gettext("Reminders are paused.") if found.paused else ""
    return heading + _counts(found, say) + (f"\n{stopped}" if stopped else "")


def _lists(found: Public, listed: int, calendar: WorkingCalendar, say: Speech) -> list[str]:
    blocks = []
    if found.sections:
        rows = [
            progress_row(one, say.gettext("Without a section"), say)
            for one in found.sections[:SECTIONS]
        ]
        blocks.append(_block(say.gettext("By section"), rows, len(found.sections), say))
    for title, lines, count in (
        (say.gettext("Overdue"), found.late, found.brief.late),
        (say.gettext("The next 14 days"), found.soon, found.soon_in_all),
    ):
        if lines and listed:
            rows = [_row(line, found.brief.day, calendar, say) for line in lines[:listed]]
            blocks.append(_block(title, rows, count, say))
    return blocks


def _block(title: str, rows: Sequence[Markup], count: int, say: Speech) -> str:
    more = count - len(rows)
    left = [say.ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else []
    return str(
        Markup("<b>{}</b>\n{}").format(
            title, Markup("\n").join([*rows, *(Markup("{}").format(one) for one in left)])
        )
    )


def _row(line: Line, today: date, calendar: WorkingCalendar, say: Speech) -> Markup:
    whose = shortened(line.owner, TITLE_CHARS) + tally_words(line, say)
    return Markup("• {} — {}, {}{}").format(
        shortened(line.title, TITLE_CHARS),
        say.day(line.due),
        why(line, today, calendar, say),
        Markup("\n  <i>{}</i>").format(whose.lstrip("; ")) if whose else "",
    )
