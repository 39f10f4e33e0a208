"""Translations are whole, placeholders survive them, numbers decline, and code speaks English."""

from __future__ import annotations

import ast
import io
import re
import string
import subprocess
import tokenize
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from locales.check import problems
from views.speech import speech

ROOT = Path(__file__).parents[2]
CYRILLIC = re.compile("[\u0400-\u04ff]")
MAY_HOLD_CYRILLIC = ("locales/", "tests/", "bench/")


@pytest.fixture(scope="module")
def russian() -> Catalog:
    with (ROOT / "locales/ru/LC_MESSAGES/vekha.po").open("rb") as file:
        return read_po(file, locale="ru")


def _forms(text: object) -> list[str]:
    """A msgid or a translation as the list of its forms."""
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


def _names(text: str) -> set[str]:
    """The placeholders of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_nothing_is_untranslated_fuzzy_or_stale() -> None:
    assert problems(ROOT) == []


def test_every_placeholder_survives_translation(russian: Catalog) -> None:
    for message in _messages(russian):
        wanted = set().union(*(_names(form) for form in _forms(message.id)))
        for form in filter(None, _forms(message.string)):
            assert _names(form) == wanted, message.id


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_what_is_counted_has_its_three_forms(russian: Catalog) -> None:
    plurals = [m for m in _messages(russian) if m.pluralizable]
    assert plurals
    for message in plurals:
        assert len(_forms(message.string)) == 3, message.id


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (1, "1 мероприятие"),
        (2, "2 мероприятия"),
        (4, "4 мероприятия"),
        (5, "5 мероприятий"),
        (11, "11 мероприятий"),
        (12, "12 мероприятий"),
        (21, "21 мероприятие"),
        (22, "22 мероприятия"),
        (100, "100 мероприятий"),
        (101, "101 мероприятие"),
        (111, "111 мероприятий"),
    ],
)
def test_russian_numbers_decline(n: int, words: str) -> None:
    said = speech("ru").ngettext("{n} activity: {kinds}", "{n} activities: {kinds}", n)
    assert said.format(n=n, kinds="").startswith(words)


@pytest.mark.parametrize(("n", "words"), [(1, "1 день"), (3, "3 дня"), (7, "7 дней")])
def test_days_decline(n: int, words: str) -> None:
    said = speech("ru").ngettext("{n} day left", "{n} days left", n).format(n=n)
    assert words in said


def test_english_needs_no_catalogue() -> None:
    assert speech("en").gettext("Help") == "Help"
    assert speech("en").ngettext("{n} day left", "{n} days left", 2) == "{n} days left"


def test_an_unknown_language_is_no_silent_english() -> None:
    with pytest.raises(FileNotFoundError):
        speech("de")


def _sources() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return [
        ROOT / name
        for name in listed
        if name and not name.startswith(MAY_HOLD_CYRILLIC) and (ROOT / name).exists()
    ]


def _documented(source: str) -> set[tuple[int, int]]:
    """Where the strings begin that stand alone: docstrings of modules, classes and functions."""
    return {
        (node.value.lineno, node.value.col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr)
    }


def test_code_holds_no_russian_words() -> None:
    """Single letters may be written as escapes; words live in catalogues and vocabularies."""
    found = []
    for path in _sources():
        source = path.read_text("utf-8")
        documented = _documented(source)
        found += [
            f"{path.relative_to(ROOT)}:{token.start[0]} {token.string[:40]}"
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type == tokenize.STRING
            and CYRILLIC.search(token.string)
            and token.start not in documented
        ]
    assert found == []


def test_no_name_in_the_code_is_half_russian() -> None:
    """A Cyrillic «с» in an identifier looks like a Latin one and is another."""
    found = []
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [getattr(node, field, None) for field in ("id", "name", "attr", "arg")]
            found += [n for n in names if isinstance(n, str) and CYRILLIC.search(n)]
    assert found == []
