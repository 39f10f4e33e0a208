"""Hypothesis strategies for forms and answers to them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from roadmap.monitoring.fields import Comparison, Field, FieldType, Form, Op, RollUp, Target, Value

WORD = st.text("абвгдежзиклмнопрст", min_size=1, max_size=8)
LABEL = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
DECIMALS = st.decimals(-(10**9), 10**9, places=2, allow_nan=False).map(
    lambda number: Decimal(format(number, "f"))
)
NUMERIC_TYPES = (FieldType.NUMBER, FieldType.DECIMAL, FieldType.PERCENT, FieldType.MONEY)
ROLL_UPS = {
    FieldType.NUMBER: (RollUp.SUM, RollUp.MEAN, RollUp.MIN, RollUp.MAX, RollUp.LAST, RollUp.NONE),
    FieldType.DECIMAL: (RollUp.SUM, RollUp.MEAN, RollUp.MIN, RollUp.LAST),
    FieldType.PERCENT: (RollUp.MEAN, RollUp.MAX, RollUp.NONE),
    FieldType.MONEY: (RollUp.SUM, RollUp.MEAN),
    FieldType.YES_NO: (RollUp.SUM, RollUp.NONE),
    FieldType.DATE: (RollUp.MIN, RollUp.MAX, RollUp.LAST),
}


def values(field: Field) -> st.SearchStrategy[Value]:
    """Values that fit a field, and None."""
    return st.none() | _given(field)


def _given(field: Field) -> st.SearchStrategy[Value]:
    match field.type:
        case FieldType.NUMBER:
            return st.integers(-1000, 1000)
        case FieldType.DECIMAL | FieldType.PERCENT | FieldType.MONEY:
            return st.integers(-100_000, 100_000).map(lambda n: format(Decimal(n) / 100, "f"))
        case FieldType.CHOICE:
            return st.sampled_from(field.choices)
        case FieldType.CHOICES:
            return st.sets(st.sampled_from(field.choices), min_size=1).map(
                lambda said: [one for one in field.choices if one in said]
            )
        case FieldType.YES_NO:
            return st.booleans()
        case FieldType.DATE:
            return st.dates().map(lambda day: day.isoformat())
        case FieldType.FILE:
            return st.integers(1, 1000)
        case _:
            return LABEL


@st.composite
def fields(draw, key: str) -> Field:
    kind = draw(st.sampled_from(FieldType))
    limits = sorted(draw(st.lists(DECIMALS, min_size=2, max_size=2))) if kind.is_numeric else None
    choices = draw(st.lists(LABEL, min_size=1, max_size=4, unique=True))
    has_choices = kind in (FieldType.CHOICE, FieldType.CHOICES)
    return Field(
        key=key,
        label=draw(LABEL),
        type=kind,
        help=draw(st.just("") | LABEL),
        unit=draw(st.sampled_from(("", "чел.", "шт."))),
        required=draw(st.booleans()),
        minimum=limits[0] if limits and draw(st.booleans()) else None,
        maximum=limits[1] if limits and draw(st.booleans()) else None,
        choices=tuple(choices) if has_choices else (),
        roll_up=draw(st.sampled_from(ROLL_UPS.get(kind, (RollUp.NONE, RollUp.LAST)))),
        target=Target(draw(DECIMALS), draw(st.booleans()))
        if kind.is_numeric and draw(st.booleans())
        else None,
        indicator=draw(st.booleans()),
    )


@st.composite
def forms(draw, *, per_class: bool | None = None, shares: bool = True) -> Form:
    """Sound forms."""
    keys = draw(
        st.lists(
            st.from_regex("[a-d][a-d0-9_]{0,4}", fullmatch=True),
            min_size=1,
            max_size=6,
            unique=True,
        )
    )
    found = [draw(fields(key)) for key in keys]
    numeric = [field.key for field in found if field.type.is_numeric]
    comparisons: list[Comparison] = []
    if numeric:
        right = (
            st.sampled_from(numeric)
            | DECIMALS
            | st.lists(st.sampled_from(numeric), min_size=2, max_size=3).map(tuple)
        )
        comparisons = draw(
            st.lists(
                st.builds(
                    Comparison,
                    st.sampled_from(numeric),
                    st.sampled_from(Op),
                    right,
                    st.just("") | LABEL,
                ),
                max_size=3,
            )
        )
        if shares and draw(st.booleans()):
            found.append(
                Field(
                    "share",
                    draw(LABEL),
                    FieldType.PERCENT,
                    roll_up=RollUp.SHARE,
                    part=draw(st.sampled_from(numeric)),
                    whole=draw(st.sampled_from(numeric)),
                )
            )
    return Form(
        key=draw(st.from_regex("[a-z]{1,6}", fullmatch=True)),
        title=draw(LABEL),
        fields=tuple(found),
        comparisons=tuple(comparisons),
        per_class=draw(st.booleans()) if per_class is None else per_class,
        about=draw(st.just("") | LABEL),
    )


@st.composite
def rows(draw, form: Form) -> dict[str, Value]:
    """One row of answers; some keys are missing."""
    return {field.key: draw(values(field)) for field in form.asked if draw(st.integers(0, 5)) > 0}


@st.composite
def submissions(draw, form: Form):
    """Answers of a school."""
    if not form.per_class:
        return draw(rows(form))
    labels = draw(st.lists(st.sampled_from(("1А", "1Б", "2А", "10А")), unique=True, max_size=3))
    return {label: draw(rows(form)) for label in labels}
