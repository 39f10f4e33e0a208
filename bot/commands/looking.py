"""Looking without touching: digest, simulation, outbox."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date

from sqlmodel import col, select

from bot.commands.opened import opened, tenant_for
from bot.errors import CommandError
from bot.sentences import say
from roadmap.digest_filtering import LEVELS, Dimension
from services import digest_naming, digests, simulation
from services.digest_naming import NothingFits, SeveralFit
from storage.tables import NoticeRow, NoticeState, PersonRow

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a digest is asked for only: a roadmap by its number, the others by their names."""

    roadmap: int | None = None
    section: str | None = None
    organization: str | None = None
    person: str | None = None
    level: str | None = None


async def digest(only: Narrowed, as_of: date | None, name: str | None, *, as_json: bool) -> None:
    """`vekha digest`. Raises `CommandError`."""
    async with opened() as at, at.database.read() as session:
        tenant = await tenant_for(session, name)
        day = as_of or tenant.today(at.now)
        try:
            wanted = await digest_naming.filter_of(session, tenant, **asdict(only))
        except (NothingFits, SeveralFit) as error:
            raise CommandError(_not_one(error)) from error
        board = await digests.board(session, tenant, only.roadmap, at.now, day, wanted)
    if as_json:
        print(json.dumps(digests.digest_json(board, day), ensure_ascii=False))
    else:
        print(digests.digest_message(board, day).plain)


def _not_one(error: NothingFits | SeveralFit) -> str:
    if isinstance(error, SeveralFit):
        text = say().gettext("“{text}” may mean: {names}. Please write more.")
        return text.format(text=error.said, names="; ".join(error.names[:SHOWN]))
    known = ", ".join(LEVELS) if error.dimension is Dimension.LEVEL else ""
    text = say().gettext("Nothing is called “{text}”.").format(text=error.said)
    return f"{text} {known}".rstrip()


async def simulate(
    start: date, end: date, person: str | None, name: str | None, *, as_json: bool
) -> None:
    """`vekha simulate`; `person` is somebody's or an organisation's name, or a part of it that only
    one has. Raises `CommandError`."""
    async with opened() as at, at.database.read() as session:
        tenant = await tenant_for(session, name)
        try:
            whose = await digest_naming.reader_named(session, tenant, person) if person else None
        except (NothingFits, SeveralFit) as error:
            raise CommandError(_not_one(error)) from error
        coming = await simulation.simulate(session, tenant, start, end, at.now)
    if whose is not None:
        coming = [one for one in coming if one.person == whose]
    if as_json:
        print(json.dumps([one.to_json(tenant) for one in coming], ensure_ascii=False, indent=1))
        return
    for one in coming:
        local = one.at.astimezone(tenant.zone)
        print(f"{local:%Y-%m-%d %H:%M} · {one.person} · {one.channel} · {', '.join(one.about)}")
        print("    " + one.text.replace("\n", "\n    "))
    if not coming:
        print(say().gettext("Nothing would be sent in these days."))


async def outbox(name: str | None, state: str | None, *, as_json: bool) -> None:
    """`vekha outbox`: every notice, or those in one state; then how many are in which.

    Raises `CommandError`.
    """
    if state is not None and state not in set(NoticeState):
        raise CommandError(
            say()
            .gettext("There is no state “{name}”. There are: {known}")
            .format(name=state, known=", ".join(NoticeState))
        )
    async with opened() as at, at.database.read() as session:
        tenant = await tenant_for(session, name)
        statement = (
            select(NoticeRow, PersonRow.full_name)
            .outerjoin(PersonRow, col(NoticeRow.person_id) == col(PersonRow.id))
            .where(NoticeRow.municipality_id == tenant.id)
            .order_by(col(NoticeRow.id))
        )
        if state is not None:
            statement = statement.where(NoticeRow.state == state)
        rows = [_notice(notice, person) for notice, person in await session.exec(statement)]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print(
            "{id:>6} {state:<10} {kind:<9} {channel:<8} {attempts} {created_at} {person}".format(
                **row
            )
            + (f" — {row['error']}" if row["error"] else "")
        )
    read = sum(row["read_at"] is not None for row in rows)
    print(_summary(Counter(str(row["state"]) for row in rows), read))


def _summary(counts: Counter[str], read: int) -> str:
    """«отправлено: 12 (прочитано: 4), ждут отправки: 3, не доставлено: 1»; that something was
    read is known of what was answered."""
    voice = say()
    words = {
        NoticeState.SENT: voice.gettext("sent"),
        NoticeState.PLANNED: voice.gettext("waiting"),
        NoticeState.SENDING: voice.gettext("on the way"),
        NoticeState.FAILED: voice.gettext("not delivered"),
        NoticeState.EXPIRED: voice.gettext("out of date, worded anew"),
        NoticeState.WITHDRAWN: voice.gettext("no longer needed"),
    }
    told = {known: f"{words[known]}: {counts[known]}" for known in NoticeState if counts[known]}
    if read and NoticeState.SENT in told:
        told[NoticeState.SENT] += " ({}: {})".format(voice.gettext("read"), read)
    return ", ".join(told.values()) or voice.gettext("There are no notices.")


def _notice(notice: NoticeRow, person: str | None) -> dict[str, object]:
    return {
        "id": notice.id,
        "kind": notice.kind.value,
        "channel": notice.channel.value,
        "person": person or "",
        "state": notice.state.value,
        "attempts": notice.attempts,
        "error": notice.last_error,
        "created_at": notice.created_at.isoformat(),
        "settled_at": notice.settled_at.isoformat() if notice.settled_at else None,
        "read_at": notice.read_at.isoformat() if notice.read_at else None,
    }
