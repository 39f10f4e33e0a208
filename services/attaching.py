"""«Приложить…»: asked for by a card's button, put to one more activity, listed and shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Message
from roadmap.expected_evidence import expected
from roadmap.plan import Line
from roadmap.progress import OPEN, State
from services import confirmable, conversations, keeping, municipalities, reporting, rights
from services.keeping import Kept, Receipt, Target
from services.municipalities import Tenant
from services.rights import Actor
from storage import evidence_queries, people_queries, plan_queries
from storage.tables import EvidenceRow, Role
from views import evidence as views

STEP = "evidence"
WAITS = timedelta(hours=1)
"""How long after the button what is sent without a reply is meant for its activity."""
A_PAGE = 8
LISTED = 15


class Gone(Exception):
    """The piece was removed."""


async def ask(
    session: AsyncSession, actor: Actor, assignment_id: int, address: str, now: datetime
) -> Receipt:
    """What is sent next in the chat confirms this assignment. Raises `Denied`."""
    await rights.require_assignment(session, actor, assignment_id, "evidence.ask")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    data = {"assignment": assignment_id, "person": actor.person_id}
    await conversations.remember(session, address, STEP, data, now)
    missing = () if line.evidence else expected(line.title, line.expected_result)
    message = views.ask_for_it(line, missing, tenant.say)
    return Receipt(message, (assignment_id,))


async def asked_about(session: AsyncSession, actor: Actor, address: str, now: datetime) -> Target:
    """What something sent without a reply is about: what the card's button asked for, if it did.

    Several can be sent one after another; words that are no evidence end it then.
    """
    step = await conversations.standing(session, address)
    if step is None or step.step != STEP or now - step.changed_at > WAITS:
        return Target(address)
    if step.data["person"] != actor.person_id:
        return Target(address)
    if not step.data.get("got"):
        data = {**step.data, "got": True}
        await conversations.remember(session, address, STEP, data, now)
    return Target(address, assignment_id=step.data["assignment"])


async def sent_words(
    session: AsyncSession,
    actor: Actor,
    text: str,
    address: str,
    replies_to: str | None,
    now: datetime,
) -> Receipt | None:
    """A link or requisites written in the chat; None for other words, and where words are the
    answer to another question."""
    step = await conversations.standing(session, address, now)
    if step is not None and step.step != STEP:
        return None
    tenant = await municipalities.by_id(session, actor.municipality_id)
    target = Target(address, replies_to=replies_to)
    if replies_to is None:
        target = await asked_about(session, actor, address, now)
    return await keeping.words(session, tenant, actor, text, target, now)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message | None:
    """Words after the card's button that hold no evidence: said so, unless something came."""
    if asked.get("got"):
        await conversations.forget(session, address, STEP)
        return None
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return views.no_paper_in_it(tenant.say)


async def attach(
    session: AsyncSession, actor: Actor, evidence_id: int, assignment_id: int, now: datetime
) -> Message:
    """The answer to «which line?»: the piece, with its album, confirms this assignment.

    Raises `Denied`, `Gone`.
    """
    kept = await _live(session, actor, evidence_id)
    await rights.require_assignment(session, actor, assignment_id, "evidence.attach")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    rows = [piece.row for piece in kept]
    await keeping.link(session, tenant, rows, assignment_id, now)
    papers = keeping.papers_of(tenant, kept)
    return (await keeping.confirmed(session, tenant, actor, papers, rows)).message


async def _live(session: AsyncSession, actor: Actor, evidence_id: int) -> list[Kept]:
    """The actor's piece with its album. Raises `Denied`, `Gone`."""
    row = await keeping.own_piece(session, actor, evidence_id)
    kept = await keeping.whole(session, row)
    if not kept:
        raise Gone
    return kept


async def more(
    session: AsyncSession, actor: Actor, evidence_id: int, page: int, now: datetime
) -> Message:
    """A page (from 0) of one's own that the piece does not confirm yet. Raises `Denied`, `Gone`."""
    kept = await _live(session, actor, evidence_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    have = await evidence_queries.confirmed_by(session, [piece.row.id or 0 for piece in kept])
    lines = [x for x in await _choices(session, actor) if x.assignment_id not in have]
    papers = keeping.papers_of(tenant, kept)
    if not lines:
        return await _standing(session, tenant, actor, kept, now)
    last = (len(lines) - 1) // A_PAGE
    page = min(page, last)
    numbered = list(enumerate(lines, start=1))[page * A_PAGE : (page + 1) * A_PAGE]
    return views.which_line(
        papers, numbered, actor.person_id, tenant.say, page=page, pages=last + 1, too=bool(have)
    )


async def _choices(session: AsyncSession, actor: Actor) -> list[Line]:
    """One's own: the open ones by date, then the finished ones, the latest first."""
    own = await reporting.own_lines(session, actor)
    live = [line for line in own if line.state is not State.CALLED_OFF]
    waiting = sorted((x for x in live if x.state in OPEN), key=lambda x: (x.due, x.code))
    over = [x for x in live if x.state not in OPEN]
    return [*waiting, *sorted(over, key=lambda x: (x.due, x.code), reverse=True)]


async def shown(session: AsyncSession, actor: Actor, evidence_id: int, now: datetime) -> Message:
    """How a piece stands: its receipt, or the question what it is for. Raises `Denied`, `Gone`."""
    kept = await _live(session, actor, evidence_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return await _standing(session, tenant, actor, kept, now)


async def _standing(
    session: AsyncSession, tenant: Tenant, actor: Actor, kept: list[Kept], now: datetime
) -> Message:
    rows = [piece.row for piece in kept]
    papers = keeping.papers_of(tenant, kept)
    if await evidence_queries.confirmed_by(session, [row.id or 0 for row in rows]):
        return (await keeping.confirmed(session, tenant, actor, papers, rows)).message
    found = await keeping.candidates(session, actor, Target(""), tenant.today(now))
    if not found:
        return views.for_nothing(papers, actor.person_id, tenant.say)
    return views.which_line(papers, found, actor.person_id, tenant.say)


async def listed(session: AsyncSession, actor: Actor, assignment_id: int) -> Receipt:
    """The documents of an assignment. Raises `Denied`."""
    await rights.require_assignment(session, actor, assignment_id, "evidence.list")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    (line,) = (await plan_queries.lines(session, [assignment_id])).values()
    pieces = await evidence_queries.of_assignment(session, assignment_id)
    roles = await people_queries.roles_of(session, tenant.id, actor.person_id)
    rows = [
        views.Listed(
            id=piece.row.id or 0,
            name=piece.row.name,
            sender=piece.sender,
            on=tenant.say.full_day(tenant.today(piece.row.at)),
            is_file=piece.row.sha256 is not None,
            can_remove=piece.row.person_id == actor.person_id or Role.COORDINATOR in roles,
        )
        for piece in pieces[-LISTED:]
    ]
    hidden = len(pieces) - len(rows)
    message = views.papers_of(line, rows, hidden, actor.person_id, tenant.say)
    return Receipt(message, (assignment_id,))


async def paper(session: AsyncSession, actor: Actor, evidence_id: int) -> Message:
    """The file itself, for who may see an assignment that it confirms. Raises `Denied`, `Gone`."""
    row = await session.get(EvidenceRow, evidence_id)
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "evidence.show", evidence=evidence_id)
    if row.removed_at is not None or row.sha256 is None:
        raise Gone
    if row.person_id != actor.person_id:
        await _require_one_of(session, actor, evidence_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return views.paper(row.name, Attachment(row.sha256, row.name, row.mime), tenant.say)


async def _require_one_of(session: AsyncSession, actor: Actor, evidence_id: int) -> None:
    """`Denied` unless the actor may see an assignment that the piece confirms."""
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR in roles:
        return
    for assignment_id in await evidence_queries.confirmed_by(session, [evidence_id]):
        if await confirmable.may_see(session, actor, assignment_id):
            return
    raise rights.deny(actor, "evidence.show", evidence=evidence_id)
