"""«Больше не работает», «Сменить руководителя»: who takes over, and what goes over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum

from markupsafe import escape

from channels.message import Button, Message
from roadmap.absence_words import LONGEST
from views import calendar_keyboard
from views.actions import Action, Verb
from views.answers import plain
from views.calendar_keyboard import as_number
from views.lines import code, shortened
from views.people_desk import LABEL_CHARS, NAME_CHARS, PAGE, Listed, paged, turns
from views.people_editing import headed
from views.speech import Speech

SHOWN = 10


class For(IntEnum):
    """What a successor is chosen for; the number goes into buttons."""

    LEAVING = 0
    HEAD = 1


_CHOOSE = {For.LEAVING: Verb.LEAVE, For.HEAD: Verb.HEAD_CHANGE}
_CHOSEN = {For.LEAVING: Verb.LEAVE_TO, For.HEAD: Verb.HEAD_TO}
_CARD = {For.LEAVING: Verb.PERSON, For.HEAD: Verb.OFFICE}


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody has that another takes over: activities with their open dates, what
    organisations handed to them, requests that wait, rows of documents that mean them."""

    activities: int = 0
    dates: int = 0
    delegations: int = 0
    requests: int = 0
    parties: int = 0

    @property
    def any(self) -> bool:
        """Whether there is anything to take over."""
        return bool(self.dates or self.delegations or self.requests or self.parties)


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity of who leaves, and who takes it over (id and name)."""

    id: int
    code: int
    title: str
    heir: int
    heir_name: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose successor is chosen: a person who leaves, or the organisation whose head changes."""

    kind: For
    id: int
    name: str


def headed_list(head: str, listed: Message) -> Message:
    """A list of what is somebody's, with what has happened above it."""
    return replace(listed, text=f"{escape(head)}\n\n{listed.text}")


def with_link(message: Message, link: Message) -> Message:
    """What was done, with the link to forward under it."""
    return replace(message, text=f"{message.text}\n\n{link.text}")


def counted(one: Theirs, say: Speech) -> list[str]:
    """What goes over, a line each."""
    rows = []
    if one.dates:
        activities = say.ngettext(
            "{n} open activity", "{n} open activities", one.activities
        ).format(n=one.activities)
        dates = say.ngettext("{n} date", "{n} dates", one.dates).format(n=one.dates)
        rows.append(f"{activities} ({dates})")
    for count, words in (
        (
            one.delegations,
            say.ngettext(
                "{n} date handed over by an organisation",
                "{n} dates handed over by organisations",
                one.delegations,
            ),
        ),
        (
            one.requests,
            say.ngettext(
                "{n} request that waits for a decision",
                "{n} requests that wait for a decision",
                one.requests,
            ),
        ),
        (
            one.parties,
            say.ngettext(
                "{n} entry among the responsible of roadmaps",
                "{n} entries among the responsible of roadmaps",
                one.parties,
            ),
        ),
    ):
        if count:
            rows.append(words.format(n=count))
    return rows


def _listed(one: Theirs, say: Speech) -> str:
    return "\n".join(f"• {row}" for row in counted(one, say))


def _card(of: Subject, reader: int, say: Speech) -> Button:
    return Button(say.gettext("‹ Back"), Action(_CARD[of.kind], reader, (of.id, 1)).pack())


def choose(
    of: Subject,
    theirs: Theirs,
    people: Sequence[Listed],
    page: int,
    reader: int,
    say: Speech,
    *,
    found: bool = False,
    former: str = "",
) -> Message:
    """Who takes over? A page, counted from 0, or those whose names fit what was typed."""
    page = paged(len(people), page)
    verb = _CHOOSE[of.kind]
    turning = [] if found else turns(page, len(people), (of.id,), verb, reader)
    rows = [
        (
            Button(
                shortened(one.label, LABEL_CHARS),
                Action(_CHOSEN[of.kind], reader, (of.id, one.id)).pack(),
            ),
        )
        for one in people[page * PAGE : (page + 1) * PAGE]
    ]
    new = Action(Verb.SUCCESSOR_NEW, reader, (of.kind, of.id)).pack()
    return Message(
        headed(of.name, *_asked(of, theirs, former, say), _hint(people, say, found=found)),
        buttons=(
            *rows,
            *((tuple(turning),) if turning else ()),
            (Button(say.gettext("Somebody new…"), new),),
            (_card(of, reader, say),),
        ),
    )


def _asked(of: Subject, theirs: Theirs, former: str, say: Speech) -> list[str]:
    if of.kind is For.LEAVING:
        return [
            say.gettext("Does not work here any more. To be taken over:"),
            _listed(theirs, say),
            say.gettext("Who takes it over?"),
        ]
    rows = [say.gettext("Who is the head from now on?")]
    if former:
        rows.insert(0, say.gettext("Head until now: {name}").format(name=former))
    return rows


def _hint(people: Sequence[Listed], say: Speech, *, found: bool) -> str:
    if not found:
        return say.gettext("Choose a person, or write the beginning of the surname.")
    return say.gettext("Found by name:") if people else say.gettext("Nobody is called so.")


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
            _listed(theirs, say),
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
    return Message(headed(of.name, *rows), buttons=(*buttons, (_card(of, reader, say),)))


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
        headed(_activity(activity, say), _hint(people, say, found=found)),
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
        rows.append(_went(name, count, say))
    buttons = [_invite(invite, reader, say)] if invite is not None else []
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


def _went(name: str, count: int, say: Speech) -> str:
    words = say.ngettext("{name} takes over {n} date.", "{name} takes over {n} dates.", count)
    return words.format(name=shortened(name), n=count)


def _invite(one: Listed, reader: int, say: Speech) -> tuple[Button, ...]:
    label = say.gettext("Invite: {name}").format(name=one.label)
    return (Button(shortened(label, LABEL_CHARS), Action(Verb.INVITE, reader, (one.id,)).pack()),)


def left_already(of: Subject, on: date, say: Speech) -> Message:
    """It was noted before."""
    words = say.gettext("Left on {date}").format(date=say.full_day(on))
    return Message(headed(of.name, words))


def new_head(
    of: Subject,
    who: Listed,
    former: Listed | None,
    theirs: Theirs,
    reader: int,
    say: Speech,
) -> Message:
    """For good, acting, or only while the former head is away: a sentence and a button each."""

    def press(label: str, verb: Verb, *more: int) -> tuple[Button, ...]:
        return (Button(label, Action(verb, reader, (of.id, who.id, *more)).pack()),)

    rows = [say.gettext("{name} is the head from now on?").format(name=who.label)]
    if former is not None and theirs.any:
        words = say.gettext("Goes over from {name}:").format(name=former.label)
        rows += [words, _listed(theirs, say)]
    rows.append(say.gettext("Head: for good."))
    rows.append(
        say.gettext("Acting head: until another one is named; everything open goes over too.")
    )
    buttons = [
        press(say.gettext("Head"), Verb.HEAD_YES, 0),
        press(say.gettext("Acting head"), Verb.HEAD_YES, 1),
    ]
    if former is not None:
        words = say.gettext(
            "Until a date: {former} stays the head and is away; {name} stands in until then, and "
            "nothing goes over."
        )
        rows.append(words.format(former=former.label, name=who.label))
        buttons.append(press(say.gettext("Stands in until…"), Verb.HEAD_UNTIL))
    return Message(headed(of.name, *rows), buttons=(*buttons, (_card(of, reader, say),)))


def until(
    of: Subject,
    who: Listed,
    former: Listed,
    shown: date,
    today: date,
    reader: int,
    say: Speech,
) -> Message:
    """Until which day is the head away? A month to press the last day in."""

    def press(verb: Verb, day: date) -> str:
        return Action(verb, reader, (of.id, who.id, as_number(day))).pack()

    keyboard = calendar_keyboard.month(
        shown,
        today,
        today + timedelta(days=LONGEST),
        lambda day: press(Verb.HEAD_UNTIL_DAY, day),
        lambda day: press(Verb.HEAD_UNTIL, day),
        Action(Verb.NOTHING, reader).pack(),
        say,
    )
    words = say.gettext(
        "{former} is away from today, {name} stands in. Choose the last day; after it everything "
        "is as before."
    )
    text = headed(of.name, words.format(former=former.label, name=who.label))
    return Message(text, buttons=(*keyboard, (_card(of, reader, say),)))


def head_changed(
    of: Subject,
    who: Listed,
    former: Listed | None,
    dates: int,
    reader: int,
    say: Speech,
    *,
    acting: bool,
    invite: bool,
) -> Message:
    """Done: who is the head now; the former one may have left altogether."""
    words = (
        say.gettext("Acting head now: {name}.")
        if acting
        else say.gettext("The head is now: {name}.")
    )
    rows = [words.format(name=shortened(who.label))]
    if dates:
        rows.append(_went(who.label, dates, say))
    buttons = [_invite(who, reader, say)] if invite else []
    if former is not None:
        gone = say.gettext("{name} has left…").format(name=former.label)
        leave = Action(Verb.LEAVE, reader, (former.id, 0)).pack()
        buttons.append((Button(shortened(gone, LABEL_CHARS), leave),))
    return Message(headed(of.name, *rows), buttons=(*buttons, (_card(of, reader, say),)))


def already_head(of: Subject, who: Listed, reader: int, say: Speech) -> Message:
    """It was so before."""
    words = say.gettext("It is so already: {name}.").format(name=shortened(who.label))
    return Message(headed(of.name, words), buttons=((_card(of, reader, say),),))


def ask_new(of: Subject, say: Speech) -> Message:
    """Name, telephone and address of somebody new, in one message."""
    words = say.gettext(
        "Write the full name and, by commas, a telephone and an email address where they are known."
    )
    return Message(headed(of.name, words))


def not_a_person(say: Speech) -> Message:
    """What was typed is no name; the question stands."""
    return plain(
        say.gettext(
            "There is no full name in it. Write it so: surname, name and patronymic, then by "
            "commas a telephone and an email address."
        )
    )


def perhaps_known(
    of: Subject, name: str, alike: Sequence[Listed], reader: int, say: Speech
) -> Message:
    """Those who may be the same: chosen instead of made anew."""
    rows = [
        (
            Button(
                shortened(one.label, LABEL_CHARS),
                Action(_CHOSEN[of.kind], reader, (of.id, one.id)).pack(),
            ),
        )
        for one in alike
    ]
    another = Action(Verb.SUCCESSOR_MAKE, reader, (of.kind, of.id)).pack()
    return Message(
        headed(name, say.gettext("Perhaps known already. Is it one of these?")),
        buttons=(*rows, (Button(say.gettext("No, it is somebody else"), another),)),
    )
