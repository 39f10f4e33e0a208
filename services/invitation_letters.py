"""An invitation by letter: the link goes through the outbox, and is wiped once it is spent."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from services.municipalities import Tenant
from storage import outbox
from storage.tables import NoticeKind, NoticeRow, NoticeState, Urgency
from views import speaking


def _key(invitation_id: int) -> str:
    return f"invitation:{invitation_id}:{Channel.EMAIL}"


async def write(
    session: AsyncSession,
    tenant: Tenant,
    invitation_id: int,
    to: tuple[int, str, str],
    link: str,
    now: datetime,
) -> None:
    """A letter with the link to (person id, name, address), at once."""
    person_id, name, address = to
    message = speaking.invitation_letter(name, tenant.name, link, tenant.say)
    await outbox.add(
        session,
        NoticeRow(
            municipality_id=tenant.id,
            person_id=person_id,
            channel=Channel.EMAIL,
            address=address,
            kind=NoticeKind.ADMISSION,
            urgency=Urgency.ALERT,
            dedup_key=_key(invitation_id),
            message=message.to_data(),
            not_before=now,
            created_at=now,
        ),
    )


async def forget(session: AsyncSession, invitation_id: int, now: datetime) -> None:
    """The link is spent or revoked: a letter that waits does not go, and no copy of it stays."""
    statement = select(NoticeRow).where(NoticeRow.dedup_key == _key(invitation_id))
    notice = (await session.exec(statement.with_for_update())).first()
    if notice is None:
        return
    if notice.state is NoticeState.PLANNED:
        notice.state, notice.settled_at = NoticeState.WITHDRAWN, now
    session.add(notice)
    await session.flush()
    await outbox.forget_words(session, notice.id or 0)
