"""Photos of children do not belong into a municipality's papers: asked about once a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.evidence_kinds import is_picture
from services import keeping, municipalities, saying
from services.keeping import Kept
from services.municipalities import Tenant
from services.rights import Actor
from storage.tables import EvidenceRow
from views import evidence as views


async def ask(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    address: str,
    rows: Sequence[EvidenceRow],
    now: datetime,
) -> None:
    """Ask in the chat whether there are children on what came, once a person a local day."""
    pictures = [Kept(row) for row in rows if is_picture(row.mime)]
    if not pictures:
        return
    papers = keeping.papers_of(tenant, pictures)
    message = views.children(papers, actor.person_id, tenant.say)
    once = replace(actor, origin=f"photo:{actor.person_id}:{tenant.today(now)}")
    await saying.answer(session, once, address, message, now)


async def stays(session: AsyncSession, actor: Actor, evidence_id: int) -> Message:
    """There is nobody on it. Raises `Denied`."""
    await keeping.own_piece(session, actor, evidence_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return views.stays(tenant.say)
