"""The order in which an organisation's people are asked, when one takes another's place."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import replacing_queries
from storage.tables import OrganizationRow


async def stand_for(
    session: AsyncSession, office: OrganizationRow, person_id: int, former: int | None
) -> None:
    """A member is asked where `former` was asked (first where there is none), `former` last."""
    members = await replacing_queries.members(session, office)
    order = [member.person_id for member in members if member.person_id != person_id]
    at = order.index(former) if former in order else 0
    rest = [one for one in order if one != former]
    order = [*rest[:at], person_id, *rest[at:], *([former] if former in order else [])]
    for member in members:
        member.rank = order.index(member.person_id)
        session.add(member)
    await session.flush()
