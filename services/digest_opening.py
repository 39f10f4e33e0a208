"""What a coordinator opens from a digest: the owners of a date, the requests to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.digest_filtering import Filter
from roadmap.progress import OPEN
from services import (
    digest_changes,
    digest_figures,
    extension_lists,
    municipalities,
    refreshing,
    rights,
)
from services.rights import Actor
from storage import digest_queries, plan_queries
from storage.tables import NoticeKind, Role
from views import desk as desk_words
from views import digest_lists as words

AT_ONCE = 8
"""Requests in one message; the others come once these are decided."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list of requests: what kind of message it is, and about which assignments."""

    message: Message
    kind: NoticeKind
    about: tuple[int, ...]


async def owners(session: AsyncSession, actor: Actor, milestone_id: int) -> Message:
    """Which of the owners of a date? Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="digest.date")
    found = await digest_queries.owners_of(session, actor.municipality_id, milestone_id)
    if not found:
        raise rights.deny(actor, "digest.date", milestone=milestone_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    lines = await plan_queries.lines(session, found)
    ordered = sorted((lines[i] for i in found), key=lambda line: line.state not in OPEN)
    return desk_words.which(ordered, actor.person_id, tenant.say)


async def waiting(session: AsyncSession, actor: Actor, which: int, now: datetime) -> Waiting:
    """What the owners ask a coordinator to decide. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="digest.decide")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    figures = await digest_figures.read(session, tenant, Filter(), now)
    found = await digest_changes.requests(session, figures, actor.person_id)
    ids = found.objections if which == words.OBJECTIONS else found.extensions
    ids = ids[:AT_ONCE]
    lines = await plan_queries.lines(session, ids)
    numbered = [(n, lines[i]) for n, i in enumerate(ids, start=1)]
    if not numbered:
        return Waiting(words.nothing_waits(tenant.say), NoticeKind.ANSWER, ())
    if which == words.OBJECTIONS:
        message = await refreshing.objections(session, tenant, actor.person_id, numbered)
        return Waiting(message, NoticeKind.OBJECTION, ids)
    message, _ = await extension_lists.worded(session, tenant, actor.person_id, numbered)
    return Waiting(message, NoticeKind.EXTENSION, ids)
