"""Setting up: municipalities, people, launching."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bot.commands.opened import opened, tenant_for, tenant_or_default
from bot.errors import CommandError
from bot.sentences import say
from roadmap.people_sheet import read_people
from roadmap.review.vocabulary import read_code
from services import launching, municipalities, past, people
from storage import admin_queries

LIMIT_BYTES = 20 << 20


def read_file(path: Path, limit_bytes: int) -> bytes:
    """The bytes of a file that somebody named. Raises `CommandError`."""
    try:
        if path.stat().st_size > limit_bytes:
            raise CommandError(
                say()
                .gettext("The file is too large: {size} MB, the limit is {limit} MB.")
                .format(size=-(-path.stat().st_size // (1 << 20)), limit=limit_bytes >> 20)
            )
        return path.read_bytes()
    except OSError as error:
        raise CommandError(
            say()
            .gettext("The file {name} could not be opened: {reason}")
            .format(name=path, reason=_why(error))
        ) from error


def _why(error: OSError) -> str:
    voice = say()
    match error:
        case FileNotFoundError():
            return voice.gettext("there is no such file")
        case IsADirectoryError():
            return voice.gettext("it is a folder")
        case PermissionError():
            return voice.gettext("no right to read it")
        case _:
            return error.strerror or str(error)


async def add_municipality(name: str, zone: str) -> None:
    """`vekha municipality add`"""
    async with opened() as at, at.database.write() as session:
        tenant = await municipalities.add(session, name, zone, at.now)
    print(say().gettext("Added: {name}, {zone}").format(name=tenant.name, zone=zone))


async def list_municipalities(*, as_json: bool) -> None:
    """`vekha municipality list`: each in numbers, by name."""
    async with opened() as at, at.database.read() as session:
        known = await admin_queries.names(session)
        towns = await admin_queries.towns(session, [number for number, _ in known])
    if as_json:
        print(json.dumps([asdict(town) for town in towns], ensure_ascii=False, default=str))
        return
    words = say().gettext(
        "{name}: {zone}, people: {people}, roadmaps running: {roadmaps}, notices that wait: "
        "{waiting}, not delivered: {failed}"
    )
    for town in towns:
        paused = f", {say().gettext('reminders paused')}" if town.paused_on else ""
        print(words.format_map(asdict(town)) + paused)


async def set_days(off: list[date], work: list[date], name: str | None) -> None:
    """`vekha calendar`: days off and days worked beside the country's; then what is known."""
    async with opened() as at:
        async with at.database.write() as session:
            tenant = await tenant_for(session, name)
            days = dict.fromkeys(off, False) | dict.fromkeys(work, True)
            if days:
                await municipalities.set_days(session, tenant, days, at.now)
        async with at.database.read() as session:
            tenant = await tenant_for(session, name)
    voice = say()
    for day in sorted(days):
        known = voice.gettext("working day") if days[day] else voice.gettext("day off")
        print(f"{voice.full_day(day)}: {known}")
    year = tenant.today(at.now).year
    for line in _calendar_years(tenant, range(year, year + 3)):
        print(line)


def _calendar_years(tenant: municipalities.Tenant, years: Iterable[int]) -> list[str]:
    """A line for each year whose decree on days off is not known."""
    return [
        say()
        .gettext(
            "The working calendar of {year} is not published yet: plain weekends and holidays are "
            "assumed. Add its days with “vekha calendar”."
        )
        .format(year=year)
        for year in years
        if not tenant.calendar.is_published(year)
    ]


async def import_people(file: Path, name: str | None) -> None:
    """`vekha people import`"""
    entries = read_people(read_file(file, LIMIT_BYTES))
    async with opened() as at, at.database.write() as session:
        tenant = await tenant_or_default(session, name, at.now)
        taken = await people.take(session, tenant.id, entries, at.now)
    voice = say()
    print(voice.gettext("People added: {n}").format(n=len(taken.added)))
    print(voice.gettext("People updated: {n}").format(n=len(taken.updated)))
    for organization in taken.organizations:
        print(voice.gettext("Organisation added: {name}").format(name=organization))
    for party, meant in taken.resolved:
        print(f"{party} → {meant}")


async def launch(
    number: int,
    as_of: date | None,
    name: str | None,
    past_but_for: str | None = None,
    *,
    allow_unowned: bool,
) -> None:
    """`vekha launch`; with `past_but_for`, what was due before is done but for these codes."""
    exceptions = _codes(past_but_for) if past_but_for is not None else None
    async with opened() as at, at.database.write() as session:
        tenant = await tenant_for(session, name)
        on, marked = as_of or tenant.today(at.now), 0
        launched = await launching.launch(
            session, tenant, number, on, at.now, allow_unowned=allow_unowned
        )
        if exceptions is not None:
            marked = await past.mark_done(session, tenant, number, on, at.now, exceptions)
    voice = say()
    print(
        voice.gettext(
            "Roadmap {n} is running. Dates: {dates}, assignments: {assignments}, "
            "ongoing: {ongoing}, without a date: {undated}"
        ).format(
            n=number,
            dates=launched.milestones,
            assignments=launched.assignments,
            ongoing=launched.ongoing,
            undated=launched.undated,
        )
    )
    if exceptions is not None:
        print(voice.gettext("Marked as done before the launch: {n}").format(n=marked))
    if launched.given:
        print(
            voice.ngettext(
                "{n} activity without an owner was given to the coordinator.",
                "{n} activities without an owner were given to the coordinator.",
                launched.given,
            ).format(n=launched.given)
        )


def _codes(text: str) -> set[int]:
    """The activities in «М-3, М-17». Raises `CommandError`."""
    words = text.replace(",", " ").replace(";", " ").split()
    found = {word: read_code(word) for word in words}
    for word, code in found.items():
        if code is None:
            raise CommandError(
                say().gettext("“{text}” is no code of an activity.").format(text=word)
            )
    return {code for code in found.values() if code is not None}
