"""Evidence taken in, by whichever channel it came: kept once, put to activities, receipted.

Nothing here knows a messenger: a letter's attachments go the same way as a chat's files.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap import requisites
from roadmap.evidence_kinds import kind_of, safe_name
from roadmap.evidence_limits import Sent, check, limits_from
from roadmap.links import find_link
from roadmap.plan import Line
from services import confirmable, rights
from services.municipalities import Tenant
from services.refreshing import refresh
from services.rights import Actor
from storage import evidence_queries, people_queries, plan_queries
from storage.evidence_queries import with_its_album
from storage.files import FileStore
from storage.tables import EvidenceKind, EvidenceLinkRow, EvidenceRow, Role
from views import evidence as views
from views.evidence import Papers
from views.evidence_refusals import Refused

log = structlog.get_logger()

TEXT_CHARS = 1000
Target = confirmable.Target
"""What a piece was sent about."""


@dataclass(frozen=True, slots=True)
class File:
    """A file with its bytes as it came: `caption` is what was written under it."""

    data: bytes
    name: str
    caption: str = ""
    album_id: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A piece on disk and in the database; `before` is the local day on which the same came."""

    row: EvidenceRow
    before: date | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What to answer, and the assignments the answer is about."""

    message: Message
    about: tuple[int, ...] = ()


async def keep_file(
    session: AsyncSession, tenant: Tenant, actor: Actor, files: FileStore, file: File, now: datetime
) -> Kept:
    """Put the bytes on disk and a row beside them.

    Raises `evidence_kinds.NotKept`, `evidence_limits.TooMuch`. A replay of the same
    `actor.origin` changes nothing.
    """
    again = await evidence_queries.of_origin(session, actor.origin)
    if again is not None:
        return Kept(again)
    mime, size = kind_of(file.data, file.name), len(file.data)
    sent = await sent_today(session, tenant, actor, now)
    check(size, sent, limits_from(tenant.settings))
    row = EvidenceRow(
        municipality_id=tenant.id,
        kind=EvidenceKind.FILE,
        sha256=files.put(file.data),
        name=safe_name(file.name, mime),
        mime=mime,
        size=size,
        text=file.caption[:TEXT_CHARS],
        person_id=actor.person_id,
        album_id=file.album_id,
        origin=actor.origin,
        at=now,
    )
    return await _kept(session, tenant, row)


async def sent_today(session: AsyncSession, tenant: Tenant, actor: Actor, now: datetime) -> Sent:
    """What the actor has sent since the local midnight."""
    midnight = datetime.combine(tenant.today(now), time(), tenant.zone)
    return await evidence_queries.sent_since(session, tenant.id, actor.person_id, midnight)


async def keep_words(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    text: str,
    now: datetime,
    *,
    anywhere: bool,
) -> Kept | None:
    """A link or the requisites of a paper in what was written; None where there is neither.

    Unless `anywhere`, the words must begin with the paper's kind.
    """
    again = await evidence_queries.of_origin(session, actor.origin)
    if again is not None:
        return Kept(again)
    link = find_link(text)
    paper = requisites.find(text, tenant.today(now), anywhere=anywhere)
    if link is None and paper is None:
        return None
    if link is not None:
        kind, name, written = EvidenceKind.LINK, link, link
    else:
        assert paper is not None  # noqa: S101 - one of both is there
        kind, name = EvidenceKind.REQUISITES, views.requisites(paper, tenant.say)
        written = " ".join(text.split())[:TEXT_CHARS]
    row = EvidenceRow(
        municipality_id=tenant.id,
        kind=kind,
        name=name,
        text=written,
        person_id=actor.person_id,
        origin=actor.origin,
        at=now,
    )
    return await _kept(session, tenant, row)


async def _kept(session: AsyncSession, tenant: Tenant, row: EvidenceRow) -> Kept:
    same = await evidence_queries.the_same(session, row)
    if same is not None:
        log.info("evidence.known", evidence=same.id, person=row.person_id)
        return Kept(same, tenant.today(same.at))
    session.add(row)
    await session.flush()
    log.info(
        "evidence.kept",
        evidence=row.id,
        person=row.person_id,
        what=row.kind,
        size=row.size,
        mime=row.mime,
    )
    return Kept(row)


async def receipt(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    kept: Sequence[Kept],
    target: Target,
    now: datetime,
    refused: Sequence[Refused] = (),
) -> Receipt:
    """Put what was kept to the one activity it can be about, or ask which it is; what to say."""
    if not kept:
        return Receipt(views.nothing_kept(refused, tenant.say))
    rows = [piece.row for piece in kept]
    papers = papers_of(tenant, kept, refused)
    choice = await confirmable.choose(session, actor, target, tenant.today(now))
    if choice.is_sure:
        ((_, line),) = choice.lines
        await link(session, tenant, rows, line.assignment_id, now)
        if line.person_id != actor.person_id and await _coordinates(session, actor):
            about = f"assignment:{line.assignment_id}"
            ids = [row.id for row in rows]
            rights.audit(session, actor, tenant.id, "evidence.attached_for", now, about, ids=ids)
        return await confirmed(session, tenant, actor, papers, rows)
    if choice.lines:
        message = views.which_line(papers, choice.lines, actor.person_id, tenant.say)
        return Receipt(message)
    return Receipt(views.for_nothing(papers, actor.person_id, tenant.say))


async def confirmed(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    papers: Papers,
    rows: Collection[EvidenceRow],
) -> Receipt:
    """The receipt of what confirms something already."""
    ids = await evidence_queries.confirmed_by(session, [row.id or 0 for row in rows])
    lines = await plan_queries.lines(session, ids)
    message = views.received(papers, [lines[i] for i in ids], actor.person_id, tenant.say)
    return Receipt(message, tuple(ids))


def papers_of(tenant: Tenant, kept: Sequence[Kept], refused: Sequence[Refused] = ()) -> Papers:
    """How pieces that came together are spoken of."""
    before = next((piece.before for piece in kept if piece.before is not None), None)
    return Papers(
        first=kept[0].row.id or 0,
        names=tuple(piece.row.name for piece in kept),
        before=tenant.say.full_day(before) if before is not None else "",
        refused=tuple(refused),
    )


async def whole(session: AsyncSession, row: EvidenceRow) -> list[Kept]:
    """A piece with all of its album, without those removed."""
    return [Kept(piece) for piece in await with_its_album(session, row)]


async def candidates(
    session: AsyncSession, actor: Actor, target: Target, today: date
) -> Sequence[tuple[int, Line]]:
    """What a piece can be about, numbered as printed."""
    return (await confirmable.choose(session, actor, target, today)).lines


async def _coordinates(session: AsyncSession, actor: Actor) -> bool:
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    return Role.COORDINATOR in roles


async def link(
    session: AsyncSession,
    tenant: Tenant,
    rows: Collection[EvidenceRow],
    assignment_id: int,
    now: datetime,
) -> None:
    """These pieces confirm an assignment; what was sent about it says so.

    A piece takes the place of the same bytes that its person sent about it before.
    """
    changed = False
    for row in rows:
        key = (tenant.id, row.id, assignment_id)
        if await session.get(EvidenceLinkRow, key) is None:
            for twin in await evidence_queries.twins_at(session, row, assignment_id):
                await session.delete(twin)
            session.add(
                EvidenceLinkRow(
                    municipality_id=tenant.id,
                    evidence_id=row.id or 0,
                    assignment_id=assignment_id,
                    at=now,
                )
            )
            log.info("evidence.attached", evidence=row.id, assignment=assignment_id)
            changed = True
    if changed:
        await session.flush()
        await refresh(session, tenant, [assignment_id], now)


async def words(
    session: AsyncSession, tenant: Tenant, actor: Actor, text: str, target: Target, now: datetime
) -> Receipt | None:
    """What was written as evidence: a link, or the requisites of a paper; None for other words.

    In answer to a message, or where it was asked for, the paper may be named anywhere in the
    words; else they must begin with it.
    """
    pointed = target.replies_to is not None or target.assignment_id is not None
    kept = await keep_words(session, tenant, actor, text, now, anywhere=pointed)
    if kept is None:
        return None
    return await receipt(session, tenant, actor, [kept], target, now)


async def own_piece(session: AsyncSession, actor: Actor, evidence_id: int) -> EvidenceRow:
    """A piece that the actor sent. Raises `Denied`."""
    row = await session.get(EvidenceRow, evidence_id, with_for_update=True)
    if row is None or (row.municipality_id, row.person_id) != (
        actor.municipality_id,
        actor.person_id,
    ):
        raise rights.deny(actor, "evidence.own", evidence=evidence_id)
    return row
