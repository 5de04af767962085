"""Where a case goes next, who must rate it, and what days are: pure functions of what is known."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadlines import add_months, day_of, end_of
from app.domain.outcomes import after_rating, redo_status, required_raters, roll_up, settled
from app.domain.vocabulary import AssignmentStatus as A
from app.domain.vocabulary import Kind, Part, ReplyClass, Role, Satisfaction, Status

ADVANCE = {
    A.RETURNED: Status.PENDING_DISPATCH,
    A.RETURN_REVIEW: Status.RETURN_REVIEW,
    A.DISPATCHED: Status.DISPATCHED,
    A.HANDLING: Status.HANDLING,
    A.REPLY_REVIEW: Status.REPLY_REVIEW,
    A.REPLIED: Status.REPLIED,
}
"""Least advanced first."""

answering = st.lists(
    st.tuples(st.sampled_from([Part.MAIN, Part.SPLIT]), st.sampled_from(list(ADVANCE))), min_size=1
)
gone = st.lists(st.tuples(st.just(Part.SPLIT), st.sampled_from([A.REPLACED, A.LAPSED])))
helping = st.lists(st.tuples(st.just(Part.CO), st.sampled_from(A)))


@given(answering, gone, helping, st.randoms())
def test_the_least_advanced_part_is_where_the_case_stands(
    parts: list[tuple[Part, A]],
    replaced: list[tuple[Part, A]],
    co: list[tuple[Part, A]],
    random: Random,
) -> None:
    least = min((status for _, status in parts), key=list(ADVANCE).index)
    everything = [*parts, *replaced, *co]
    random.shuffle(everything)
    assert roll_up(everything) is ADVANCE[least]


@given(answering, st.data())
def test_a_part_that_advances_never_sets_the_case_back(
    parts: list[tuple[Part, A]], data: st.DataObject
) -> None:
    order = list(ADVANCE)
    index = data.draw(st.integers(0, len(parts) - 1))
    part, status = parts[index]
    further = data.draw(st.sampled_from(order[order.index(status) :]))
    after = [*parts[:index], (part, further), *parts[index + 1 :]]
    statuses = list(ADVANCE.values())
    assert statuses.index(roll_up(after)) >= statuses.index(roll_up(parts))


@pytest.mark.parametrize("has_assignments", [True, False])
@pytest.mark.parametrize("claimed", [True, False])
def test_a_redo_goes_back_to_whoever_handled_it(has_assignments: bool, claimed: bool) -> None:
    handled = has_assignments or claimed
    expected = Status.HANDLING if handled else Status.PENDING_DISPATCH
    assert redo_status(has_assignments=has_assignments, claimed=claimed) is expected


RATINGS = (None, *Satisfaction)
CLASSES = [[], *([one] for one in ReplyClass), [ReplyClass.RESOLVED, ReplyClass.IN_PROGRESS]]


@pytest.mark.parametrize("round_number", [1, 2, 3])
def test_where_every_combination_of_ratings_and_replies_leads(round_number: int) -> None:
    for ratings, classes in product(product(RATINGS, repeat=2), CLASSES):
        found = after_rating(ratings, classes, round_number=round_number)
        if Satisfaction.DISSATISFIED in ratings:
            assert found is (None if round_number == 1 else Status.EXPERT_REVIEW)
        elif None in ratings:
            assert found is None
        else:
            promised = ReplyClass.IN_PROGRESS in classes
            assert found is (Status.TRACKING if promised else Status.CLOSED)


def test_a_promise_is_tracked_and_anything_else_is_closed() -> None:
    assert settled([ReplyClass.RESOLVED, ReplyClass.IN_PROGRESS]) is Status.TRACKING
    assert settled([ReplyClass.RESOLVED, ReplyClass.NOT_FEASIBLE, ReplyClass.ESCALATED]) is Status.CLOSED


@pytest.mark.parametrize("kind", Kind)
def test_who_must_rate(kind: Kind) -> None:
    once, double = required_raters(kind, double=False), required_raters(kind, double=True)
    if kind is Kind.SUGGESTION:
        assert (set(once), set(double)) == ({Role.DEPUTY}, {Role.DEPUTY, Role.COUNTY_OFFICE})
    else:
        assert (set(once), set(double)) == ({Role.CITIZEN}, {Role.CITIZEN, Role.DEPUTY})


def test_a_day_in_china_begins_eight_hours_before_that_of_greenwich() -> None:
    assert day_of(datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 20)
    assert day_of(datetime(2026, 11, 20, 16, 0, tzinfo=UTC)) == date(2026, 11, 21)
    assert end_of(date(2026, 11, 20)) == datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 36))
def test_months_are_calendar_months_and_never_run_over(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
