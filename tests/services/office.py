"""A municipality at work, set up through the services themselves: people, a roadmap, chats."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from channels.message import Message
from roadmap.deadlines import read
from roadmap.drafts import Draft, DraftActivity
from roadmap.parties import split_owners
from roadmap.people_sheet import read_people
from roadmap.period import Period
from roadmap.progress import Event
from services import drafting, launching, municipalities, people, planning, reporting
from services.launching import Launched
from services.municipalities import Tenant
from services.reporting import Reported
from services.rights import Actor
from storage import plan_queries
from storage.database import Database
from storage.tables import (
    AccountRow,
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    NoticeItemRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    OrganizationRow,
    PersonRow,
)

HEAD = "ФИО;Организация;Должность;Email;Телефон;Роли;Канал\n"
PERIOD = Period(date(2018, 1, 1), date(2020, 12, 31))
MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = date(2018, 10, 8)
_origins = itertools.count(1)

OLGA = "Пономарева Ольга Ивановна;Отдел образования;начальник;olga@town.example;;ответственный;"
IRINA = "Осотова Ирина Васильевна;МЦ;методист;irina@town.example;;ответственный;"
VERA = "Мостовая Вера Петровна;МЦ;методист;;;координатор;"
BOSS = "Главная Анна Павловна;Администрация;глава;boss@town.example;;руководство;почта"
FIRST = "Громов Игорь Николаевич;МОУ «СОШ № 1»;директор;;;школа;"
SECOND = "Лаптева Ольга Петровна;МОУ «СОШ № 2»;директор;;;школа;"


def at(text: str, zone: ZoneInfo = MOSCOW) -> datetime:
    """«2018-10-10 09:00» of a zone, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def row(deadline: str, owners: str = "Пономарева О.И.", title: str = "") -> DraftActivity:
    """A row of a roadmap as a document would have it."""
    return DraftActivity(
        title=title or f"Мероприятие со сроком «{deadline}»",
        deadline_text=deadline,
        reading=read(deadline, PERIOD),
        section="1. Организация",
        number="1",
        owners=split_owners(owners),
    )


class Office:
    """One municipality in a database; people are named by surname."""

    def __init__(self, database: Database, tenant: Tenant) -> None:
        self.database, self.tenant = database, tenant

    @classmethod
    async def open(
        cls,
        database: Database,
        *staff: str,
        name: str = "Город",
        zone: str = "Europe/Moscow",
        now: datetime | None = None,
    ) -> Office:
        """A municipality with people: lines of a list as an office keeps it."""
        now = now or at("2018-10-01 08:00")
        async with database.write() as session:
            tenant = await municipalities.add(session, name, zone, now)
        office = cls(database, tenant)
        await office.hire(*staff, now=now)
        return office

    async def hire(self, *staff: str, now: datetime | None = None) -> people.Taken:
        """Import more people."""
        entries = read_people((HEAD + "\n".join(staff)).encode())
        async with self.database.write() as session:
            return await people.take(
                session, self.tenant.id, entries, now or at("2018-10-01 08:00")
            )

    async def draft(self, *rows: DraftActivity, title: str = "Дорожная карта") -> int:
        """Store a roadmap that is not launched; its number."""
        parties = tuple(dict.fromkeys(owner for r in rows for owner in r.owners))
        draft = Draft(title, PERIOD, rows, parties=parties)
        async with self.database.write() as session:
            return await drafting.store(session, self.tenant.id, draft, at("2018-10-01 08:00"))

    async def start(
        self, number: int, on: date = MONDAY, *, allow_unowned: bool = False
    ) -> Launched:
        """Launch a stored roadmap in the morning of `on`."""
        now = datetime.combine(on, datetime.min.time(), self.tenant.zone).replace(hour=8)
        async with self.database.write() as session:
            return await launching.launch(
                session,
                self.tenant,
                number,
                on,
                now.astimezone(UTC),
                allow_unowned=allow_unowned,
            )

    async def launch(self, *rows: DraftActivity, on: date = MONDAY) -> Launched:
        """Store and launch."""
        return await self.start(await self.draft(*rows), on)

    async def person(self, surname: str) -> int:
        """The id of a person."""
        async with self.database.read() as session:
            statement = select(PersonRow.id).where(
                PersonRow.municipality_id == self.tenant.id,
                col(PersonRow.full_name).startswith(surname),
            )
            return (await session.exec(statement)).one() or 0

    async def organization(self, name: str) -> int:
        """The id of an organisation."""
        async with self.database.read() as session:
            statement = select(OrganizationRow.id).where(
                OrganizationRow.municipality_id == self.tenant.id, OrganizationRow.name == name
            )
            return (await session.exec(statement)).one() or 0

    async def bind(self, surname: str, chat: int) -> int:
        """Give a person a Telegram account; the person's id."""
        person = await self.person(surname)
        async with self.database.write() as session:
            session.add(
                AccountRow(
                    municipality_id=self.tenant.id,
                    person_id=person,
                    user_id=chat,
                    chat_id=chat,
                    bound_at=at("2018-10-01 08:00"),
                )
            )
        return person

    async def actor(self, surname: str, origin: str | None = None) -> Actor:
        """A person acting by Telegram; each call is another deed unless `origin` says."""
        person = await self.person(surname)
        return Actor(self.tenant.id, person, "telegram", origin or f"test:{next(_origins)}")

    async def assignments(self, code: int | None = None) -> list[AssignmentRow]:
        """The assignments (of the activity with a code), oldest first."""
        statement = (
            select(AssignmentRow)
            .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
            .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
            .where(AssignmentRow.municipality_id == self.tenant.id)
            .order_by(col(MilestoneRow.due), col(AssignmentRow.id))
        )
        if code is not None:
            statement = statement.where(ActivityRow.code == code)
        async with self.database.read() as session:
            return list(await session.exec(statement))

    async def assignment(self, code: int, owner: str | None = None) -> AssignmentRow:
        """The first assignment of an activity, or the one of a person or organisation."""
        rows = await self.assignments(code)
        if owner is None:
            return rows[0]
        async with self.database.read() as session:
            lines = await plan_queries.lines(session, [r.id or 0 for r in rows])
        return next(r for r in rows if lines[r.id or 0].owner.startswith(owner))

    async def plan(self, when: str) -> list[NoticeRow]:
        """Plan at a local instant; the notices that this made."""
        before = {notice.id for notice in await self.notices()}
        await planning.plan_due(self.database, at(when, self.tenant.zone))
        return [notice for notice in await self.notices() if notice.id not in before]

    async def notices(self, kind: NoticeKind | None = None) -> list[NoticeRow]:
        """What is in the outbox, oldest first."""
        statement = select(NoticeRow).order_by(col(NoticeRow.id))
        if kind is not None:
            statement = statement.where(NoticeRow.kind == kind)
        async with self.database.read() as session:
            return list(await session.exec(statement))

    async def items(self, notice: NoticeRow) -> list[NoticeItemRow]:
        """The numbered lines of a notice."""
        statement = (
            select(NoticeItemRow)
            .where(NoticeItemRow.notice_id == notice.id)
            .order_by(col(NoticeItemRow.line))
        )
        async with self.database.read() as session:
            return list(await session.exec(statement))

    async def codes(self, notice: NoticeRow) -> list[int]:
        """The activities that a notice is about, in its order."""
        items = await self.items(notice)
        async with self.database.read() as session:
            lines = await plan_queries.lines(session, [item.assignment_id for item in items])
        return [lines[item.assignment_id].code for item in items]

    async def report(
        self,
        surname: str,
        assignment: AssignmentRow,
        event: Event,
        when: str = "2018-10-10 12:00",
        *,
        origin: str | None = None,
        text: str = "",
    ) -> Reported:
        """A person answers."""
        actor = await self.actor(surname, origin)
        async with self.database.write() as session:
            return await reporting.report(
                session,
                actor,
                assignment.id or 0,
                event,
                at(when, self.tenant.zone),
                text=text,
            )

    async def sent(self, notice: NoticeRow, external_id: str) -> None:
        """A notice arrives."""
        async with self.database.write() as session:
            row = await session.get_one(NoticeRow, notice.id)
            row.state, row.external_id = NoticeState.SENT, external_id


def said(notice: NoticeRow) -> Message:
    """What a notice says."""
    return Message.from_data(notice.message)


def plain(notice: NoticeRow) -> str:
    """Its text without mark-up."""
    return said(notice).plain
