"""What a coordinator reads of monitoring, at its longest and with strangers' words, for the tests
of messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from channels.message import Attachment, Message
from roadmap.asking import Due
from roadmap.blanks.errors import NotOfThisBlank
from roadmap.history import Entry
from roadmap.monitoring.definition_rows import CellFlaw
from roadmap.monitoring.dynamics import Outlier, change
from roadmap.monitoring.fields import Field, FieldType, Form, RollUp, Target
from roadmap.monitoring.periods import PeriodKind, SchoolDates, period_by_key
from roadmap.monitoring.soundness import FormFault
from roadmap.monitoring.versions import compared
from roadmap.plan import Asked
from roadmap.progress import Event, State
from roadmap.school_spans import BadSpans, SpanFault
from tests.views.samples import EVIL, TODAY
from views import (
    asking_days,
    askings,
    checking,
    form_faults,
    form_workbooks,
    forms_desk,
    monitoring_desk,
    nudging_all,
    opening_by_hand,
    round_deeds,
    round_desk,
    round_figures,
    round_grid,
    round_papers,
    school_periods,
    school_series,
)
from views.actions import Verb
from views.nudging_all import Fate, Outlook, Reached
from views.round_grid import Cell, Tone
from views.speech import Speech

LONG = EVIL * 20
BIG = 2**31
PUPILS = Field("n", LONG, FieldType.NUMBER, unit="чел.", roll_up=RollUp.SUM)
SHARE = replace(
    PUPILS,
    key="p",
    type=FieldType.PERCENT,
    roll_up=RollUp.MEAN,
    unit="",
    target=Target(Decimal(60)),
    indicator=True,
    minimum=Decimal(0),
    maximum=Decimal(100),
)
TEXT = Field("text", LONG, FieldType.TEXT, required=False)
MANY = tuple(replace(SHARE, key=f"k{n}") for n in range(60))
FORM = Form("evil", LONG, (PUPILS, SHARE, TEXT, *MANY), about=LONG)
BY_CLASS = replace(FORM, per_class=True)
PERIOD = period_by_key(PeriodKind.TERM, "2018/19-T2")
ENDED = Due(PERIOD, TODAY, TODAY)
OWN_PERIODS = [
    school_periods.Known(
        kind,
        SchoolDates().spans(kind, 2018),
        kind is PeriodKind.TERM,
        SchoolDates().made_of(kind, 2018),
    )
    for kind in school_periods.KINDS
]
MUCH = Decimal("1234567.5")
SERIES = school_series.SchoolSeries(
    BIG,
    LONG,
    LONG,
    ("IV кв. 2018",) * 7,
    tuple(
        school_series.Figure(n, field, (*(MUCH,) * 6, Decimal(9) if n % 2 else None))
        for n, field in enumerate((PUPILS, SHARE, *MANY))
    ),
    "G0:1:1",
)
STANDING = monitoring_desk.Standing(
    BIG, LONG, Asked.FORM, "open", 1000, 7, TODAY, time(15), TODAY, is_late=True
)
OVER = replace(STANDING, state="closed", kind=Asked.ONGOING)
OFF = replace(STANDING, state="called_off")
CARD = forms_desk.Card(BIG, FORM, 12, TODAY, PeriodKind.TERM, 10, 7, TODAY)
SCHOOLS = [askings.School(BIG + n, LONG) for n in range(40)]
DRAFT = opening_by_hand.Draft(BIG, LONG, PERIOD, TODAY, 40, 7, again=True)
CELL = Cell("1 412 чел.", "+1 000", is_apart=True)
GRID = round_grid.Grid(
    BIG,
    LONG,
    EVIL,
    (LONG, LONG, EVIL, EVIL),
    tuple(
        round_grid.Row(BIG + n, LONG, tone, (CELL,) * 4, EVIL, TODAY)
        for n in range(4)
        for tone in Tone
    ),
    (CELL,) * 4,
)
TOLD = [
    round_figures.Told(
        field,
        "1 412 чел.",
        change(Decimal(7), Decimal(9), field.target),
        True,
        tuple(Outlier(LONG, Decimal(99), Decimal(5), Decimal(7)) for _ in range(9)),
        7,
    )
    for field in (PUPILS, SHARE, *MANY)
]
FILE = Attachment("0" * 64, f"{EVIL}.docx", "application/zip")
ROW = {"n": 10**15, "p": "45.5", "text": LONG}
SCHOOL = checking.Checked(
    BIG,
    BIG,
    LONG,
    LONG,
    Tone.SENT,
    FORM,
    ROW,
    {"n": 7, "text": EVIL},
    {"n": LONG},
    {"n": LONG, "": LONG},
    doubts=[LONG[:300]] * 30,
    history=[Entry(TODAY, Event.DONE, State.NOT_STARTED, EVIL, TODAY, LONG)] * 8,
    sent=EVIL,
)
CLASSES = replace(
    SCHOOL,
    form=BY_CLASS,
    answers={f"{n}А": ROW for n in range(1, 12)},
    previous={"1А": ROW},
    totals=[(EVIL, "1 412 чел.")] * 60,
)
OUTLOOK = Outlook(tuple(Reached(LONG, 3, fate) for fate in Fate for _ in range(9)), 3, TODAY)
OPENED = round_desk.Opened(STANDING, dict.fromkeys(Tone, 7), 9, LONG)
GOING = round_desk.Activity(17, "1.1", LONG, ((LONG, State.DONE, LONG), (EVIL, State.PARTLY, "")))
ASKS_ONGOING = round_desk.Opened(
    replace(STANDING, kind=Asked.ONGOING), {}, activities=(GOING,) * 30
)
SILENT = [round_desk.Silent(BIG, LONG, ((LONG, LONG),) * 5, is_late=True)] * 30
UNMARKED = [replace(one, who=(BIG, None), count=1000) for one in SILENT]
FAULTS = [CellFlaw(EVIL, "B7", EVIL, fault, LONG) for fault in FormFault]

MONITORING: dict[str, Callable[[Speech], Message]] = {
    "monitoring": lambda say: monitoring_desk.home([STANDING] * 30, PeriodKind.HALF, BIG, say),
    "monitoring, nothing": lambda say: monitoring_desk.home([], None, BIG, say),
    "ongoing asked": lambda say: monitoring_desk.ask_ongoing(None, 10, BIG, say),
    "ongoing asked at once?": lambda say: monitoring_desk.ask_ongoing_start(
        1, ENDED, 1000, BIG, say
    ),
    "school periods": lambda say: school_periods.periods(OWN_PERIODS, 2018, [2017, 2019], BIG, say),
    "school periods asked": lambda say: school_periods.ask(OWN_PERIODS[0], 2018, BIG, say),
    "school year asked": lambda say: school_periods.ask(OWN_PERIODS[3], 2018, BIG, say),
    "school periods kept": lambda say: school_periods.kept(
        school_periods.periods(OWN_PERIODS, 2018, [], BIG, say), say
    ),
    **{
        f"school periods, {fault}": lambda say, fault=fault: school_periods.not_understood(  # type: ignore[misc]
            BadSpans(fault, text=LONG, days=[TODAY, TODAY], count=3, wanted=2018),
            PeriodKind.TERM,
            2018,
            say,
        )
        for fault in SpanFault
    },
    "closed rounds": lambda say: monitoring_desk.over([OVER, OFF] * 4, 1, BIG, say, more=True),
    "no closed rounds": lambda say: monitoring_desk.over([], 0, BIG, say, more=False),
    "forms": lambda say: forms_desk.forms(
        [forms_desk.Listed(BIG, LONG, kind) for kind in (*PeriodKind, None)],
        [(n, LONG) for n in range(6)],
        BIG,
        say,
    ),
    "forms to ask": lambda say: forms_desk.forms([], [(0, EVIL)], BIG, say, to_ask=True),
    "form": lambda say: forms_desk.card(CARD, BIG, say),
    "form, not asked": lambda say: forms_desk.card(
        replace(CARD, form=BY_CLASS, every=None, schools=None), BIG, say
    ),
    "form read": lambda say: form_workbooks.preview(FORM, None, 2**32, BIG, say),
    "form changed": lambda say: form_workbooks.preview(
        FORM, compared(replace(BY_CLASS, fields=MANY[:30], title="x"), FORM), 2**32, BIG, say
    ),
    "form the same": lambda say: form_workbooks.preview(FORM, compared(FORM, FORM), 1, BIG, say),
    "form kept": lambda say: form_workbooks.kept(forms_desk.card(CARD, BIG, say), say),
    "form gone": form_workbooks.gone,
    "form as a workbook": lambda say: form_workbooks.workbook(FILE, say, is_blank=False),
    "blank of a form": lambda say: form_workbooks.workbook(FILE, say, is_blank=True),
    "form taken out": lambda say: forms_desk.sure_to_retire(CARD, BIG, say),
    "form with faults": lambda say: form_faults.faulty(LONG, FAULTS, say),
    "form, the last faults": lambda say: form_faults.faulty(LONG, FAULTS[-9:], say),
    "no form": lambda say: form_faults.unreadable(LONG, say),
    "how often": lambda say: askings.ask_every(BIG, LONG, PeriodKind.TERM, BIG, say),
    "round at once?": lambda say: askings.ask_start(BIG, LONG, 3, (ENDED, 1000), ENDED, BIG, say),
    "by which day": lambda say: askings.ask_day(BIG, LONG, 10, BIG, say),
    "which schools": lambda say: askings.choose_schools(
        Verb.ASKING_SCHOOLS,
        BIG,
        LONG,
        SCHOOLS,
        {BIG},
        1,
        askings.back_to_form(BIG, BIG, say),
        BIG,
        say,
    ),
    "which period": lambda say: opening_by_hand.ask_period(BIG, LONG, [PERIOD] * 6, BIG, say),
    "due when": lambda say: opening_by_hand.ask_due(BIG, LONG, PERIOD, [TODAY] * 4, BIG, say),
    "due another day": lambda say: asking_days.ask_other_day(
        LONG, BIG, (Verb.ASK_BY, Verb.ASK_MONTH), TODAY, (TODAY, date(2019, 12, 31)), BIG, say
    ),
    "round before it opens": lambda say: opening_by_hand.preview(
        DRAFT, Message(f"<b>{'x' * 200}</b>"), BIG, say
    ),
    "round": lambda say: round_desk.opened(OPENED, 0, BIG, say),
    "round closed": lambda say: round_desk.opened(replace(OPENED, standing=OVER), 0, BIG, say),
    "round called off": lambda say: round_desk.opened(replace(OPENED, standing=OFF), 0, BIG, say),
    "round of ongoing": lambda say: round_desk.opened(ASKS_ONGOING, 1, BIG, say),
    "not answered": lambda say: round_desk.silent(LONG, SILENT, 1, BIG, BIG, say),
    "not marked": lambda say: round_desk.silent(LONG, UNMARKED, 1, BIG, BIG, say),
    **{
        f"round, deed {deed}": lambda say, deed=deed: round_deeds.sure(  # type: ignore[misc]
            STANDING, deed, 7, BIG, say
        )
        for deed in range(3)
    },
    "round moves": lambda say: round_deeds.ask_day(STANDING, [TODAY] * 3, BIG, say),
    "more schools": lambda say: round_deeds.add_schools(STANDING, [(BIG, LONG)] * 30, 1, BIG, say),
    "no more schools": lambda say: round_deeds.add_schools(STANDING, [], 0, BIG, say),
    "round off, told": lambda say: round_deeds.called_off(LONG, say),
    "round moved, told": lambda say: round_deeds.moved(LONG, TODAY, TODAY, say),
    "round, remind": lambda say: nudging_all.preview_round(
        LONG, OUTLOOK, Message("<b>x</b>"), "GO:1:1:1", TODAY, say
    ),
    "round, reminded": lambda say: nudging_all.round_nudged(LONG, OUTLOOK, BIG, TODAY, say),
    "grid": lambda say: round_grid.message(GRID, 0, BIG, say),
    "grid, last page": lambda say: round_grid.message(GRID, 99, BIG, say),
    "grid as a picture": lambda say: round_grid.caption(GRID, [FILE] * 5, 0, 200, BIG, say),
    "grid of many as a picture": lambda say: round_grid.caption(GRID, [FILE], 1, 7, BIG, say),
    "figures": lambda say: round_figures.summary(LONG, (7, 9), TOLD, EVIL, BIG, 1, BIG, say),
    "no figures": lambda say: round_figures.summary(LONG, (0, 9), [], "", BIG, 0, BIG, say),
    "dynamics": lambda say: round_figures.series(LONG, SHARE, [(EVIL, Decimal(7))] * 7, FILE, say),
    "a school over periods": lambda say: school_series.table(SERIES, 1, BIG, say),
    "a school over no periods": lambda say: school_series.table(
        replace(SERIES, periods=(), figures=()), 0, BIG, say
    ),
    "a school": lambda say: checking.one(SCHOOL, 0, BIG, say),
    "a school by class": lambda say: checking.one(CLASSES, 2, BIG, say),
    "a school, the end": lambda say: checking.one(CLASSES, 999, BIG, say),
    "a school's table": lambda say: checking.one(
        replace(SCHOOL, form=None, answers={}, file_name=LONG, tone=Tone.ACCEPTED), 0, BIG, say
    ),
    "what to correct": lambda say: checking.ask_what(SCHOOL, (), 0, 1, {"n": LONG}, BIG, say),
    "which class to correct": lambda say: checking.ask_what(
        CLASSES, [f"{n}А" for n in range(1, 60)], 0, 1, {}, BIG, say
    ),
    "what of a class to correct": lambda say: checking.ask_what(
        CLASSES, ["1А", "2А"], 2, 0, {}, BIG, say
    ),
    "remark wanted": lambda say: checking.ask_remark(SCHOOL, "n", say),
    "file of a round": lambda say: round_papers.ready(LONG, FILE, say),
    "table not made": lambda say: round_papers.not_made(BIG, LONG, NotOfThisBlank(EVIL), BIG, say),
    "table not made, who knows why": lambda say: round_papers.not_made(
        BIG, LONG, ValueError(EVIL), BIG, say
    ),
    "nothing to hand on": round_papers.not_yet,
}
