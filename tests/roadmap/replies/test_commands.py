"""What the words of an answer decide, and what they never do."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.progress import Event
from roadmap.replies.commands import ALL, Answer, NotUnderstood, Reason, Said, read_answers
from roadmap.replies.days import source

TODAY = date(2018, 11, 8)
DONE = (*source()["answers"]["done"], *source()["answers"]["alone"])
MADE = [
    "выполнено",
    "готово",
    "сделано",
    "исполнено",
    "проведено",
    "завершено",
    "done",
    "completed",
]


def one(text: str, count: int = 1, today: date = TODAY) -> Said | NotUnderstood:
    (heard,) = read_answers(text, today, count)
    return heard


@pytest.mark.parametrize("phrase", sorted(set(DONE)))
def test_every_phrase_of_done_is_understood(phrase: str) -> None:
    for text in (phrase, phrase.upper(), f"{phrase}.", f"- {phrase} 12.10"):
        heard = one(text)
        assert isinstance(heard, Said), text
        assert heard.answer is Answer.DONE
    assert one(f"{phrase} 12.10") == Said((), Answer.DONE, date(2018, 10, 12))


@pytest.mark.parametrize("name", [answer.value for answer in Answer if answer is not Answer.MOVE])
def test_every_phrase_of_the_others_is_understood(name: str) -> None:
    for phrase in source()["answers"][name]:
        heard = one(f"{phrase}: так вышло")
        assert isinstance(heard, Said), phrase
        assert (heard.answer, heard.comment) == (Answer(name), "так вышло"), phrase


def test_every_phrase_of_moving_takes_a_date() -> None:
    for phrase in source()["answers"]["move"]:
        assert one(f"{phrase} на 20.12") == Said((), Answer.MOVE, new_date=date(2018, 12, 20)), (
            phrase
        )


@pytest.mark.parametrize("word", [*source()["words"]["negators"], *source()["words"]["ahead"]])
def test_what_is_denied_or_promised_is_never_done(word: str) -> None:
    for made in MADE:
        for text in (
            f"{word} {made}",
            f"ещё {word} {made}",
            f"мы {word} {made} 12.10",
            f"2) {word} {made}",
            f"{made} {word}",
            f"Добрый день! Пока {word} {made}.",
            f"мероприятие {word} полностью {made}",
            f"Семинар {word} {made}",
        ):
            heard = read_answers(text, TODAY, 2)
            assert not any(isinstance(x, Said) and x.answer is Answer.DONE for x in heard), text


@pytest.mark.parametrize(
    "text",
    [
        *("невыполнено", "не выполненно", "ничего не выполнено", "выполнено не было"),
        *("выполнение затруднено", "выполним", "выполню до 20.12", "выполняйте", "готовимся"),
        *("готовы выполнить", "готов помочь", "если выполнено, сообщу", "когда будет выполнено?"),
        *(
            "выполнено?",
            "надо выполнить",
            "должно быть сделано 20.11",
            "сделаем",
            "сделать до 12.11",
        ),
        *("undone", "incomplete", "to be done", "isn't done", "won't be done", "not yet completed"),
        *("выполнено быть не может", "вряд ли выполнено", "прошу считать выполненным"),
        *("3 школы выполнили", "кем выполнено", "думаю, выполнено", "что значит выполнено"),
        *("выполнено 20.11.2018", "завтра выполнено", "будет готово к 12.11", "почти готово"),
        *("выполнено не всё", "сделано на 50%", "выполнено, но не полностью", "готово 3 из 5"),
    ],
)
def test_never_read_as_done(text: str) -> None:
    heard = one(text)
    assert not (isinstance(heard, Said) and heard.answer is Answer.DONE), heard


@pytest.mark.parametrize(
    "text", ["выплонено", "выполнео", "выполненно", "сдлано", "выпонлено", "compelted"]
)
def test_typos(text: str) -> None:
    assert one(text) == Said((), Answer.DONE)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        *[
            (f"выполнено {said}", date(2018, 10, 12))
            for said in ("12.10", "12/10/2018", "12.10.18")
        ],
        *[(f"выполнено {said}", date(2018, 10, 12)) for said in ("12 октября", "2018-10-12")],
        ("12-го октября выполнили", date(2018, 10, 12)),
        ("выполнено (12.10.2018 г.)", date(2018, 10, 12)),
        ("выполнено: 12.10", date(2018, 10, 12)),
        ("выполнено в срок, 12.10 отчитались", None),
        ("выполнено сегодня", TODAY),
        ("вчера сделали", date(2018, 11, 7)),
        ("выполнено 20.12", None),
        ("done on Oct 12", date(2018, 10, 12)),
        ("выполнено 31.02", None),
        ("выполнено, приказ от 12.10", None),
    ],
)
def test_the_day_of_the_fact(text: str, fact: date | None) -> None:
    heard = one(text)
    if text == "выполнено 20.12":  # nearly a year ago, or in six weeks: nobody can tell
        assert heard == NotUnderstood(text, Reason.FUTURE)
    else:
        assert isinstance(heard, Said)
        assert heard.fact_on == fact


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("перенести на 20.12", date(2018, 12, 25), date(2019, 12, 20)),
        ("перенести с 10.11 на 20.12", TODAY, date(2018, 12, 20)),
        ("перенести срок исполнения до 1 февраля", TODAY, date(2019, 2, 1)),
        ("postpone to Dec 20", TODAY, date(2018, 12, 20)),
        ("перенести на конец декабря", TODAY, date(2018, 12, 31)),
        ("можно перенести на 20.12?", TODAY, date(2018, 12, 20)),
        ("отложить до завтра", TODAY, date(2018, 11, 9)),
    ],
)
def test_the_day_to_move_to(text: str, today: date, day: date) -> None:
    heard = one(text, today=today)
    assert isinstance(heard, Said)
    assert heard.new_date == day


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        *[
            (f"{said} выполнено", (1, 3))
            for said in ("1, 3", "1,3", "1 и 3", "пп. 1, 3", "№1 и №3")
        ],
        *[(f"{said} выполнено", (2,)) for said in ("2)", "2.", "2 -", "п. 2 –", "по п.2:", "2-е")],
        *[(f"{said} выполнены", (1, 2, 3)) for said in ("1-3", "1–3", "с 1-3")][:2],
        *[(said, ALL) for said in ("все выполнено", "по всем: выполнено", "выполнены все пункты")],
        ("выполнено: 1, 3", (1, 3)),
        ("done: 2", (2,)),
        ("все, кроме 2, выполнены", (1, 3, 4)),
        ("первое и третье выполнено", (1, 3)),
        ("выполнено", ()),
        ("12.10 выполнено", ()),
    ],
)
def test_which_lines(text: str, lines: object) -> None:
    heard = one(text, count=4)
    assert isinstance(heard, Said)
    assert (heard.answer, heard.lines) == (Answer.DONE, lines)


def test_what_was_said_before_an_answer_is_not_lost() -> None:
    assert one("Мероприятие новое. Выполнено.") == Said(
        (), Answer.DONE, comment="Мероприятие новое."
    )
    lost, refused = read_answers("1 да, 2 нет", TODAY, 2)
    assert lost == NotUnderstood("1 да", Reason.UNKNOWN)
    assert refused == NotUnderstood("2 нет", Reason.NEGATED, (2,))


def test_an_answer_is_an_event_where_it_is_one() -> None:
    assert Answer.DONE.event is Event.DONE
    assert Answer.MOVE.event is None


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*MADE, "1", "2,", "12.10", "не", "все", ";", "\n", "п.", "-", "кроме", "?"]
        )
    ),
    st.text(max_size=30),
    st.integers(0, 5),
)
def test_anything_can_be_read(words: list[str], junk: str, count: int) -> None:
    heard = read_answers(" ".join(words) + junk, TODAY, count)
    assert heard
    for x in heard:
        if count and isinstance(x, Said) and isinstance(x.lines, tuple):
            assert all(0 < n <= count for n in x.lines)


def test_a_long_letter_takes_no_time() -> None:
    assert read_answers("не выполнено, 1, 2 и " * 2000, TODAY, 3)


@pytest.mark.parametrize(
    ("said", "today", "fact"),
    [
        ("выполнено 28.12", date(2019, 1, 9), date(2018, 12, 28)),
        ("выполнено 15.03", date(2018, 10, 10), date(2018, 3, 15)),
        ("выполнено 20.11", date(2019, 3, 1), date(2018, 11, 20)),
        ("выполнено 31.12", date(2018, 10, 10), None),
        ("выполнено 12.01", date(2018, 12, 28), date(2018, 1, 12)),
        ("выполнено 15.06", date(2019, 3, 1), None),
    ],
)
def test_a_day_without_a_year_is_of_last_year_only_if_near(
    said: str, today: date, fact: date | None
) -> None:
    (heard,) = read_answers(said, today)
    assert getattr(heard, "fact_on", None) == fact
    assert getattr(heard, "reason", None) == (None if fact else Reason.FUTURE)
