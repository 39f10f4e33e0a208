"""Machines are told from people, and a bounce says whom and why."""

from __future__ import annotations

from typing import Any

import pytest

from roadmap.replies.kinds import Kind, without_prefixes
from roadmap.replies.letters import Letter, read_letter
from tests.replies.making import cases, headed, part


def _read(case: dict[str, Any]) -> Letter:
    head = case["head"].strip().replace("\n", "\r\n").encode()
    if "type" in case:
        body = f"Content-Type: {case['type']}\r\n\r\n{case['text']}".encode()
    else:
        body = part("plain", case["text"], "utf-8", "base64")
    return read_letter(head + b"\r\n" + body, is_ours=lambda one: one == "<ours@example.test>")


@pytest.mark.parametrize("case", cases("machines.toml"), ids=lambda case: case["name"])
def test_who_wrote_it(case: dict[str, Any]) -> None:
    read = _read(case)
    assert read.kind == case["kind"]
    if read.kind is not Kind.BOUNCE:
        assert read.bounce is None
        return
    assert read.bounce is not None
    failed = [f"{x.recipient}|{x.status}|{x.is_permanent}|{x.is_dead}" for x in read.bounce.failed]
    assert (failed, read.bounce.original_id) == ([case["failed"]], case["original"])


def test_a_letter_that_has_gone_round_is_a_loop() -> None:
    hops = b"Received: from a by b; Thu, 8 Nov 2018 11:00:00 +0300\r\n"
    letter = headed(part("plain", "done", "utf-8", "8bit"))
    assert read_letter(hops * 30 + letter).kind is Kind.REPLY
    assert read_letter(hops * 31 + letter).kind is Kind.LOOP


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Отв: RE[2]: Автоответ: тема", "Автоответ: тема"),
        ("Re: тема", "тема"),
        ("Рекомендации: тема", "Рекомендации: тема"),
        ("", ""),
    ],
)
def test_prefixes_of_answers(subject: str, bare: str) -> None:
    assert without_prefixes(subject) == bare
