"""Roadmaps in the chat: the list, and the card of one, with what is open before its launch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from roadmap.drafting_steps import Gaps, Step
from roadmap.period import Period
from views import archiving, editing, new_schools
from views.actions import Action, Verb
from views.draft_text import kind_name
from views.drafts_reading import period_words
from views.lines import shortened
from views.speech import Speech

PAGE = 8
LABEL_CHARS = 58  # Telegram shows about so much of a button on a phone
TITLE_CHARS = 300
NAMES = 12
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Listed:
    """A roadmap of the list; `status` as stored: draft, active, paused, archived."""

    id: int
    title: str
    status: str
    period: Period


@dataclass(frozen=True, slots=True)
class Shown:
    """A roadmap as its card shows it: `kinds` counts activities by the kind of their deadline,
    `doubted` those that questions are about, `left_out` the schools that do not take part
    (yet), `new_schools` those of them that came after the launch and could join."""

    id: int
    title: str
    status: str
    period: Period
    document: str = ""
    sections: int = 0
    activities: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    parties: Sequence[str] = ()
    schools: int = 0
    left_out: int = 0
    has_groups: bool = False
    doubted: int = 0
    answered: int = 0
    gaps: Gaps = field(default_factory=Gaps)
    launched_on: date | None = None
    new_schools: int = 0

    @property
    def is_draft(self) -> bool:
        """Whether nobody is reminded of it yet."""
        return self.status == "draft"


def status_words(status: str, say: Speech) -> str:
    """«черновик», «идёт», «приостановлена», «в архиве»."""
    return {
        "draft": say.gettext("a draft"),
        "active": say.gettext("is running"),
        "paused": say.gettext("stands paused"),
        "archived": say.gettext("in the archive"),
    }[status]


def roadmaps(
    rows: Sequence[Listed],
    documents: Sequence[tuple[int, str, bool]],
    page: int,
    reader: int,
    say: Speech,
) -> Message:
    """A page of the roadmaps, counted from 0, and the `documents` that are not read yet: (id,
    name, whether it is being read)."""
    head = Markup("<b>{}</b>").format(say.gettext("Roadmaps"))
    last = max(0, (len(rows) - 1) // PAGE)
    page = min(page, last)
    shown = rows[page * PAGE : (page + 1) * PAGE]
    blocks = [head]
    if not rows:
        blocks.append(Markup("{}").format(say.gettext("There are none yet.")))
    blocks += [_row(one, say) for one in shown]
    waits = [name for _, name, is_read in documents if is_read]
    if waits:
        words = say.gettext("Being read: {names}").format(
            names="; ".join(shortened(name, 60) for name in waits)
        )
        blocks.append(Markup("<i>{}</i>").format(words))
    hint = say.gettext("To begin another, send its document here: Word, PDF, Excel or text.")
    blocks.append(Markup("<i>{}</i>").format(hint))
    buttons = [
        (
            Button(
                shortened(f"{one.title}, {period_words(one.period, say)}", LABEL_CHARS),
                Action(Verb.DRAFT, reader, (one.id,)).pack(),
            ),
        )
        for one in shown
    ]
    asked = [
        (
            Button(
                shortened(say.gettext("Document: {name}").format(name=name), LABEL_CHARS),
                Action(Verb.READ_AS, reader, (number, 0)).pack(),
            ),
        )
        for number, name, is_read in documents[:PAGE]
        if not is_read
    ]
    return Message(
        str(Markup("\n\n").join(blocks)),
        buttons=(*buttons, *asked, *turns(Verb.ROADMAPS, (), page, last, reader)),
    )


def _row(one: Listed, say: Speech) -> Markup:
    return Markup("{}\n<i>{}, {}</i>").format(
        shortened(one.title, 120), period_words(one.period, say), status_words(one.status, say)
    )


def turns(
    verb: Verb, ids: tuple[int, ...], page: int, last: int, reader: int
) -> tuple[tuple[Button, ...], ...]:
    """The row that turns pages, counted from 0, of a list that `verb` with `ids` shows."""
    found = []
    if page > 0:
        found.append(Button("‹", Action(verb, reader, (*ids, page - 1)).pack()))
    if page < last:
        found.append(Button("›", Action(verb, reader, (*ids, page + 1)).pack()))
    return (tuple(found),) if found else ()


def card(one: Shown, reader: int, say: Speech) -> Message:
    """What was understood, what is open, and what can be done."""
    facts = [status_words(one.status, say), period_words(one.period, say)]
    if one.document:
        facts.append(say.gettext("from “{name}”").format(name=shortened(one.document, 60)))
    if one.launched_on is not None:
        facts.append(say.gettext("since {date}").format(date=say.full_day(one.launched_on)))
    blocks = [
        Markup("<b>{}</b>\n<i>{}</i>").format(shortened(one.title, TITLE_CHARS), ", ".join(facts)),
        Markup("\n").join(_numbers(one, say)),
    ]
    if one.is_draft:
        blocks.append(Markup("\n").join(_open(one, say)))
    return Message(
        str(Markup("\n\n").join(block for block in blocks if block)),
        buttons=_buttons(one, reader, say) if one.is_draft else _running(one, reader, say),
        brief=str(Markup("<b>{}</b>").format(say.gettext("Roadmap"))),
    )


def _numbers(one: Shown, say: Speech) -> list[Markup]:
    activities = say.ngettext("{n} activity", "{n} activities", one.activities)
    head = activities.format(n=one.activities)
    if one.sections:
        sections = say.ngettext("in {n} section", "in {n} sections", one.sections)
        head = f"{head} {sections.format(n=one.sections)}"
    kinds = "; ".join(f"{kind_name(kind, say)}: {n}" for kind, n in one.kinds.items())
    rows = [head, say.gettext("Deadlines: {kinds}").format(kinds=kinds)]
    if one.parties:
        names = ", ".join(shortened(name, 50) for name in one.parties[:NAMES])
        more = "…" if len(one.parties) > NAMES else ""
        rows.append(
            say.gettext("Responsible ({n}): {names}").format(n=len(one.parties), names=names + more)
        )
    if one.has_groups:
        rows.append(_schools(one, say))
    return [Markup("{}").format(row) for row in rows]


def _schools(one: Shown, say: Speech) -> str:
    count = one.schools - one.left_out
    if not one.left_out:
        return say.gettext("Schools that take part: {n}").format(n=count)
    words = say.gettext("Schools that take part: {n} of {total}")
    return words.format(n=count, total=one.schools)


def _open(one: Shown, say: Speech) -> list[Markup]:
    """What is open, and the next step in bold."""
    gaps, rows = one.gaps, []
    if gaps.questions:
        about = say.ngettext("about {n} activity", "about {n} activities", one.doubted)
        rows.append(
            say.gettext("Questions: {n}, {about}").format(
                n=gaps.questions, about=about.format(n=one.doubted)
            )
        )
    if gaps.unresolved:
        rows.append(
            say.gettext("Not found among people and organisations: {n}").format(n=gaps.unresolved)
        )
    if gaps.unowned:
        rows.append(
            say.gettext("Activities that nobody answers for yet: {n}").format(n=gaps.unowned)
        )
    found = [Markup("{}").format(row) for row in rows]
    return [*found, Markup("<b>{}</b>").format(_advice(gaps.step, say))]


def _advice(step: Step, say: Speech) -> str:
    return {
        Step.QUESTIONS: say.gettext("Next: answer the questions, here or in the workbook."),
        Step.PARTIES: say.gettext("Next: say who the responsible parties are."),
        Step.OWNERS: say.gettext("Next: name somebody for the activities of nobody."),
        Step.LAUNCH: say.gettext("Everything is ready: look at what will be sent, and launch."),
    }[step]


def _buttons(one: Shown, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    def to(verb: Verb, label: str) -> tuple[Button, ...]:
        return (Button(label, Action(verb, reader, (one.id,)).pack()),)

    rows = []
    if one.gaps.questions:
        label = say.gettext("Answer the questions ({n})").format(n=one.gaps.questions)
        rows.append(to(Verb.DRAFT_ASK, label))
    elif one.answered:
        rows.append(to(Verb.DRAFT_UNDO, say.gettext("Change the last answer")))
    rows.append(to(Verb.DRAFT_BOOK, say.gettext("Workbook to check (.xlsx)")))
    if one.parties:
        label = say.gettext("Who is responsible")
        if one.gaps.unresolved:
            found = say.ngettext("{n} not found", "{n} not found", one.gaps.unresolved)
            label = f"{label} ({found.format(n=one.gaps.unresolved)})"
        rows.append(to(Verb.PARTIES, label))
    if one.has_groups:
        rows.append(to(Verb.ROADMAP_SCHOOLS, say.gettext("Schools that take part")))
    if one.gaps.unowned:
        label = say.gettext("Of nobody ({n})").format(n=one.gaps.unowned)
        rows.append(to(Verb.UNOWNED, label))
    rows.append(to(Verb.PREVIEW, say.gettext("What will be sent?")))
    rows.append(to(Verb.LAUNCH, say.gettext("Launch…")))
    rows.append(to(Verb.DROP_DRAFT, say.gettext("Delete the draft…")))
    return tuple(rows)


def _running(one: Shown, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    book = Action(Verb.DRAFT_BOOK, reader, (one.id,)).pack()
    came = one.new_schools
    return (
        *((new_schools.button(one.id, came, reader, say),) if came else ()),
        (Button(say.gettext("Workbook (.xlsx)"), book),),
        *(editing.buttons(one.id, reader, say) if one.status != "archived" else ()),
        *archiving.buttons(one.id, one.status, reader, say),
        (Button(say.gettext("All roadmaps"), Action(Verb.ROADMAPS, reader).pack()),),
    )


def back(roadmap: int, reader: int, say: Speech) -> tuple[Button, ...]:
    """The row that leads to the card."""
    return (Button(say.gettext("‹ To the roadmap"), Action(Verb.DRAFT, reader, (roadmap,)).pack()),)


def workbook(sha256: str, name: str, reader: int, roadmap: int, say: Speech) -> Message:
    """The workbook, and what to do with it."""
    words = say.gettext(
        "The workbook of the roadmap. Correct it, save it and send it back here as a file: "
        "everything is taken over, or I say which cell is wrong."
    )
    return Message(
        str(Markup("{}").format(words)),
        buttons=(back(roadmap, reader, say),),
        attachments=(Attachment(sha256, name, XLSX),),
    )


def really_drop(one: Listed, reader: int, say: Speech) -> Message:
    """Before a draft is deleted."""
    head = say.gettext("Delete this draft? Answers and names given in it go with it.")
    yes = Button(say.gettext("Delete the draft"), Action(Verb.DROP_YES, reader, (one.id,)).pack())
    return Message(
        str(Markup("{}\n<b>{}</b>").format(head, shortened(one.title))),
        buttons=((yes,), back(one.id, reader, say)),
    )


def is_dropped(title: str, reader: int, say: Speech) -> Message:
    """It is gone."""
    words = say.gettext("The draft is deleted: {title}").format(title=shortened(title))
    roadmaps_button = Button(say.gettext("All roadmaps"), Action(Verb.ROADMAPS, reader).pack())
    return Message(str(Markup("{}").format(words)), buttons=((roadmaps_button,),))


def gone_already(reader: int, say: Speech) -> Message:
    """It was deleted before."""
    roadmaps_button = Button(say.gettext("All roadmaps"), Action(Verb.ROADMAPS, reader).pack())
    words = Markup("{}").format(say.gettext("The draft has been deleted already."))
    return Message(str(words), buttons=((roadmaps_button,),))
