"""A made-up municipality for the simulated region: its people, its schools, its roadmap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.deadlines import read
from roadmap.drafts import Draft, DraftActivity
from roadmap.people_sheet import PersonEntry, fold
from roadmap.period import Period
from services import drafting, launching, municipalities, people
from storage.tables import (
    AccountRow,
    OrganizationKind,
    OrganizationRow,
    PersonRow,
    Preference,
    Role,
)

SCHOOLS = 25
ON_PAPER = 3  # schools with a mailbox that a secretary reads, and nobody else
BY_LETTER = 2  # directors who have no Telegram
YEAR = Period(date(2018, 1, 1), date(2018, 12, 31))
OFFICIALS = ("Пономарева Ольга Ивановна", "Осотова Ирина Васильевна")
WRITTEN = ("О.И. Пономарева", "И.В. Осотова", "О.И. Пономарева, И.В. Осотова")
MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
QUARTERLY = "ежеквартально"
SCHOOL_DATES, SCHOOL_QUARTERS = 34, 7
OFFICE_DATES, OFFICE_QUARTERS = 10, 9


async def found(session: AsyncSession, number: int, launched: date, now: datetime) -> int:
    """Municipality `number` with everybody in it and a roadmap of 60 activities, launched on a
    local day; how many assignments it has."""
    tenant = await municipalities.add(session, f"Район {number}", "Europe/Moscow", now)
    await people.take(session, tenant.id, list(_everybody(number)), now)
    session.add_all(_mailboxes(tenant.id, number))
    await session.flush()
    await _join(session, tenant.id, now)
    draft = Draft("Дорожная карта", YEAR, tuple(_activities()), parties=WRITTEN[:2])
    roadmap = await drafting.store(session, tenant.id, draft, now)
    made = await launching.launch(session, tenant, roadmap, launched, now)
    return made.assignments


def _everybody(number: int) -> Iterator[PersonEntry]:
    at = f"district{number}.example"
    for name in OFFICIALS:
        yield PersonEntry(name, "Управление образования", roles=(Role.RESPONSIBLE,))
    yield PersonEntry("Мостовая Вера Петровна", roles=(Role.COORDINATOR,))
    yield PersonEntry(
        "Главная Анна Павловна",
        email=f"head@{at}",
        roles=(Role.MANAGEMENT,),
        channel=Preference.EMAIL,
    )
    for school in range(1, SCHOOLS - ON_PAPER + 1):
        yield PersonEntry(
            f"Директорова-{school} Нина Петровна",
            _school(school),
            email=f"director{school}@{at}",
            roles=(Role.SCHOOL,),
            channel=Preference.EMAIL if school <= BY_LETTER else Preference.TELEGRAM,
        )


def _school(number: int) -> str:
    return f"МОУ «СОШ № {number}»"


def _mailboxes(municipality_id: int, number: int) -> Iterator[OrganizationRow]:
    for school in range(SCHOOLS - ON_PAPER + 1, SCHOOLS + 1):
        yield OrganizationRow(
            municipality_id=municipality_id,
            name=_school(school),
            key=fold(_school(school)),
            kind=OrganizationKind.SCHOOL,
            email=f"school{school}@district{number}.example",
        )


async def _join(session: AsyncSession, municipality_id: int, now: datetime) -> None:
    """Everybody who wants Telegram has pressed their link."""
    wish = select(PersonRow.id).where(
        PersonRow.municipality_id == municipality_id, PersonRow.preference == Preference.TELEGRAM
    )
    for person_id in await session.exec(wish):
        chat = 1_000_000 + (person_id or 0)
        session.add(
            AccountRow(
                municipality_id=municipality_id,
                person_id=person_id or 0,
                user_id=chat,
                chat_id=chat,
                bound_at=now,
            )
        )


def _activities() -> Iterator[DraftActivity]:
    """First what each school answers for by itself, then the officials', alone and together."""
    school = [_day(i) for i in range(SCHOOL_DATES)] + [QUARTERLY] * SCHOOL_QUARTERS
    office = [_day(i) for i in range(OFFICE_DATES)] + [QUARTERLY] * OFFICE_QUARTERS
    owners: list[tuple[str, ...]] = [("ОО",)] * len(school)
    owners += [tuple(WRITTEN[i % len(WRITTEN)].split(", ")) for i in range(len(office))]
    for number, (deadline, own) in enumerate(zip(school + office, owners, strict=True), start=1):
        yield DraftActivity(
            title=f"Провести мероприятие № {number} по повышению качества образования",
            deadline_text=deadline,
            reading=read(deadline, YEAR),
            section="1. Организационные мероприятия",
            number=str(number),
            owners=own,
        )


def _day(number: int) -> str:
    """Days of the year from 1 February on, a week or so apart."""
    return f"до {number * 7 % 28 + 1} {MONTHS[number % 11 + 1]}"
