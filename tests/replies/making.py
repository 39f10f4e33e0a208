"""Letters made as mail programs make them, from the tables beside."""

from __future__ import annotations

import base64
import quopri
import struct
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OUR_LINES = (
    "1. Провести мониторинг качества. Срок: 15 ноября 2018 г.",
    "2. Разместить материалы на сайте. Выполнено: нет.",
    "Ответьте первыми словами: выполнено, в работе, нужна помощь.",
)
BOUNDARY = "----=_Part_1"


def programs() -> dict[str, dict[str, str]]:
    return tomllib.loads((HERE / "programs.toml").read_text("utf-8"))


def cases(name: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((HERE / name).read_text("utf-8"))["letter"])


def text_of(case: dict[str, Any]) -> str:
    """The plain text of a case in its program's shape."""
    if "raw_text" in case:
        return str(case["raw_text"])
    shape = programs()["plain"][case["program"]]
    return _filled(shape, case["own"], "\n")


def _filled(shape: str, own: str, newline: str) -> str:
    marked = "\n".join(f"> {line}" for line in OUR_LINES)
    filled = shape.replace("{{", "{").replace("}}", "}").replace("{quote}", newline.join(OUR_LINES))
    return filled.replace("{marked}", marked).replace("{own}", own)


def letter(case: dict[str, Any]) -> bytes:
    """The bytes of a case as they come from a server."""
    charset, way = case.get("charset", "utf-8"), case.get("transfer", "base64")
    head = [
        "Return-Path: <school3@example.test>",
        "Delivered-To: veha@example.test",
        "Received: from mx.example.test by mail.example.test; Thu, 8 Nov 2018 11:00:00 +0300",
        f"From: {encoded('Пономарёва Ольга', charset)} <School3@Example.test>",
        "To: veha@example.test",
        f"Subject: {encoded(case.get('subject', 'Re: Веха: напоминание'), charset)}",
        "Date: Thu, 8 Nov 2018 11:00:00 +0300",
        "Message-ID: <answer-1@school.example.test>",
        "In-Reply-To: <our@example.test>",
        "MIME-Version: 1.0",
    ]
    if "html" not in case:
        return "\r\n".join(head).encode() + b"\r\n" + part("plain", text_of(case), charset, way)
    shape = programs()["html"][case["html"]]
    html = part("html", _filled(shape, case["own"], "<br>"), charset, way)
    if "stub" not in case:
        return "\r\n".join(head).encode() + b"\r\n" + html
    plain = part("plain", case["stub"], charset, way)
    return "\r\n".join(head).encode() + b"\r\n" + multipart("alternative", plain, html)


def encoded(text: str, charset: str) -> str:
    """An encoded word (RFC 2047)."""
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def part(subtype: str, text: str, charset: str, way: str, *more: str) -> bytes:
    data = text.replace("\n", "\r\n").encode(charset, "xmlcharrefreplace")
    if way == "base64":
        data = base64.encodebytes(data)
    elif way == "quoted-printable":
        data = quopri.encodestring(data)
    head = [f"Content-Type: text/{subtype}; charset={charset}", *more]
    return "\r\n".join([*head, f"Content-Transfer-Encoding: {way}", "", ""]).encode() + data


def multipart(subtype: str, *parts: bytes) -> bytes:
    begin = f'Content-Type: multipart/{subtype}; boundary="{BOUNDARY}-{subtype}"\r\n\r\n'.encode()
    line = f"--{BOUNDARY}-{subtype}".encode()
    return begin + b"".join(line + b"\r\n" + one + b"\r\n" for one in parts) + line + b"--\r\n"


def attached(mime: str, data: bytes, *headers: str) -> bytes:
    head = [f"Content-Type: {mime}", *headers, "Content-Transfer-Encoding: base64", "", ""]
    return "\r\n".join(head).encode("utf-8") + base64.encodebytes(data)


def headed(body: bytes, **headers: str) -> bytes:
    """A letter with these headers (underscores for dashes) over a body with its own."""
    said = {
        "From": "<school3@example.test>",
        "To": "veha@example.test",
        "MIME_Version": "1.0",
    } | headers
    lines = [
        f"{name.replace('_', '-')}: {value}" for name, value in said.items() if value is not None
    ]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n" + body


def tnef(*files: tuple[str, bytes]) -> bytes:
    """A winmail.dat with the files, their long names among the properties."""
    done = struct.pack("<IH", 0x223E9F78, 1)
    for name, data in files:
        long = name.encode("utf-16-le") + b"\0\0"
        padded = long + b"\0" * (-len(long) % 4)
        properties = struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(long)) + padded
        done += _attribute(0x00069002, b"\1\0" + b"\0" * 12)
        done += _attribute(0x00018010, b"SHORT~1.DOC\0")
        done += _attribute(0x0006800F, data)
        done += _attribute(0x00069005, properties)
    return done


def _attribute(number: int, value: bytes) -> bytes:
    return (
        struct.pack("<BII", 2, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    )
