"""A round of a form for schools, set up through the services; used by tests of several rooms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from roadmap.monitoring import fields
from roadmap.monitoring.fields import Comparison, Field, FieldType, Form, Op
from roadmap.monitoring.periods import Period, PeriodKind
from roadmap.plan import Asked
from services import rounds
from services.rounds import Opening
from storage import round_queries
from storage.tables import FormRow
from tests.services.office import Office, at

NOW = at("2019-01-14 14:00")
SCHOOL = "МОУ «СОШ № 1»"
N, P = FieldType.NUMBER, FieldType.PERCENT

STAFF = Form(
    "staff",
    "Кадры",
    (
        Field("teachers", "Учителей всего", N, unit="чел.", minimum=Decimal(0)),
        Field("young", "из них до 35 лет", N, unit="чел.", minimum=Decimal(0)),
        Field("trained", "Доля прошедших курсы", P, minimum=Decimal(0), maximum=Decimal(100)),
        Field("mode", "Режим работы", FieldType.CHOICE, choices=("одна смена", "две смены")),
        Field(
            "needs", "Что нужно", FieldType.CHOICES, choices=("курсы", "пособия"), required=False
        ),
        Field("site", "Есть раздел на сайте", FieldType.YES_NO),
        Field("note", "Пояснение", FieldType.TEXT, required=False),
    ),
    (Comparison("young", Op.NOT_MORE, "teachers"),),
)
CLASSES = Form(
    "context",
    "Контекстные данные",
    (
        Field("pupils", "Обучающихся", N, unit="чел.", minimum=Decimal(0), maximum=Decimal(60)),
        Field("special", "С ОВЗ", N, unit="чел.", minimum=Decimal(0)),
    ),
    (Comparison("special", Op.NOT_MORE, "pupils"),),
    per_class=True,
)


async def ask(
    office: Office,
    form: Form | None = STAFF,
    *,
    period: tuple[str, date, date] = ("2018-Q4", date(2018, 10, 1), date(2018, 12, 31)),
    school: str = SCHOOL,
) -> int:
    """Open a round of a form (of a table where None) for a school; the id of its assignment."""
    key, first, last = period
    async with office.database.write() as session:
        form_id = None
        if form is not None:
            row = FormRow(
                municipality_id=office.tenant.id,
                key=form.key,
                version=int(key[-1]),
                title=form.title,
                content=fields.to_data(form),
                at=NOW,
            )
            session.add(row)
            await session.flush()
            form_id = row.id
        opening = Opening(
            kind=Asked.TABLE if form is None else Asked.FORM,
            title=f"{form.title if form else 'Подвоз'}: {key}",
            cause=f"test:{key}:{form and form.key}",
            opens_on=date(2019, 1, 9),
            due_on=date(2019, 1, 21),
            period=Period(PeriodKind.QUARTER, key, first, last),
            form_id=form_id,
        )
        number = await office.organization(school)
        made = await rounds.open_asking(session, office.tenant, opening, [number], NOW)
        assert made is not None
        (one,) = await round_queries.assignments_of(session, office.tenant.id, made.id or 0)
        return one.id or 0
