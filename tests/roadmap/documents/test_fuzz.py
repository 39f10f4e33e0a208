"""Whatever the bytes, a reader answers with a draft or with an error of ours."""

from __future__ import annotations

import io
import logging
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap.documents import DocumentError, Limits
from roadmap.documents.reading import read_document
from tests.roadmap.documents.builders import HEAD, comma_separated, pdf, word, workbook

PLAN = [
    HEAD,
    ("I. Раздел",),
    ("1", "Провести совещание директоров", "май 2023", "УО", "Протокол"),
    ("2", "Собрать сведения о школах", "ежегодно", "ОО", ""),
]
SAMPLES = {
    "a.docx": word("План на 2023 год", PLAN),
    "a.xlsx": workbook(PLAN),
    "a.csv": comma_separated(PLAN, encoding="cp1251"),
    "a.pdf": pdf([PLAN], (5, 40, 14, 15, 20)),
    "b.pdf": pdf([PLAN], (5, 40, 14, 15, 20), ruled=False),
}
SIGNATURES = {
    "a.docx": b"PK\x03\x04",
    "a.pdf": b"%PDF-1.4\n",
    "a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a.rtf": b"{\\rtf1 ",
    "a.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16le"),
    "a.txt": b"",
    "a.csv": b"",
}
WORDS = st.sampled_from(
    [
        *("№ п/п", "Мероприятия", "Сроки", "Ответственные", "Результат", "\t", "\n", "\n\n", ";"),
        *("1.", "1.1", "I.", "II.", "|", "май 2023", "ежегодно", "УО, ОО", "«", "»", "-\n", " "),
        *("Назначить", "координатора", "проекта", "Школа", "методическая служба", "\x0c"),
        *("муниципальный орган", "Приказ", "<p>", "&amp;", "**", "Иванова И.И.", "до 15.10.2022"),
    ]
)
QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


def answers(data: bytes, name: str) -> bool:
    """Whether reading ends in a draft or an error with facts; anything else is raised."""
    try:
        read_document(data, name, limits=Limits(pages=20, rows=500))
    except DocumentError:
        return False
    return True


@QUIET
@given(name=st.sampled_from(sorted(SIGNATURES)), tail=st.binary(max_size=400))
def test_random_bytes(name: str, tail: bytes) -> None:
    answers(SIGNATURES[name] + tail, name)


@QUIET
@given(name=st.sampled_from(sorted(SAMPLES)), share=st.floats(0, 1))
def test_truncated_files(name: str, share: float) -> None:
    data = SAMPLES[name]
    answers(data[: int(len(data) * share)], name)


@QUIET
@given(
    name=st.sampled_from(sorted(SAMPLES)),
    at=st.floats(0, 1),
    noise=st.binary(min_size=1, max_size=30),
)
def test_damaged_files(name: str, at: float, noise: bytes) -> None:
    data = bytearray(SAMPLES[name])
    start = int(len(data) * at)
    data[start : start + len(noise)] = noise
    answers(bytes(data), name)


@QUIET
@given(
    name=st.sampled_from(["a.docx", "a.xlsx"]),
    which=st.integers(0, 30),
    at=st.floats(0, 1),
    noise=st.binary(max_size=40),
)
def test_damaged_parts(name: str, which: int, at: float, noise: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES[name])) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    victim = sorted(parts)[which % len(parts)]
    start = int(len(parts[victim]) * at)
    damaged = parts[victim][:start] + noise + parts[victim][start + len(noise) // 2 :]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, data in {**parts, victim: damaged}.items():
            archive.writestr(part, data)
    answers(stream.getvalue(), name)


@QUIET
@given(
    words=st.lists(WORDS | st.text(max_size=8), max_size=60),
    name=st.sampled_from(["a.txt", "a.csv"]),
)
def test_random_texts(words: list[str], name: str) -> None:
    answers(" ".join(words).encode("utf-8", errors="ignore"), name)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_samples_themselves_are_read(name: str) -> None:
    assert answers(SAMPLES[name], name)
