"""Every query function: asked for one municipality with the numbers of the other, it answers what
it answers for numbers that nobody has, and changes nothing there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

import storage
from channels.message import Channel
from roadmap.anonymising import Traces
from roadmap.digest_filtering import Filter
from roadmap.plan import Asked
from storage.database import Database
from storage.report_queries import Stored
from storage.tables import AssignmentRow, NoticeKind, RoadmapRow, Role, RoundRow
from tests.border.world import MARKER, OTHERS, TABLES, World

NOBODYS = 5_000_001
"""A number that nothing has."""
Query = Callable[..., Awaitable[Any]]

NO_MUNICIPALITY = {
    "absence_queries.wake",
    "account_queries.is_given_back",
    "account_queries.may_be_edited",
    "admin_queries.aside",
    "admin_queries.backlog",
    "admin_queries.coordinator_has_joined",
    "admin_queries.names",
    "admin_queries.take_up",
    "admin_queries.towns",
    "announcement_queries.of_origin",
    "asking_queries.hold",
    "document_queries.held",
    "document_queries.next_at",
    "document_queries.notice_at",
    "document_queries.of_origin",
    "document_queries.waiting",
    "draft_queries.delete",
    "evidence_queries.albums_to_close",
    "evidence_queries.confirmed_by",
    "evidence_queries.is_needed",
    "evidence_queries.marked_since",
    "evidence_queries.next_album_at",
    "evidence_queries.of_album",
    "evidence_queries.of_assignment",
    "evidence_queries.of_origin",
    "evidence_queries.removed_with_bytes",
    "evidence_queries.the_same",
    "evidence_queries.twins_at",
    "evidence_queries.with_its_album",
    "file_queries.named",
    "group_queries.of_chat",
    "history_queries.count",
    "letter_queries.answers_since",
    "letter_queries.confirm",
    "letter_queries.held",
    "letter_queries.is_known",
    "letter_queries.next_at",
    "letter_queries.received_since",
    "letter_queries.settled_before",
    "letter_queries.store",
    "letter_queries.towns_of",
    "letter_queries.unplaced",
    "letter_queries.waiting",
    "history_queries.counted_since",
    "history_queries.history",
    "history_queries.last_mark",
    "history_queries.said_of",
    "people_queries.accounts_of_user",
    "personal_queries.addresses",
    "personal_queries.forget_chats",
    "personal_queries.forget_parts",
    "personal_queries.others_words",
    "personal_queries.parts",
    "personal_queries.titles",
    "refusal_queries.taken_since_refusal",
    "plan_queries.evidence_names",
    "plan_queries.full_line",
    "plan_queries.lines",
    "plan_queries.to_report",
    "replacing_queries.beside",
    "replacing_queries.members",
    "replacing_queries.share_papers",
    "retention_queries.delete",
    "retention_queries.some",
    "review_queries.beside",
    "review_queries.last_said",
    "review_queries.rules",
    "round_queries.next_at",
    "round_queries.rounds_to_look_at",
    "round_queries.towns_to_look_at",
    "snapshot_queries.missing",
    "paper_queries.waiting",
    "undated_queries.asked",
    "weekly_queries.coming",
    "weekly_queries.shown_since",
    "work_queries.due_work",
    "work_queries.next_wake",
    "work_queries.work",
}
"""Asked by the clock for everybody, or about rows whose municipality the caller has checked
(`rights.check_assignment` and its like): the presses of `test_presses` hold those to it."""

MIGHTY = "Мостовая Вера Петровна"
DAY = date(2018, 10, 10)
MOMENT = datetime(2018, 10, 10, 9, tzinfo=UTC)
LONG_AGO = datetime(2018, 1, 1, tzinfo=UTC)


def _other(number: int) -> dict[str, Any]:
    """A value for each name of a parameter; what is an id is of somebody else."""
    one, many = number, [number, number + 1]
    return {
        **dict.fromkeys(_ids("{}_id", "person organization roadmap section activity"), one),
        **dict.fromkeys(_ids("{}_id", "milestone assignment announcement document"), one),
        **dict.fromkeys(_ids("{}_id", "practice inbox evidence owner stand_in"), one),
        **dict.fromkeys(_ids("{}_ids", "person roadmap activity milestone"), many),
        **dict.fromkeys(_ids("{}_ids", "assignment evidence notice"), many),
        "organization_ids": set(many),
        "number": one,
        "keep": one,
        "other": one + 1,
        "came": one,
        "to": one + 1,
        "but": one,
        "stands_in_for": many,
        "today": DAY,
        "day": DAY,
        "week": DAY,
        "until": MOMENT,
        "before": MOMENT,
        "now": MOMENT,
        "since": LONG_AGO,
        "limit": 100,
        "offset": 0,
        "role": Role.COORDINATOR,
        "channel": Channel.TELEGRAM,
        "address": str(number),
        "chats": [str(number)],
        "external_id": "55",
        "sha256": "f" * 64 if number == NOBODYS else "d" * 64,
        "pieces": ["опыт"],
        "numbers": {},
        "wanted": Filter(person=one),
        "titles": {},
        "silent": None,
        "who": (one, None),
        "subjects": [f"person:{one}", f"activity:{one}", f"roadmap:{one}"],
        "subject": f"roadmap:{one}",
        "actor": f"person:{one}",
        "action": "roadmap.launched",
        "kind": "person",
        "name": MIGHTY,
        "beginning": "",
        "days": 0,
        "only_bound": False,
        "only_open": False,
        "first": date(2018, 1, 1),
        "last": date(2020, 12, 31),
        "cause": "round",
        "notice_id": one,
        "round_id": one,
        "round_ids": many,
        "submission_id": one,
        "submission_ids": many,
        "form_id": one,
        "key": "form",
        "period_key": "2018-Q3",
    }


def _ids(shape: str, names: str) -> list[str]:
    return [shape.format(name) for name in names.split()]


def _roadmap(number: int) -> RoadmapRow:
    days: dict[str, Any] = {"period_start": date(2018, 1, 1), "period_end": date(2020, 12, 31)}
    return RoadmapRow(id=number, municipality_id=1, title="", created_at=MOMENT, **days)


def _stored(number: int) -> Stored:
    return Stored(_roadmap(number), (), (), (), (), (), (), (), ())


BY_FUNCTION: dict[str, Callable[[int], dict[str, Any]]] = {
    "absence_queries.open_work": lambda n: {"organization_ids": [n]},
    "asking_queries.asked_since": lambda _: {"kind": NoticeKind.REMINDER},
    "asking_queries.open_beside": lambda n: {
        "row": AssignmentRow(id=n, municipality_id=1, person_id=n, milestone_id=n, since=DAY)
    },
    "announcement_queries.replied_to": lambda n: {"address": str(n)},
    "calling_queries.owed": lambda _: {"until": DAY},
    "calling_queries.names": lambda n: {"wanted": [(n, None), (None, n)]},
    "trace_queries.clean": lambda _: {"traces": Traces(MIGHTY, "", email=f"vera@{MARKER}")},
    "letter_queries.confirmed": lambda n: {"address": f"vera{n}@town.example"},
    "people_queries.may_write_for": lambda n: {
        "address": f"vera{len(MARKER)}@town.example" if n == OTHERS else "nobody@town.example"
    },
    "round_queries.asked_about": lambda _: {"form_key": "context"},
    "round_queries.of_kind": lambda _: {"kind": Asked.FORM},
    "report_queries.stored": lambda n: {"row": _roadmap(n)},
    "replacing_queries.there": lambda n: {"but": [n]},
    "submission_queries.earlier": lambda n: {
        "row": AssignmentRow(id=n, municipality_id=1, person_id=n, milestone_id=n, since=DAY),
        "asked": RoundRow(
            id=n,
            municipality_id=1,
            kind=Asked.FORM,
            title="",
            opens_on=DAY,
            due_on=DAY,
            cause="x",
            at=MOMENT,
        ),
        "form_key": "form",
    },
    "submission_queries.parts": lambda _: {"change": False},
    "submission_queries.of_assignment": lambda _: {"change": False},
    "round_past_queries.of_form": lambda _: {
        "form_key": "context",
        "period_kind": "quarter",
        "until": DAY,
    },
    "round_desk_queries.respondents": lambda n: {"answers": True, "assignment_id": n},
    "snapshot_queries.by_day": lambda _: {"until": DAY},
    "trail_queries.of_roadmap": lambda n: {"stored": _stored(n)},
    "undated_queries.put_off": lambda _: {"until": DAY},
}


def _nothing_more(number: int) -> dict[str, Any]:
    return {}


def _functions() -> dict[str, Query]:
    found: dict[str, Query] = {}
    for module in pkgutil.iter_modules(storage.__path__):
        if module.name.endswith("_queries"):
            loaded = importlib.import_module(f"storage.{module.name}")
            for name, one in vars(loaded).items():
                if inspect.iscoroutinefunction(one) and one.__module__ == loaded.__name__:
                    found |= {f"{module.name}.{name}": one} if name[0] != "_" else {}
    return found


FUNCTIONS = _functions()
OF_ONE = [
    name
    for name, one in FUNCTIONS.items()
    if "municipality_id" in inspect.signature(one).parameters
]


def test_every_query_takes_a_municipality_or_is_known_not_to() -> None:
    assert set(FUNCTIONS) - set(OF_ONE) <= NO_MUNICIPALITY


def _parameters(query: Query) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(query).parameters


def _arguments(name: str, query: Query, number: int, *, optional: bool) -> dict[str, Any]:
    """By name; KeyError for a parameter of which nobody has said what it is."""
    known = _other(number) | BY_FUNCTION.get(name, _nothing_more)(number)
    return {
        key: known[key]
        for key, parameter in _parameters(query).items()
        if key not in ("session", "municipality_id")
        and (optional or parameter.default is inspect.Parameter.empty)
    }


async def _answer(
    session: AsyncSession, name: str, number: int, town: int, *, optional: bool
) -> object:
    """What a query says, in plain values; the name of the error where it raises one."""
    query: Any = FUNCTIONS[name]
    arguments = _arguments(name, query, number, optional=optional)
    try:
        found = await query(session, municipality_id=town, **arguments)
    except (sa.exc.NoResultFound, sa.exc.IntegrityError, KeyError, IndexError) as error:
        return type(error).__name__
    return _plain(found, number)


def _plain(value: object, number: int) -> object:
    """A value without classes; the numbers that were asked with stand for one another."""
    if isinstance(value, Enum | bool):
        return str(value)
    if isinstance(value, int):
        return f"asked+{value - number}" if 0 <= value - number < 2 else value
    if isinstance(value, SQLModel):
        return _plain(value.model_dump(), number)
    if is_dataclass(value):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        return _plain(parts, number)
    if isinstance(value, Mapping):
        return {str(_plain(key, number)): _plain(one, number) for key, one in value.items()}
    if isinstance(value, Set):
        return sorted(str(_plain(one, number)) for one in value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(one, number) for one in value]
    return str(value).replace(str(number), "asked")


class Undo(Exception):
    """Ends a transaction without a trace."""


async def _dump(session: AsyncSession, town: int) -> dict[str, list[Any]]:
    return {
        table.name: [
            tuple(one)
            for one in await session.execute(
                sa.select(table).where(table.c.municipality_id == town)
            )
        ]
        for table in TABLES
        if "municipality_id" in table.c
    }


async def _changes(session: AsyncSession) -> int:
    return int((await session.execute(sa.text("SELECT total_changes()"))).scalar_one())


async def _undone(
    database: Database, name: str, number: int, town: int, *, optional: bool
) -> tuple[object, dict[str, list[Any]] | None]:
    """The answer, and what the other municipality looks like after it where anything changed."""
    kept: list[Any] = []
    try:
        async with database.write() as session:
            before = await _changes(session)
            kept.append(await _answer(session, name, number, town, optional=optional))
            await session.flush()
            changed = await _changes(session) != before
            kept.append(await _dump(session, OTHERS) if changed else None)
            raise Undo
    except Undo:
        return kept[0], kept[1]


async def test_no_query_answers_with_the_other_municipalitys(world: World) -> None:
    town = world.here.tenant.id
    async with world.database.read() as session:
        before = await _dump(session, OTHERS)
    wrong = []
    for name in OF_ONE:
        for optional in (True, False):
            said, after = await _undone(world.database, name, OTHERS, town, optional=optional)
            nobody, _ = await _undone(world.database, name, NOBODYS, town, optional=optional)
            if after not in (None, before):
                wrong.append(f"{name} changes something")
            if MARKER in str(said) or said != nobody:
                wrong.append(f"{name}: {said} where nobody's would be {nobody}")
    assert wrong == []


async def test_the_queries_answer_in_their_own_municipality(world: World) -> None:
    """So that the silence above is about whose the numbers are, not about numbers that never
    fit."""
    silent = set()
    for name in OF_ONE:
        said, after = await _undone(world.database, name, OTHERS, OTHERS, optional=False)
        nobody, before = await _undone(world.database, name, NOBODYS, OTHERS, optional=False)
        silent |= {name} if (said, after) == (nobody, before) and not said else set()
    assert len(silent) < len(OF_ONE) / 4, sorted(silent)


async def _with_a_strange_parameter(session: AsyncSession, municipality_id: int, odd: int) -> None:
    """A query that somebody has added without a word here."""


def test_a_parameter_that_nobody_has_explained_fails() -> None:
    with pytest.raises(KeyError, match="odd"):
        _arguments("new", _with_a_strange_parameter, 1, optional=True)
