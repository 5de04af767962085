"""A case walked by the steps of a preset: when each was reached, and which it stands in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.steps import PresetStep, walk
from app.domain.vocabulary import Status as S

START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
STEPS = (
    PresetStep("点", frozenset({S.SUBMITTED, S.REGISTERED})),
    PresetStep("派", frozenset({S.PENDING_DISPATCH})),
    PresetStep("办", frozenset({S.DISPATCHED, S.HANDLING, S.REPLY_REVIEW})),
    PresetStep("评", frozenset({S.REPLIED, S.TRACKING, S.CLOSED})),
)
PLACE = {status: index for index, step in enumerate(STEPS) for status in step.statuses}


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def walked(*statuses: S) -> list[tuple[int | None, bool]]:
    """The hour at which each step was reached, when one status is entered an hour."""
    shown = walk(STEPS, [(status, at(hour)) for hour, status in enumerate(statuses)])
    assert [step.label for step in shown] == ["点", "派", "办", "评"]
    hours = {at(hour): hour for hour in range(len(statuses))}
    return [(hours[step.reached_at] if step.reached_at else None, step.current) for step in shown]


UNTIL_REPLIED = (S.SUBMITTED, S.REGISTERED, S.PENDING_DISPATCH, S.DISPATCHED, S.HANDLING, S.REPLIED)


@pytest.mark.parametrize(
    ("statuses", "reached", "current"),
    [
        ((), (None, None, None, None), None),
        ((S.SUBMITTED,), (0, None, None, None), 0),
        ((S.SUBMITTED, S.REGISTERED, S.REGISTERED), (0, None, None, None), 0),
        (UNTIL_REPLIED, (0, 2, 3, 5), 3),
        ((*UNTIL_REPLIED, S.TRACKING, S.CLOSED), (0, 2, 3, 5), 3),
        ((S.SUBMITTED, S.REGISTERED, S.REPLIED), (0, None, None, 2), 3),
        ((*UNTIL_REPLIED, S.HANDLING), (0, 2, 3, None), 2),
        ((*UNTIL_REPLIED, S.HANDLING, S.REPLY_REVIEW, S.REPLIED), (0, 2, 3, 8), 3),
        ((*UNTIL_REPLIED[:5], S.PENDING_DISPATCH, S.DISPATCHED), (0, 2, 6, None), 2),
        ((S.DRAFT, S.SUBMITTED), (1, None, None, None), 0),
        ((S.SUBMITTED, S.REGISTERED, S.REFUSED), (0, None, None, None), None),
        ((S.SUBMITTED, S.PENDING_DISPATCH, S.MERGED, S.REGISTERED), (0, None, None, None), 0),
    ],
    ids=lambda value: "-".join(str(item) for item in value) if isinstance(value, tuple) else str(value),
)
def test_each_step_is_reached_when_its_first_status_is(
    statuses: tuple[S, ...], reached: tuple[int | None, ...], current: int | None
) -> None:
    assert walked(*statuses) == [(hour, index == current) for index, hour in enumerate(reached)]


@given(st.lists(st.sampled_from(S), max_size=20))
def test_a_case_never_stands_before_what_it_has_reached(statuses: list[S]) -> None:
    shown = walk(STEPS, [(status, at(hour)) for hour, status in enumerate(statuses)])
    hours = [step.reached_at for step in shown if step.reached_at]
    assert hours == sorted(hours)
    standing = [step for step in shown if step.current]
    assert [step.label for step in standing] == [
        STEPS[PLACE[status]].label for status in statuses[-1:] if status in PLACE
    ]
    if standing:
        assert standing[0].reached_at is not None
        assert all(step.reached_at is None for step in shown[shown.index(standing[0]) + 1 :])
