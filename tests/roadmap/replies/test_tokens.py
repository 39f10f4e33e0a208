"""The mark by which an answer finds its notice."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.replies import tokens

SECRET = b"secret"
TOKEN = tokens.token_for(SECRET, 4711)


@given(st.integers(1, 2**63 - 1))
def test_a_token_names_its_notice_in_either_case(notice_id: int) -> None:
    token = tokens.token_for(SECRET, notice_id)
    assert re.fullmatch("[a-z2-7]{28,39}", token)
    assert tokens.notice_of(SECRET, token) == tokens.notice_of(SECRET, token.upper()) == notice_id


@given(st.text(max_size=60))
def test_what_we_have_not_made_names_none(text: str) -> None:
    assert tokens.notice_of(SECRET, text) is None


def test_every_changed_sign_makes_it_void() -> None:
    for at, sign in enumerate(TOKEN):
        other = "a" if sign != "a" else "b"
        assert tokens.notice_of(SECRET, TOKEN[:at] + other + TOKEN[at + 1 :]) is None
    assert tokens.notice_of(b"another", TOKEN) is None
    assert tokens.notice_of(SECRET, TOKEN[:-1]) is None


def _found(*recipients: str, subject: str = "", identifiers: tuple[str, ...] = ()) -> int | None:
    return tokens.notice_in(SECRET, recipients=recipients, subject=subject, identifiers=identifiers)


def test_where_it_is_found() -> None:
    address = tokens.reply_address("box@example.test", TOKEN)
    assert len(address.rpartition("@")[0]) <= 64  # RFC 5321, 4.5.3.1.1
    assert _found("other@example.test", address.upper()) == 4711
    assert _found(subject=f"Re: Веха {tokens.subject_tag(TOKEN)}") == 4711
    folded = f"Re: [#{TOKEN[:10]} {TOKEN[10:]}]"
    assert _found(subject=folded) == 4711
    own = tokens.message_id_for(TOKEN, "example.test")
    assert _found(identifiers=("<stranger@x>", own)) == 4711
    assert tokens.is_own_id(SECRET, own)


def test_the_address_is_believed_before_the_subject_and_the_letters_answered() -> None:
    other = tokens.token_for(SECRET, 5)
    address = tokens.reply_address("box@example.test", other)
    assert _found(address, subject=tokens.subject_tag(TOKEN)) == 5
    identifiers = (tokens.message_id_for(TOKEN, "x"), tokens.message_id_for(other, "x"))
    assert _found(identifiers=identifiers) == 4711


@pytest.mark.parametrize("subject", ["[#]", "[#abc]", "Re: [#" + "a" * 39 + "]", "#" + TOKEN])
def test_other_subjects_name_none(subject: str) -> None:
    assert _found("box+plus@example.test", subject=subject) is None
