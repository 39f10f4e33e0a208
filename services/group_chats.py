"""Group chats that hear the digest: bound and let go by a word in them, asked there, lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.settings_keys import TelegramUse, telegram_use
from services import conversations, group_digests, municipalities, rights, saying, telling
from services.rights import Actor
from storage import group_queries, outbox, people_queries
from storage.tables import (
    AccountRow,
    GroupChatRow,
    GroupState,
    NoticeKind,
    NoticeRow,
    NoticeState,
    Role,
    Urgency,
    table,
)
from views import group_chats as words
from views import schedules
from views.speech import speech

log = structlog.get_logger()

STEP = "bind_group"
ACTION = "group"
ANSWERED_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the messenger: a group, in a forum the topic, what the group is called."""

    chat_id: int
    topic_id: int | None
    title: str

    @property
    def address(self) -> str:
        """As notices name it."""
        return f"{self.chat_id}/{self.topic_id}" if self.topic_id else str(self.chat_id)


async def greet(session: AsyncSession, place: Place, origin: str, now: datetime) -> None:
    """The bot was added to a group: how a coordinator binds it; nothing where one has."""
    row = await group_queries.of_chat(session, place.chat_id)
    if row is None or row.state is not GroupState.BOUND:
        message = words.greeting(speech())
        await saying.tell_stranger(session, place.address, message, origin, now)


async def bind(
    session: AsyncSession, user_id: int, place: Place, origin: str, now: datetime
) -> None:
    """/bind in a group: by a coordinator's account; of several municipalities one is asked for in
    private."""
    own = await _coordinated(session, user_id)
    row = await group_queries.of_chat(session, place.chat_id, lock=True)
    if not own:
        await _say(session, place, words.only_coordinators(speech()), origin, now)
        return
    if row is not None and row.state is GroupState.BOUND:
        mine = next((one for one in own if one.municipality_id == row.municipality_id), None)
        if mine is None:
            await _say(session, place, words.held_by_others(speech()), origin, now)
            return
        own = [mine]
    if len(own) > 1:
        await _ask_which(session, own, place, origin, now)
        return
    actor = Actor(own[0].municipality_id, own[0].person_id, Channel.TELEGRAM.value, origin, now)
    await _bind(session, actor, place, now)


async def _coordinated(session: AsyncSession, user_id: int) -> list[AccountRow]:
    """The accounts of a user that stand for coordinators, where the messenger may be used."""
    found = []
    for account in await people_queries.accounts_of_user(session, user_id):
        town = account.municipality_id
        roles = await people_queries.roles_of(session, town, account.person_id)
        tenant = await municipalities.by_id(session, town)
        off = telegram_use(tenant.settings) is TelegramUse.OFF
        if Role.COORDINATOR in roles and not off:
            found.append(account)
    return found


async def _ask_which(
    session: AsyncSession, own: Sequence[AccountRow], place: Place, origin: str, now: datetime
) -> None:
    towns = {
        one.person_id: (await municipalities.by_id(session, one.municipality_id)).name
        for one in own
    }
    private = str(own[0].chat_id)
    data = {"chat": place.chat_id, "topic": place.topic_id, "title": place.title}
    await conversations.remember(session, private, STEP, data, now)
    question = words.which_municipality(place.title, list(towns.items()), place.chat_id, speech())
    await saying.tell_stranger(session, private, question, f"{origin}:private", now)
    await _say(session, place, words.asked_in_private(speech()), origin, now)


async def chosen(
    session: AsyncSession, actor: Actor, chat_id: int, address: str, now: datetime
) -> Message:
    """The municipality was chosen in the private chat at `address`. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action=ACTION)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    step = await conversations.standing(session, address)
    if step is None or step.step != STEP or abs(step.data["chat"]) != chat_id:
        return words.ask_again(tenant.say)
    place = Place(step.data["chat"], step.data["topic"], step.data["title"])
    row = await group_queries.of_chat(session, place.chat_id, lock=True)
    if row is not None and row.state is GroupState.BOUND and row.municipality_id != tenant.id:
        return words.held_by_others(tenant.say)
    await conversations.forget(session, address, STEP)
    await _bind(session, replace(actor, origin=f"{actor.origin}:group"), place, now)
    return words.chosen(place.title, tenant.say)


async def _bind(session: AsyncSession, actor: Actor, place: Place, now: datetime) -> None:
    tenant = await municipalities.by_id(session, actor.municipality_id)
    row = await group_queries.of_chat(session, place.chat_id, lock=True)
    before = facts(row)
    again = row is not None and row.state is GroupState.BOUND and row.topic_id == place.topic_id
    if row is None or row.municipality_id != tenant.id:
        if row is not None:
            await session.delete(row)
            await session.flush()
        row = GroupChatRow(
            municipality_id=tenant.id,
            chat_id=place.chat_id,
            bound_by=actor.person_id,
            bound_at=now,
        )
    row.topic_id, row.title = place.topic_id, place.title
    row.state, row.fault = GroupState.BOUND, ""
    session.add(row)
    await session.flush()
    message = words.bound_already(tenant.say)
    if not again:
        rights.audit(
            session,
            actor,
            tenant.id,
            "group.bound",
            now,
            f"group:{row.id}",
            before=before,
            after=facts(row),
        )
        log.info("group.bound", group=row.id, chat=place.chat_id, municipality=tenant.id)
        message = words.bound(schedules.when(tenant.schedule, tenant.say), tenant.say)
    await _tell(session, tenant.id, place.address, message, f"answer:{actor.origin}", now)


def facts(row: GroupChatRow | None) -> dict[str, object]:
    """A binding as the trail keeps it."""
    if row is None:
        return {}
    return {
        "chat": row.chat_id,
        "topic": row.topic_id,
        "title": row.title,
        "roadmap": row.roadmap_id,
        "state": row.state.value,
    }


async def unbind(
    session: AsyncSession, user_id: int, place: Place, origin: str, now: datetime
) -> None:
    """/unbind in a group, by a coordinator of the municipality that it hears of."""
    row = await group_queries.of_chat(session, place.chat_id, lock=True)
    own = await _coordinated(session, user_id)
    mine = [one for one in own if row is not None and one.municipality_id == row.municipality_id]
    if row is None:
        await _say(session, place, words.not_bound(speech()), origin, now)
    elif not mine:
        await _say(session, place, words.only_coordinators(speech()), origin, now)
    else:
        via = Channel.TELEGRAM.value
        actor = Actor(row.municipality_id, mine[0].person_id, via, origin, now)
        await release(session, actor, row, now)
        await _say(session, place, words.unbound(speech()), origin, now)


async def release(session: AsyncSession, actor: Actor, row: GroupChatRow, now: datetime) -> None:
    """The binding ends, and what waits to be sent there is withdrawn."""
    rights.audit(
        session,
        actor,
        row.municipality_id,
        "group.unbound",
        now,
        f"group:{row.id}",
        before=facts(row),
        after={},
    )
    await _withdraw(session, row.chat_id, now)
    await session.delete(row)
    await session.flush()


async def _withdraw(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """No digest that waits goes there."""
    rows = table(NoticeRow)
    at = rows.c.address
    await session.execute(
        sa.update(rows)
        .where(
            rows.c.kind == NoticeKind.GROUP,
            rows.c.state == NoticeState.PLANNED,
            rows.c.channel == Channel.TELEGRAM,
            rows.c.person_id.is_(None),
            sa.or_(at == str(chat_id), at.startswith(f"{chat_id}/")),
        )
        .values(state=NoticeState.WITHDRAWN, settled_at=now)
    )


async def digest_asked(session: AsyncSession, place: Place, origin: str, now: datetime) -> None:
    """/digest by whoever reads along: without names, at most once a minute in each topic; nothing
    of it where the group is not bound."""
    row = await group_queries.of_chat(session, place.chat_id)
    if row is None or row.state is not GroupState.BOUND:
        await _say(session, place, words.not_bound(speech()), origin, now)
        return
    tenant = await municipalities.by_id(session, row.municipality_id)
    if telegram_use(tenant.settings) is TelegramUse.OFF:
        return
    figures = await group_digests.of_group(session, tenant, row, now)
    message = words.nothing_runs(tenant.say)
    if figures is not None:
        message = await group_digests.message(session, figures, now, full=True)
    minute = int(now.timestamp() // ANSWERED_AGAIN.total_seconds())
    cause = f"group-asked:{row.id}:{place.topic_id or 0}:{minute}"
    await _tell(session, tenant.id, place.address, message, cause, now)


async def lost(session: AsyncSession, chat_id: int, reason: str, now: datetime) -> None:
    """Nothing can be written to a group any more: its coordinators are told once."""
    row = await group_queries.of_chat(session, chat_id, lock=True)
    if row is None or row.state is GroupState.GONE:
        return
    row.state, row.fault = GroupState.GONE, reason[:300]
    session.add(row)
    await _withdraw(session, chat_id, now)
    await session.flush()
    log.warning("group.gone", group=row.id, chat=chat_id, reason=reason)
    tenant = await municipalities.by_id(session, row.municipality_id)
    message = words.gone(row.title, tenant.say)
    cause = f"group-gone:{row.id}:{now.isoformat()}"
    for person in await people_queries.with_role(session, tenant.id, Role.COORDINATOR):
        await telling.tell(session, tenant, person, NoticeKind.GROUP, message, cause, now)


async def _say(
    session: AsyncSession, place: Place, message: Message, origin: str, now: datetime
) -> None:
    await saying.tell_stranger(session, place.address, message, origin, now)


async def _tell(
    session: AsyncSession,
    municipality_id: int,
    address: str,
    message: Message,
    key: str,
    now: datetime,
) -> None:
    """A word in a group on behalf of a municipality, which may allow numbers only."""
    await outbox.add(
        session,
        NoticeRow(
            municipality_id=municipality_id,
            channel=Channel.TELEGRAM,
            address=address,
            kind=NoticeKind.GROUP,
            urgency=Urgency.ANSWER,
            dedup_key=key,
            message=message.to_data(),
            not_before=now,
            created_at=now,
        ),
    )
