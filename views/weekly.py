"""The week's letter to management: one content, as text for a chat and a plain letter, and as the
blocks that the page is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from roadmap.digesting import Digest
from roadmap.editions import Light
from roadmap.plan import Line
from roadmap.progress import State
from roadmap.working_calendar import WorkingCalendar
from views import monitoring_desk
from views.digests import headline, paused_line, reason, tally_words
from views.lines import by_document, near_day, place, shortened, standing, why
from views.round_summaries import Monitored, figures
from views.speech import Speech
from views.weekly_blocks import Block, Row, Tone, block_text

SHOWN = (10, 7, 5, 3, 2, 1)
"""So many lines of a list, fewer where the whole would be too long."""
LONGEST = 3800
"""Bot API, sendMessage: 4096 characters."""
HEADING_CHARS = 150
TITLE_CHARS = 110
FIGURES = 3
FIGURE_CHARS = 220
SIGNS = {Light.GREEN: "🟢", Light.YELLOW: "🟡", Light.RED: "🔴"}


@dataclass(frozen=True, slots=True)
class Changed:
    """What happened in the week, a line an activity."""

    done: Sequence[Line] = ()
    late: Sequence[Line] = ()
    help: Sequence[Line] = ()
    moved: Sequence[Line] = ()
    confirmed: Sequence[Line] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing did."""
        return not (self.done or self.late or self.help or self.moved or self.confirmed)


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a letter says on the local day `day`; `gained` is how many activities more are
    done than a week ago, None where nobody knows.

    `late` is by organisation, the longest overdue first; `monitoring` are the
    rounds that are open; `remark` is the coordinator's. `monthly`: the full one of a month.
    """

    heading: str
    day: date
    numbers: Digest
    light: Light
    gained: int | None
    changed: Changed
    late: Sequence[tuple[str, Sequence[Line]]]
    help: Sequence[Line]
    soon: Sequence[Line]
    monitoring: Sequence[Monitored] = ()
    paused: Sequence[str] = ()
    remark: str = ""
    monthly: bool = False
    roadmap_id: int | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell but the figures."""
        return self.changed.is_empty and not (self.late or self.help)


def status_words(light: Light, say: Speech) -> str:
    """How things stand, in a word or two."""
    return {
        Light.GREEN: say.gettext("as planned"),
        Light.YELLOW: say.gettext("some things lag behind"),
        Light.RED: say.gettext("needs your attention"),
    }[light]


def sentence(letter: Letter, say: Speech) -> str:
    """«Наступил срок по 14 из 34 мероприятий: …; за неделю +3»"""
    said = headline(letter.numbers, say)
    if letter.gained is None:
        return said
    week = say.gettext("in the week {n}").format(n=f"{letter.gained:+d}".replace("-", "−"))
    if letter.gained == 0:
        week = say.gettext("in the week no change")
    return f"{said}; {week}"


def heading(letter: Letter) -> str:
    """The title of the only roadmap, or the name of the municipality."""
    return shortened(letter.heading, HEADING_CHARS)


def week_words(day: date, say: Speech) -> str:
    """«8–14 октября 2018 г.»: the seven days before the letter's."""
    first, last = day - timedelta(days=7), day - timedelta(days=1)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{say.full_day(last)}"
    begin = say.day(first) if first.year == last.year else say.full_day(first)
    return f"{begin} – {say.full_day(last)}"


def subject(letter: Letter, say: Speech) -> str:
    """Of each week its own, or mail programs fold the letters of all weeks into one."""
    week = week_words(letter.day, say)
    if letter.numbers.late:
        return say.gettext("{roadmap}: {week}, overdue {late}").format(
            roadmap=shortened(letter.heading, 70), week=week, late=letter.numbers.late
        )
    return say.gettext("{roadmap}: {week}, nothing overdue").format(
        roadmap=shortened(letter.heading, 70), week=week
    )


def quiet_words(letter: Letter, say: Speech) -> str:
    """A quiet week in one line; «» for any other."""
    if not letter.is_quiet:
        return ""
    return say.gettext("A quiet week: nothing has changed, nothing is overdue.")


def counts(letter: Letter, say: Speech) -> tuple[tuple[str, int, Tone], ...]:
    """The four figures of the head."""
    numbers = letter.numbers
    done = numbers.headline.done + numbers.headline.done_late
    return (
        (say.gettext("done"), done, Tone.DONE if done else Tone.PLAIN),
        (say.gettext("overdue"), numbers.late, Tone.LATE if numbers.late else Tone.PLAIN),
        (say.gettext("help needed"), numbers.problem, Tone.HELP if numbers.problem else Tone.PLAIN),
        (say.gettext("in 14 days"), numbers.due_14_days, Tone.PLAIN),
    )


def counts_line(letter: Letter, say: Speech) -> str:
    """The same in a line: «Выполнено: 12 · просрочено: 2 …»"""
    said = " · ".join(f"{words}: {number}" for words, number, _ in counts(letter, say))
    return said[:1].upper() + said[1:]


def blocks(
    letter: Letter, calendar: WorkingCalendar, say: Speech, longest: int = LONGEST
) -> list[Block]:
    """The letter below its head, without what is empty, the whole within so many characters."""
    made: list[Block] = []
    for shown in SHOWN:
        made = _blocks(letter, shown, calendar, say)
        if len(_whole(letter, made, say).striptags()) <= longest:
            break
    return made


def _blocks(letter: Letter, most: int, calendar: WorkingCalendar, say: Speech) -> list[Block]:
    """The same with at most so many lines of each list."""
    day = letter.day
    found = [_changes(letter.changed, most, day, say)]
    if letter.late:
        shown = letter.late[:most]
        offices = tuple(
            Block(
                shortened(office, TITLE_CHARS) or say.gettext("Nobody is responsible"),
                tuple(_late(line, day, calendar, say) for line in lines[:most]),
                _more(len(lines) - most, say),
            )
            for office, lines in shown
        )
        rest = sum(len(lines) for _, lines in letter.late[most:])
        found.append(Block(say.gettext("Overdue"), (), _more(rest, say), offices))
    if letter.help:
        rows = tuple(_help(line, say) for line in letter.help[:most])
        found.append(Block(say.gettext("Help needed"), rows, _more(len(letter.help) - most, say)))
    if letter.soon:
        rows = tuple(_soon(line, day, calendar, say) for line in letter.soon[:most])
        more = _more(len(letter.soon) - most, say)
        found.append(Block(say.gettext("The next 14 days"), rows, more))
    if letter.monitoring:
        rows = tuple(_monitored(one, most, say) for one in letter.monitoring[:most])
        more = _more(len(letter.monitoring) - most, say)
        found.append(Block(say.gettext("Monitoring"), rows, more))
    return [block for block in found if block.rows or block.under]


def _monitored(one: Monitored, most: int, say: Speech) -> Row:
    """A round, and below it what its answers come to."""
    told = figures(one, min(most, FIGURES), say)
    return Row(
        shortened(monitoring_desk.line(one.standing, say), 200),
        below=tuple(shortened(text, FIGURE_CHARS) for text in told),
    )


def _changes(changed: Changed, most: int, day: date, say: Speech) -> Block:
    """What happened in the week, each activity once."""
    rows: list[Row] = []
    for lines, words, tone in (
        (changed.done, say.gettext("done"), Tone.DONE),
        (changed.late, say.gettext("became overdue"), Tone.LATE),
        (changed.help, say.gettext("help needed"), Tone.HELP),
        (changed.moved, say.gettext("the date was moved"), Tone.PLAIN),
        (changed.confirmed, say.gettext("confirmed"), Tone.DONE),
    ):
        for line in lines:
            how = standing(line, say) if tone is Tone.DONE and lines is changed.done else words
            if lines is changed.moved:
                how = say.gettext("moved to {date}").format(date=near_day(line.due, day, say))
            papers = shortened(", ".join(line.evidence), 160)
            rows.append(Row(_name(line), how, (papers,) if papers else (), tone))
    return Block(say.gettext("In the week"), tuple(rows[:most]), _more(len(rows) - most, say))


def _name(line: Line) -> str:
    return shortened(line.title, TITLE_CHARS)


def _where(line: Line, say: Speech) -> str:
    who = line.owner if line.owner != line.office else ""
    return shortened(", ".join(part for part in (place(line, say), who) if part), 160)


def _late(line: Line, day: date, calendar: WorkingCalendar, say: Speech) -> Row:
    below = (
        _where(line, say) + tally_words(line, say),
        by_document(line, say).striptags(),
        reason(line, say),
    )
    return Row(_name(line), why(line, day, calendar, say), below, Tone.LATE)


def _help(line: Line, say: Speech) -> Row:
    who = line.owner or line.office
    below = (shortened(", ".join(part for part in (place(line, say), who) if part), 160),)
    note = shortened(line.note, 160) if line.note else say.gettext("no reason given")
    return Row(_name(line), note, below, Tone.HELP)


def _soon(line: Line, day: date, calendar: WorkingCalendar, say: Speech) -> Row:
    how = f"{near_day(line.due, day, say)}, {why(line, day, calendar, say)}"
    who = line.owner or line.office
    below = shortened(", ".join(part for part in (place(line, say), who) if part), 160)
    state = "" if line.state is State.NOT_STARTED else f"; {standing(line, say)}"
    said = below + tally_words(line, say) + state
    return Row(_name(line), how, (said, by_document(line, say).striptags()))


def _more(count: int, say: Speech) -> str:
    if count <= 0:
        return ""
    return say.ngettext("and {n} more", "and {n} more", count).format(n=count)


def text(letter: Letter, calendar: WorkingCalendar, say: Speech, longest: int = LONGEST) -> str:
    """The letter in the small mark-up, within so many characters."""
    return str(_whole(letter, blocks(letter, calendar, say, longest), say))


def _whole(letter: Letter, below: Sequence[Block], say: Speech) -> Markup:
    status = status_words(letter.light, say)
    parts = [
        Markup("<b>{}</b>\n{}").format(heading(letter), week_words(letter.day, say)),
        Markup("{} <b>{}</b>\n{}").format(
            SIGNS[letter.light], status[:1].upper() + status[1:], sentence(letter, say)
        ),
        Markup("{}").format(counts_line(letter, say)),
        paused_line(letter.paused, say),
        Markup("<blockquote>{}</blockquote>").format(letter.remark) if letter.remark else "",
        Markup("{}").format(quiet_words(letter, say)),
        *(block_text(block) for block in below),
    ]
    return Markup("\n\n").join(part for part in parts if part)
