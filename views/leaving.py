"""«Больше не работает»: what will happen, the activities shared out, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import code, shortened
from views.people_desk import LABEL_CHARS, NAME_CHARS, PAGE, Listed, paged, turns
from views.people_editing import headed
from views.speech import Speech
from views.successors import Subject, Theirs, back_to, goes_over, hint, invitation, went

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity of who leaves, and who takes it over (id and name)."""

    id: int
    code: int
    title: str
    heir: int
    heir_name: str


def leaving(
    of: Subject,
    theirs: Theirs,
    heir: Listed | None,
    each: Sequence[Activity],
    heads: Sequence[str],
    reader: int,
    say: Speech,
) -> Message:
    """What will happen when somebody leaves; `each` are activities that go to others than the
    `heir`, `heads` the organisations that will have no head."""
    rows = [say.gettext("Does not work here any more?")]
    if heir is not None and theirs.any:
        rows += [
            say.gettext("{name} takes over:").format(name=shortened(heir.label, NAME_CHARS)),
            goes_over(theirs, say),
        ]
    if each:
        rows.append(say.gettext("But for:"))
        rows += [f"• {_activity(one, say)} — {one.heir_name}" for one in each[:SHOWN]]
    if len(each) > SHOWN:
        rows.append(say.gettext("and more: {n}").format(n=len(each) - SHOWN))
    for name in heads[:SHOWN]:
        words = say.gettext("{name} will have no head: name another one afterwards.")
        rows.append(words.format(name=shortened(name)))
    rows.append(
        say.gettext(
            "Marks and documents stay in their name. They leave all lists, their chat is let go, "
            "invitations, roles and absences end."
        )
    )
    to = heir.id if heir is not None else 0
    yes = Action(Verb.LEAVE_YES, reader, (of.id, to, len(each))).pack()
    buttons = [(Button(say.gettext("Yes, does not work here"), yes),)]
    if heir is not None and theirs.activities > 1:
        by_one = Action(Verb.LEAVE_EACH, reader, (of.id, to, 0)).pack()
        buttons.append((Button(say.gettext("Share out the activities…"), by_one),))
    if heir is not None:
        other = Action(Verb.LEAVE, reader, (of.id, 0)).pack()
        buttons.append((Button(say.gettext("Choose somebody else"), other),))
    return Message(headed(of.name, *rows), buttons=(*buttons, (back_to(of, reader, say),)))


def _activity(one: Activity, say: Speech) -> str:
    return f"{code(one.code, say)} {shortened(one.title, 60)}"


def share_out(
    of: Subject, to: int, activities: Sequence[Activity], page: int, reader: int, say: Speech
) -> Message:
    """Each activity with who takes it over; a press chooses somebody else for it."""
    page = paged(len(activities), page)
    shown = activities[page * PAGE : (page + 1) * PAGE]
    rows = [say.gettext("Who takes over what? Press an activity to give it to somebody else.")]
    rows += [f"• {_activity(one, say)} — {one.heir_name}" for one in shown]
    buttons = [
        (
            Button(
                shortened(_activity(one, say), LABEL_CHARS),
                Action(Verb.LEAVE_ONE, reader, (of.id, to, one.id, 0)).pack(),
            ),
        )
        for one in shown
    ]
    turning = turns(page, len(activities), (of.id, to), Verb.LEAVE_EACH, reader)
    done = Action(Verb.LEAVE_TO, reader, (of.id, to)).pack()
    return Message(
        headed(of.name, *rows),
        buttons=(
            *buttons,
            *((tuple(turning),) if turning else ()),
            (Button(say.gettext("That is all"), done),),
        ),
    )


def choose_for_one(
    of: Subject,
    to: int,
    activity: Activity,
    people: Sequence[Listed],
    page: int,
    reader: int,
    say: Speech,
    *,
    found: bool = False,
) -> Message:
    """Who takes over one activity?"""
    page = paged(len(people), page)
    press = (of.id, to, activity.id)
    rows = [
        (
            Button(
                shortened(one.label, LABEL_CHARS),
                Action(Verb.LEAVE_ONE_TO, reader, (*press, one.id)).pack(),
            ),
        )
        for one in people[page * PAGE : (page + 1) * PAGE]
    ]
    turning = [] if found else turns(page, len(people), press, Verb.LEAVE_ONE, reader)
    back = Action(Verb.LEAVE_EACH, reader, (of.id, to, 0)).pack()
    return Message(
        headed(_activity(activity, say), hint(people, say, found=found)),
        buttons=(
            *rows,
            *((tuple(turning),) if turning else ()),
            (Button(say.gettext("‹ Back"), back),),
        ),
    )


def left(
    of: Subject,
    heirs: Mapping[str, int],
    offices: Sequence[Listed],
    invite: Listed | None,
    reader: int,
    say: Speech,
) -> Message:
    """Done: how many dates went to whom, and the organisations that have no head now."""
    rows = [say.gettext("Does not work here any more: noted.")]
    for name, count in list(heirs.items())[:SHOWN]:
        rows.append(went(name, count, say))
    buttons = [invitation(invite, reader, say)] if invite is not None else []
    buttons += [
        (
            Button(
                shortened(say.gettext("Head of {name}…").format(name=one.label), LABEL_CHARS),
                Action(Verb.HEAD_CHANGE, reader, (one.id, 0)).pack(),
            ),
        )
        for one in offices[:PAGE]
    ]
    card = Button(say.gettext("Card"), Action(Verb.PERSON, reader, (of.id,)).pack())
    return Message(headed(of.name, *rows), buttons=(*buttons, (card,)))


def left_already(of: Subject, on: date, say: Speech) -> Message:
    """It was noted before."""
    words = say.gettext("Left on {date}").format(date=say.full_day(on))
    return Message(headed(of.name, words))
