"""Letters are read whatever their programs did to them."""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.replies.html_text import to_text
from roadmap.replies.kinds import Kind
from roadmap.replies.letters import Attachment, Fault, Limits, read_letter
from roadmap.replies.verdicts import Verdict
from tests.replies.making import attached, headed, letter, multipart, part, tnef

PLAIN = part("plain", "Выполнено", "utf-8", "base64")
FIRST, SECOND = "%D0%9F%D1%80%D0%B8", "%D0%BA%D0%B0%D0%B7%205%25.pdf"
CASE = {"own": "Выполнено", "program": "bare"}


def test_the_headers_of_a_letter() -> None:
    read = read_letter(letter(CASE))
    assert read.message_id == "<answer-1@school.example.test>"
    assert read.in_reply_to == ("<our@example.test>",)
    assert read.recipients == ("veha@example.test",)
    assert read.subject == "Re: Веха: напоминание"
    assert read.date is not None
    assert read.date.isoformat() == "2018-11-08T11:00:00+03:00"


def test_the_nearest_of_the_letters_it_answers_comes_first() -> None:
    read = read_letter(headed(PLAIN, In_Reply_To="<c@x>", References="<a@x>\r\n <b@x> <c@x>"))
    assert read.answers == ("<c@x>", "<b@x>", "<a@x>")


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "utf-8"])
def test_bare_8_bit_headers(charset: str) -> None:
    raw = "Subject: Ответ на напоминание\r\nFrom: Школа <a@b.test>\r\n".encode(charset) + PLAIN
    read = read_letter(raw)
    assert read.subject == "Ответ на напоминание"
    assert (read.sender.address, read.sender.name) == ("a@b.test", "Школа")


@pytest.mark.parametrize(
    ("said", "real"),
    [
        ("iso-8859-1", "cp1251"),
        ("us-ascii", "koi8-r"),
        ("no-such-charset", "utf-8"),
        ("utf-8", "cp1251"),
        ("win-1251", "cp1251"),
    ],
)
def test_a_charset_that_lies(said: str, real: str) -> None:
    head = f"Content-Type: text/plain; charset={said}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    raw = headed(head.encode() + "Выполнено двенадцатого".encode(real))
    assert read_letter(raw).text == "Выполнено двенадцатого"


def test_an_encoded_word_cut_in_the_middle_of_a_letter() -> None:
    subject = "=?utf-8?B?0JLRi9C/0L7Qu9C90LXQvdC+INC0?=\r\n =?utf-8?B?0LLQsNC00YbQsNGC0L7Qs9C+?="
    halves = "=?utf-8?Q?=D0=92=D1?= =?utf-8?Q?=8B?="
    assert read_letter(headed(PLAIN, Subject=subject)).subject == "Выполнено двадцатого"
    assert read_letter(headed(PLAIN, Subject=halves)).subject == "Вы"


@pytest.mark.parametrize(
    "sender",
    [
        *("a@x.test, b@x.test", "a@x.test\r\nFrom: b@x.test", "", "no address", "<>"),
        *("alice@x.test)bob@y.test", "a@x.test <b@y.test>", "((((" * 5000, "<a@x.test> <b@y.test>"),
    ],
)
def test_nobody_is_the_sender_where_it_is_not_plain(sender: str) -> None:
    assert read_letter(headed(PLAIN, From=sender)).sender.address == ""


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("a@x.test", ""),
        ("<A@X.test>", ""),
        ("a@x.test (школа)", ""),
        ('"boss@y.test, \\"Сова\\"" <a@x.test>', 'boss@y.test, "Сова"'),
        ("=?koi8-r?B?+8vPzME=?= <a@x.test>", "Школа"),
    ],
)
def test_the_sender(sender: str, name: str) -> None:
    found = read_letter(headed(PLAIN, From=sender)).sender
    assert (found.address, found.name) == ("a@x.test", name)


@pytest.mark.parametrize(
    "head",
    [
        f"Content-Disposition: attachment; filename*=utf-8''{FIRST}{SECOND}",
        'Content-Disposition: attachment; filename="=?utf-8?B?0J/RgNC40LrQsNC3IDUlLnBkZg==?="',
        f"Content-Disposition: attachment; filename*0*=utf-8''{FIRST};\r\n filename*1*={SECOND}",
        'Content-Disposition: attachment; filename="Приказ 5%.pdf"',
        'Content-Disposition: attachment; filename="C:\\\\дела\\\\Приказ 5%.pdf"',
    ],
)
def test_names_of_files(head: str) -> None:
    raw = headed(multipart("mixed", PLAIN, attached("application/pdf", b"%PDF", head)))
    (file,) = read_letter(raw).attachments
    assert file == Attachment("Приказ 5%.pdf", "application/pdf", b"%PDF")


def test_a_big_photo_without_a_name_and_a_logo_within_the_text() -> None:
    photo = os.urandom(10 << 20)
    html = part("html", '<p>Выполнено</p><img src="cid:logo@1">', "utf-8", "base64")
    logo = attached(
        "image/png",
        b"logo",
        "Content-ID: <logo@1>",
        'Content-Disposition: inline; filename="l.png"',
    )
    big = attached("image/jpeg", photo, "Content-Disposition: inline")
    began = time.process_time()
    read = read_letter(headed(multipart("mixed", multipart("related", html, logo), big)))
    assert time.process_time() - began < 3
    assert read.text == "Выполнено"
    assert [(one.name, one.inline, len(one.data)) for one in read.attachments] == [
        ("l.png", True, 4),
        ("file.jpg", False, 10 << 20),
    ]


def test_winmail_dat_gives_its_files() -> None:
    packed = tnef(("Приказ № 5.docx", b"PK one"), ("Фото.jpg", b"two"))
    raw = headed(multipart("mixed", PLAIN, attached("application/ms-tnef", packed)))
    read = read_letter(raw)
    assert [(one.name, one.data) for one in read.attachments] == [
        ("Приказ № 5.docx", b"PK one"),
        ("Фото.jpg", b"two"),
    ]
    assert not read.faults


@pytest.mark.parametrize("size", [0, 8, 40, 80])
def test_winmail_dat_that_is_cut_short_is_said(size: int) -> None:
    packed = tnef(("Приказ.docx", b"PK one"))[:size]
    raw = headed(multipart("mixed", PLAIN, attached("application/ms-tnef", packed)))
    read = read_letter(raw)
    assert read.faults == {Fault.PACKED}
    assert not read.attachments
    assert read.text == "Выполнено"


def test_a_letter_within_a_letter_is_a_file() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\n" + letter(CASE | {"own": "готово"})
    read = read_letter(headed(multipart("mixed", PLAIN, inner)))
    assert read.text == "Выполнено"
    assert [one.name for one in read.attachments] == ["file.eml"]
    assert b"answer-1@school" in read.attachments[0].data


def test_an_invitation_is_a_file_of_a_persons_letter() -> None:
    invitation = part("calendar; method=REQUEST", "BEGIN:VCALENDAR", "utf-8", "8bit")
    read = read_letter(headed(multipart("alternative", PLAIN, invitation)))
    assert (read.kind, read.text) == (Kind.REPLY, "Выполнено")
    assert [one.mime for one in read.attachments] == ["text/calendar"]


def test_broken_lines_are_joined_again() -> None:
    text = "2 нужна помощь: не хватает \nкомпьютеров\n-- \nОльга\n> цитата \n> дальше\n"
    raw = headed(part("plain; format=flowed", text, "utf-8", "base64"))
    expected = "2 нужна помощь: не хватает компьютеров\n-- \nОльга\n> цитата дальше\n"
    assert read_letter(raw).text == expected


def test_the_verdicts_of_the_last_server_only() -> None:
    signed = "dkim=fail; dkim=pass header.d=b;\r\n dmarc=fail (p=none) header.from=b"
    ours = f"mx.example.test; spf=pass (ok) smtp.mailfrom=a@b; {signed}"
    forged = "Authentication-Results: mx.example.test; dmarc=pass"
    raw = headed(
        PLAIN,
        Authentication_Results=f"{ours}\r\nReceived: from a by b\r\n{forged}",
    )
    verdicts = read_letter(raw).verdicts
    assert (verdicts.server, verdicts.is_forged) == ("mx.example.test", True)
    assert (verdicts.spf, verdicts.dkim, verdicts.dmarc) == (
        Verdict.PASS,
        Verdict.PASS,
        Verdict.FAIL,
    )
    assert read_letter(headed(PLAIN)).verdicts.dmarc is Verdict.NOT_SAID


def test_past_a_limit_only_the_headers_are_read() -> None:
    raw = letter(CASE)
    large = read_letter(raw, limits=Limits(letter_bytes=len(raw) - 1))
    assert large.faults == {Fault.TOO_LARGE}
    assert not large.text
    assert large.sender.address == "school3@example.test"
    many = read_letter(headed(multipart("mixed", *[PLAIN] * 101)))
    assert many.faults == {Fault.TOO_MANY_PARTS}
    assert not many.text


def test_a_letter_nested_past_reason() -> None:
    deep = b""
    for depth in range(5000):
        deep += f'Content-Type: multipart/mixed; boundary="{depth}"\n\n--{depth}\n'.encode()
    assert read_letter(deep).faults == {Fault.TOO_MANY_PARTS}


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000),
    st.binary(min_size=1, max_size=40),
    st.sampled_from(["gmail_ru", "outlook_ru"]),
)
def test_no_bytes_break_the_reading(at: int, junk: bytes, program: str) -> None:
    raw = letter({"own": "Выполнено 12.10", "program": program, "transfer": "8bit"})
    at %= len(raw)
    read_letter(raw[:at] + junk + raw[at + len(junk) // 2 :])
    read_letter(junk)


@pytest.mark.parametrize(
    "text", ["<div>", "<", "<!--", "<a ", "<blockquote>a", "<ol><li>a", "<script>", "</p><b>", "&"]
)
def test_hostile_html_takes_no_time(text: str) -> None:
    began = time.process_time()
    to_text(text * (200_000 // len(text)))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a &lt; b</p><p>c</p>", "a < b\nc"),
        ("5 < 6<!-- x --><br><!--[if mso]>нет<![endif]-->да", "5 < 6\nда"),
        ("<ol start=3><li>готово<li>в работе</ol><ul><li>x</ul>", "3. готово\n4. в работе\n- x"),
        ("<table><tr><td>1<td>готово<tr><td>2<td>нет</table>", "1 готово\n2 нет"),
        ("a<blockquote>b<blockquote>c</blockquote></blockquote>d", "a\n> b\n> > c\nd"),
        ("<blockquote style='margin:0 0 0 40px;border:none'>своё</blockquote>", "своё"),
        ("<div style='display:none'>preheader</div><style>p{}</style>x", "x"),
        ("<pre>a\n  b</pre>", "a\nb"),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert to_text(html) == text
