"""What the tables share: naming of constraints, stored choices, ownership by a municipality."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """The parent of every table here."""

    metadata = sa.MetaData(naming_convention=NAMING)


def choice(kind: type[StrEnum], name: str) -> Any:
    """A column type for one of the values of `kind`, held by a CHECK named `name`."""
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        length=24,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
        create_constraint=True,
    )


def own(column: str, table: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    """A foreign key that cannot cross municipalities: (municipality_id, column) -> table."""
    return sa.ForeignKeyConstraint(
        ["municipality_id", column],
        [f"{table}.municipality_id", f"{table}.id"],
        ondelete="CASCADE" if cascade else None,
    )


def owned() -> sa.UniqueConstraint:
    """What `own` refers to."""
    return sa.UniqueConstraint("municipality_id", "id")


def table(model: type[SQLModel]) -> sa.Table:
    """The Core table behind a model, for bulk statements."""
    made: sa.Table = model.__table__  # type: ignore[attr-defined]
    return made
