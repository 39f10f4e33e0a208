"""Letters as pages: their structure, what mail programs can show, and that words stay words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from channels.message import Letterhead, Message, ReplyTo, cid_of
from roadmap.extending import Basis, Grounds
from roadmap.plan import Asked
from tests.views.letter_samples import BUSY, QUIET
from tests.views.samples import CALENDAR, EVIL, LINE, SAY, TODAY, line
from tests.views.table_samples import FILE
from views import (
    appointments,
    escalations,
    extensions,
    reminders,
    speaking,
    submission_files,
    weekly,
)
from views.letters.foots import HERE
from views.letters.weekly_page import weekly_page
from views.letters.wording import parts, word
from views.weekly import Letter

TOWN = Letterhead("Управление образования", "ru", "reminder")
REPLY = ReplyTo("answers+abc@town.example")
SHOWN = ("href", "src")
EMPTY = {"img", "meta", "br"}


class Outline(HTMLParser):
    """The classes in order, every link and picture, and the words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.classes: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.unstyled: list[str] = []
        self.alternatives: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.classes += (given.get("class") or "").split()
        self.links += [given[name] or "" for name in SHOWN if name in given]
        self.alternatives += [given["alt"] or ""] if "alt" in given else []
        if tag == "td" and "style" not in given:
            self.unstyled.append(str(attrs))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in {"style", "title"}:
            self.words += data


def page_of(letter: Letter, picture: tuple[str, str] | None = None) -> str:
    return weekly_page(letter, "Управление образования", picture, ["Таблица.xlsx"], CALENDAR, SAY)


def outline(letter: Letter, picture: tuple[str, str] | None = None) -> Outline:
    return Outline(page_of(letter, picture))


def runs(classes: list[str]) -> list[str]:
    """The classes, what repeats once."""
    return [one for n, one in enumerate(classes) if n == 0 or classes[n - 1] != one]


def test_the_weekly_letter_begins_with_what_is_read_in_ten_seconds() -> None:
    found = outline(BUSY, ("a" * 64, "Что на диаграмме"))
    assert runs(found.classes)[:12] == [
        "page", "outer", "card", "town", "part", "head", "period", "status", "red", "sentence",
        "remark", "counts",
    ]  # fmt: skip
    assert found.classes[-2:] == ["picture", "lead"]
    assert found.open == []
    assert found.unstyled == []


def test_a_quiet_week_has_no_lists() -> None:
    found = outline(QUIET)
    assert "green" in found.classes
    assert "quiet" in found.classes
    assert not {"title", "row", "office", "remark", "picture"} & set(found.classes)


def test_nothing_is_fetched_from_elsewhere() -> None:
    found = outline(BUSY, ("a" * 64, "Что на диаграмме"))
    assert found.links == [f"cid:{cid_of('a' * 64)}"]
    assert found.alternatives == ["Что на диаграмме"]
    page = page_of(BUSY)
    assert "@import" not in page
    assert "url(" not in page


def test_the_page_and_the_plain_part_say_the_same() -> None:
    words = outline(BUSY).words
    said = Message(weekly.text(BUSY, CALENDAR, SAY)).plain
    for name, number, _ in weekly.counts(BUSY, SAY):
        assert f"{name}: {number}" in said.replace("Выполнено", "выполнено")
    said = "\n".join(one for one in said.splitlines() if " · " not in one)
    for each in said.splitlines():
        for piece in re.split(r" — |^• |^  ", each.strip("• ")):
            bare = piece.strip().lstrip("🔴🟡🟢 ")
            assert " ".join(bare.split()) in " ".join(words.split()), bare


def test_no_mail_program_cuts_the_page_off() -> None:
    """Gmail shows 102 KB of a letter and hides the rest behind a link."""
    assert len(page_of(BUSY).encode()) < 90_000


def test_dark_mode_and_outlook_are_thought_of() -> None:
    page = page_of(QUIET)
    assert '<meta name="color-scheme" content="light dark">' in page
    assert "prefers-color-scheme: dark" in page
    assert "<!--[if mso]>" in page
    assert str(HERE) in page


def reminder() -> Message:
    return reminders.reminder([(1, LINE), (2, LINE)], 5, TODAY, CALENDAR, SAY)


def test_a_reminder_has_a_row_for_each_line() -> None:
    found = Outline(word(reminder(), TOWN, REPLY, "").html)
    assert runs(found.classes) == [
        "page", "outer", "card", "town", "part", "head", "nth", "what", "nth", "what", "next",
        "foot",
    ]  # fmt: skip
    assert "осталось 5 дней" in found.words
    assert found.unstyled == []


NAMED = line(roadmap="Дорожная карта")
ASKED = line(title="Кадры", asked_as=Asked.FORM, round_id=1)
HEADED = ["page", "outer", "card", "town", "part", "head"]
LIST = ["nth", "what", "nth", "what"]
KINDS: dict[str, tuple[Message, list[str]]] = {
    "reminder": (reminders.reminder([(1, LINE)], 5, TODAY, CALENDAR, SAY), ["nth", "what", "next"]),
    "appointment": (
        appointments.appointment([(1, NAMED), (2, NAMED)], 5, SAY),
        ["part", *LIST, "next"],
    ),
    "answer": (
        extensions.moved(LINE, TODAY, Grounds(Basis.ORDER), "Мостовая", SAY),
        ["part", "next"],
    ),
    "monitoring": (
        submission_files.with_tables(
            reminders.reminder([(1, ASKED)], 5, TODAY, CALENDAR, SAY), [FILE], SAY, asks_more=False
        ),
        ["nth", "what", "next"],
    ),
    "unreachable": (
        escalations.out_of_reach([("Школа", "письмо вернулось")], TODAY, SAY),
        ["part"],
    ),
    "handover": (escalations.handed_over([(1, LINE)], 5, TODAY, CALENDAR, SAY), ["nth", "what"]),
    "admission": (speaking.invitation_letter("Анна", "Город", "https://t.me/vekha", SAY), []),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_letter_keeps_its_shape(kind: str) -> None:
    message, below = KINDS[kind]
    worded = word(message, Letterhead("Управление образования", "ru", kind), REPLY, "")
    found = Outline(worded.html)
    assert found.open == []
    assert found.unstyled == []
    shape = runs(found.classes)
    assert shape[:4] == HEADED[:4]
    assert shape[-1] == "foot"
    if below:
        assert shape == [*HEADED, *below, "foot"]
    for row in worded.plain.splitlines():
        bare = "".join(row.partition(": mailto:")[0].split())
        if bare.strip("–"):
            assert bare in "".join(found.words.split()), bare


def test_letters_about_one_activity_hang_together() -> None:
    moved, reminded = KINDS["answer"][0], KINDS["reminder"][0]
    assert moved.thread == reminded.thread == "activity-1"
    two = reminders.reminder([(1, LINE), (2, line(activity_id=2))], 5, TODAY, CALENDAR, SAY)
    assert two.thread == "reminders-5-2018-W41"


def test_the_file_of_dates_has_a_name_that_says_so() -> None:
    assert word(reminder(), TOWN, REPLY, "").dates == "Сроки.ics"


@pytest.mark.parametrize("reply", [None, REPLY])
def test_a_table_is_sent_back_only_where_answers_are_read(reply: ReplyTo | None) -> None:
    message, _ = KINDS["monitoring"]
    worded = word(message, Letterhead("Город", "ru", "monitoring"), reply, "")
    asks = "пришлите её ответом на это письмо" in worded.plain
    assert asks is (reply is not None)
    assert ("пришлите её координатору" in worded.plain) is not asks


@pytest.mark.parametrize("reply", [None, REPLY])
def test_how_to_answer_is_said_where_answers_are_read(reply: ReplyTo | None) -> None:
    worded = word(reminder(), TOWN, reply, "")
    asks = "Ответьте на это письмо" in worded.plain
    assert asks is (reply is not None)
    assert ("Ответьте на это письмо" in worded.html) is asks
    assert "вы или ваша организация" in worded.plain


def test_every_letter_leads_to_the_choice_of_letters() -> None:
    worded = word(reminder(), TOWN, REPLY, "")
    assert "mailto:answers+abc@town.example?subject=letters" in worded.html
    assert "mailto:answers+abc@town.example?subject=letters" in worded.plain
    assert "/letters" not in worded.plain


def test_summaries_can_be_stopped_by_a_letter() -> None:
    kept = page_of(QUIET)
    head = Letterhead("Управление образования", "ru", "weekly")
    worded = word(Message("Текст", page="f"), head, REPLY, kept)
    assert str(HERE) not in worded.html
    assert "mailto:answers+abc@town.example?subject=unsubscribe" in worded.html
    assert "mailto:answers+abc@town.example?subject=unsubscribe" in worded.plain


def test_words_are_no_tags() -> None:
    head = Letterhead(EVIL, "ru", "answer")
    message = Message("<b>Тема</b>\nтекст", subject=EVIL, letter_hint=EVIL)
    page = word(message, head, None, "").html
    assert "<script" not in page
    assert Outline(page).open == []


def test_a_struck_line_keeps_its_number() -> None:
    first, second = parts("<s>1. Сделано</s>\nвыполнено\n\n<b>2.</b> Ещё")
    assert (first.number, str(first.body)) == ("1", "<s>Сделано</s><br>выполнено")
    assert (second.number, str(second.body)) == ("2", "Ещё")


def test_links_are_spelt_out_in_the_plain_part() -> None:
    message = Message('Откройте <a href="https://t.me/vekha">ссылку</a>')
    assert "ссылку (https://t.me/vekha)" in word(message, TOWN, None, "").plain
