"""Values written back as people read them: «1 234,50 руб.», «45,5 %», «да», «15.10.2018»."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from roadmap.monitoring.fields import Field, FieldType, Value
from roadmap.monitoring.numbers import as_text
from roadmap.monitoring.values import as_number
from roadmap.monitoring.words import words

NBSP = "\u00a0"
SKIPPED = "—"


def shown(field: Field, value: Value, *, unit: bool = True) -> str:
    """A value in words; `unit`: with the unit of its field. What `read` takes back as the same
    value, but for a file and a dash for what was skipped in a text."""
    if value is None:
        return SKIPPED
    if isinstance(value, bool):
        return str(words("yes" if value else "no")["shown"])
    if isinstance(value, list):
        return "; ".join(value)
    if field.type is FieldType.DATE:
        return f"{date.fromisoformat(str(value)):%d.%m.%Y}"
    if field.type is FieldType.FILE:
        return f"№{NBSP}{value}"
    number = as_number(value) if field.type.is_numeric else None
    if number is None:
        return str(value)
    tail = "%" if field.type is FieldType.PERCENT else field.unit
    written = figures(number, places=2 if field.type is FieldType.MONEY else 0)
    return f"{written}{NBSP}{tail}" if unit and tail else written


def figures(number: Decimal, places: int = 0) -> str:
    """A number with a decimal comma and thousands apart; with at least `places` decimal places
    when it has any."""
    whole, _, rest = as_text(abs(number)).partition(".")
    grouped = f"{int(whole):,}".replace(",", NBSP)
    sign = "\u2212" if number < 0 else ""
    return f"{sign}{grouped},{rest.ljust(places, '0')}" if rest else f"{sign}{grouped}"
