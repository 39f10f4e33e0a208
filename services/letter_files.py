"""The attachments of a letter: workbooks go to whoever takes them, the rest is kept as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment as Sending
from channels.message import Message
from roadmap.evidence_kinds import NotKept, kind_of, safe_name
from roadmap.evidence_limits import TooMuch
from roadmap.replies.bodies import Attachment
from services import intake, keeping, municipalities
from services.intake import Sent
from services.keeping import File
from services.letter_mail import Taken
from services.municipalities import Tenant
from services.rights import Actor
from storage.database import Database
from storage.files import FileStore
from storage.tables import EvidenceRow
from views import letter_answers
from views.evidence_refusals import Refused
from views.letter_answers import Attached

LOGO_BYTES = 30 << 10
"""A picture in the text that is smaller is a signature's logo; a larger one is a photo."""
NO_EVIDENCE = (".p7s", ".p7m", ".asc", ".sig", ".ics", ".vcf")
NO_EVIDENCE_TYPES = (
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "message/delivery-status",
)


@dataclass(slots=True)
class Kept:
    """What became of the files kept, of one letter."""

    rows: list[EvidenceRow] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def of_people(files: Sequence[Attachment]) -> list[Attachment]:
    """Without what mail programs add: logos, signatures, visiting cards, calendars."""
    return [
        file
        for file in files
        if not (file.inline and len(file.data) < LOGO_BYTES)
        and not file.name.lower().endswith(NO_EVIDENCE)
        and file.mime not in NO_EVIDENCE_TYPES
    ]


async def take_workbooks(
    database: Database,
    files: FileStore,
    actor: Actor,
    attachments: Sequence[Attachment],
    notice_id: int | None,
    now: datetime,
) -> Taken:
    """Hand workbooks of a letter that answers a notice to those who take them, each in
    transactions of its own, once for each letter and place in it."""
    answers, left = list[Message](), list[Attachment]()
    for number, file in enumerate(of_people(attachments), start=1):
        by = replace(actor, origin=f"{actor.origin}:book{number}")
        sent = Sent(file.data, file.name, by.origin, notice_id=notice_id)
        async with database.read() as session:
            taker = await intake.taker_by_letter(session, by, sent)
            for_chat = taker is None and await intake.is_for_chat(session, by, sent)
            town = await municipalities.by_id(session, by.municipality_id)
        if taker is not None:
            answers.append(await taker.take(database, files, by, sent, now))
        elif for_chat:
            answers.append(letter_answers.only_in_chat(file.name, town.say))
        else:
            left.append(file)
    return Taken(tuple(answers), tuple(left))


def to_pass_on(files: FileStore, attachments: Sequence[Attachment]) -> list[Sending]:
    """Files of a letter that goes on to somebody else, stored; without those not kept as evidence
    either, such as programs."""
    found = []
    for file in attachments:
        with suppress(NotKept):
            mime = kind_of(file.data, file.name)
            found.append(Sending(files.put(file.data), safe_name(file.name, mime), mime))
    return found


async def keep(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    files: FileStore,
    attachments: Sequence[Attachment],
    now: datetime,
) -> Kept:
    """Keep files as evidence under the limits of the chat; nothing is linked yet."""
    kept = Kept()
    for number, file in enumerate(attachments, start=1):
        by = replace(actor, origin=f"{actor.origin}:file{number}")
        one = File(file.data, file.name)
        try:
            kept.rows.append((await keeping.keep_file(session, tenant, by, files, one, now)).row)
        except NotKept as error:
            kept.refused.append(Refused(file.name, error.reason))
        except TooMuch as error:
            kept.refused.append(Refused(file.name, error.over, error.most))
    return kept


async def confirm(
    session: AsyncSession,
    tenant: Tenant,
    kept: Kept,
    lines: Sequence[tuple[int, int]],
    now: datetime,
) -> tuple[Attached, ...]:
    """Put what was kept to the assignments of (printed number, assignment id)."""
    if not kept.rows:
        return ()
    for _, assignment_id in lines:
        await keeping.link(session, tenant, kept.rows, assignment_id, now)
    names = tuple(row.name for row in kept.rows)
    return (Attached(names, tuple(number for number, _ in lines)),)
