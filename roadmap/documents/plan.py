"""From a document's neutral blocks to a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from roadmap.documents.errors import NoTable, TooManyRows
from roadmap.documents.fields import Context, activity_of
from roadmap.documents.grid import Grid, Row, Source
from roadmap.documents.headers import Columns, Role, repeats, role_of
from roadmap.documents.limits import Limits
from roadmap.documents.rows import Heading, Record, read_rows, record_of
from roadmap.documents.schools import listed_schools
from roadmap.documents.sections import Place
from roadmap.documents.stacks import is_date
from roadmap.documents.tables import Table, plan_tables
from roadmap.documents.titles import document_title, period_named, period_of
from roadmap.documents.words import flow
from roadmap.drafts import Draft, DraftActivity, Repeated
from roadmap.parties import PartyKind, recognise
from roadmap.period import Period


def understand(source: Source, period: Period | None, limits: Limits) -> Draft:
    """The draft a document makes. Raises NoTable when no table of it is a plan, TooManyRows."""
    grids = [block for block in source.blocks if isinstance(block, Grid)]
    if sum(len(grid.rows) for grid in grids) > limits.rows:
        raise TooManyRows(limits.rows)
    tables = plan_tables(source)
    near = tables[0].title if tables else ()
    title = document_title(source, near)
    period = period or period_of(title, near, tables[0].columns if tables else None)
    period = period or period_named(source)
    activities = _activities(tables, period, source)
    if not activities:
        raise NoTable(len(grids))
    parties = tuple(dict.fromkeys(owner for act in activities for owner in act.owners))
    schools = listed_schools(source)
    return Draft(
        title,
        period,
        activities,
        tuple(school.name for school in schools),
        parties,
        tuple(school.type for school in schools),
    )


@dataclass
class _Reading:
    """What has been read so far; goes on from table to table."""

    place: Place = field(default_factory=Place)
    column_section: str | None = None
    month: str = ""
    found: list[DraftActivity] = field(default_factory=list)
    row: int = 0

    def add(self, activity: DraftActivity) -> None:
        section, subsection = self.place.section, self.place.subsection
        if self.column_section and self.column_section != section:
            below = subsection if section is None else self.column_section
            section, subsection = section or self.column_section, below
        self.found.append(replace(activity, section=section, subsection=subsection))
        self.place = self.place.with_activity()


def _activities(
    tables: Sequence[Table], period: Period | None, source: Source
) -> tuple[DraftActivity, ...]:
    state = _Reading()
    for table in tables:
        context = Context(table.columns, period, source.wrapped, source.scanned)
        if table.columns.is_levels:
            _read_levels(table, context, state)
        else:
            _read_table(table, context, state)
    return tuple(_with_repeats(state.found))


def _read_table(table: Table, context: Context, state: _Reading) -> None:
    state.column_section = None
    for item in read_rows(table.body, table.columns, wrapped=context.wrapped):
        if isinstance(item, Heading):
            state.place = state.place.under(item.text)
            state.month = item.text
            continue
        if section := _section_of(item, context):
            state.column_section = section
        if not (item.texts(Role.TITLE) or item.texts(Role.DEADLINE)) or _is_signature(item):
            continue
        state.row += 1
        state.add(activity_of(_dated(item, context, state.month), context, state.row))


def _is_signature(record: Record) -> bool:
    """Whether a row below the plan is a post and the name of who signs, or who wrote it."""
    begins = (record.first(Role.NUMBER) or record.first(Role.TITLE)).strip()
    if begins.endswith(":") and role_of(begins)[0] is Role.OWNER:
        return True
    if record.texts(Role.NUMBER) or record.texts(Role.DEADLINE):
        return False
    post, name = recognise(record.first(Role.TITLE)), recognise(record.first(Role.OWNER))
    return post.kind is PartyKind.ROLE and name.kind is PartyKind.PERSON


def _dated(record: Record, context: Context, heading: str) -> Record:
    """The record with its heading for a deadline, where a plan without a column of deadlines is
    divided into months."""
    if context.columns.has(Role.DEADLINE) or not is_date(heading):
        return record
    return replace(record, cells={**record.cells, Role.DEADLINE: (heading,)})


def _section_of(record: Record, context: Context) -> str:
    """The name in the section column, kept until another one comes."""
    return flow(" ".join(record.texts(Role.SECTION)), wrapped=context.wrapped)


def _read_levels(table: Table, context: Context, state: _Reading) -> None:
    """Each cell of a three-level row is an activity; the cells of a row share its number."""
    for row in table.body:
        if repeats(row, table.columns, wrapped=context.wrapped):
            continue
        if heading := _level_heading(row, table, context):
            state.place = state.place.under(heading)
            continue
        state.row += 1
        for at, level in table.columns.levels:
            own = replace(context, columns=_columns_of_level(table.columns, at))
            record = record_of(row, own.columns, wrapped=context.wrapped)
            if record.texts(Role.TITLE):
                state.add(replace(activity_of(record, own, state.row), level=level))


def _columns_of_level(columns: Columns, at: int) -> Columns:
    """The columns as they are for one level: its own activities, the dates and owners of all."""
    places = {place for place, _ in columns.levels}
    roles = (
        Role.TITLE if place == at else None if place in places or role is Role.TITLE else role
        for place, role in enumerate(columns.roles)
    )
    return replace(columns, roles=tuple(roles))


def _level_heading(row: Row, table: Table, context: Context) -> str | None:
    filled = [cell for cell in row.cells if cell.text.strip()]
    if len(filled) != 1 or filled[0].span < max(2, table.columns.width - 1):
        return None
    return flow(filled[0].text, wrapped=context.wrapped)


def _with_repeats(activities: list[DraftActivity]) -> list[DraftActivity]:
    """The activities, each that repeats an earlier one of its section marked so."""
    seen: dict[tuple[str | None, str | None, str, str | None], int] = {}
    marked = []
    for position, activity in enumerate(activities, 1):
        key = (
            activity.section,
            activity.subsection,
            activity.title.lower(),
            activity.deadline_text,
        )
        first = seen.setdefault(key, position)
        repeated = first != position and activity.title
        marked.append(
            replace(activity, doubts=(*activity.doubts, Repeated(first))) if repeated else activity
        )
    return marked
