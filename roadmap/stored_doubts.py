"""Doubts as plain data for storage, and back, losing nothing."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, get_args

from roadmap import drafts
from roadmap.deadlines import Frequency, Question
from roadmap.drafts import DeadlineUnsure, Doubt

Data = dict[str, Any]
_DOUBTS: dict[str, Any] = {kind.__name__: kind for kind in get_args(drafts.Doubt)}
_QUESTIONS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Question)}


class DoubtDataError(ValueError):
    """`data` is not what `doubt_to_data` makes."""

    def __init__(self, data: object) -> None:
        super().__init__(data)
        self.data = data


def doubt_to_data(doubt: Doubt) -> Data:
    """The doubt as JSON-ready data: its kind under «doubt», a question's under «asks»."""
    if isinstance(doubt, DeadlineUnsure):
        question = doubt.question
        asked = {"asks": type(question).__name__, **_facts(question)}
        return {"doubt": DeadlineUnsure.__name__, "question": asked}
    return {"doubt": type(doubt).__name__, **_facts(doubt)}


def doubt_from_data(data: Data) -> Doubt:
    """The doubt that `doubt_to_data` made `data` from. Raises DoubtDataError."""
    try:
        facts = {name: _value(name, value) for name, value in data.items() if name != "doubt"}
        if data["doubt"] == DeadlineUnsure.__name__:
            asked = dict(data["question"])
            kind = _QUESTIONS[asked.pop("asks")]
            question = kind(**{name: _value(name, value) for name, value in asked.items()})
            return DeadlineUnsure(question)
        made: Doubt = _DOUBTS[data["doubt"]](**facts)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DoubtDataError(data) from error
    return made


def _facts(value: Any) -> Data:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: object) -> object:
    match value:
        case date():
            return {"date": value.isoformat()}
        case Frequency():
            return value.value
        case tuple():
            return list(value)
        case _:
            return value


def _value(name: str, value: object) -> object:
    match value:
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case list():
            return tuple(value)
        case str() if name == "freq":
            return Frequency(value)
        case _:
            return value
