"""How many letters are taken in: every span has a limit of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roadmap.letter_limits import LIMITS, has_room


@pytest.mark.parametrize(
    ("minute", "five", "hour", "room"),
    [(49, 119, 599, True), (50, 50, 50, False), (0, 120, 120, False), (0, 0, 600, False)],
)
def test_each_span_has_its_limit(minute: int, five: int, hour: int, *, room: bool) -> None:
    taken = dict(zip((timedelta(minutes=n) for n in (1, 5, 60)), (minute, five, hour), strict=True))
    assert has_room(taken.__getitem__) is room
    assert set(taken) == {span for span, _ in LIMITS}
