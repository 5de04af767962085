"""Rates from counts: what is in the numerator, what in the denominator, and what was left out."""

from dataclasses import replace

import pytest

from app.domain.figures import Answers, Days, Figure, days, mediation, on_time, satisfaction
from app.domain.vocabulary import Kind, Satisfaction

GOOD, FAIR, BAD = Satisfaction.SATISFIED, Satisfaction.BASICALLY, Satisfaction.DISSATISFIED
APPEAL = Answers(Kind.APPEAL, double=False, citizen=None, deputy=None, panel=None, count=1)
SUGGESTION = replace(APPEAL, kind=Kind.SUGGESTION)


def test_sixteen_heads_of_whom_thirteen_were_content() -> None:
    """新华区: 13 满意 and 3 基本满意 of 16 are 81.25 % strict and 100 % broad."""
    heads = [replace(APPEAL, citizen=GOOD, count=13), replace(APPEAL, citizen=FAIR, count=3)]
    found = satisfaction(heads, received=16)
    assert (found.strict.rate, found.broad.rate, found.coverage.rate) == (0.8125, 1.0, 1.0)
    assert found.strict == Figure(13, 16, 0)


def test_what_nobody_rated_is_no_satisfaction_and_stands_beside_it() -> None:
    rows = [
        replace(APPEAL, citizen=GOOD, count=4),
        replace(APPEAL, citizen=BAD, count=1),
        replace(APPEAL, count=5),
    ]
    found = satisfaction(rows, received=12)
    assert found.strict == found.broad == Figure(4, 5, 5)
    assert found.coverage == Figure(5, 10, 2)


def test_without_a_denominator_there_is_no_rate() -> None:
    found = satisfaction([], received=3)
    assert (found.strict, found.coverage) == (Figure(0, 0, 0), Figure(0, 0, 3))
    for figure in (found.strict, found.broad, found.coverage, on_time(0, 0, 0, 7), mediation(0, 0, 2)):
        assert figure.rate is None


def test_a_rate_is_rounded_to_a_hundredth_of_a_per_cent() -> None:
    assert Figure(1, 3, 0).rate == 0.3333
    assert Figure(90, 95, 0).rate == 0.9474


@pytest.mark.parametrize(
    ("answers", "rating"),
    [
        (replace(APPEAL, citizen=GOOD, deputy=BAD, panel=BAD), GOOD),
        (replace(APPEAL, deputy=FAIR), FAIR),
        (replace(APPEAL, panel=BAD, deputy=GOOD), BAD),
        (replace(APPEAL, double=True, citizen=GOOD, deputy=FAIR), FAIR),
        (replace(APPEAL, double=True, citizen=GOOD), GOOD),
        (replace(SUGGESTION, citizen=BAD, deputy=GOOD), GOOD),
        (replace(SUGGESTION, double=True, deputy=GOOD, panel=BAD), BAD),
        (SUGGESTION, None),
    ],
)
def test_a_matter_counts_by_who_must_rate_it(answers: Answers, rating: Satisfaction | None) -> None:
    assert answers.rating is rating


def test_in_time_is_of_what_was_answered_or_should_have_been() -> None:
    assert on_time(in_time=6, late=1, overdue=1, hand_overs=11) == Figure(6, 8, 3)


@pytest.mark.parametrize(
    ("answers", "mean", "median"),
    [
        ({42: 1}, 42.0, 42.0),
        ({0: 1, 7: 1}, 3.5, 3.5),
        ({0: 3, 1: 1, 90: 1}, 18.2, 0.0),
        ({5: 2, 3: 2, 1: 1}, 3.4, 3.0),
        ({1: 2, 2: 1}, 1.33, 1.0),
    ],
)
def test_one_answer_that_took_for_ever_moves_the_mean_and_not_the_median(
    answers: dict[int, int], mean: float, median: float
) -> None:
    assert days(answers) == Days(sum(answers.values()), mean, median)


def test_nothing_answered_took_no_time_at_all_and_says_so() -> None:
    assert days({}) == Days(0, None, None)


def test_ninety_agreements_of_ninety_five_disputes_closed() -> None:
    assert mediation(agreed=90, closed=95, disputes=100) == Figure(90, 95, 5)
