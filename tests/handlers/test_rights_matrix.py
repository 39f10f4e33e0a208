"""Every button and every command, pressed by everybody: what is not allowed is refused and logged.

A verb without a line in SUBJECTS fails: whoever adds a button says here whose it is.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from roadmap.practices import PracticeState
from services import rights
from storage.database import Database
from storage.tables import (
    AdmissionRow,
    Base,
    EvidenceKind,
    EvidenceLinkRow,
    EvidenceRow,
    ExtensionRow,
    ObjectionRow,
    PracticeRow,
)
from tests.handlers.desk import Desk
from tests.services.office import BOSS, FIRST, IRINA, OLGA, SECOND, VERA, Office, at, row
from views.actions import Action, Verb

NOW = at("2018-10-10 12:00")
DAY = 20181020


class Who(Enum):
    """Who presses; the thing pressed about is the official's, or for O a first school's."""

    STRANGER = 900
    OWNER = 101
    COLLEAGUE = 102
    SCHOOL = 201
    OTHER_SCHOOL = 202
    MANAGEMENT = 401
    COORDINATOR = 301
    FOREIGN_COORDINATOR = 501
    FOREIGN_OFFICIAL = 502


HERE = frozenset(
    {
        Who.OWNER,
        Who.COLLEAGUE,
        Who.SCHOOL,
        Who.OTHER_SCHOOL,
        Who.MANAGEMENT,
        Who.COORDINATOR,
    }
)
FOREIGN = frozenset({Who.FOREIGN_COORDINATOR, Who.FOREIGN_OFFICIAL})
ALL = HERE | FOREIGN | {Who.STRANGER}
KNOWN = ALL - {Who.STRANGER}
DECIDES = frozenset({Who.COORDINATOR})
COORDINATES = DECIDES | {Who.FOREIGN_COORDINATOR}
"""Of whatever they coordinate: these buttons name nothing of another municipality."""
NOBODY: frozenset[Who] = frozenset()
WITH_EMAIL = frozenset({Who.OWNER, Who.COLLEAGUE, Who.MANAGEMENT, Who.FOREIGN_OFFICIAL})
SCHOOLS = frozenset({Who.SCHOOL, Who.OTHER_SCHOOL})
READS_DIGEST = frozenset({Who.COORDINATOR, Who.MANAGEMENT})
OWN = frozenset({Who.OWNER})
ASSIGNED = frozenset({Who.OWNER, Who.COORDINATOR})


@dataclass(frozen=True)
class Things:
    """Ids of what there is to press about in the official's municipality."""

    roadmap: int
    assignment: int
    extension: int
    objection: int
    evidence: int
    admission: int
    practice: int
    person: int
    owner: int


Line = tuple[frozenset[Who], tuple[int, ...]]


def _subjects(x: Things) -> dict[Verb, Line]:
    """Who may press each button, and the ids it names; the person named is the presser."""
    lines: dict[Verb, Line] = {}

    def may(who: frozenset[Who], ids: tuple[int, ...], *verbs: Verb) -> None:
        lines.update(dict.fromkeys(verbs, (who, ids)))

    v, a = Verb, (x.assignment, DAY)
    may(ALL, (), v.JOIN, v.ASK_IN, v.NOTHING)
    may(NOBODY, (10**6,), v.ALL_GO_ON)  # a round that never was
    may(KNOWN, (), v.MINE, v.MY_DATES, v.FIND_PRACTICE, v.OFFER)
    may(KNOWN, (0, 0), v.BANK)
    may(KNOWN, (), v.SPEAK_AS, v.AWAY)
    may(KNOWN, (1, 0), v.NOTICE_READ, v.CONSENT)
    may(KNOWN, (20181010, 20181020), v.AWAY_TO)
    may(KNOWN, (20181010, 20181020, 0), v.AWAY_PAGE)
    may(HERE, (20181010, 20181020, x.person), v.AWAY_WHO)
    may(NOBODY, (10**6,), v.BACK)  # an absence that never was
    may(SCHOOLS, (1,), v.IN_HOLIDAYS)
    may(SCHOOLS, (), v.SCHOOL)
    may(WITH_EMAIL, (0,), v.CHANNEL)
    may(ASSIGNED, a, v.DONE, v.PARTLY, v.IN_PROGRESS, v.NEED_HELP, v.UNDO, v.CARD)
    may(ASSIGNED, a, v.DETAILS, v.FACT_ON, v.FACT_MONTH, v.SAY_WHAT, v.SAY_AMOUNT)
    may(ASSIGNED, a, v.REOPEN, v.HELP_SKIP, v.SNOOZE)
    may(ASSIGNED, (0, *a), v.SNOOZE_TO, v.SNOOZE_MONTH)
    may(ASSIGNED, a, v.EXTEND, v.EXTEND_TO, v.PAPERS)
    may(OWN, a, v.NOT_MINE, v.NOT_RELEVANT)
    may(OWN | {Who.SCHOOL}, (x.roadmap,), v.READ)
    may(OWN, (x.objection,), v.NO_REASON)
    may(ASSIGNED, a, v.ATTACH_TO)
    may(OWN, (x.evidence, x.assignment), v.ATTACH, v.ATTACH_MORE)
    may(OWN, (x.evidence, 0), v.OFFER_THIS)
    may(ASSIGNED, (x.evidence, 0), v.PAPER, v.REMOVE, v.REMOVE_YES, v.REMOVE_NO)
    may(ASSIGNED, (x.evidence, 0), v.KEEP_PICTURE)
    may(ASSIGNED, (x.practice, 0), v.PRACTICE, v.PRACTICE_FILE)
    may(OWN, (x.practice, 0), v.OFFER_SUBJECT, v.OFFER_SKIP, v.MEND_PRACTICE)
    may(DECIDES, (x.practice,), v.PUBLISH, v.RETURN_PRACTICE)
    may(COORDINATES, (), v.PRACTICES_WAIT, v.COMING, v.RUNNING, v.DESK_MENU)
    may(COORDINATES, (0,), v.COMING_TEXT, v.PAUSE, v.RESUME)
    may(READS_DIGEST | {Who.FOREIGN_COORDINATOR}, (), v.DIGEST, v.DIGEST_PICTURE)
    may(READS_DIGEST | {Who.FOREIGN_COORDINATOR}, (1, 0), v.DIGEST_LIST, v.DIGEST_FILTER)
    may(NOBODY, (10**6,), v.DIGEST_DATE)  # a date that never was
    may(COORDINATES, (), v.SCHEDULE)
    may(COORDINATES, (20181008,), v.LETTER_SEE, v.LETTER_LINE, v.LETTER_NO_LINE)
    may(COORDINATES, (20181008,), v.LETTER_HOLD, v.LETTER_GO)
    may(KNOWN, (), v.LETTERS)
    may(WITH_EMAIL, (1,), v.LETTERS_SET, v.LETTERS_DAY)
    may(COORDINATES, (1, 1), v.SCHEDULE_ASK, v.SCHEDULE_SET)
    may(NOBODY, (10**6,), v.LETTER_VOUCH)  # a letter that never came
    may(NOBODY, (10**6, 0), v.GROUP_CARD, v.GROUP_ROADMAP, v.GROUP_UNBIND)  # no such group
    may(COORDINATES, (4001,), v.GROUP_BIND)
    may(DECIDES, (x.objection,), v.KEEP, v.TAKE, v.DROP)
    draft = (x.roadmap, 0, 0, 0)
    may(COORDINATES, (), v.ROADMAPS)
    may(DECIDES, (1, 20180101, 20181231), v.READ_AS, v.READ_FOR, v.READ_NOT)
    may(DECIDES, draft, v.DRAFT, v.DRAFT_BOOK, v.DRAFT_ASK, v.DRAFT_ANSWER, v.DRAFT_TYPE)
    may(DECIDES, draft, v.DRAFT_UNDO, v.PARTIES, v.PARTY, v.PARTY_IS, v.PARTY_PART, v.PARTY_NEW)
    may(DECIDES, draft, v.ROADMAP_SCHOOLS, v.SCHOOL_IN, v.SCHOOLS_NEW, v.DROP_DRAFT, v.DROP_YES)
    may(DECIDES, draft, v.PREVIEW, v.PREVIEW_TEXT, v.TRY_ON_ME, v.LAUNCH, v.LAUNCH_YES)
    may(DECIDES, draft, v.UNOWNED, v.ASSIGN, v.ASSIGN_TO)
    may(DECIDES, (x.extension, 1, 1), v.GRANT, v.REFUSE, v.BASIS, v.NO_PAPER)
    may(DECIDES, (x.extension,), v.NO_GROUNDS)
    may(DECIDES, (x.admission, x.person), v.ADMIT, v.ADMIT_NEW, v.TURN_AWAY)
    may(DECIDES, (x.roadmap, 0), v.PAST)
    may(DECIDES, a, v.DESK, v.HAND_ON, v.FOR_THEM, v.CALL_OFF, v.OFF_YES, v.OFF_NO, v.NUDGE)
    may(DECIDES, (x.assignment, x.person), v.HAND_TO)
    may(DECIDES, (x.assignment, 0), v.SAY_FOR, v.RULE, v.SET_RULE, v.SET_REVIEW)
    may(DECIDES, a, v.DONE_ON, v.ACCEPT, v.RETURN, v.CLOSE)
    may(DECIDES, (x.assignment, x.person), v.DELEGATE, v.DELEGATE_TO)
    may(COORDINATES, (), v.PEOPLE, v.PEOPLE_FIND, v.INVITE_ALL, v.PEOPLE_BLANK, v.PEOPLE_SHEET)
    may(COORDINATES, (1, 0), v.PEOPLE_LIST, v.NEW_ONE, v.NEW_STEP)
    may(DECIDES, (x.person,), v.PERSON, v.PERSON_EDIT, v.PERSON_ROLE, v.PERSON_PLACES)
    may(DECIDES, (x.person, 1, 1), v.PERSON_JOIN)
    may(DECIDES, (x.person,), v.PERSON_AWAY, v.PERSON_BACK, v.PERSON_DROP, v.INVITE, v.UNINVITE)
    may(DECIDES, (x.person, 20181010, 20181020, 0), v.PERSON_AWAY_TO, v.PERSON_AWAY_WHO)
    may(DECIDES, (1, 0), v.OFFICE, v.OFFICE_EDIT, v.OFFICE_ADD, v.OFFICE_DROP)
    may(DECIDES, (1,), v.OFFICE_HEAD, v.OFFICE_ORDER)
    may(DECIDES, (0, x.person, 0), v.MERGE, v.MERGE_YES)
    may(DECIDES, (x.person, 0, 0), v.LEAVE, v.LEAVE_TO)
    may(DECIDES, (x.person, x.owner, 0), v.LEAVE_EACH)
    may(DECIDES, (x.person, x.owner, 1, x.owner), v.LEAVE_ONE, v.LEAVE_ONE_TO)
    may(DECIDES, (1, x.person, 0), v.HEAD_CHANGE, v.HEAD_TO, v.HEAD_YES)
    may(DECIDES, (1, x.person, DAY), v.HEAD_UNTIL, v.HEAD_UNTIL_DAY)
    may(DECIDES, (0, x.person), v.SUCCESSOR_NEW, v.SUCCESSOR_MAKE)
    may(KNOWN, (), v.MY_DATA)
    may(DECIDES, (x.person, 0), v.PERSON_DATA, v.ERASE)
    may(DECIDES | {Who.COLLEAGUE}, (x.person, 0), v.DATA_COPY)  # one may copy one's own
    may(DECIDES, (x.person, 0, 0), v.LEAVE_YES)
    may(DECIDES, (x.person,), v.CAME_BACK)
    may(NOBODY, (10**6, 1, 0), v.PEOPLE_LOAD, v.PEOPLE_SAME, v.PEOPLE_LEAVE)  # no such list
    may(COORDINATES, (0,), v.CALLS, v.DECISIONS)
    may(COORDINATES, (), v.NUDGE_ALL, v.NUDGE_ALL_YES, v.ASK_STATUS)
    may(COORDINATES, (1, 0), v.ASK_STATUS_YES)
    may(DECIDES, (x.roadmap,), v.CHAT_TEXT)
    may(DECIDES, (1, x.extension), v.DECIDE)
    may(COORDINATES, (0,), v.REVIEW_QUEUE)
    may(COORDINATES, (6,), v.ANNOUNCE, v.AUDIENCE)
    may(NOBODY, (10**6, 0, 0), v.PICK, v.PICKED, v.SEND_WORDS, v.TRY_WORDS)
    may(NOBODY, (10**6,), v.WORDS_REPORT, v.DROP_WORDS)
    may(DECIDES, (x.assignment,), v.QUEUE_ACCEPT, v.QUEUE_RETURN)
    owner = (x.owner, 0, x.assignment, 1, 20181009)
    may(DECIDES, owner[:2], v.CALL_CARD, v.NOT_ANSWERED, v.PROMISED)
    may(DECIDES, (x.owner, 0, DAY), v.PROMISED_ON)
    may(DECIDES, owner[:4], v.MARK_HOW, v.MARK_WHEN)
    may(DECIDES, owner, v.MARK_MONTH, v.MARK_SO, v.MARK_YES)
    may(COORDINATES | {Who.MANAGEMENT}, (), v.EXPORTS)
    may(READS_DIGEST, (x.roadmap, 1, DAY), v.EXPORT_WHAT, v.EXPORT_MONTH, v.EXPORT_MAKE)
    may(COORDINATES, (1,), v.MARKS_RECORD, v.MARKS_DROP)
    may(COORDINATES, (), v.CLOSE_YEAR, v.CLOSE_YEAR_YES)
    may(DECIDES, (x.roadmap,), v.ARCHIVE, v.ARCHIVE_YES, v.UNARCHIVE, v.COPY, v.COPY_YES)
    activity = 1  # the first of the municipality's
    may(DECIDES, (activity, 0), v.EDIT, v.REDATE, v.OWNERS, v.OWNER_ADD, v.REWORD, v.SPLIT)
    may(DECIDES, (activity, 0), v.ABANDON, v.ABANDON_YES, v.SPLIT_SO, v.HISTORY, v.NOT_YET)
    may(DECIDES, (activity, DAY), v.REDATE_DAY)
    may(DECIDES, (activity, 2018), v.REDATE_YEAR)
    may(DECIDES, (activity, 4), v.REDATE_ON, v.REDATE_NUMBERLESS)
    may(DECIDES, (activity, 1), v.OWNER, v.OWNER_LEAD, v.OWNER_REMOVE)
    may(DECIDES, (activity, 1, 2), v.OWNER_PART)
    may(DECIDES, (activity, 1, x.person), v.OWNER_THIS)
    may(NOBODY, (10**6,), v.UNDO_EDIT)  # a change that never was
    may(DECIDES, (x.roadmap, 0), v.ADD_ACTIVITY, v.ADD_IN, v.ADD_PAGE, v.ROADMAP_HISTORY)
    may(DECIDES, (x.roadmap, 1, x.person), v.ADD_OWNER, v.ADD_BARE, v.ADD_YES)
    may(DECIDES, (x.roadmap, 2018), v.ADD_YEAR)
    may(NOBODY, (1,), v.ADMIN, v.ADMIN_NEW, v.ADMIN_ZONE, v.ADMIN_TOWN, v.ADMIN_LEAD)
    may(
        NOBODY, (1,), v.ADMIN_HEALTH, v.ADMIN_ASIDE, v.ADMIN_AGAIN
    )  # of an operator, see test_admin
    may(COORDINATES, (), v.UNDATED)
    may(NOBODY, (10**6, 0), v.FILL, v.FILL_REVIEW, v.FILL_SENT, v.FILL_SEND, v.FILL_AGAIN)
    may(NOBODY, (10**6, 0), v.FILL_CLASSES, v.FILL_CLASSES_NEW, v.FILL_CLASS, v.FILL_CLASS_DROP)
    may(NOBODY, (1, 10**6, 0, 0, 0), v.FILL_ASK, v.FILL_SKIP, v.FILL_CHOOSE, v.FILL_COMMENT)
    may(NOBODY, (0, 10**6, 0, 0), v.FILL_LEAVE, v.FILL_SAME)
    may(NOBODY, (10**6, 0, 0), v.PARTS, v.PART_CLASS, v.PART_TO, v.PART_SEND)
    may(NOBODY, (10**6, 0), v.PART_LOOK, v.PART_TAKE, v.PART_RETURN)  # see test_filling
    may(NOBODY, (10**6,), v.TABLE_OUT, v.TABLE_TAKE, v.TABLE_LEAVE)  # see test_submission_files
    may(DECIDES, (x.roadmap, 0, 10**6), v.NEW_SCHOOLS, v.JOIN_SCHOOLS)
    may(COORDINATES, (), v.MONITORING, v.ONGOING_EVERY, v.SCHOOL_PERIODS)
    may(COORDINATES, (0, 2018), v.SCHOOL_PERIODS_SET, v.SCHOOL_PERIODS_USUAL)
    may(COORDINATES, (0, 0), v.ROUNDS_OVER, v.FORMS, v.FORM_TAKE, v.FORM_BLANK, v.FORM_KEEP)
    nothing = (10**6, 0, 0)  # no such form, round or school's answers, see test_monitoring_desk
    may(NOBODY, nothing, v.FORM, v.FORM_RETIRE, v.ASKING_EVERY, v.ASKING_DAY, v.ASKING_SCHOOLS)
    may(NOBODY, nothing, v.ASK_NOW, v.ASK_WHOM, v.ASK_SEND, v.SCHOOL_SERIES, v.SCHOOL_DRAWN)
    may(NOBODY, (10**6, DAY), v.ASK_BY, v.ASK_MONTH, v.ROUND_DAY, v.ROUND_MONTH)
    may(NOBODY, nothing, v.ROUND, v.ROUND_GRID, v.ROUND_PICTURE, v.ROUND_ONE, v.ROUND_ACCEPT)
    may(NOBODY, nothing, v.ROUND_RETURN, v.ROUND_REMARK, v.ROUND_RETURN_YES, v.ROUND_REMIND)
    may(NOBODY, nothing, v.ROUND_CLOSE, v.ROUND_ADD, v.ROUND_FIGURES, v.ROUND_SERIES)
    may(COORDINATES, (), v.BLANK_NEW)
    may(COORDINATES, (1, 1), v.BLANK_AREA, v.BLANK_WORDS, v.BLANK_HOUR, v.BLANK_SCHOOLS)
    may(COORDINATES, (1, 1), v.BLANK_URGENT, v.BLANK_PREVIEW, v.BLANK_SAMPLE, v.BLANK_SEND)
    may(COORDINATES, (1, DAY), v.BLANK_DAY, v.BLANK_MONTH, v.BLANK_DROP)
    may(NOBODY, nothing, v.BLANK_OF, v.GATHER, v.BLANK_FILE)
    may(KNOWN, (10**6, 0), v.BLANK_IS)  # of a file in one's own chat
    may(NOBODY, nothing, v.ROUND_PAPER, v.ROUND_EXPORT, v.ROUND_SILENT, v.ROUND_ACCEPT_ALL)
    return lines


COMMANDS = {
    "/digest": READS_DIGEST | {Who.FOREIGN_COORDINATOR},
    "Сводка": READS_DIGEST | {Who.FOREIGN_COORDINATOR},
    "/desk": COORDINATES,
    "/calls": COORDINATES,
    "/write": COORDINATES,
    "/reports": READS_DIGEST | {Who.FOREIGN_COORDINATOR},
    "/people": COORDINATES,
    "/roadmaps": COORDINATES,
    "/my": KNOWN,
    "/school": SCHOOLS,
    "/bank": KNOWN,
    "/mydata": KNOWN,
    "/help": KNOWN,
    "/cancel": KNOWN,
}
NEEDS_MORE = frozenset(
    {
        Verb.OFFER_THIS,
        Verb.AWAY_WHO,
        Verb.LEAVE_ONE,
        Verb.LEAVE_ONE_TO,
        Verb.KEEP_PICTURE,
        Verb.COMING_TEXT,
        Verb.READ_AS,
        Verb.READ_FOR,
        Verb.READ_NOT,
        Verb.PREVIEW_TEXT,
        Verb.TRY_ON_ME,
        Verb.GRANT,
        Verb.BASIS,
        Verb.NO_PAPER,
        Verb.SET_RULE,
        Verb.DELEGATE,
        Verb.DELEGATE_TO,
        Verb.MARK_HOW,
        Verb.MARK_WHEN,
        Verb.MARK_MONTH,
        Verb.MARK_SO,
        Verb.MARK_YES,
        Verb.OWNER,
        Verb.OWNER_LEAD,
        Verb.OWNER_REMOVE,
        Verb.OWNER_PART,
    }
)
"""Whom these are allowed is tried where there is what they need, or it is used up by then."""
KEPT = frozenset({"inbox", "notice", "notice_item", "audit", "worker"})


def _tables(path: Path) -> dict[str, list[Any]]:
    """Everything that a refused press must not change."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in Base.metadata.tables
            if name not in KEPT
        }


Town = tuple[Things, dict[Who, int]]


async def _town(database: Database) -> Town:
    office = await Office.open(database, OLGA, IRINA, FIRST, SECOND, BOSS, VERA)
    await office.launch(
        row("до 15 октября 2018"), row("до 15 октября 2018", "МОУ «СОШ № 1»", title="Школьное")
    )
    abroad = await Office.open(database, OLGA, VERA, name="Соседний город")
    await abroad.launch(row("до 15 октября 2018"))
    people = {
        who: await office.bind(surname, who.value)
        for who, surname in (
            (Who.OWNER, "Пономарева"),
            (Who.COLLEAGUE, "Осотова"),
            (Who.SCHOOL, "Громов"),
            (Who.OTHER_SCHOOL, "Лаптева"),
            (Who.MANAGEMENT, "Главная"),
            (Who.COORDINATOR, "Мостовая"),
        )
    }
    people[Who.FOREIGN_COORDINATOR] = await abroad.bind("Мостовая", Who.FOREIGN_COORDINATOR.value)
    people[Who.FOREIGN_OFFICIAL] = await abroad.bind("Пономарева", Who.FOREIGN_OFFICIAL.value)
    assignment = (await office.assignment(1)).id or 0
    here: dict[str, Any] = {"municipality_id": office.tenant.id}
    owner: dict[str, Any] = here | {"person_id": people[Who.OWNER]}
    rows = [
        ExtensionRow(
            **owner,
            assignment_id=assignment,
            due_before=date(2018, 10, 15),
            proposed=date(2018, 10, 25),
            origin="x",
            asked_at=NOW,
        ),
        ObjectionRow(**owner, assignment_id=assignment, origin="o", asked_at=NOW),
        EvidenceRow(**owner, kind=EvidenceKind.FILE, sha256="0" * 64, origin="e", at=NOW),
        AdmissionRow(
            **here, user_id=7, chat_id=7, said="Осотова Ирина, МЦ", origin="a", asked_at=NOW
        ),
    ]
    async with database.write() as session:
        for one in rows:
            session.add(one)
            await session.flush()
        extension, objection, evidence, admission = (one.id or 0 for one in rows)
        session.add(EvidenceLinkRow(**here, evidence_id=evidence, assignment_id=assignment, at=NOW))
        practice = PracticeRow(
            **owner,
            evidence_id=evidence,
            title="Опыт",
            state=PracticeState.OFFERED,
            origin="p",
            offered_at=NOW,
        )
        session.add(practice)
        await session.flush()
        offered = practice.id or 0
    things = Things(
        1,
        assignment,
        extension,
        objection,
        evidence,
        admission,
        offered,
        people[Who.COLLEAGUE],
        people[Who.OWNER],
    )
    return things, people


@pytest.fixture(scope="module")
def town_template(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Town]:
    """A file with both municipalities, closed, and what is known of them."""
    path = tmp_path_factory.mktemp("matrix") / "vekha.sqlite3"
    shutil.copy(sqlite_template, path)

    async def make() -> Town:
        database = Database(f"sqlite:///{path}")
        found = await _town(database)
        await database.close()
        return found

    found = asyncio.run(make())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that one file is all of it
    return path, found


@pytest.fixture
def town(town_template: tuple[Path, Town]) -> Town:
    return town_template[1]


@pytest.fixture
def path(town_template: tuple[Path, Town], sqlite_place: Path, sqlite_url: str) -> Path:
    """A copy of the file."""
    shutil.copy(town_template[0], sqlite_place)
    return sqlite_place


@pytest.fixture
def desk(path: Path, database: Database) -> Desk:
    return Desk(database)


class Log:
    """What the rights write down about refusals."""

    def __init__(self) -> None:
        self.denied = 0

    def warning(self, event: str, **facts: object) -> None:
        """A line of the log."""
        self.denied += event == "action.denied"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    made = Log()
    monkeypatch.setattr(rights, "log", made)
    return made


async def _refused(
    desk: Desk, path: Path, log: Log, before: dict[str, list[Any]], user: int, data: str
) -> str:
    """What is wrong with the refusal of a press, «» for nothing."""
    told = log.denied
    await desk.press(user, data)
    if log.denied == told:
        return f"{data}: not denied, {desk.toasts[-1:]}"
    after = _tables(path)
    changed = [name for name in before if before[name] != after[name]]
    return f"{data}: changed {changed}" if changed else ""


def test_every_verb_has_a_line() -> None:
    assert set(_subjects(Things(*range(1, 10)))) == set(Verb)


@pytest.mark.parametrize("who", Who, ids=[who.name for who in Who])
async def test_what_is_not_allowed_is_refused_logged_and_changes_nothing(
    town: Town, desk: Desk, path: Path, log: Log, who: Who
) -> None:
    things, people = town
    before = _tables(path)
    own = people.get(who, people[Who.OWNER])
    wrong = []
    for verb, (allowed, ids) in _subjects(things).items():
        buttons = [Action(verb, own, ids)] if who not in allowed else []
        if allowed != ALL and who is not Who.OWNER:  # a button that was sent to somebody else
            buttons.append(Action(verb, people[Who.OWNER], ids))
        wrong += [await _refused(desk, path, log, before, who.value, one.pack()) for one in buttons]
    assert [fault for fault in wrong if fault] == []


@pytest.mark.parametrize("who", Who, ids=[who.name for who in Who])
async def test_commands_are_for_whom_they_are(desk: Desk, path: Path, log: Log, who: Who) -> None:
    before = _tables(path)
    wrong = []
    for words, allowed in COMMANDS.items():
        told = log.denied
        answers = await desk.say(who.value, words)
        denied = log.denied > told
        unknown = len(answers) == 1 and answers[0].menu is None and who is Who.STRANGER
        if (who in allowed) == (denied or unknown):
            wrong.append(words)
    assert wrong == []
    assert _tables(path) == before


@pytest.mark.parametrize("who", sorted(HERE, key=lambda who: who.value), ids=lambda who: who.name)
async def test_what_is_allowed_is_not_refused(town: Town, desk: Desk, log: Log, who: Who) -> None:
    """So that the refusals above are about who presses, not about ids that never fit."""
    things, people = town
    wrong = []
    for verb, (allowed, ids) in _subjects(things).items():
        if who in allowed and verb not in NEEDS_MORE:
            told = log.denied
            await desk.press(who.value, Action(verb, people[who], ids).pack())
            if log.denied > told:
                wrong.append(verb.name)
    assert wrong == []
