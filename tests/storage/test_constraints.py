"""What the schema itself refuses, on both databases, whatever the code above it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.progress import Event, State
from storage import tables
from storage.database import Database
from storage.tables import (
    AccountRow,
    AssignmentRow,
    Base,
    EvidenceKind,
    EvidenceLinkRow,
    EvidenceRow,
    FileFetchRow,
    InboxRow,
    InvitationRow,
    MembershipRow,
    MilestoneRow,
    MunicipalityRow,
    NoticeItemRow,
    NoticeRow,
    ReportRow,
    Role,
    RoleRow,
)
from tests.storage.rows import (
    NOW,
    a_milestone,
    a_notice,
    a_person,
    a_school,
    a_town,
    an_assignment,
    stored,
)

Act = Callable[[AsyncSession], Awaitable[Any]]


async def refused(database: Database, act: Act) -> str:
    """What the database says to `act`; fails when it lets it pass."""
    with pytest.raises(IntegrityError) as refusal:
        async with database.write() as session:
            await act(session)
            await session.flush()
    return str(refusal.value.orig)


async def _cause_twice(session: AsyncSession) -> None:
    session.add(a_notice("same"))
    session.add(a_notice("same", address="2"))


async def _update_twice(session: AsyncSession) -> None:
    for chat in ("1", "2"):
        session.add(InboxRow(source="telegram:1", key="7", chat=chat, payload={}, received_at=NOW))


async def _report_origin_twice(session: AsyncSession) -> None:
    town = await a_town(session)
    person = await a_person(session, town)
    row = await an_assignment(session, town, await a_milestone(session, town), person_id=person)
    for event in (Event.DONE, Event.PARTLY):
        session.add(
            ReportRow(
                municipality_id=town,
                assignment_id=row.id or 0,
                event=event,
                state_before=State.NOT_STARTED,
                person_id=person,
                via="telegram",
                origin="inbox:1",
                at=NOW,
            )
        )


async def _evidence_origin_twice(session: AsyncSession) -> None:
    town = await a_town(session)
    person = await a_person(session, town)
    for name in ("a", "b"):
        session.add(
            EvidenceRow(
                municipality_id=town,
                kind=EvidenceKind.FILE,
                name=name,
                person_id=person,
                origin="inbox:1",
                at=NOW,
            )
        )


async def _fetch_origin_twice(session: AsyncSession) -> None:
    town = await a_town(session)
    person = await a_person(session, town)
    for file_id in ("a", "b"):
        session.add(
            FileFetchRow(
                municipality_id=town,
                person_id=person,
                channel=Channel.TELEGRAM,
                address="1",
                file_id=file_id,
                name="f",
                origin="inbox:1",
                next_try_at=NOW,
            )
        )


async def _token_twice(session: AsyncSession) -> None:
    town = await a_town(session)
    person = await a_person(session, town)
    for _ in range(2):
        session.add(
            InvitationRow(
                municipality_id=town,
                person_id=person,
                token_hash="f" * 64,
                created_at=NOW,
                expires_at=NOW,
            )
        )


async def _occurrence_twice(session: AsyncSession) -> None:
    town = await a_town(session)
    first = await session.get_one(MilestoneRow, await a_milestone(session, town))
    session.add(
        MilestoneRow(
            municipality_id=town,
            activity_id=first.activity_id,
            occurrence=first.occurrence,
            due=first.due,
        )
    )


async def _assigned_twice(session: AsyncSession) -> None:
    town = await a_town(session)
    person, milestone = await a_person(session, town), await a_milestone(session, town)
    for _ in range(2):
        await an_assignment(session, town, milestone, person_id=person)


async def _town_twice(session: AsyncSession) -> None:
    await a_town(session)
    await a_town(session)


async def _account_twice(session: AsyncSession) -> None:
    town = await a_town(session)
    person = await a_person(session, town)
    for chat in (1, 2):
        session.add(
            AccountRow(
                municipality_id=town, person_id=person, user_id=1, chat_id=chat, bound_at=NOW
            )
        )


@pytest.mark.parametrize(
    "act",
    [
        _cause_twice,
        _update_twice,
        _report_origin_twice,
        _evidence_origin_twice,
        _fetch_origin_twice,
        _token_twice,
        _occurrence_twice,
        _assigned_twice,
        _town_twice,
        _account_twice,
    ],
)
async def test_what_must_be_unique_is(both: Database, act: Act) -> None:
    said = await refused(both, act)
    assert "unique" in said.lower()


async def _two_towns(session: AsyncSession) -> tuple[int, int]:
    return await a_town(session, "Here"), await a_town(session, "There")


async def _role_across(session: AsyncSession) -> None:
    here, there = await _two_towns(session)
    person = await a_person(session, there)
    session.add(RoleRow(municipality_id=here, person_id=person, role=Role.COORDINATOR))


async def _member_across(session: AsyncSession) -> None:
    here, there = await _two_towns(session)
    school, person = await a_school(session, here), await a_person(session, there)
    session.add(MembershipRow(municipality_id=here, organization_id=school, person_id=person))


async def _account_across(session: AsyncSession) -> None:
    here, there = await _two_towns(session)
    person = await a_person(session, there)
    session.add(
        AccountRow(municipality_id=here, person_id=person, user_id=1, chat_id=1, bound_at=NOW)
    )


async def _assignment_across(session: AsyncSession) -> None:
    here, there = await _two_towns(session)
    milestone, person = await a_milestone(session, here), await a_person(session, there)
    await an_assignment(session, here, milestone, person_id=person)


async def _item_across(session: AsyncSession) -> None:
    here, there = await _two_towns(session)
    milestone = await a_milestone(session, there)
    person = await a_person(session, there)
    row = await an_assignment(session, there, milestone, person_id=person)
    notice = await stored(session, a_notice("here", municipality_id=here))
    session.add(
        NoticeItemRow(
            notice_id=notice.id or 0, assignment_id=row.id or 0, municipality_id=here, line=1
        )
    )


async def _evidence_across(session: AsyncSession) -> None:
    here, there = await _two_towns(session)
    author = await a_person(session, here)
    evidence = await stored(
        session,
        EvidenceRow(
            municipality_id=here, kind=EvidenceKind.LINK, person_id=author, origin="1", at=NOW
        ),
    )
    person = await a_person(session, there)
    row = await an_assignment(session, there, await a_milestone(session, there), person_id=person)
    for town in (here, there):
        session.add(
            EvidenceLinkRow(
                municipality_id=town,
                evidence_id=evidence.id or 0,
                assignment_id=row.id or 0,
                at=NOW,
            )
        )


@pytest.mark.parametrize(
    "act",
    [
        _role_across,
        _member_across,
        _account_across,
        _assignment_across,
        _item_across,
        _evidence_across,
    ],
)
async def test_nothing_crosses_two_municipalities(both: Database, act: Act) -> None:
    said = await refused(both, act)
    assert "foreign key" in said.lower()


ALONE = {
    ("appointment", "notice_id"),
    ("notice", "edits_notice_id"),  # an edit is of a notice of its own chat
    ("notice_item", "notice_id"),
    ("letter", "notice_id"),  # a notice to a stranger has no municipality
}


def test_every_reference_between_owned_rows_carries_the_municipality() -> None:
    for table in Base.metadata.tables.values():
        for key in table.foreign_key_constraints:
            target = key.referred_table
            if "municipality_id" in target.c and "municipality_id" in table.c:
                pair = (table.name, key.column_keys[-1])
                assert "municipality_id" in key.column_keys or pair in ALONE, pair


async def test_every_choice_takes_its_words_only(both: Database) -> None:
    """The CHECKs themselves: asked of the database, past the code."""
    async with both.read() as session:
        connection = await session.connection()
        checks = await connection.run_sync(_checks)
    for table in Base.metadata.tables.values():
        for column in table.c:
            if isinstance(column.type, sa.Enum):
                texts = [text for text in checks[table.name] if column.name in text]
                words = [f"'{word}'" for word in column.type.enums]
                held = any(all(word in text for word in words) for text in texts)
                assert held, (table.name, column.name)


def _checks(connection: sa.Connection) -> dict[str, list[str]]:
    inspector = sa.inspect(connection)
    return {
        name: [check["sqltext"] for check in inspector.get_check_constraints(name)]
        for name in inspector.get_table_names()
    }


async def test_a_nonsense_state_is_refused(both: Database) -> None:
    async def nonsense(session: AsyncSession) -> None:
        await stored(session, a_notice("one"))
        await session.execute(sa.text("UPDATE notice SET state = 'nonsense'"))

    assert "ck_notice_state" in await refused(both, nonsense)


@pytest.mark.parametrize("owners", [(), ("person", "school")])
async def test_an_assignment_has_exactly_one_owner(both: Database, owners: tuple[str, ...]) -> None:
    async def assign(session: AsyncSession) -> None:
        town = await a_town(session)
        found = {
            "person_id": await a_person(session, town) if "person" in owners else None,
            "organization_id": await a_school(session, town) if "school" in owners else None,
        }
        await an_assignment(session, town, await a_milestone(session, town), **found)

    assert "one_responsible" in await refused(both, assign)


async def test_what_nobody_owns_goes_with_its_owner(both: Database) -> None:
    async with both.write() as session:
        town = await a_town(session)
        person, milestone = await a_person(session, town), await a_milestone(session, town)
        row = await an_assignment(session, town, milestone, person_id=person)
        notice = await stored(session, a_notice("one", municipality_id=town))
        session.add(
            NoticeItemRow(
                notice_id=notice.id or 0, assignment_id=row.id or 0, municipality_id=town, line=1
            )
        )
    async with both.write() as session:
        await session.execute(sa.delete(tables.table(MilestoneRow)))
    async with both.read() as session:
        for gone in (AssignmentRow, NoticeItemRow):
            count = sa.select(sa.func.count()).select_from(tables.table(gone))
            assert (await session.execute(count)).scalar() == 0
        assert (await session.get_one(NoticeRow, notice.id)).dedup_key == "one"
        assert (await session.get_one(MunicipalityRow, town)).name == "Town"
