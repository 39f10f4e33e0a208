"""Filters of a digest: what they hold, and how they travel in buttons."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.digest_filtering import LEVELS, BadFilter, Dimension, Filter, from_numbers

IDS = st.integers(1, 2**31)
PLACES = st.one_of(
    st.just(Filter()), st.builds(Filter, roadmap=IDS), st.builds(Filter, section=IDS)
)
OWNERS = st.one_of(st.just((None, None)), st.tuples(IDS, st.none()), st.tuples(st.none(), IDS))


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """Any filter that buttons can make."""
    place = draw(PLACES)
    organization, person = draw(OWNERS)
    level = draw(st.sampled_from([None, *LEVELS]))
    return Filter(place.roadmap, place.section, organization, person, level)


@settings(max_examples=50, deadline=None)
@given(filters())
def test_a_filter_comes_back_from_a_button_as_it_went(wanted: Filter) -> None:
    assert from_numbers(wanted.as_numbers()) == wanted
    assert bool(wanted) == (wanted != Filter())


@settings(max_examples=50, deadline=None)
@given(filters(), st.sampled_from(list(Dimension)))
def test_what_was_taken_off_no_longer_narrows(wanted: Filter, dimension: Dimension) -> None:
    left = wanted.without(dimension)
    assert left.get(dimension) is None
    others = [d for d in Dimension if d not in (dimension, Dimension.ALL)]
    if dimension is not Dimension.ALL:
        assert [left.get(d) for d in others] == [wanted.get(d) for d in others]
    else:
        assert not left


def test_a_section_stands_for_its_roadmap_and_a_person_for_their_school() -> None:
    narrowed = Filter(roadmap=3, organization=5)
    assert narrowed.narrowed(Dimension.SECTION, 7) == Filter(section=7, organization=5)
    assert narrowed.narrowed(Dimension.PERSON, 9) == Filter(roadmap=3, person=9)
    assert Filter(section=7).narrowed(Dimension.ROADMAP, 3) == Filter(roadmap=3)


def test_a_level_that_never_was_is_no_filter() -> None:
    with pytest.raises(BadFilter):
        from_numbers((0, 0, 4))
    assert from_numbers(()) == Filter()
