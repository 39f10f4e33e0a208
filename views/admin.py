"""`/admin`: what an operator of the installation sees. Numbers only, nobody's name but a
municipality's own; no button here speaks for a person, so each names person 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from channels.message import Button, Channel, Message
from roadmap.installation import Aside, Backlog, Town
from roadmap.people_sheet import fold
from views.actions import Action, Verb
from views.answers import plain
from views.lines import shortened
from views.speech import Speech

PAGE = 8
NAME_CHARS = 60
LABEL_CHARS = 50
STUCK = timedelta(minutes=10)
"""Notices that could have gone this long ago and have not show that their channel is down."""
LITTLE_ROOM = 1 << 30
"""Bytes of free disk below which it is time to do something."""

ZONES = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
)
"""One for each legal time of Russia (107-FZ of 2011), by the number in a button."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the installation does; `free` bytes on the disk, None where that cannot be learnt."""

    backlog: Backlog
    free: int | None
    version: str


def zone_labels(say: Speech) -> tuple[str, ...]:
    """The zones in words, in the order of ZONES."""
    return (
        say.gettext("Kaliningrad (MSK−1)"),
        say.gettext("Moscow (MSK)"),
        say.gettext("Samara, Saratov, Izhevsk (MSK+1)"),
        say.gettext("Yekaterinburg, Perm, Ufa (MSK+2)"),
        say.gettext("Omsk (MSK+3)"),
        say.gettext("Krasnoyarsk, Novosibirsk, Tomsk (MSK+4)"),
        say.gettext("Irkutsk, Ulan-Ude (MSK+5)"),
        say.gettext("Yakutsk, Chita (MSK+6)"),
        say.gettext("Vladivostok, Khabarovsk (MSK+7)"),
        say.gettext("Magadan, Yuzhno-Sakhalinsk (MSK+8)"),
        say.gettext("Petropavlovsk-Kamchatsky (MSK+9)"),
    )


def zone_meant(typed: str, say: Speech) -> str | None:
    """The zone that a city, «МСК+2» or an IANA name means; None for none, or for several."""
    wanted, labels = _plain(typed), [_plain(label) for label in zone_labels(say)]
    named = [n for n, zone in enumerate(ZONES) if zone.casefold() == wanted]
    shifted = [n for n, label in enumerate(labels) if label.endswith(f"({wanted})")]
    cities = [
        n
        for n, label in enumerate(labels)
        if wanted in map(str.strip, label.partition("(")[0].split(","))
    ]
    found = named or shifted or cities
    return ZONES[found[0]] if len(found) == 1 else None


def _plain(text: str) -> str:
    return fold(text).replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")


def _press(label: str, verb: Verb, *ids: int) -> Button:
    return Button(label, Action(verb, 0, ids).pack())


def _home(say: Speech) -> tuple[Button, ...]:
    return (_press(say.gettext("‹ Municipalities"), Verb.ADMIN, 0),)


def _turns(verb: Verb, page: int, count: int) -> tuple[tuple[Button, ...], ...]:
    row = tuple(
        _press(sign, verb, to)
        for sign, to in (("‹", page - 1), ("›", page + 1))
        if 0 <= to <= (count - 1) // PAGE
    )
    return (row,) if row else ()


def overview(towns: Sequence[Town], page: int, count: int, aside: int, say: Speech) -> Message:
    """A page of municipalities; `count` of them there are."""
    head = say.ngettext("{n} municipality", "{n} municipalities", count).format(n=count)
    rows = [Markup("<b>{}</b>").format(head)]
    rows += [_brief(town, say) for town in towns]
    label = say.gettext("Not worked: {n}").format(n=aside) if aside else ""
    return Message(
        str(Markup("\n\n").join(rows)),
        buttons=(
            *((_press(shortened(t.name, LABEL_CHARS), Verb.ADMIN_TOWN, t.id),) for t in towns),
            *_turns(Verb.ADMIN, page, count),
            (
                _press(say.gettext("Add a municipality"), Verb.ADMIN_NEW),
                _press(say.gettext("Health"), Verb.ADMIN_HEALTH),
            ),
            *(((_press(label, Verb.ADMIN_ASIDE, 0),),) if aside else ()),
        ),
    )


def _brief(town: Town, say: Speech) -> Markup:
    people = say.ngettext("{n} person", "{n} people", town.people).format(n=town.people)
    roadmaps = say.ngettext("{n} roadmap running", "{n} roadmaps running", town.roadmaps)
    parts = [people, roadmaps.format(n=town.roadmaps), *_signs(town, say)]
    return Markup("<b>{}</b>\n{}").format(shortened(town.name, NAME_CHARS), " · ".join(parts))


def _signs(town: Town, say: Speech) -> list[str]:
    """What stands out."""
    signs = []
    if town.paused_on:
        signs.append(say.gettext("reminders paused"))
    if not town.coordinators:
        signs.append(say.gettext("no coordinator yet"))
    if town.failed:
        signs.append(say.gettext("not delivered: {n}").format(n=town.failed))
    return signs


def town(one: Town, say: Speech, *, lacks_coordinator: bool) -> Message:
    """The card of a municipality."""
    lines = [
        say.gettext("Time zone: {zone}").format(zone=_zone_words(one.zone, say)),
        say.gettext("People: {n}, have joined: {joined}, coordinators: {coordinators}").format(
            n=one.people, joined=one.joined, coordinators=one.coordinators
        ),
        say.gettext("Roadmaps running: {n}").format(n=one.roadmaps),
        say.gettext("Notices that wait: {n}, not delivered: {failed}").format(
            n=one.waiting, failed=one.failed
        ),
        say.gettext("The last mark: {date}").format(
            date=say.full_day(one.active_at.date()) if one.active_at else "—"
        ),
    ]
    if one.paused_on:
        words = say.gettext("Reminders paused since {date}")
        lines.append(words.format(date=say.full_day(one.paused_on)))
    lead = _press(say.gettext("Invite the first coordinator"), Verb.ADMIN_LEAD, one.id)
    rows = Markup("\n").join(Markup("{}").format(line) for line in lines)
    return Message(
        str(Markup("<b>{}</b>\n{}").format(one.name, rows)),
        buttons=(*(((lead,),) if lacks_coordinator else ()), _home(say)),
    )


def _zone_words(zone: str, say: Speech) -> str:
    return zone_labels(say)[ZONES.index(zone)] if zone in ZONES else zone


def ask_name(say: Speech) -> Message:
    """What is it called?"""
    return plain(say.gettext("What is the new municipality called? Write its name, or “Cancel”."))


def not_a_name(say: Speech) -> Message:
    """What was typed cannot be a name; the question stands."""
    return plain(say.gettext("This cannot be a name: write it in words, at most 120 characters."))


def name_taken(name: str, say: Speech) -> Message:
    """There is one of that name; the question stands."""
    words = say.gettext("There is a municipality “{name}” already. Write another name.")
    return plain(words.format(name=name))


def ask_zone(name: str, say: Speech, *, not_understood: bool = False) -> Message:
    """Which time do its people live by?"""
    words = say.gettext("What is the time zone of “{name}”?").format(name=name)
    if not_understood:
        words = say.gettext(
            "I do not know this time zone. Choose one below or write it as MSK+2 or the name of "
            "a regional centre."
        )
    buttons = tuple(
        (_press(label, Verb.ADMIN_ZONE, n),) for n, label in enumerate(zone_labels(say))
    )
    return Message(str(Markup("{}").format(words)), buttons=buttons)


def ask_coordinator(municipality: str, say: Speech) -> Message:
    """Who coordinates it?"""
    words = say.gettext(
        "Who will be the first coordinator of “{name}”? Write the surname, the name and the "
        "patronymic."
    )
    return plain(words.format(name=municipality))


def has_coordinator(municipality: str, number: int, say: Speech) -> Message:
    """A coordinator has joined: the operator invites nobody else."""
    words = say.gettext(
        "“{name}” has a coordinator already, who adds and invites everybody else."
    ).format(name=municipality)
    back = _press(say.gettext("Card"), Verb.ADMIN_TOWN, number)
    return Message(str(Markup("{}").format(words)), buttons=((back,),))


def invited(municipality: str, name: str, url: str, days: int, number: int, say: Speech) -> Message:
    """The link of the first coordinator, to forward."""
    head = say.gettext("{municipality}: invitation for {name}")
    words = say.ngettext(
        "The link works once, for {n} day. Forward it to this person only: whoever opens it "
        "enters as them.",
        "The link works once, for {n} days. Forward it to this person only: whoever opens it "
        "enters as them.",
        days,
    ).format(n=days)
    title = head.format(municipality=shortened(municipality, NAME_CHARS), name=shortened(name))
    back = _press(say.gettext("Card"), Verb.ADMIN_TOWN, number)
    text = Markup("<b>{}</b>\n{}\n{}").format(title, url, words)
    return Message(str(text), buttons=((back,), _home(say)), secret=True)


def health(one: Health, now: datetime, say: Speech) -> Message:
    """How the installation does, with a sign before what wants looking after."""
    rows = [_queue(one.backlog, channel, now, say) for channel in Channel]
    rows += [
        say.gettext("Updates that wait: {n}").format(n=one.backlog.arrivals),
        _sign(one.backlog.aside > 0)
        + say.gettext("Updates that could not be worked: {n}").format(n=one.backlog.aside),
        say.gettext("Files to be fetched: {n}").format(n=one.backlog.files),
    ]
    if one.free is not None:
        room = say.gettext("Free disk space: {n} GB").format(n=f"{one.free / (1 << 30):.1f}")
        rows.append(_sign(one.free < LITTLE_ROOM) + room)
    if one.version:
        rows.append(say.gettext("Version: {version}").format(version=one.version))
    text = Markup("<b>{}</b>\n{}").format(
        say.gettext("Health"), Markup("\n").join(Markup("{}").format(row) for row in rows)
    )
    label = say.gettext("Not worked: {n}").format(n=one.backlog.aside)
    aside_ones = ((_press(label, Verb.ADMIN_ASIDE, 0),),) if one.backlog.aside else ()
    return Message(str(text), buttons=(*aside_ones, _home(say)))


def _sign(wrong: bool) -> str:
    return "⚠ " if wrong else ""


def _queue(backlog: Backlog, channel: Channel, now: datetime, say: Speech) -> str:
    name = {
        Channel.TELEGRAM: say.gettext("Messages in Telegram"),
        Channel.EMAIL: say.gettext("Letters"),
    }[channel]
    found = next((one for one in backlog.queues if one.channel == channel), None)
    if found is None:
        return say.gettext("{channel}: nothing waits").format(channel=name)
    minutes = int((now - found.since) / timedelta(minutes=1))
    words = say.gettext("{channel}: wait to be sent: {n}, the longest for {minutes} min")
    stuck = _sign(now - found.since > STUCK)
    return stuck + words.format(channel=name, n=found.waiting, minutes=minutes)


def aside(rows: Sequence[Aside], page: int, count: int, say: Speech) -> Message:
    """A page of arrivals that could not be worked, each with a button to try again."""
    if not rows:
        text = say.gettext("Every update has been worked.")
        return Message(str(Markup("{}").format(text)), buttons=(_home(say),))
    head = say.gettext("Updates that could not be worked: {n}").format(n=count)
    lines = [Markup("<b>{}</b>").format(head)]
    lines += [Markup("{}").format(_aside_line(one, say)) for one in rows]
    again = say.gettext("№ {n}: try again")
    return Message(
        str(Markup("\n").join(lines)),
        buttons=(
            *((_press(again.format(n=one.id), Verb.ADMIN_AGAIN, one.id),) for one in rows),
            *_turns(Verb.ADMIN_ASIDE, page, count),
            _home(say),
        ),
    )


def _aside_line(one: Aside, say: Speech) -> str:
    what = say.gettext("a button") if one.press else say.gettext("a message")
    words = say.gettext("№ {n}: {what}, {date}, attempts: {attempts}, error: {fault}")
    return words.format(
        n=one.id,
        what=what,
        date=say.day(one.at.date()),
        attempts=one.attempts,
        fault=shortened(one.fault, NAME_CHARS) or "—",
    )


def taken_up(say: Speech, *, is_new: bool) -> str:
    """The toast after «Ещё раз»."""
    if is_new:
        return say.gettext("Tried again. If it fails once more, it comes back to this list.")
    return say.gettext("This one is not in the list any more.")
