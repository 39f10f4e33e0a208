"""The clerk's review as a workbook: activities, folded questions, parties, schools."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.deadlines.wording import russian
from roadmap.drafts import Doubt, Level
from roadmap.parts import Part
from roadmap.review.activity_rows import (
    ABOUT_OWNERS,
    ABOUT_WORDS,
    deadline_shown,
    kind_of,
    owners_text,
)
from roadmap.review.book import STAMP, STAMP_SHEET, VERSION
from roadmap.review.folding import Topic, fold, topic_of
from roadmap.review.values import PartyEntry, Plan, Planned, items_of
from roadmap.review.vocabulary import (
    DeadlineKind,
    PartyIs,
    code_word,
    headers,
    kind_word,
    level_word,
    part_word,
    party_kind_word,
    rows_words,
    sheet,
    table,
)
from views.draft_text import doubt_text
from views.review_text import choices_words, folded_text
from views.similar_parties import perhaps_the_same, similar_to
from views.speech import Speech
from views.workbooks import styles

ACTIVITY_WIDTHS = {
    "key": 0,
    "code": 7,
    "number": 6,
    "section": 15,
    "subsection": 15,
    "title": 44,
    "deadline_text": 14,
    "kind": 12,
    "deadline": 18,
    "owners": 31,
    "expected_result": 26,
    "level": 13,
    "apart": 10,
    "question": 27,
    "shown": 0,
}
QUESTION_WIDTHS = {"key": 0, "question": 60, "concerns": 60, "answer": 26, "exceptions": 24}
PARTY_WIDTHS = {"name": 52, "kind": 16, "meant": 42, "email": 30, "rows": 34, "part": 34}
SCHOOL_WIDTHS = {"name": 80, "email": 40}
SPARE_ROWS = 200
"""Drop-downs go on so far below the last row, for rows that the clerk adds."""


def review_workbook(plan: Plan, municipality_id: int, say: Speech) -> bytes:
    """The bytes of the .xlsx; `roadmap.review.interpreting` reads them back to the same plan."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _activities(_Page(workbook, plan, say, "activities", _activity_widths(plan)))
    _questions(_Page(workbook, plan, say, "questions", QUESTION_WIDTHS))
    _parties(_Page(workbook, plan, say, "parties", PARTY_WIDTHS))
    _schools(_Page(workbook, plan, say, "schools", SCHOOL_WIDTHS))
    stamp = workbook.create_sheet(STAMP_SHEET)
    for row, value in enumerate((STAMP, VERSION, municipality_id, plan.number), start=1):
        stamp.cell(row, 1).value = str(value)
    stamp.sheet_state = "veryHidden"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@dataclass
class _Page:
    """A sheet that is being written, and the row written last."""

    workbook: Workbook
    plan: Plan
    say: Speech
    name: str
    sizes: dict[str, int]

    def __post_init__(self) -> None:
        self.sheet: Worksheet = self.workbook.create_sheet(sheet(self.name))
        self.row = styles.FIRST_HEADER_ROW

    def begin(self, hint: str) -> None:
        """The head of the sheet."""
        words, sizes = list(headers(self.name).values()), list(self.sizes.values())
        styles.head(self.sheet, self.plan.title, hint, words, sizes)
        styles.widths(self.sheet, {self.column(name): size for name, size in self.sizes.items()})
        styles.on_paper(self.sheet, self.plan.title[:120])

    def column(self, name: str) -> int:
        """A column's number, from 1."""
        return list(self.sizes).index(name) + 1

    def add(self, texts: dict[str, str], *, faint: Sequence[str] = (), indent: int = 0) -> None:
        """One more row; columns not named are empty."""
        self.row += 1
        for name in self.sizes:
            cell = self.cell(name)
            in_title = indent if name == "title" else 0
            styles.body(cell, texts.get(name, ""), faint=name in faint, indent=in_title)
        shown = {self.column(n): t for n, t in texts.items() if t and self.sizes[n]}
        styles.fit_height(self.sheet, self.row, shown, list(self.sizes.values()))

    def cell(self, name: str) -> Cell:
        """A cell of the row written last."""
        cell = self.sheet.cell(self.row, self.column(name))
        assert isinstance(cell, Cell)  # noqa: S101 - only the head is merged
        return cell

    def choices(self, name: str, words: Sequence[str]) -> None:
        """A drop-down for a whole column and some rows below."""
        letter = self.cell(name).column_letter
        first = styles.FIRST_HEADER_ROW + 1
        cells = f"{letter}{first}:{letter}{self.row + SPARE_ROWS}"
        fault = self.say.gettext("Please choose from the list.")
        styles.choices(self.sheet, cells, words, fault)


def _activities(page: _Page) -> None:
    page.begin(
        page.say.gettext(
            "Cells that raise a question are yellow; the question is in the note and in the last "
            "column (clear it there when it is settled). Correct what is wrong, add or delete "
            "rows, and send the file back. Answers for many rows at once are on the next sheets."
        )
    )
    for activity in page.plan.activities:
        items = items_of(activity, page.plan.period)
        _activity(page, activity, apart=bool(items))
        for item in items:
            _activity(page, item, apart=False)
    page.choices("kind", [kind_word(kind) for kind in DeadlineKind])
    page.choices("level", [level_word(level) for level in Level])
    page.choices("apart", [str(word) for word in table("apart").values()])
    last = get_column_letter(len(page.sizes))
    page.sheet.auto_filter.ref = f"A{styles.FIRST_HEADER_ROW}:{last}{max(page.row, 4)}"
    page.sheet.freeze_panes = f"D{styles.FIRST_HEADER_ROW + 1}"


def _activity_widths(plan: Plan) -> dict[str, int]:
    """Columns that this roadmap has nothing for are hidden; they can be shown and filled in."""
    used = {
        "subsection": any(activity.subsection for activity in plan.activities),
        "apart": any(items_of(activity, plan.period) for activity in plan.activities),
    }
    return {name: size * used.get(name, True) for name, size in ACTIVITY_WIDTHS.items()}


def _activity(page: _Page, activity: Planned, *, apart: bool) -> None:
    say = page.say
    key = str(activity.code or "") + (f"/{activity.item}" if activity.item else "")
    texts = {
        "key": key,
        "code": "" if activity.item else code_word(activity.code or 0),
        "number": activity.number,
        "section": activity.section,
        "subsection": activity.subsection,
        "title": activity.title,
        "deadline_text": activity.deadline_text,
        "kind": kind_word(kind_of(activity.rule)),
        "deadline": russian(activity.rule),
        "owners": owners_text(activity.shares),
        "expected_result": activity.expected_result,
        "level": level_word(activity.level),
        "apart": str(table("apart")["no"]) if apart else "",
        "question": _asked(activity.doubts, say),
        "shown": deadline_shown(activity.rule),
    }
    faint = ("code", "section", "subsection", "deadline_text")
    page.add(texts, faint=tuple(texts) if activity.item else faint, indent=2 * bool(activity.item))
    if activity.item:
        for name in texts:
            page.cell(name).fill = styles.PART_FILL
    for column in dict.fromkeys(_doubted(doubt) for doubt in activity.doubts):
        own = [doubt for doubt in activity.doubts if _doubted(doubt) == column]
        styles.note(page.cell(column), _asked(own, say), sheet("questions"))


def _asked(doubts: Sequence[Doubt], say: Speech) -> str:
    """The questions of a row, one a line; several deadlines are asked about once."""
    once = {
        topic if topic is Topic.STACKED else at: doubt_text(doubt, say)
        for at, doubt in enumerate(doubts)
        if (topic := topic_of(doubt))
    }
    return "\n".join(dict.fromkeys(once.values()))


def _doubted(doubt: Doubt) -> str:
    """The column that a doubt is about."""
    topic = topic_of(doubt)
    if topic in ABOUT_OWNERS:
        return "owners"
    return "title" if topic in ABOUT_WORDS else "deadline"


def _questions(page: _Page) -> None:
    page.begin(
        page.say.gettext(
            "One answer counts for all the activities named beside it. Exceptions by their codes, "
            "separated by commas; what was corrected in a row itself stays as it is there."
        )
    )
    for question in fold(page.plan.activities):
        page.add(
            {
                "key": f"{question.topic}|{','.join(map(str, question.codes))}",
                "question": folded_text(question, page.say),
                "concerns": ", ".join(code_word(code) for code in question.codes),
            }
        )
        page.cell("answer").fill = page.cell("exceptions").fill = styles.ANSWER_FILL
        fault = page.say.gettext("Please choose from the list.")
        words = choices_words(question)
        styles.choices(page.sheet, page.cell("answer").coordinate, words, fault)


def _parties(page: _Page) -> None:
    page.begin(
        page.say.gettext(
            "Say once whom each party means: a person, an organisation or all schools. A part in "
            "the last column counts for every row that names the party; empty leaves the rows as "
            "they are."
        )
    )
    counts = {party.name: Counter[Part]() for party in page.plan.parties}
    for activity in page.plan.activities:
        for share in activity.shares:
            counts.setdefault(share.name, Counter())[share.part] += 1
    known = {party.name: party for party in page.plan.parties}
    similar = similar_to(tuple(counts))
    for name, count in counts.items():
        party = known.get(name, PartyEntry(name))
        page.add(
            {
                "name": name,
                "kind": party_kind_word(party.kind),
                "meant": party.meant,
                "email": party.email,
                "rows": "\n".join(rows_words(part, n) for part, n in count.items()),
            },
            faint=("rows",),
        )
        page.cell("part").fill = styles.ANSWER_FILL
        if names := similar.get(name):
            styles.note(page.cell("name"), perhaps_the_same(names, page.say), sheet("questions"))
        if party.kind is not PartyIs.GROUP and not party.meant:
            styles.note(page.cell("meant"), page.say.gettext("Who is this?"), sheet("questions"))
    page.choices("kind", [party_kind_word(kind) for kind in PartyIs])
    page.choices("part", [part_word(part) for part in Part])


def _schools(page: _Page) -> None:
    page.begin(
        page.say.gettext(
            "The schools of the roadmap. A school with an email address becomes known to the bot."
        )
    )
    for school in page.plan.schools:
        page.add({"name": school.name, "email": school.email})
