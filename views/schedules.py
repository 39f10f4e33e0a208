"""«Расписание сводки»: when the digest comes by itself, and to which groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from enum import IntEnum

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.mornings import NEVER, Daily, Schedule
from views.actions import Action, Verb
from views.editing import paragraph
from views.lines import shortened
from views.speech import Speech

PAGE = 8
LABEL_CHARS = 50


class Part(IntEnum):
    """What can be set; the numbers stand in callback data."""

    DAILY = 1
    WEEKLY = 2
    HOUR = 3
    GROUPS = 4


DAILIES = (Daily.WHEN_NEEDED, Daily.ALWAYS, Daily.OFF)
"""In the order of their numbers in callback data."""


def daily_words(daily: Daily, say: Speech) -> str:
    """When the short one goes."""
    return {
        Daily.WHEN_NEEDED: say.gettext("when something is late, due or waits"),
        Daily.ALWAYS: say.gettext("every working day"),
        Daily.OFF: say.gettext("never"),
    }[daily]


def weekly_words(weekly: int, say: Speech) -> str:
    """The weekday of the full one."""
    return {
        NEVER: say.gettext("never"),
        1: say.gettext("on Mondays"),
        2: say.gettext("on Tuesdays"),
        3: say.gettext("on Wednesdays"),
        4: say.gettext("on Thursdays"),
        5: say.gettext("on Fridays"),
        6: say.gettext("on Saturdays"),
        7: say.gettext("on Sundays"),
    }[weekly]


def when(schedule: Schedule, say: Speech) -> str:
    """«По понедельникам, в 09:00.» in a sentence for a group."""
    if schedule.weekly == NEVER:
        return say.gettext("The weekly one is switched off.")
    return say.gettext("The whole one comes {weekday} at {hour}.").format(
        weekday=weekly_words(schedule.weekly, say), hour=f"{schedule.hour:%H:%M}"
    )


def board(
    schedule: Schedule,
    groups: Sequence[tuple[int, str, bool]],
    page: int,
    person_id: int,
    say: Speech,
) -> Message:
    """What is set and which groups there are: (number, title, whether it can be written to); a
    page of them, counted from 0."""
    last = max(0, (len(groups) - 1) // PAGE)
    page = min(page, last)
    shown = groups[page * PAGE : (page + 1) * PAGE]
    rows: list[object] = [
        Markup("<b>{}</b>").format(say.gettext("The digest by itself")),
        say.gettext("Short, to coordinators: {when}").format(when=daily_words(schedule.daily, say)),
        say.gettext("Whole, to coordinators and groups: {when}").format(
            when=weekly_words(schedule.weekly, say)
        ),
        say.gettext("At {hour}; on a day off the next working day.").format(
            hour=f"{schedule.hour:%H:%M}"
        ),
        "",
    ]
    if groups:
        also = say.gettext("yes") if schedule.groups else say.gettext("no")
        rows.append(say.gettext("The short one to groups too: {yes}").format(yes=also))
        rows.append(say.gettext("Groups: {n}").format(n=len(groups)))
    else:
        rows.append(
            say.gettext(
                "For the digest to come to a group chat, add the bot to it and write /bind there."
            )
        )

    def ask(label: str, part: Part) -> tuple[Button, ...]:
        return (Button(label, Action(Verb.SCHEDULE_ASK, person_id, (part,)).pack()),)

    buttons = [
        ask(say.gettext("Short digest…"), Part.DAILY),
        ask(say.gettext("Weekly digest…"), Part.WEEKLY),
        ask(say.gettext("Hour…"), Part.HOUR),
    ]
    if groups:
        label = say.gettext("The short one to groups: off")
        if not schedule.groups:
            label = say.gettext("The short one to groups: on")
        value = (Part.GROUPS, int(not schedule.groups))
        buttons.append((Button(label, Action(Verb.SCHEDULE_SET, person_id, value).pack()),))
    for number, title, alive in shown:
        name = shortened(title, LABEL_CHARS) or say.gettext("A group")
        label = name if alive else f"⚠ {name}"
        buttons.append((Button(label, Action(Verb.GROUP_CARD, person_id, (number,)).pack()),))
    turns = []
    if page > 0:
        turns.append(Button("‹", Action(Verb.SCHEDULE, person_id, (page - 1,)).pack()))
    if page < last:
        turns.append(Button("›", Action(Verb.SCHEDULE, person_id, (page + 1,)).pack()))
    text = paragraph(*rows)
    brief = "" if shown else text  # a group may be called by anything
    return Message(text, buttons=(*buttons, *((tuple(turns),) if turns else ())), brief=brief)


def choices(
    part: Part, schedule: Schedule, hours: Sequence[time], person_id: int, say: Speech
) -> Message:
    """What can be set instead; `hours` are those that fit the working day."""
    options: list[tuple[str, int, bool]]
    match part:
        case Part.DAILY:
            head = say.gettext("The short digest")
            options = [
                (daily_words(one, say), n, one is schedule.daily) for n, one in enumerate(DAILIES)
            ]
        case Part.WEEKLY:
            head = say.gettext("The weekly digest")
            days = [1, 2, 3, 4, 5, NEVER]
            options = [(weekly_words(day, say), day, day == schedule.weekly) for day in days]
        case _:
            head = say.gettext("The hour of the digest")
            options = [
                (f"{hour:%H:%M}", hour.hour * 100 + hour.minute, hour == schedule.hour)
                for hour in hours
            ]
    made = [
        Button(
            ("✓ " if is_set else "") + label[:1].upper() + label[1:],
            Action(Verb.SCHEDULE_SET, person_id, (part, value)).pack(),
        )
        for label, value, is_set in options
    ]
    wide = 3 if part is Part.HOUR else 1
    back = Button(say.gettext("‹ Schedule"), Action(Verb.SCHEDULE, person_id, (0,)).pack())
    text = str(Markup("<b>{}</b>").format(head))
    return Message(
        text,
        buttons=(*(tuple(made[i : i + wide]) for i in range(0, len(made), wide)), (back,)),
        brief=text,
    )
