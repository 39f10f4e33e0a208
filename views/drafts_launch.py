"""Before a launch: what it will do and who is missing; after it: what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.drafts import Level
from roadmap.review.vocabulary import level_word
from views.actions import Action, Verb
from views.drafts import LABEL_CHARS, PAGE, back, turns
from views.drafts_parties import PERSON, Offer
from views.lines import code, shortened
from views.past import offer
from views.speech import Speech

NAMES = 8
IN_ROW = 5
LEVELS = tuple(Level)
"""In the order in which callback data numbers them, from 1."""
TITLE_CHARS = 110


@dataclass(frozen=True, slots=True)
class Unowned:
    """An activity that nobody would answer for, with its parties as written and its level."""

    id: int
    code: int
    title: str
    parties: tuple[str, ...] = ()
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a launch on the local day `today` would do: how many readers get the list of what is
    theirs at which instant, how many of them by letter only, names of those nobody can reach yet;
    `past` activities have a date behind them, `undated` none at all, `questions` are left open."""

    roadmap: int
    title: str
    today: date
    lists: Sequence[tuple[datetime, int]] = ()
    by_letter: int = 0
    unreached: Sequence[str] = ()
    past: int = 0
    undated: int = 0
    questions: int = 0
    unowned: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What a launch did."""

    roadmap: int
    dates: int
    assignments: int
    ongoing: int
    undated: int
    marked: int | None = None
    open_before: int = 0


def confirm(one: Forecast, reader: int, say: Speech, zone: tzinfo) -> Message:
    """The last question before a launch, or what is missing for it."""
    blocks = [
        Markup("<b>{}</b>\n{}").format(say.gettext("Launch the roadmap?"), shortened(one.title)),
        Markup("\n").join(Markup("{}").format(row) for row in _what_follows(one, say, zone)),
    ]
    if one.unowned:
        words = say.ngettext(
            "First name somebody for {n} activity that nobody answers for.",
            "First name somebody for {n} activities that nobody answers for.",
            one.unowned,
        ).format(n=one.unowned)
        blocks.append(Markup("<b>{}</b>").format(words))
    elif one.past:
        words = say.ngettext(
            "{n} activity has a date before today. Was everything before today done?",
            "{n} activities have dates before today. Was everything before today done?",
            one.past,
        ).format(n=one.past)
        blocks.append(Markup("<b>{}</b>").format(words))
    return Message(
        str(Markup("\n\n").join(blocks)),
        buttons=(*_launches(one, reader, say), back(one.roadmap, reader, say)),
    )


def _what_follows(one: Forecast, say: Speech, zone: tzinfo) -> list[str]:
    rows = []
    for at, count in one.lists:
        words = say.ngettext(
            "{n} reader gets the list of what is theirs {when}.",
            "{n} readers get the list of what is theirs {when}.",
            count,
        )
        rows.append(words.format(n=count, when=_when(at, one.today, say, zone)))
    if one.by_letter:
        rows.append(say.gettext("Of these by letter: {n}.").format(n=one.by_letter))
    if one.unreached:
        names = ", ".join(shortened(name, 60) for name in one.unreached[:NAMES])
        more = "…" if len(one.unreached) > NAMES else ""
        words = say.ngettext(
            "{n} has not registered and gets the list on coming in: {names}.",
            "{n} have not registered and get the list on coming in: {names}.",
            len(one.unreached),
        )
        rows.append(words.format(n=len(one.unreached), names=names + more))
    if one.undated:
        words = say.ngettext(
            "{n} activity has no date and is not reminded of.",
            "{n} activities have no date and are not reminded of.",
            one.undated,
        )
        rows.append(words.format(n=one.undated))
    if one.questions:
        words = say.ngettext(
            "{n} question is open: the deadline stays as it was understood.",
            "{n} questions are open: the deadlines stay as they were understood.",
            one.questions,
        )
        rows.append(words.format(n=one.questions))
    return rows


def _when(at: datetime, today: date, say: Speech, zone: tzinfo) -> str:
    hour, day = say.clock_time(at, zone), at.astimezone(zone).date()
    if day == today:
        return say.gettext("today at {time}").format(time=hour)
    return say.gettext("on {date} at {time}").format(date=say.weekday_day(day), time=hour)


def _launches(one: Forecast, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    def launch(label: str, past_done: int) -> tuple[Button, ...]:
        ids = (one.roadmap, past_done)
        return (Button(label, Action(Verb.LAUNCH_YES, reader, ids).pack()),)

    if one.unowned:
        label = say.gettext("Of nobody ({n})").format(n=one.unowned)
        data = Action(Verb.UNOWNED, reader, (one.roadmap, 0)).pack()
        return ((Button(label, data),),)
    if one.past:
        return (
            launch(say.gettext("Yes, all of it is done: launch"), 1),
            launch(say.gettext("Not all: launch, I will mark it later"), 0),
        )
    return (launch(say.gettext("Launch"), 0),)


def launched(one: Done, reader: int, say: Speech) -> Message:
    """What the launch did, and what is left to say."""
    head = say.gettext("The roadmap is running.")
    rows = [
        say.ngettext("{n} date", "{n} dates", one.dates).format(n=one.dates)
        + ", "
        + say.ngettext("{n} assignment", "{n} assignments", one.assignments).format(
            n=one.assignments
        )
    ]
    if one.ongoing:
        rows.append(say.gettext("Ongoing: {n}").format(n=one.ongoing))
    if one.undated:
        rows.append(say.gettext("Activities without a date: {n}").format(n=one.undated))
    if one.marked is not None:
        rows.append(say.gettext("Marked as done before the launch: {n}").format(n=one.marked))
    text = Markup("<b>{}</b>\n{}").format(
        head, Markup("\n").join(Markup("{}").format(row) for row in rows)
    )
    past = ((offer(one.roadmap, one.open_before, reader, say),),) if one.open_before else ()
    coming = Button(say.gettext("What will be sent?"), Action(Verb.COMING, reader).pack())
    return Message(str(text), buttons=(*past, (coming,), back(one.roadmap, reader, say)))


def unowned(roadmap: int, rows: Sequence[Unowned], page: int, reader: int, say: Speech) -> Message:
    """A page of the activities of nobody, counted from 0."""
    if not rows:
        words = say.gettext("Somebody answers for every activity.")
        return Message(str(Markup("{}").format(words)), buttons=(back(roadmap, reader, say),))
    last = (len(rows) - 1) // PAGE
    page = min(page, last)
    shown = list(enumerate(rows[page * PAGE : (page + 1) * PAGE], start=page * PAGE + 1))
    head = say.ngettext(
        "{n} activity that nobody answers for", "{n} activities that nobody answers for", len(rows)
    ).format(n=len(rows))
    hint = say.gettext("Press a number to name somebody for it.")
    blocks = [Markup("<b>{}</b>\n<i>{}</i>").format(head, hint)]
    blocks += [_unowned(number, one, say) for number, one in shown]
    buttons = [
        Button(str(number), Action(Verb.ASSIGN, reader, (roadmap, one.id, 0)).pack())
        for number, one in shown
    ]

    def all_to(label: str, verb: Verb, ids: tuple[int, ...]) -> tuple[Button, ...]:
        return (Button(label, Action(verb, reader, ids).pack()),)

    return Message(
        str(Markup("\n\n").join(blocks)),
        buttons=(
            *(tuple(buttons[i : i + IN_ROW]) for i in range(0, len(buttons), IN_ROW)),
            *turns(Verb.UNOWNED, (roadmap,), page, last, reader),
            *_by_level(roadmap, rows, reader, say),
            all_to(say.gettext("Name one for all…"), Verb.ASSIGN, (roadmap, 0, 0)),
            all_to(say.gettext("Give all to me"), Verb.ASSIGN_TO, (roadmap, 0, PERSON, 0)),
            back(roadmap, reader, say),
        ),
    )


def _by_level(
    roadmap: int, rows: Sequence[Unowned], reader: int, say: Speech
) -> list[tuple[Button, ...]]:
    """A row for each level that the document sets apart: whose all of it is can be said at once."""
    counts = Counter(one.level for one in rows if one.level is not None)
    return [
        (
            Button(
                say.gettext("Level “{level}” ({n})…").format(level=level_word(level), n=count),
                Action(Verb.ASSIGN, reader, (roadmap, 0, 0, LEVELS.index(level) + 1)).pack(),
            ),
        )
        for level, count in counts.items()
    ]


def _unowned(number: int, one: Unowned, say: Speech) -> Markup:
    row = Markup("{}. {} {}").format(number, code(one.code, say), shortened(one.title, TITLE_CHARS))
    if one.parties:
        words = say.gettext("in the document: “{text}”").format(
            text=shortened(", ".join(one.parties), 100)
        )
        row += Markup("\n<i>{}</i>").format(words)
    return row


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody is named for: one activity, or (None) all of nobody, of a level (its number in
    LEVELS from 1, 0 for any)."""

    one: Unowned | None = None
    level: int = 0


def whom(
    roadmap: int,
    chosen: Chosen,
    offers: Sequence[Offer],
    page: int,
    reader: int,
    say: Speech,
) -> Message:
    """A page, counted from 0, of those who can be named."""
    last = max(0, (len(offers) - 1) // PAGE)
    page = min(page, last)
    activity = chosen.one.id if chosen.one is not None else 0
    head = say.gettext("Who answers for it?")
    hint = say.gettext("Choose, or write the beginning of a surname or of an organisation's name.")
    about = _about(chosen, say)

    def ids(offer: Offer) -> tuple[int, ...]:
        return roadmap, activity, offer.what, offer.id, chosen.level

    buttons = [
        (
            Button(
                shortened(offer.name, LABEL_CHARS),
                Action(Verb.ASSIGN_TO, reader, ids(offer)).pack(),
            ),
        )
        for offer in offers[page * PAGE : (page + 1) * PAGE]
    ]
    pages = []
    for label, other in (("‹", page - 1), ("›", page + 1)):
        if 0 <= other <= last:
            turn = Action(Verb.ASSIGN, reader, (roadmap, activity, other, chosen.level)).pack()
            pages.append(Button(label, turn))
    to_list = Action(Verb.UNOWNED, reader, (roadmap, 0)).pack()
    return Message(
        str(Markup("<b>{}</b>\n{}\n\n<i>{}</i>").format(head, about, hint)),
        buttons=(
            *buttons,
            *((tuple(pages),) if pages else ()),
            (Button(say.gettext("‹ Of nobody"), to_list),),
        ),
    )


def _about(chosen: Chosen, say: Speech) -> str:
    if chosen.one is not None:
        return f"{code(chosen.one.code, say)} {shortened(chosen.one.title)}"
    if chosen.level:
        words = say.gettext("All of the level “{level}” that nobody answers for")
        return words.format(level=level_word(LEVELS[chosen.level - 1]))
    return say.gettext("All activities that nobody answers for")
