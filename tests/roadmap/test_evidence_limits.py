"""How much may be sent: of one file, of one day."""

from __future__ import annotations

import pytest

from roadmap.evidence_limits import MEGABYTE, Limits, Over, Sent, TooMuch, check, limits_from
from roadmap.policy_settings import BadSetting

LIMITS = Limits(megabytes=2, files_a_day=3, megabytes_a_day=5)


@pytest.mark.parametrize(
    ("size", "sent", "over"),
    [
        (2 * MEGABYTE + 1, Sent(), Over.SIZE),
        (1, Sent(3, 0), Over.FILES),
        (2 * MEGABYTE, Sent(1, 3 * MEGABYTE + 1), Over.MEGABYTES),
    ],
)
def test_what_goes_past_a_limit_is_named(size: int, sent: Sent, over: Over) -> None:
    with pytest.raises(TooMuch) as caught:
        check(size, sent, LIMITS)
    assert caught.value.over is over


@pytest.mark.parametrize("sent", [Sent(), Sent(2, 3 * MEGABYTE)])
def test_up_to_the_limit_passes(sent: Sent) -> None:
    check(2 * MEGABYTE, sent, LIMITS)


def test_settings_change_what_they_name() -> None:
    assert limits_from({}) == Limits()
    assert limits_from({"evidence": {"files_a_day": 5}}) == Limits(files_a_day=5)


@pytest.mark.parametrize(
    "wrong",
    [{"megabytes": 21}, {"files_a_day": 0}, {"megabytes_a_day": "5"}, [], {"megabytes": True}],
)
def test_a_limit_that_cannot_be_meant_is_named(wrong: object) -> None:
    with pytest.raises(BadSetting):
        limits_from({"evidence": wrong})
