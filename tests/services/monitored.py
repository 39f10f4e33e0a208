"""A municipality whose schools answer forms: the form, rounds opened by hand, answers handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from roadmap.monitoring import fields
from roadmap.monitoring.fields import Field, FieldType, Form, RollUp, Target
from roadmap.monitoring.periods import PeriodKind, period_by_key
from roadmap.plan import Asked
from services import owners, rounds, submissions
from services.rounds import Opening
from services.submissions import Change
from storage import round_desk_queries
from storage.database import Database
from storage.round_desk_queries import Respondent
from storage.tables import FormRow
from tests.services.office import BOSS, VERA, Office, at

NOW = "2019-04-03 12:00"
PUPILS = Field(
    "pupils", "Численность обучающихся", FieldType.NUMBER, unit="чел.", roll_up=RollUp.SUM
)
GOOD = Field(
    "good",
    "Доля успевающих на «4» и «5»",
    FieldType.PERCENT,
    roll_up=RollUp.MEAN,
    weight="pupils",
    target=Target(Decimal(50)),
    indicator=True,
)
MODE = Field("mode", "Режим", FieldType.CHOICE, choices=("одна смена", "две смены"))
NOTE = Field("note", "Что мешает", FieldType.TEXT, required=False)
FORM = Form("school", "Сведения о школе", (PUPILS, GOOD, MODE, NOTE), about="По письму РЦОКО.")
BY_CLASS = replace(FORM, key="classes", title="Сведения по классам", per_class=True)


def school(n: int) -> str:
    """A line of a list of people: the director of school № n."""
    return f"Директоров Иван №{n};МОУ «СОШ № {n}»;директор;;8 34{n:02};школа;"


class Monitored(Office):
    """An office with schools numbered from 1."""

    @classmethod
    async def with_schools(cls, database: Database, count: int) -> Monitored:
        """A coordinator, a chief and so many schools."""
        people = [VERA, BOSS, *(school(n) for n in range(1, count + 1))]
        office = await cls.open(database, *people)
        assert isinstance(office, Monitored)
        return office

    async def form(self, form: Form = FORM, version: int = 1) -> int:
        """Store a version of a form; its id."""
        async with self.database.write() as session:
            row = FormRow(
                municipality_id=self.tenant.id,
                key=form.key,
                version=version,
                title=form.title,
                content=fields.to_data(form),
                at=at("2018-09-01 12:00"),
            )
            session.add(row)
            await session.flush()
            return row.id or 0

    async def round(
        self,
        form_id: int,
        quarter: str = "2019-Q1",
        due: date = date(2019, 4, 10),
        opens: date = date(2019, 4, 1),
        title: str = "Сведения о школе: I квартал 2019 г.",
    ) -> int:
        """Ask every school; the id of the round."""
        opening = Opening(
            kind=Asked.FORM,
            title=title,
            cause=f"test:{form_id}:{quarter}",
            opens_on=opens,
            due_on=due,
            period=period_by_key(PeriodKind.QUARTER, quarter),
            form_id=form_id,
        )
        async with self.database.write() as session:
            everybody = await owners.schools(session, self.tenant.id)
            made = await rounds.open_asking(session, self.tenant, opening, everybody, at(NOW))
            assert made is not None
            return made.id or 0

    async def respondents(self, round_id: int) -> list[Respondent]:
        """Everybody asked, school № 1 first."""
        async with self.database.read() as session:
            return await round_desk_queries.respondents(session, self.tenant.id, round_id)

    async def answer(
        self, assignment_id: int, answers: Mapping[str, Any], when: str = NOW, *, send: bool = True
    ) -> None:
        """A coordinator writes down what a school told; by class where there are labels."""
        actor = await self.actor("Мостовая")
        async with self.database.write() as session:
            held = await submissions.held(session, actor, assignment_id, "test", change=True)
            await submissions.put(session, actor, held, _changes(answers), at(when))
            if send:
                done = await submissions.hand_in(session, actor, held, at(when))
                assert not done.problems

    async def answered(
        self, round_id: int, figures: Sequence[tuple[int, str]], when: str = NOW
    ) -> None:
        """The first schools hand in their (pupils, share), one after another."""
        asked = await self.respondents(round_id)
        for one, (pupils, good) in zip(asked, figures, strict=False):
            values = {"pupils": pupils, "good": good, "mode": "одна смена"}
            await self.answer(one.assignment_id, values, when)


def _changes(answers: Mapping[str, Any]) -> list[Change]:
    found = []
    for key, value in answers.items():
        if isinstance(value, Mapping):
            found += [Change(own, one, class_label=key) for own, one in value.items()]
        else:
            found.append(Change(key, value))
    return found
