"""Web addresses in what somebody typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.links import LONGEST, find_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://school.example/news/17", "https://school.example/news/17"),
        ("Вот ссылка: http://школа.рф/новости.", "http://школа.рф/новости"),
        ("см. (https://a.example/x_(1)).", "https://a.example/x_(1)"),
        ("www.school.example/news, да", "https://www.school.example/news"),
        ("«https://vk.example/wall-1_2?w=3»", "https://vk.example/wall-1_2?w=3"),
    ],
)
def test_an_address_is_found_without_what_surrounds_it(text: str, link: str) -> None:
    assert find_link(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "сайт школы",
        "me@www.school.example",
        "http://x",
        "https://",
        "ftp://a.example",
        "https://me@evil.example/",
        "https://[a",
        "https://a.example/" + "x" * LONGEST,
    ],
)
def test_anything_else_is_no_address(text: str) -> None:
    assert find_link(text) is None


@given(st.text(max_size=100))
def test_any_text_gets_an_answer(text: str) -> None:
    for said in (text, f"https://{text}", f"www.{text}"):
        found = find_link(said)
        assert found is None or (found.lower().startswith("http") and " " not in found)
