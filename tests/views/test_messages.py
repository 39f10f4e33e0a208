"""Everything people see is valid mark-up, fits the messenger, keeps strangers' words harmless."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from channels.message import Attachment, Message
from roadmap.absence_words import Days
from roadmap.changes import Change
from roadmap.completion import Completion
from roadmap.deadlines import OnDate
from roadmap.deadlines.questions import UpToMonth
from roadmap.digest_filtering import Dimension, Filter
from roadmap.digest_parts import Changes
from roadmap.digest_parts import Part as ListPart
from roadmap.digesting import Acquainted, Bar, MilestoneFacts, Progress, digest
from roadmap.drafting_steps import Gaps, key_of, likely_periods, questions
from roadmap.drafts import DeadlineUnsure, Level
from roadmap.evidence_kinds import Refusal
from roadmap.evidence_limits import Over
from roadmap.extending import Basis, Grounds, Span
from roadmap.history import Entry
from roadmap.installation import Aside, Backlog, Queue, Town
from roadmap.marks_back import Filled, MarkFault, Wrong
from roadmap.own_work import Own, Which, counts, select
from roadmap.parts import Part
from roadmap.people_changes import KnownPerson, compare
from roadmap.people_offices import OfficeDoubt
from roadmap.people_sheet import CellFault, FaultyCells, PersonEntry, SheetFault
from roadmap.period import Period
from roadmap.plan import Line
from roadmap.practices import Practice, PracticeState
from roadmap.progress import OPEN, Event, State, Tally
from roadmap.replies.openings import Reason
from roadmap.review.values import Planned
from roadmap.snoozing import peace
from roadmap.targets import Target
from sandbox.botapi.html import parse_html, utf16_length
from tests.views.acting_samples import ACTING
from tests.views.blank_samples import BLANKS
from tests.views.filling_samples import FILLING
from tests.views.leaving_samples import LEAVING
from tests.views.letter_samples import LETTERS
from tests.views.monitoring_samples import MONITORING
from tests.views.round_samples import ROUNDS, glance
from tests.views.samples import CALENDAR, ENGLISH, EVIL, LINE, SAY, TODAY, line
from tests.views.scheduled_samples import SCHEDULED
from tests.views.table_samples import TABLES
from views import (
    absences,
    adding,
    admin,
    admissions,
    answers,
    appointments,
    archiving,
    calendars,
    calling_off,
    cards,
    change_history,
    completion,
    consents,
    delegating,
    desk,
    desk_menu,
    digest_filters,
    digest_lists,
    digest_overview,
    digest_pictures,
    digests,
    drafts,
    drafts_launch,
    drafts_parties,
    drafts_preview,
    drafts_questions,
    drafts_reading,
    edit_news,
    editing,
    editing_deadline,
    editing_off,
    editing_owners,
    escalations,
    evidence,
    evidence_refusals,
    extension_lists,
    extensions,
    forecasts,
    handing_on,
    helping_out,
    inviting,
    letter_alerts,
    letter_answers,
    marking,
    marks_back,
    new_schools,
    nudges,
    organizations,
    own_lists,
    pausing,
    people_creating,
    people_desk,
    people_editing,
    people_import,
    people_merging,
    person_card,
    practice_offers,
    practices,
    reminders,
    reports,
    review_lists,
    snoozing,
    speaking,
    splitting,
    undated,
    wordless,
    workbook_news,
)
from views.actions import LIMIT_BYTES, Action, Verb, unpack
from views.charts.progress import Chart, stacked
from views.digest_links import Links
from views.lines import place
from views.speech import Speech

NUMBERS = digest(
    [MilestoneFacts(1, EVIL, date(2018, 10, 1), (State.NOT_STARTED,))], 34, 4, 2, TODAY, CALENDAR
)
evil = line(
    title=EVIL,
    section=EVIL,
    number=EVIL,
    deadline_text=EVIL,
    expected_result=EVIL,
    others=(EVIL,),
    evidence=(EVIL,),
    owner=EVIL,
    roadmap=EVIL,
)
FORESEEN = forecasts.Foreseen(
    TODAY, datetime(2018, 10, 10, 6, tzinfo=UTC), EVIL, "reminder", (EVIL,), 5, 0
)
SPAN, WHOLE = peace(date(2018, 11, 30), TODAY, CALENDAR), snoozing.Subject(2**31, is_whole=True)
DAYS = Days(TODAY, date(2018, 10, 25))
LATER = Days(date(2018, 10, 15), date(2018, 10, 25))
AGREED = absences.Agreed(2**31, LATER, EVIL)
MOVED = replace(evil, due=date(2018, 10, 31), asked_for=date(2018, 11, 30))
MOVABLE = Span(date(2018, 10, 16), date(2021, 12, 31))
ASKED = extension_lists.Request(1, MOVED, EVIL, LINE.due, date(2018, 11, 30), EVIL * 20)
DONE = replace(evil, state=State.DONE, fact_on=TODAY)
DETAILS = marking.Details(EVIL, Target(2, EVIL, None), 1, 1)
FACTS = cards.Facts(
    Target(2, EVIL, None),
    1,
    tuple(Entry(TODAY, event, State.DONE, EVIL, TODAY, EVIL, 1, by_word=True) for event in Event),
    not_mine=True,
    not_relevant=True,
)


def listing(lines: Sequence[Line], which: Which = Which.OPEN, page: int = 0) -> own_lists.Listing:
    """The page of a list of these lines."""
    own = [Own(x.assignment_id, x.state, x.due, x.code) for x in lines]
    shown = select(own, which, TODAY, CALENDAR)
    empty = own_lists.Listing((), counts(own, TODAY, CALENDAR), which)
    page = min(page, empty.last)
    known = {x.assignment_id: x for x in lines}
    wanted = shown[page * own_lists.PAGE : (page + 1) * own_lists.PAGE]
    return replace(empty, lines=[known[i] for i in wanted], page=page)


LISTED = listing([replace(evil, assignment_id=n) for n in range(1, 4)] + [DONE])
PAPERS = evidence.Papers(2**31, (EVIL,))
FILED = evidence.Listed(2**31, EVIL, EVIL, EVIL, is_file=True, can_remove=True)
REFUSED = tuple(
    evidence_refusals.Refused(EVIL, why, 5)
    for why in (*Refusal, *Over, evidence_refusals.Lost.LOST)
)
TOWN = "Заречный & <i>район</i> {0} %s"
VOICE = speaking.Voice(2**31, EVIL, EVIL, chosen=True)
APPLIES = admissions.Request(2**31, EVIL * 20, EVIL, EVIL, EVIL)
CANDIDATE = admissions.Candidate(2**31, EVIL, EVIL, joined=True)
BANKED = Practice(
    3, EVIL, EVIL, EVIL * 20, EVIL, EVIL, offered_on=TODAY, material=EVIL, has_file=True
)
OFFERED = replace(BANKED, state=PracticeState.OFFERED)
RETURNED = replace(BANKED, state=PracticeState.REFUSED, remark=EVIL, mine=True)
Make = Callable[[Speech], Message]
SEVEN = Tally(5, 7, 1, 2)
WAITS = review_lists.Waiting(replace(evil, note=EVIL * 9, fact_on=TODAY), (EVIL,) * 9, EVIL)
BACK = replace(WAITS, verdict=review_lists.Verdict.RETURNED)
RULES = completion.Rules(Completion.LEAD, tuple(Completion), reviewed=True)
HANDED = replace(evil, delegate=EVIL, organization_id=7, tally=SEVEN)
TEACHERS = [delegating.Candidate(n, EVIL, chosen=n == 3) for n in range(20)]
SOMEBODY = people_desk.Listed(2**31, EVIL)
PLACE = person_card.Place(2**31, EVIL, 2, 3, heads=True, acting=True)
PERSON = person_card.Person(
    2**31,
    EVIL * 9,
    EVIL * 9,
    (PLACE,) * 9,
    people_desk.ROLES,
    EVIL * 9,
    EVIL,
    email_refused=True,
    invited_on=TODAY,
    away=person_card.Away(TODAY, TODAY, EVIL),
    open_work=5,
    left_on=TODAY,
)
OFFICE = organizations.Office(
    2**31,
    EVIL * 9,
    email=EVIL,
    email_refused=True,
    phone=EVIL,
    members=tuple(organizations.Member(n, EVIL * 9, EVIL * 9, reachable=False) for n in range(20)),
    head_id=3,
    acting=True,
)
ROW = PersonEntry(EVIL, EVIL, EVIL, row=4)
FOUND = compare([ROW], [KnownPerson(2**31, EVIL, EVIL, offices=frozenset({"x"}))], ())
LISTED_FAULTS = FaultyCells(
    tuple(CellFault(7, EVIL, fault, EVIL, "B7") for fault in SheetFault) * 9
)
LINKS = [inviting.Link(EVIL, f"https://t.me/bot?start={'x' * 24}")] * inviting.LINKS
TWO = people_merging.Two(0, SOMEBODY, SOMEBODY, EVIL, EVIL, both_joined=True)
FILLED = Filled(1, State.NOT_STARTED, 0, Event.DONE, TODAY, EVIL, cell="H4")
STALE = Filled(2, State.NOT_STARTED, 0, Event.NEED_HELP, cell="H5")
RETURNING = marks_back.Preview([(FILLED, evil)] * 20, [(STALE, evil)] * 20, 2**31, TODAY)
NEXT = Period(date(2021, 1, 1), date(2023, 12, 31))
OWNED = (editing.Owner(1, EVIL, Part.PERFORMS), editing.Owner(2, EVIL, Part.EACH_SCHOOL))
EDITED = editing.Subject(
    2**31, 7, EVIL * 9, "1.2", "4", EVIL, EVIL, EVIL * 9, OWNED * 15, (TODAY,) * 30
)
CHANGES = [
    Change(TODAY, EVIL, "activity.redated", {"before": EVIL, "after": EVIL, "basis": None}, 7),
    Change(
        TODAY,
        "",
        "extension.moved",
        {"before": "2018-10-10", "day": "2018-10-20", "basis": "order", "text": EVIL},
    ),
    Change(TODAY, EVIL, "activity.owners", {"what": "added", "name": EVIL}),
    Change(TODAY, EVIL, "activity.reworded", {"field": "title", "before": EVIL, "after": EVIL}),
    Change(TODAY, EVIL, "activity.split", {"parts": [EVIL] * 5}),
    Change(TODAY, EVIL, "activity.not_yet", {"until": "2018-11-01", "note": EVIL}),
    Change(TODAY, EVIL, "activity.undone", {"deed": "activity.added"}),
]
REVIEWED = [
    workbook_news.Row(EDITED, tuple(CHANGES), (TODAY,) * 30),
    workbook_news.Row(EDITED, (Change(TODAY, "", "activity.removed"),), ()),
]
MEANT = editing_deadline.Understood(
    EVIL, (TODAY,) * 40, (TODAY,), (TODAY,), (TODAY,) * 40, [(TODAY, TODAY)] * 40
)
WHOM = [editing_owners.Candidate(editing_owners.Kind.PERSON, 2**31, EVIL)] * 20
NEW = adding.Said(EVIL, EVIL * 9, EVIL, EVIL, EVIL * 9, MEANT)
YEARS_OF_DRAFT = Period(date(2018, 1, 1), date(2020, 12, 31))
DOCUMENT = drafts_reading.Document(2**31, EVIL, 1_234_567)
DRAFTED = drafts.Listed(2**31, EVIL * 5, "draft", YEARS_OF_DRAFT)
NEW_SCHOOL = new_schools.School(2**31, EVIL, 20, (new_schools.Example(17, EVIL, TODAY),) * 12)
DRAFT_CARD = drafts.Shown(
    2**31,
    EVIL * 5,
    "draft",
    YEARS_OF_DRAFT,
    document=EVIL,
    sections=3,
    activities=34,
    kinds={"date": 20, "recurring": 14},
    parties=(EVIL,) * 20,
    schools=7,
    left_out=1,
    has_groups=True,
    doubted=9,
    gaps=Gaps(3, 2, 1),
)
ROW_ASKED = Planned(
    17,
    EVIL,
    OnDate(date(2018, 12, 31)),
    deadline_text=EVIL,
    doubts=(DeadlineUnsure(UpToMonth(date(2018, 12, 31), date(2019, 1, 31))),),
)
(ASKED_OF_DRAFT,) = questions([ROW_ASKED])
DRAFT_QUESTION = drafts_questions.Question(
    2**31,
    key_of(ASKED_OF_DRAFT),
    ASKED_OF_DRAFT,
    [ROW_ASKED],
    at=1,
    done=1,
    total=5,
    results=[ROW_ASKED.rule] * len(ASKED_OF_DRAFT.choices),
)
DRAFT_PARTY = drafts_parties.Party(
    2**31, EVIL, is_open=True, rows=[(Part.PERFORMS, 3)], perhaps=(EVIL,)
)
PARTY_OFFER = drafts_parties.Offer(drafts_parties.PERSON, 2**31, EVIL)
AHEAD = drafts_preview.Ahead(
    TODAY,
    datetime(2018, 10, 10, 6, tzinfo=UTC),
    EVIL,
    "appointment",
    (EVIL,) * 9,
    2**31,
    0,
    reminders.reminder([(1, evil)], 5, TODAY, CALENDAR, SAY),
)
LAUNCHING = drafts_launch.Forecast(
    2**31,
    EVIL,
    TODAY,
    lists=((datetime(2018, 10, 10, 9, tzinfo=UTC), 5),),
    by_letter=2,
    unreached=(EVIL,) * 9,
    past=3,
    undated=2,
    questions=1,
    unowned=4,
)
UNOWNED = drafts_launch.Unowned(2**31, 17, EVIL, (EVIL,), Level.SCHOOL)

DEEPER = Links(
    2**31, 99_999_999, Filter(section=2**31, person=2**31, level="school"), coordinates=True
)
NARROWED = {one: EVIL for one in Dimension if one is not Dimension.ALL}
SECTION = Progress(2**31, 2**31, EVIL, dict.fromkeys(Bar, 3))
GLANCE = digest_overview.Overview(
    EVIL,
    TODAY,
    NUMBERS,
    dict.fromkeys(ListPart, 9),
    (SECTION,) * 20,
    (SECTION,) * 9,
    Changes((1, 2), (3,), (4,), (5,), {1: (EVIL, "b", "c", "d")}),
    "8 октября",
    Acquainted(1, 9, (EVIL,) * 8),
    (EVIL,),
    NARROWED,
)
DATED = digest_lists.Dated(replace(evil, note=EVIL * 9, due=date(2018, 10, 1)), 9, 2**31)
IN_DIGEST = digest_lists.Somebody(EVIL, EVIL * 9, 2**31)
PICTURE = Chart(EVIL, "", TODAY, [stacked(EVIL, dict.fromkeys(Bar, 1))] * 20, {}, {}, "ru")
AT_NOON = datetime(2018, 10, 10, 9, tzinfo=UTC)
IN_NUMBERS = Town(1, EVIL * 9, "Europe/Moscow", 9, 8, 0, 3, 7, 2, AT_NOON, TODAY)
BACKLOG = Backlog((Queue("email", 3, AT_NOON - timedelta(hours=1)),), 1, 2, 3)
CAME = letter_alerts.Came(7, EVIL, EVIL, EVIL * 90, "0" * 64, EVIL, EVIL[:20])
TAKEN = letter_answers.Understood(
    outcomes=(
        letter_answers.Outcome(1, evil, letter_answers.marked(evil, SAY, changed=True)),
        letter_answers.Outcome(2, evil, EVIL, well=False),
        letter_answers.Outcome(3, evil, letter_answers.to_be_filled(SAY), False, True),
    ),
    attached=(
        letter_answers.Attached((EVIL,) * 3, (1, 2)),
        letter_answers.Attached((EVIL,), ()),
    ),
    refused=(evidence_refusals.Refused(EVIL, Over.FILES, 50),),
    unclear=EVIL,
    hints=(letter_answers.hint(Reason.NO_DATE, SAY),),
    packed=True,
    passed_on=True,
)
EVERYTHING: dict[str, Make] = {
    "letter, answer": lambda s: letter_answers.answer(TAKEN, EVIL, s),
    "letter, empty": lambda s: letter_answers.answer(letter_answers.Understood(), "", s),
    "letter, not taken": lambda s: letter_answers.not_taken(EVIL, s),
    "letter, without notice": lambda s: letter_answers.without_notice(EVIL, s),
    "letter, workbook": lambda s: letter_answers.only_in_chat(EVIL, s),
    "letter, too large": lambda s: letter_answers.too_large(60, EVIL, s),
    "letter, unclear": lambda s: letter_alerts.unclear(CAME, EVIL, s),
    "letter, failed": lambda s: letter_alerts.failed(CAME, s),
    "letter, files of none": lambda s: letter_alerts.unplaced(CAME, EVIL, [EVIL] * 9, s),
    "letter, of none": lambda s: letter_alerts.without_notice(CAME, s),
    "letter, of nobody": lambda s: letter_alerts.nobody(CAME, s),
    "letter, in doubt": lambda s: letter_alerts.doubtful(CAME, 5, s, forged=False),
    "letter, forged": lambda s: letter_alerts.doubtful(CAME, 5, s, forged=True),
    "letter, vouched": lambda s: letter_alerts.vouched(EVIL, EVIL, s, forged=False),
    "operator, municipalities": lambda s: admin.overview([IN_NUMBERS] * 8, 1, 20, 2, s),
    "operator, a municipality": lambda s: admin.town(IN_NUMBERS, s, lacks_coordinator=True),
    "operator, name": admin.ask_name,
    "operator, no name": admin.not_a_name,
    "operator, name taken": lambda s: admin.name_taken(EVIL, s),
    "operator, zone": lambda s: admin.ask_zone(EVIL, s),
    "operator, no zone": lambda s: admin.ask_zone(EVIL, s, not_understood=True),
    "operator, coordinator": lambda s: admin.ask_coordinator(EVIL, s),
    "operator, has coordinator": lambda s: admin.has_coordinator(EVIL, 1, s),
    "operator, invited": lambda s: admin.invited(EVIL, EVIL, "https://t.me/b?start=x", 14, 1, s),
    "operator, health": lambda s: admin.health(admin.Health(BACKLOG, 5, "1.0"), AT_NOON, s),
    "operator, aside": lambda s: admin.aside([Aside(7, True, 3, EVIL, AT_NOON)] * 8, 0, 20, s),
    "operator, none aside": lambda s: admin.aside([], 0, 0, s),
    "digest, overview": lambda s: digest_overview.overview(GLANCE, DEEPER, s),
    "digest, rounds": lambda s: glance(GLANCE, DEEPER, s),
    "digest, nothing fits": lambda s: digest_overview.overview(
        replace(GLANCE, numbers=digest([], 0, 0, 0, TODAY, CALENDAR), sections=(), roadmaps=()),
        DEEPER,
        s,
    ),
    "digest, late": lambda s: digest_lists.dates(
        digest_lists.sheet(ListPart.LATE, [DATED] * 30, 1), DEEPER, TODAY, CALENDAR, s
    ),
    "digest, changes": lambda s: digest_lists.dates(
        digest_lists.sheet(ListPart.CHANGES, [replace(DATED, change="выполнено")], 0),
        DEEPER,
        TODAY,
        CALENDAR,
        s,
    ),
    "digest, silent": lambda s: digest_lists.people(
        digest_lists.sheet(ListPart.SILENT, [IN_DIGEST] * 30, 1), DEEPER, s
    ),
    "digest, undated": lambda s: digest_lists.undated(
        digest_lists.sheet(ListPart.UNDATED, [digest_lists.NoDate(17, EVIL, EVIL)] * 30, 1),
        DEEPER,
        s,
    ),
    "digest, sections": lambda s: digest_lists.sections(
        digest_lists.sheet(ListPart.SECTIONS, [SECTION] * 30, 1), EVIL, Dimension.SECTION, DEEPER, s
    ),
    "digest, what to filter by": lambda s: digest_filters.dimensions(
        list(Dimension), NARROWED, DEEPER, s
    ),
    "digest, choices": lambda s: digest_filters.choices(
        Dimension.PERSON, [digest_filters.Choice(2**31, EVIL)] * 30, 1, DEEPER, s
    ),
    "digest, picture": lambda s: digest_pictures.caption(
        PICTURE, NUMBERS, NARROWED, Attachment("a1", "a.png", "image/png"), DEEPER.overview(), s
    ),
    "document, what": lambda s: drafts_reading.what_is_it(DOCUMENT, 5, s),
    "document, known": lambda s: drafts_reading.known(DOCUMENT, 2**31, EVIL, EVIL, 5, s),
    "document, reading": lambda s: drafts_reading.reading(DOCUMENT, s),
    "document, years": lambda s: drafts_reading.for_which_years(
        DOCUMENT, likely_periods(TODAY), 5, s
    ),
    "document, no years": drafts_reading.no_such_years,
    "document, proof": lambda s: drafts_reading.taken_as_proof(DOCUMENT, s),
    "document, dropped": lambda s: drafts_reading.dropped(DOCUMENT, s),
    "document, failed": lambda s: drafts_reading.failed(DOCUMENT, EVIL, 5, s),
    "roadmaps": lambda s: drafts.roadmaps([DRAFTED] * 9, [(2**31, EVIL, True)] * 9, 1, 5, s),
    "no roadmaps": lambda s: drafts.roadmaps([], [(2**31, EVIL, False)], 0, 5, s),
    "draft": lambda s: drafts.card(DRAFT_CARD, 5, s),
    "roadmap running": lambda s: drafts.card(
        replace(DRAFT_CARD, status="active", launched_on=TODAY, new_schools=2), 5, s
    ),
    "new schools": lambda s: new_schools.preview(2**31, EVIL, [NEW_SCHOOL] * 20, 1, 5, s),
    "one new school": lambda s: new_schools.preview(2**31, EVIL, [NEW_SCHOOL], 0, 5, s),
    "no new schools": lambda s: new_schools.preview(2**31, EVIL, [], 0, 5, s),
    "schools joined": lambda s: new_schools.joined(2**31, [NEW_SCHOOL] * 20, 2, 5, s),
    "draft workbook": lambda s: drafts.workbook("0" * 64, EVIL, 5, 2**31, s),
    "draft, really": lambda s: drafts.really_drop(DRAFTED, 5, s),
    "draft, gone": lambda s: drafts.is_dropped(EVIL, 5, s),
    "draft, gone already": lambda s: drafts.gone_already(5, s),
    "question of a draft": lambda s: drafts_questions.question(DRAFT_QUESTION, 5, s),
    "no more questions": lambda s: drafts_questions.no_more(2**31, 2, 1, 5, s),
    "another deadline": lambda s: drafts_questions.write_the_date(ROW_ASKED, 2**31, 1, 5, s),
    "no deadline": lambda s: drafts_questions.not_understood(EVIL, DRAFTED.period, s),
    "deadline taken": lambda s: drafts_questions.understood(
        ROW_ASKED.rule, drafts_questions.question(DRAFT_QUESTION, 5, s), s
    ),
    "parties": lambda s: drafts_parties.parties(2**31, [DRAFT_PARTY] * 9, 0, 5, s),
    "party": lambda s: drafts_parties.party(
        2**31, DRAFT_PARTY, [PARTY_OFFER] * 8, 2**31, 5, s, typed=EVIL
    ),
    "party of schools": lambda s: drafts_parties.party(
        2**31, replace(DRAFT_PARTY, is_group=True), [], None, 5, s
    ),
    "schools of a draft": lambda s: drafts_parties.schools(
        2**31, [(2**31, EVIL, True), (2, EVIL, False)] * 9, [EVIL], 1, 5, s, [(EVIL, EVIL)] * 11
    ),
    "first month": lambda s: drafts_preview.month(2**31, [AHEAD] * 25, 0, 5, s, UTC),
    "empty month": lambda s: drafts_preview.month(2**31, [], 0, 5, s, UTC),
    "month, text": lambda s: drafts_preview.opened(2**31, [AHEAD], 5, s),
    "month, trial": lambda s: drafts_preview.trial(AHEAD, 5, s),
    "launch?": lambda s: drafts_launch.confirm(LAUNCHING, 5, s, UTC),
    "launch, past": lambda s: drafts_launch.confirm(replace(LAUNCHING, unowned=0), 5, s, UTC),
    "launched": lambda s: drafts_launch.launched(drafts_launch.Done(2**31, 5, 7, 1, 2, 3, 4), 5, s),
    "of nobody": lambda s: drafts_launch.unowned(2**31, [UNOWNED] * 20, 1, 5, s),
    "of nobody, whom": lambda s: drafts_launch.whom(
        2**31, drafts_launch.Chosen(UNOWNED), [PARTY_OFFER] * 20, 1, 5, s
    ),
    "of a level, whom": lambda s: drafts_launch.whom(
        2**31, drafts_launch.Chosen(None, 3), [PARTY_OFFER], 0, 5, s
    ),
    "edit": lambda s: editing.menu(EDITED, 2**31, 5, s),
    "edit, words": lambda s: editing.ask_words(EDITED, editing.Field.RESULT, s),
    "edit, the same": lambda s: editing.nothing_changed(EDITED, s),
    "edit done": lambda s: editing.changed(EDITED, CHANGES[0], 2**31, 5, s),
    "edit taken back": lambda s: editing.undone(EDITED, CHANGES[0], 5, s),
    "edit, told": lambda s: edit_news.told(
        [edit_news.Row(EDITED, tuple(CHANGES * 9), (evil,) * 30)], 5, EVIL, s
    ),
    "edit, several told": lambda s: edit_news.told(
        [edit_news.Row(EDITED, tuple(CHANGES), (evil,) * 30)] * 30, 5, EVIL, s
    ),
    "edit, added": lambda s: edit_news.told(
        [edit_news.Row(EDITED, (Change(TODAY, EVIL, edit_news.ADDED),), (), stays=True)], 0, EVIL, s
    ),
    "edit, told to nobody's": lambda s: edit_news.told(
        [edit_news.Row(EDITED, tuple(CHANGES), ())], 5, EVIL, s
    ),
    "workbook, told": lambda s: workbook_news.told(EVIL * 9, REVIEWED * 9, 5, EVIL, s),
    "workbook, told a mailbox": lambda s: workbook_news.told(EVIL, REVIEWED[1:], 0, "", s),
    "workbook, taken": lambda s: answers.review_taken(EVIL * 9, 5, 1, s),
    "workbook, taken before": answers.review_taken_before,
    "abandon, why": lambda s: editing_off.ask_why(EDITED, s),
    "abandon, sure": lambda s: editing_off.sure(EDITED, EVIL * 20, 5, s),
    "abandoned": lambda s: editing_off.abandoned(EDITED, EVIL * 20, s),
    "redate": lambda s: editing_deadline.ask(EDITED, [(2**31, TODAY)] * 8, TODAY, 5, s),
    "redate, calendar": lambda s: editing_deadline.ask_day(EDITED, TODAY, TODAY, TODAY, 5, s),
    "redate, not understood": lambda s: editing_deadline.not_understood(EDITED, EVIL * 9, s),
    "redate, year": lambda s: editing_deadline.ask_year(EDITED, EVIL * 9, [2018] * 9, 5, s),
    "redate, outside": lambda s: editing_deadline.outside(EDITED, Period(TODAY, TODAY), s),
    "redate, sure": lambda s: editing_deadline.sure(EDITED, MEANT, 5, s),
    "redate, paper": lambda s: editing_deadline.ask_paper(EDITED, Basis.ORDER, 5, s),
    "owners": lambda s: editing_owners.owners(EDITED, 5, s),
    "owner": lambda s: editing_owners.one(
        EDITED, editing_owners.Chosen(2**31, EVIL, Part.INFORMED, is_group=True), 5, s
    ),
    "owner, choose": lambda s: editing_owners.choose(
        EVIL, WHOM, 1, editing_owners.of_activity(5, 2**31), s
    ),
    "owner, found": lambda s: editing_owners.found(EVIL, WHOM, adding.of_roadmap(5, 2**31), s),
    "owner, nobody": lambda s: editing_owners.nobody(EVIL, s),
    "owner, already": lambda s: editing_owners.already(EDITED, EVIL, 5, s),
    "split": lambda s: splitting.ask(EDITED, [(EVIL, EVIL)] * 12, 5, s),
    "split, how many": lambda s: splitting.how_many(EDITED, 12, s),
    "split, not understood": lambda s: splitting.not_understood(EDITED, EVIL * 9, s),
    "split, sure": lambda s: splitting.sure(
        EDITED, [(EVIL, EVIL)] * 12, [TODAY] * 30, [TODAY] * 30, 5, s
    ),
    "split, done": lambda s: splitting.done([(2**31, 7, EVIL)] * 12, 5, s),
    "add, section": lambda s: adding.ask_section(
        EVIL, 2**31, [adding.Section(2**31, EVIL)] * 20, 1, 5, s
    ),
    "add, title": lambda s: adding.ask(adding.Step.TITLE, adding.Said(EVIL), TODAY, s),
    "add, deadline": lambda s: adding.ask(adding.Step.DEADLINE, NEW, TODAY, s),
    "add, owner": lambda s: adding.choose(NEW, WHOM, 0, adding.of_roadmap(5, 2**31), s),
    "add, year": lambda s: adding.ask_year(EVIL * 9, [2018] * 9, 2**31, 5, s),
    "add, result": lambda s: adding.ask_result(NEW, 2**31, 5, s),
    "add, sure": lambda s: adding.sure(NEW, 2**31, 5, s),
    "add, press": adding.press_it,
    "added": lambda s: adding.done(2**31, 7, EVIL, 5, s),
    "history": lambda s: change_history.history(
        EVIL, CHANGES, 1, more=True, turn=Action(Verb.HISTORY, 5, (2**31,)), say=s
    ),
    "no history": lambda s: change_history.history(
        EVIL, [], 0, more=False, turn=Action(Verb.HISTORY, 5, (2**31,)), say=s
    ),
    "undated": lambda s: undated.undated(
        [undated.Line(2**31, 7, EVIL * 9, EVIL, EVIL, EVIL, TODAY)] * 20, 1, 5, s
    ),
    "nothing undated": lambda s: undated.undated([], 0, 5, s),
    "undated, put off": lambda s: undated.put_off(EVIL, TODAY, s),
    "undated, noted": lambda s: undated.noted(EVIL, EVIL, s),
    "reports": lambda s: reports.which(
        [(n, EVIL, n > 5) for n in range(1, 20)], 1, 5, s, decides=True
    ),
    "reports, none": lambda s: reports.which([], 0, 5, s, decides=False),
    "reports, kinds": lambda s: reports.kinds(
        1, EVIL, 5, s, decides=True, more=archiving.buttons(1, "active", 5, s)
    ),
    "reports, days": lambda s: reports.days(1, 1, 5, TODAY, s),
    "reports, month": lambda s: reports.other_day(1, 1, TODAY, date(2018, 1, 1), TODAY, 5, s),
    "reports, ready": lambda s: reports.ready(
        EVIL, 5, TODAY, [Attachment("0" * 64, "a.zip", "application/zip")] * 2, s
    ),
    "reports, too big": lambda s: reports.too_big(2**31, s),
    "reports, no dates": reports.no_dates,
    "archive?": lambda s: archiving.ask(1, EVIL, 5, 5, s),
    "archived": lambda s: archiving.is_archived(1, EVIL, 5, s),
    "unarchived": lambda s: archiving.is_back(EVIL, s),
    "year, none": archiving.nothing_over,
    "year": lambda s: archiving.year(
        [(1, EVIL), (2, EVIL)], [(n, EVIL, TODAY) for n in range(20)], 5, s
    ),
    "year closed": lambda s: archiving.year_closed([(1, EVIL)] * 20, TODAY, 5, s),
    "copy?": lambda s: archiving.ask_copy(1, EVIL, [NEXT], 2, 5, s),
    "copy to which?": lambda s: archiving.ask_copy(1, EVIL, [NEXT, NEXT], 2, 5, s),
    "copied": lambda s: archiving.copied(
        archiving.Copy(2, EVIL, NEXT, 34, 2, tuple(range(1, 20))), s
    ),
    "marks": lambda s: marks_back.preview(RETURNING, 5, s),
    "marks recorded": lambda s: marks_back.recorded(RETURNING.good, RETURNING.stale, s),
    "marks, nothing": lambda s: marks_back.nothing(RETURNING.stale, s),
    "marks, empty": lambda s: marks_back.nothing((), s),
    "marks, faults": lambda s: marks_back.faults(
        [Wrong("H4", fault, EVIL[:60]) for fault in MarkFault] * 2, s
    ),
    "marks, archived": marks_back.archived,
    "marks, dropped": marks_back.dropped,
    "people": lambda s: people_desk.home(people_desk.Counts(42, 9, 31, 4, 2), 5, s),
    "people, a list": lambda s: people_desk.listing([SOMEBODY] * 30, 5, 1, 5, s),
    "people, nobody": lambda s: people_desk.listing([], 1, 0, 5, s),
    "people, what to find": people_desk.ask_words,
    "people, found": lambda s: people_desk.found(EVIL, [SOMEBODY] * 30, 5, s),
    "people, not found": lambda s: people_desk.found(EVIL, [], 5, s),
    "person": lambda s: person_card.card(PERSON, 5, s),
    "person, fields": lambda s: people_editing.fields(2**31, EVIL, "both", 5, s),
    "person, a field": lambda s: people_editing.ask_value(EVIL, EVIL, EVIL, s, may_be_empty=True),
    "person, no name": lambda s: people_editing.not_taken(people_editing.NAME, s),
    "person, roles": lambda s: people_editing.roles(2**31, EVIL, ["school"], 5, s),
    "person, own roles": lambda s: people_editing.roles(2**31, EVIL, [], 5, s, sure=True),
    "person, places": lambda s: people_editing.places(2**31, EVIL, (PLACE,) * 9, 5, s),
    "person, a place": lambda s: people_editing.choose_place(2**31, EVIL, [SOMEBODY] * 30, 1, 5, s),
    "person, until when": lambda s: people_editing.ask_last_day(2**31, EVIL, TODAY, TODAY, 5, s),
    "person, who instead": lambda s: people_editing.ask_stand_in(
        2**31, EVIL, [(2**31, EVIL)] * 30, LATER, 1, 5, s
    ),
    "person, days not read": people_editing.days_not_read,
    "put down as away": lambda s: people_editing.said_away(absences.agreed(AGREED, TODAY, 5, s), s),
    "put down as back": people_editing.back_again,
    "sure to delete": lambda s: people_editing.sure_to_drop("od:1:2:1", EVIL, "op:1:2:1", s),
    "not to delete": lambda s: people_editing.cannot_drop(
        EVIL, people_editing.references(["report", "x"], s), "op:1:2:1", s
    ),
    "deleted": lambda s: people_editing.dropped(EVIL, people_desk.home_button(5, s), s),
    "new person": lambda s: people_creating.ask_name(s, is_office=False),
    "new organisation": lambda s: people_creating.ask_name(s, is_office=True),
    "new, perhaps known": lambda s: people_creating.perhaps_known(EVIL, [SOMEBODY] * 5, 5, s),
    "new, where": lambda s: people_creating.ask_place(EVIL, [SOMEBODY] * 30, 5, s),
    "new, nowhere": lambda s: people_creating.no_such_place(EVIL, EVIL, 5, s),
    "new, which role": lambda s: people_creating.ask_role(EVIL, 5, s),
    "organisation": lambda s: organizations.card(OFFICE, 5, s),
    "organisation, fields": lambda s: organizations.fields(OFFICE, 5, s),
    "organisation, order": lambda s: organizations.order(OFFICE, 5, s),
    "organisation, head": lambda s: organizations.choose_head(OFFICE, 5, s),
    "organisation, member": lambda s: organizations.choose_member(
        OFFICE, [SOMEBODY] * 30, 1, 5, s, found=False
    ),
    "organisation, no name": organizations.not_a_name,
    "organisation, name taken": lambda s: organizations.name_taken(EVIL, 2**31, 5, s),
    "merge with": lambda s: people_merging.choose(
        1, SOMEBODY, [SOMEBODY] * 30, 1, 5, s, found=False
    ),
    "merge": lambda s: people_merging.preview(TWO, 5, s),
    "invite one": lambda s: inviting.one_link(2**31, LINKS[0], EVIL, EVIL, 14, 5, s),
    "invite all": lambda s: inviting.preview(inviting.Uninvited(5, 5, 5), 5, s),
    "invited": lambda s: inviting.links(5, LINKS, 5, 14, 5, s),
    "list, in doubt": lambda s: people_import.preview(2**31, EVIL, FOUND, 5, s),
    "list": lambda s: people_import.preview(
        2**31, EVIL, replace(FOUND, doubts=(), added=(EVIL,) * 30, offices=(EVIL,) * 30), 5, s
    ),
    "list, office in doubt": lambda s: people_import.preview(
        2**31,
        EVIL,
        replace(FOUND, office_doubts=(OfficeDoubt(2**20, EVIL, ((2**31, EVIL),) * 3),)),
        5,
        s,
    ),
    "list, so already": lambda s: people_import.preview(2**31, EVIL, compare([], [], ()), 5, s),
    "list, faulty": lambda s: people_import.refused(EVIL, LISTED_FAULTS, s),
    "list stored": lambda s: people_import.loaded(5, 5, 5, 5, s),
    "list left": lambda s: people_import.left(EVIL, 5, s),
    "list as a file": lambda s: people_import.sheet("a1", EVIL, "text/csv", 5, s),
    "list, blank": lambda s: people_import.blank("a1", EVIL, "text/csv", s),
    "review": lambda s: review_lists.waiting_list(
        [(n, BACK if n == 2 else WAITS) for n in range(1, 15)], 5, CALENDAR, s
    ),
    "all reviewed": lambda s: review_lists.waiting_list([(1, BACK)], 5, CALENDAR, s),
    "ask remark": lambda s: review_lists.ask_remark(evil, s),
    "returned": lambda s: review_lists.returned(evil, EVIL * 40, s),
    "told returned": lambda s: review_lists.told_returned(evil, EVIL * 40, EVIL, 5, s),
    "told accepted": lambda s: review_lists.told_accepted(replace(evil, fact_on=TODAY), s),
    "accepted by itself": lambda s: review_lists.accepted_by_itself(evil, s),
    "rules": lambda s: completion.rules(evil, RULES, 5, s),
    "rules, changed": lambda s: completion.rules(
        evil,
        replace(RULES, reviewed_by_settings=True),
        5,
        s,
        changed=completion.Changed(closed=2, opened=5),
    ),
    "why close": lambda s: completion.ask_why_close(evil, SEVEN, [EVIL] * 20, s),
    "closed": lambda s: completion.closed(evil, SEVEN, [EVIL] * 20, EVIL * 40, s),
    "told closed": lambda s: completion.told_closed(evil, EVIL * 40, s),
    "delegate": lambda s: delegating.choose(HANDED, TEACHERS, 1, 5, s),
    "delegated": lambda s: delegating.done(HANDED, EVIL, s, is_reached=False),
    "delegated to nobody": lambda s: delegating.done(HANDED, "", s, is_reached=True),
    "delegated to you": lambda s: delegating.yours([HANDED] * 9, EVIL, 5, s),
    "delegated elsewhere": lambda s: delegating.no_longer_yours(HANDED, s),
    "card, handed": lambda s: cards.card(HANDED, 5, TODAY, CALENDAR, s),
    "desk, waits": lambda s: desk.card(
        desk.Desk(
            replace(HANDED, state=State.WAITING_ACCEPTANCE, fact_on=TODAY),
            tally=SEVEN,
            may_accept=True,
        ),
        5,
        TODAY,
        CALENDAR,
        s,
    ),
    "digest, five of seven": lambda s: digests.digest(
        EVIL, NUMBERS, [HANDED], [HANDED], [], TODAY, CALENDAR, s
    ),
    "dates for a calendar": lambda s: calendars.my_dates("a1", 3, s),
    "no dates for a calendar": calendars.no_dates,
    "bank": lambda s: practices.bank(practices.Shown((BANKED,) * 6, 1, 30), 5, s),
    "bank, found": lambda s: practices.bank(practices.Shown((BANKED,), 0, 1, EVIL, 2), 5, s),
    "bank, nothing found": lambda s: practices.bank(practices.Shown((), 0, 0, EVIL), 5, s),
    "bank, empty": lambda s: practices.bank(practices.Shown((), 0, 0), 5, s),
    "bank, what to find": practices.ask_words,
    "practice": lambda s: practices.card(BANKED, 5, True, s),
    "practice, offered": lambda s: practices.card(OFFERED, 5, True, s),
    "practice, returned": lambda s: practices.card(RETURNED, 5, False, s),
    "practice, longest": lambda s: practices.card(
        replace(RETURNED, description="<" * 2000, remark="<" * 1000), 5, False, s
    ),
    "practice, no material": lambda s: practices.material(replace(BANKED, material=""), None, s),
    "practices wait": lambda s: practices.waiting([OFFERED] * 9, 5, s),
    "no practices wait": lambda s: practices.waiting([], 5, s),
    "practice, remark": lambda s: practices.ask_remark(EVIL, s),
    "practice went back": lambda s: practices.returned(EVIL, EVIL, s),
    "practice was published": lambda s: practices.decided(BANKED, 5, s),
    "practice came back": lambda s: practices.decided(RETURNED, 5, s),
    "offer": lambda s: practice_offers.ask_material([], 1, 5, None, s),
    "offer, sent before": lambda s: practice_offers.ask_material([(1, EVIL)], 1, 5, 1, s),
    "offer, no material": practice_offers.no_material,
    "offer, title": lambda s: practice_offers.ask_title(EVIL, EVIL, s),
    "offer, subject": lambda s: practice_offers.ask_subject([(1, EVIL)], 1, 5, EVIL, s),
    "offer, no subjects yet": lambda s: practice_offers.ask_subject([], 1, 5, EVIL, s),
    "offer, description": lambda s: practice_offers.ask_about(1, 5, s),
    "offered": lambda s: practice_offers.offered(OFFERED, s, published=False),
    "offered and published": lambda s: practice_offers.offered(BANKED, s, published=True),
    "reminder": lambda s: reminders.reminder([(1, evil), (2, LINE)], 5, TODAY, CALENDAR, s),
    "reminder, more": lambda s: reminders.reminder([(1, evil)], 5, TODAY, CALENDAR, s, hidden=3),
    "card": lambda s: cards.card(evil, 5, TODAY, CALENDAR, s),
    "mine": lambda s: own_lists.mine(LISTED, 5, TODAY, CALENDAR, s),
    "nothing": lambda s: own_lists.mine(listing([]), 5, TODAY, CALENDAR, s),
    "digest": lambda s: digests.digest(EVIL, NUMBERS, [evil], [LINE], [evil], TODAY, CALENDAR, s),
    "desk": lambda s: desk.card(
        desk.Desk(
            replace(evil, note=EVIL, by_word=EVIL),
            EVIL,
            (desk.Contact(EVIL, EVIL, EVIL),),
            3,
            reachable=False,
        ),
        5,
        TODAY,
        CALENDAR,
        s,
    ),
    "which date": lambda s: desk.which([evil] * 30, 5, s),
    "mark for": lambda s: desk.mark_for(evil, 5, TODAY, s),
    "done when": lambda s: desk.done_when(evil, 5, TODAY, TODAY, TODAY, s),
    "marked for": lambda s: desk.marked_for(line(title=EVIL, state=State.DONE), 5, s),
    "nudge": lambda s: nudges.nudge(evil, 5, TODAY, CALENDAR, s),
    "hand on": lambda s: handing_on.choose(evil, [handing_on.Candidate(1, EVIL)] * 20, 1, 5, s),
    "people found": lambda s: handing_on.found(evil, [handing_on.Candidate(1, EVIL)] * 20, 5, s),
    "nobody found": lambda s: handing_on.nobody(EVIL, s),
    "handed on": lambda s: handing_on.done(evil, EVIL, s),
    "handed on already": lambda s: handing_on.already(evil, EVIL, s),
    "yours now": lambda s: handing_on.yours_now([evil] * 9, 5, s),
    "no longer yours": lambda s: handing_on.no_longer_yours(evil, EVIL, s),
    "why call off": lambda s: calling_off.ask(evil, s),
    "sure to call off": lambda s: calling_off.sure(evil, EVIL, [EVIL] * 12, 5, s),
    "not called off": lambda s: calling_off.left(evil, s),
    "called off": lambda s: calling_off.done(evil, EVIL, s),
    "called off, to owners": lambda s: calling_off.told(evil, EVIL, s),
    "handover": lambda s: escalations.handed_over(
        [(1, replace(evil, handed_over=True)), (2, line(state=State.NEED_HELP, note=EVIL))],
        5,
        TODAY,
        CALENDAR,
        s,
    ),
    "what hinders": lambda s: helping_out.ask(evil, 5, s),
    "help passed on": lambda s: helping_out.passed_on(evil, EVIL, s),
    "help not needed": lambda s: helping_out.not_needed(evil, s),
    "silent": lambda s: escalations.silent([(1, evil), (2, LINE)], 5, TODAY, CALENDAR, s),
    "out of reach": lambda s: escalations.out_of_reach([(EVIL, EVIL)], TODAY, s),
    "running": lambda s: pausing.board([(1, EVIL, False), (2, EVIL, True)], TODAY, 5, s),
    "desk menu": lambda s: desk_menu.menu(5, {Verb.DECISIONS: 300}, s),
    "nothing runs": lambda s: pausing.board([], None, 5, s),
    "coming": lambda s: forecasts.coming([FORESEEN] * 30, 5, TODAY, 7, s, UTC),
    "nothing comes": lambda s: forecasts.coming([], 5, TODAY, 7, s, UTC),
    "coming text": lambda s: forecasts.texts(
        [(FORESEEN, reminders.reminder([(1, evil)], 5, TODAY, CALENDAR, s))], s
    ),
    "not coming": lambda s: forecasts.texts([], s),
    "appointment": lambda s: appointments.appointment(
        [(1, evil), (2, LINE)], 5, s, hidden=2, objected={2}, read_on=TODAY
    ),
    "reason": lambda s: appointments.ask_reason(evil, 1, 5, s),
    "refusal handed on": lambda s: appointments.handed_on(evil, EVIL, s),
    "objections": lambda s: appointments.objections(
        [(1, appointments.Objection(1, evil, EVIL, EVIL))], 5, s
    ),
    "put off until when": lambda s: snoozing.ask([evil, LINE] * 6, WHOLE, SPAN, 5, s),
    "put off until a day": lambda s: snoozing.ask_day([evil], WHOLE, SPAN, TODAY, 5, s),
    "put off": lambda s: snoozing.done([(evil, TODAY)], [evil] * 9, s),
    "put off, several": lambda s: snoozing.done(
        [(evil, TODAY)] * 8 + [(LINE, date(2018, 10, 15))], [evil], s
    ),
    "move to which day": lambda s: extensions.ask_day(MOVED, [TODAY, MOVED.due], 5, 7, s),
    "move, calendar": lambda s: extensions.ask_other_day(MOVED, MOVABLE, TODAY, 5, 7, s),
    "move, why": lambda s: extensions.ask_reason(MOVED, TODAY, s),
    "move, why again": lambda s: extensions.ask_reason(MOVED, TODAY, s, again=True),
    "move, asked": lambda s: extensions.asked(MOVED, TODAY, EVIL, s, heard=True),
    "move, nobody hears": lambda s: extensions.asked(MOVED, TODAY, "", s, heard=False),
    "move, grounds": lambda s: extensions.ask_basis(MOVED, TODAY, 5, 7, s),
    "move, paper": lambda s: extensions.ask_paper(MOVED, TODAY, Basis.ORDER, 5, 7, s),
    "moved": lambda s: extensions.moved(MOVED, TODAY, Grounds(Basis.ORDER, EVIL), EVIL, s),
    "move, why not": lambda s: extensions.ask_grounds(MOVED, TODAY, 5, 7, s),
    "move, refused": lambda s: extensions.refused(MOVED, TODAY, EVIL, EVIL, s),
    "moves asked for": lambda s: extension_lists.requests(
        [(n, replace(ASKED, extension_id=n)) for n in range(1, 9)]
        + [(9, replace(ASKED, refused=True))],
        5,
        s,
    ),
    "moves decided": lambda s: extension_lists.requests(
        [
            (1, replace(ASKED, granted=TODAY, grounds=Grounds(Basis.LETTER, EVIL))),
            (2, replace(ASKED, refused=True)),
            (3, replace(ASKED, line=line(state=State.DONE))),
        ],
        5,
        s,
    ),
    "decided": lambda s: appointments.decided(evil, EVIL, s, taken=True),
    "invitation": lambda s: answers.please_confirm(EVIL, EVIL, EVIL, 1, 2, s),
    "welcome": lambda s: answers.welcome(EVIL, [EVIL], s, coordinates=True),
    "help": lambda s: answers.help_text([EVIL], 5, s, coordinates=True, in_holidays=False),
    "reminder of somebody away": lambda s: reminders.reminder(
        [(1, replace(evil, instead_of=EVIL, away_until=TODAY))], 5, TODAY, CALENDAR, s
    ),
    "card of somebody away": lambda s: cards.card(
        replace(evil, instead_of=EVIL, away_until=TODAY), 5, TODAY, CALENDAR, s
    ),
    "mine and somebody's away": lambda s: own_lists.mine(
        listing([replace(evil, instead_of=EVIL, away_until=TODAY)]), 5, TODAY, CALENDAR, s
    ),
    "found": lambda s: own_lists.found(EVIL, [evil] * 30, 5, TODAY, CALENDAR, s),
    "school": lambda s: own_lists.school(EVIL, LISTED, 5, TODAY, CALENDAR, s),
    "card with everything": lambda s: cards.card(evil, 5, TODAY, CALENDAR, s, FACTS),
    "after done": lambda s: marking.step(DONE, DETAILS, 5, TODAY, CALENDAR, s),
    "after done in part": lambda s: marking.step(
        replace(evil, state=State.PARTLY), DETAILS, 5, TODAY, CALENDAR, s
    ),
    "taken back": lambda s: marking.step(evil, DETAILS, 5, TODAY, CALENDAR, s),
    "fact, calendar": lambda s: marking.ask_day(DONE, 5, TODAY, TODAY, TODAY, s),
    "what was done": lambda s: marking.ask_what(DONE, 5, s),
    "how many": lambda s: marking.ask_amount(DONE, DETAILS, 5, s),
    "not a number": marking.not_a_number,
    "noted": lambda s: marking.noted(DONE, EVIL, s, cut=True),
    "why open again": lambda s: marking.ask_why_reopen(DONE, s),
    "open again": lambda s: marking.reopened(evil, EVIL, s),
    "open again by somebody": lambda s: marking.reopened_by(evil, EVIL, EVIL, s),
    "words wanted": wordless.words_wanted,
    **{
        f"no {what.name.lower()}": lambda s, what=what: wordless.not_taken(what, s)
        for what in wordless.Wordless
    },
    "edited": wordless.edited,
    "in private": wordless.in_private,
    "last day": lambda s: absences.ask_last_day(TODAY, TODAY, 5, AGREED, s),
    "stand-in": lambda s: absences.ask_stand_in(
        [(n, EVIL) for n in range(20)], DAYS, TODAY, 1, 5, s
    ),
    "nobody to stand in": lambda s: absences.ask_stand_in([], LATER, TODAY, 0, 5, s),
    "away": lambda s: absences.agreed(AGREED, TODAY, 5, s),
    "away, others": lambda s: absences.agreed(
        replace(AGREED, stand_in="", others=True), TODAY, 5, s
    ),
    "away, nobody": lambda s: absences.agreed(replace(AGREED, stand_in=""), TODAY, 5, s),
    "back": lambda s: absences.back(s, was_away=True),
    "not away": lambda s: absences.back(s, was_away=False),
    "stands in": lambda s: absences.stands_in(EVIL, DAYS, TODAY, 5, s),
    "will stand in": lambda s: absences.stands_in(EVIL, LATER, TODAY, 5, s),
    "stands in no more": lambda s: absences.stands_in_no_more(EVIL, s),
    "received": lambda s: evidence.received(PAPERS, [evil, LINE], 5, s),
    "received, refused": lambda s: evidence.received(
        replace(PAPERS, before=EVIL, refused=REFUSED), [evil], 5, s
    ),
    "received, many": lambda s: evidence.received(
        evidence.Papers(2**31, (EVIL,) * 20, "", REFUSED), [evil], 5, s
    ),
    "which line": lambda s: evidence.which_line(PAPERS, [(1, evil)], 5, s),
    "one more line": lambda s: evidence.which_line(
        PAPERS, [(n, evil) for n in range(9, 17)], 5, s, page=1, pages=3, too=True
    ),
    "file for nothing": lambda s: evidence.for_nothing(PAPERS, 5, s),
    "nothing kept": lambda s: evidence.nothing_kept(REFUSED, s),
    "attach what": lambda s: evidence.ask_for_it(evil, [EVIL], s),
    "no paper": evidence.no_paper_in_it,
    "papers": lambda s: evidence.papers_of(evil, [FILED] * 15, 7, 5, s),
    "no papers": lambda s: evidence.papers_of(evil, [], 0, 5, s),
    "paper": lambda s: evidence.paper(EVIL, Attachment("0" * 64, EVIL, "image/png"), s),
    "sure to remove": lambda s: evidence.sure_to_remove(PAPERS, 5, s),
    "removed": lambda s: evidence.removed([EVIL] * 20, s),
    "removed by": lambda s: evidence.removed_by(EVIL, EVIL, s),
    "children": lambda s: evidence.children(PAPERS, 5, s),
    "paper stays": evidence.stays,
    "film": evidence_refusals.film,
    "not known": answers.not_known,
    "notice on data": lambda s: consents.notice(consents.notice_text(TOWN, "", s), 2**31, s),
    "own notice on data": lambda s: consents.notice_read(
        consents.notice_text(TOWN, TOWN * 200, s), TODAY, s
    ),
    "consent": lambda s: consents.question(consents.consent_text(TOWN, s), 2**31, s),
    "consented": lambda s: consents.agreed(consents.consent_text(TOWN, s), TODAY, s),
    "left alone": lambda s: consents.left_alone(EVIL, TOWN, 2**31, s),
    "left alone without email": lambda s: consents.left_alone("", EVIL, 2**31, s),
    "not here": lambda s: consents.not_here(consents.consent_text(TOWN, s), 2**31, s),
    "for whom": lambda s: speaking.said_for(answers.not_understood(s), VOICE, s),
    "whom to speak for": lambda s: speaking.choose([speaking.Voice(5, "", TOWN)], s),
    "account replaced": lambda s: speaking.moved_away(TOWN, s),
    "letter of invitation": lambda s: speaking.invitation_letter(
        EVIL, EVIL, "https://t.me/b?start=x", s
    ),
    "where do you work": lambda s: admissions.which_municipality([(2**31, TOWN)], s),
    "who are you": admissions.who_are_you,
    "who are you again": admissions.not_enough,
    "access passed on": admissions.passed_on,
    "access waits": admissions.waits,
    "access not today": admissions.not_today,
    "access refused": admissions.refused,
    "access asked": lambda s: admissions.request(APPLIES, [CANDIDATE], 2**31, s),
    "access asked in brief": lambda s: admissions.request(
        APPLIES, [CANDIDATE], 2**31, s, names=False
    ),
    "access given": lambda s: admissions.decided(APPLIES, EVIL, EVIL, s),
    "access denied": lambda s: admissions.decided(APPLIES, "", EVIL, s),
    "bad invitation": answers.invitation_is_no_good,
    "declined": answers.declined,
    "cancelled": lambda s: answers.cancelled([EVIL], s, had_begun=True, coordinates=True),
    "not understood": answers.not_understood,
    "went wrong": answers.went_wrong,
    **ACTING,
    **SCHEDULED,
    **LETTERS,
    **FILLING,
    **LEAVING,
    **BLANKS,
    **TABLES,
    **MONITORING,
    **ROUNDS,
}


@pytest.mark.parametrize("say", [SAY, ENGLISH], ids=["ru", "en"])
@pytest.mark.parametrize("name", EVERYTHING)
def test_it_is_valid_fits_and_smuggles_nothing_in(name: str, say: Speech) -> None:
    message = EVERYTHING[name](say)
    text, entities = parse_html(message.text)
    assert 0 < utf16_length(text) <= 4096
    sign = text.encode("utf-16-le")
    for link in (e for e in entities if e["type"] == "text_link"):
        begin, end = 2 * link["offset"], 2 * (link["offset"] + link["length"])
        assert sign[begin:end].decode("utf-16-le") == link["url"]  # it says where it leads
    assert message.plain == text
    for button in (b for row in message.buttons for b in row):
        assert 0 < len(button.label) <= 64
        assert 0 < len(button.action.encode()) <= LIMIT_BYTES
        assert unpack(button.action) is not None
    assert "\n" not in message.subject


@pytest.mark.parametrize("name", EVERYTHING)
def test_it_speaks_both_languages(name: str) -> None:
    assert EVERYTHING[name](SAY).text != EVERYTHING[name](ENGLISH).text


def test_a_morning_reads_like_an_official_wrote_it() -> None:
    lines = [(1, LINE), (2, line(assignment_id=2, code=18, title="Провести совещание"))]
    message = reminders.reminder(lines, 5, TODAY, CALENDAR, SAY)
    assert message.plain == (
        "Ждут вашей отметки 2 мероприятия\n\n"
        "1. Утвердить план\n"
        "срок 15 октября 2018\u00a0г. — осталось 5 дней\n"
        "в документе: «До 15 октября 2018»\n"
        "М-17, разд. 1.2, п. 1\n\n"
        "2. Провести совещание\n"
        "срок 15 октября 2018\u00a0г. — осталось 5 дней\n"
        "в документе: «До 15 октября 2018»\n"
        "М-18, разд. 1.2, п. 1"
    )
    assert [[b.label for b in row] for row in message.buttons] == [
        ["1. Выполнено", "1. Другое…"],
        ["2. Выполнено", "2. Другое…"],
        ["Отложить…"],
    ]
    assert message.hint


def test_an_answered_line_keeps_its_number_and_loses_its_buttons() -> None:
    lines = [(1, line(state=State.DONE)), (2, line(assignment_id=2))]
    message = reminders.reminder(lines, 5, TODAY, CALENDAR, SAY)
    assert "<s>1. Утвердить план</s>\nвыполнено" in message.text
    labels = [b.label for row in message.buttons for b in row]
    assert labels == ["2. Выполнено", "2. Другое…", "Отложить…"]
    assert message.plain.startswith("Ждёт вашей отметки 1 мероприятие")


def test_all_answered_it_thanks_and_asks_nothing() -> None:
    message = reminders.reminder([(1, line(state=State.DONE))], 5, TODAY, CALENDAR, SAY)
    assert message.plain.startswith("На всё отвечено, спасибо")
    assert message.buttons == ()


@pytest.mark.parametrize("state", State)
def test_a_card_offers_what_can_be_answered(state: State) -> None:
    message = cards.card(line(state=state), 5, TODAY, CALENDAR, SAY)
    verbs = {action.verb for row in message.buttons for b in row if (action := unpack(b.action))}
    if state in OPEN:
        assert verbs >= {Verb.DONE, Verb.PARTLY, Verb.IN_PROGRESS, Verb.NEED_HELP, Verb.EXTEND}
    else:
        assert verbs <= {Verb.UNDO, Verb.DETAILS, Verb.ATTACH_TO}


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({}, True),
        ({"due": TODAY}, False),
        ({"due": date(2018, 10, 9)}, False),
        ({"snoozed_until": date(2018, 10, 12)}, False),
        ({"snoozed_until": TODAY}, True),
        ({"state": State.NEED_HELP}, False),
    ],
)
def test_a_reminder_is_put_off_while_it_is_neither_due_nor_put_off(
    changes: dict[str, Any], offered: bool
) -> None:
    message = reminders.reminder([(1, line(**changes))], 5, TODAY, CALENDAR, SAY)
    labels = [b.label for row in message.buttons for b in row]
    assert ("Отложить…" in labels) == offered
    assert "1. Выполнено" in labels


def test_ones_own_are_paged_by_date() -> None:
    many = [
        line(assignment_id=n, code=n, due=date(2018, 11, 30 - n), title=f"Дело {n}")
        for n in range(1, 15)
    ]
    pages = [own_lists.mine(listing(many, page=n), 5, TODAY, CALENDAR, SAY) for n in (0, 1, 2, 9)]
    shown = [page.plain.count("Дело") for page in pages]
    assert shown == [6, 6, 2, 2]
    assert pages[0].plain.index("Дело 14") < pages[0].plain.index("Дело 9")
    turns = [[b.label for b in page.buttons[1]] for page in pages]
    assert turns == [["›"], ["‹", "›"], ["‹"], ["‹"]]


def test_a_toast_fits() -> None:
    long = line(title="х" * 500, state=State.DONE)
    for changed in (True, False):
        assert len(answers.marked(long, SAY, changed=changed)) <= 200


actions = st.builds(
    Action, st.sampled_from(Verb), st.integers(0, 2**53), st.lists(st.integers(0, 2**31)).map(tuple)
)


@given(actions)
def test_a_button_says_what_it_means_or_is_not_made(action: Action) -> None:
    try:
        packed = action.pack()
    except ValueError:
        assert len(action.ids) > 2
        return
    assert len(packed.encode()) <= LIMIT_BYTES
    assert unpack(packed) == action


@given(st.text(max_size=70))
def test_made_up_callback_data_is_understood_or_refused(data: str) -> None:
    action = unpack(data)
    assert action is None or action.person_id >= 0


@given(st.text(max_size=400))
def test_any_title_makes_a_valid_reminder(title: str) -> None:
    message = reminders.reminder([(1, line(title=title))], 5, TODAY, CALENDAR, SAY)
    parse_html(message.text)
    assert "\n" not in message.subject


def test_a_reminder_names_the_roadmap_once_or_with_every_line_of_several() -> None:
    one = line(roadmap="Дорожная карта развития", roadmap_id=1)
    other = line(assignment_id=2, roadmap="План школ", roadmap_id=2)
    alone = reminders.reminder([(1, one), (2, one)], 5, TODAY, CALENDAR, SAY).plain
    assert alone.count("Дорожная карта развития") == 1
    assert alone.index("Дорожная карта развития") < alone.index("1. ")
    mixed = reminders.reminder([(1, one), (2, other)], 5, TODAY, CALENDAR, SAY).plain
    assert mixed.count("Дорожная карта развития") == mixed.count("План школ") == 1
    assert mixed.index("1. ") < mixed.index("Дорожная карта") < mixed.index("2. ")


def test_an_extended_date_stands_beside_the_document_s() -> None:
    moved = line(due=date(2018, 10, 31))
    text = reminders.reminder([(1, moved)], 5, TODAY, CALENDAR, SAY).plain
    assert "31 октября 2018" in text
    assert "срок по документу: 15 октября 2018" in text


def test_what_the_desk_says_of_a_press_fits_a_toast() -> None:
    for say in (SAY, ENGLISH):
        for toast in (
            nudges.sent("х" * 300, TODAY, say),
            nudges.already("х" * 300, say),
            nudges.enough("х" * 300, say),
            nudges.unreachable("х" * 300, say),
        ):
            assert len(toast) <= 200


def test_a_card_tells_what_was_asked_for_and_both_dates() -> None:
    text = cards.card(MOVED, 5, TODAY, CALENDAR, SAY).plain
    assert "срок по документу: 15 октября 2018\u00a0г." in text
    assert "Вы просите перенести срок на 30 ноября 2018\u00a0г., ждём решения" in text


def test_lists_say_both_dates_of_what_was_moved() -> None:
    for message in (
        own_lists.mine(listing([MOVED]), 5, TODAY, CALENDAR, SAY),
        digests.digest("Город", NUMBERS, [MOVED], [], [], TODAY, CALENDAR, SAY),
    ):
        assert "срок по документу: 15 октября 2018" in message.plain


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "приказ"),
        ("№ 275 от 18.06.2018", "приказ № 275 от 18.06.2018"),
        ("Приказ № 275", "Приказ № 275"),
    ],
)
def test_grounds_name_the_paper_once(typed: str, words: str) -> None:
    assert extensions.grounds_words(Grounds(Basis.ORDER, typed), SAY) == words


def test_who_decides_gets_the_next_requests_once_the_first_are_decided() -> None:
    many = [(n, replace(ASKED, extension_id=n)) for n in range(1, 9)]
    full = extension_lists.requests(many, 5, SAY)
    assert "8 просьб о переносе срока ждут решения" in full.plain
    assert [b.label for b in full.buttons[-1]] == ["6. Другой день…"]
    assert "ещё 2 появятся" in full.plain
    fewer = [(n, replace(one, refused=n == 1)) for n, one in many]
    assert "7. Согласовать" in [
        b.label for r in extension_lists.requests(fewer, 5, SAY).buttons for b in r
    ]


MOVES = [name for name in EVERYTHING if name.startswith("move")]


@pytest.mark.parametrize("name", MOVES)
def test_moving_a_date_in_brief_names_nobody(name: str) -> None:
    message = EVERYTHING[name](SAY)
    text, _ = parse_html(message.brief)
    assert "М-17" in text
    for row in ("evil.example", "жми"):
        assert row not in text.replace(place(MOVED, SAY), "")


@pytest.mark.parametrize("name", EVERYTHING)
def test_its_brief_form_names_nobody(name: str) -> None:
    made = EVERYTHING[name](SAY)
    numbers = str(escape(place(evil, SAY)))  # as in the document, which may hold anything
    assert "evil.example" not in made.brief.replace(numbers, "")
    if made.brief:
        parse_html(made.brief)
        assert all("evil.example" not in b.label for line in made.buttons for b in line)
