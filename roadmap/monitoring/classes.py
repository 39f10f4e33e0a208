"""The labels of school classes: one way of writing each, and the order in which people list them.

A small school's joint class keeps its dash («1-3»); what bears no number («ГКП») comes last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from roadmap.monitoring.words import words
from roadmap.typed import typed

LONGEST_LABEL = 20
_QUOTES = re.compile("[\u00ab\u00bb\u201c\u201d\u201e\u2018\u2019`\"']")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_BESIDE_LETTER = re.compile(r"(?<=\d)[\s.\-]+(?=[^\W\d_](?![^\W\d_]{2}))")
_AROUND_DASH = re.compile(r"\s*([-/,])\s*")
_NUMBER = re.compile(r"\d{1,3}")


class NoClass(Exception):
    """`text` is no label of a class: nothing is left of it, or it is too long."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def class_label(text: object) -> str:
    """«5 «а» класс», «5-A» with a Latin A and 5.0 of a cell, all as one label: «5А», «5».

    Raises `NoClass`.
    """
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    label = _QUOTES.sub(" ", _DASHES.sub("-", typed(str(text)))).upper()
    label = _beside().sub(" ", label)
    label = " ".join(label.split()).strip(" .,-/")
    if any(sign.isdigit() for sign in label) or len(label) == 1:
        label = _AROUND_DASH.sub(r"\1", _BESIDE_LETTER.sub("", label.translate(_alike())))
    if not label or len(label) > LONGEST_LABEL:
        raise NoClass(str(text)[:LONGEST_LABEL])
    return label


def class_order(label: str) -> tuple[int, int, str]:
    """The sorting key of a normalised label: 1А, 1Б, 2А, 10А, then what has no number."""
    number = _NUMBER.match(label)
    if number is None:
        return (1, 0, label)
    return (0, int(number.group()), label[number.end() :])


def in_order(labels: Iterable[str]) -> list[str]:
    """Normalised labels as people list them, each once."""
    return sorted(set(labels), key=class_order)


@cache
def _alike() -> dict[int, int]:
    """Latin capitals that look like Cyrillic ones."""
    known = words("class")
    return str.maketrans(known["latin"], known["cyrillic"])


@cache
def _beside() -> re.Pattern[str]:
    said = "|".join(re.escape(word.upper()) for word in words("class")["beside"])
    return re.compile(rf"(?<![^\W\d_])(?:{said})(?![^\W\d_])\.?")
