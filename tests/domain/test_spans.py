"""While what each clock runs, said a second time and compared with the table over every state of a case."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product

import pytest

from app.domain.spans import HOLDER, NATURE, CaseState, Holder, Nature, Running, ShareState, running
from app.domain.vocabulary import AssignmentStatus, ClockName, ClockProfile, Kind, Part, Status
from app.models.base import new_id
from tests.domain.almanac import at

OF_THE_CASE = """
register      | submitted                   |            |
hand_over     | registered pending_dispatch | -wish      | -returned
reassign      | pending_dispatch            |            | +returned
reply         | external                    |            |
feedback      | replied                     |            | -told
rating        | replied                     |            | -redo_asked
expert_review | expert_review               |            |
promise       | replied tracking closed     |            | +promised
"""
"""clock | while the case is | for kinds | if (+) and unless (-)"""

OF_A_HAND_OVER = """
sign_in       | dispatched               |            |            |                                |
return        | dispatched handling      |            |            | -return_final                  | hand_over
reply         | open                     | main split |            | -redo                          | hand_over
redo          | open                     | main split |            | +redo                          | hand_over
co_opinion    | open                     | co         |            |                                | hand_over
pre_talk      | open                     | main split | suggestion | -communicated                  | hand_over
pre_talk      | open                     | main split | -wish -suggestion | +talk_required -communicated | hand_over
"""
"""clock | while the hand-over is, and the case not over | for parts | for kinds | if (+) and unless (-) | from"""

OVER = {"draft", "closed", "refused", "withdrawn", "merged", "converted"}
OPEN = {"dispatched", "return_review", "handling", "reply_review"}
HANDED_OVER = at("2026-11-20T09:00")
PROMISED = date(2027, 5, 31)


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def among(words: str, word: str) -> bool:
    """No words: any. Words with a minus: all but these."""
    named = words.split()
    without = {each.removeprefix("-") for each in named if each.startswith("-")}
    return not named or (word not in without if without else word in named)


def holds(words: str, facts: dict[str, bool]) -> bool:
    return all(facts[word[1:]] is (word[0] == "+") for word in words.split())


def of_the_case(case: CaseState) -> Iterator[Running]:
    facts = {
        "returned": any(share.status == "returned" for share in case.shares if share.round == case.round),
        "told": case.told,
        "redo_asked": case.redo_asked,
        "promised": case.promise_due_on is not None,
    }
    for name, statuses, kinds, conditions in cells(OF_THE_CASE):
        if case.status in statuses.split() and among(kinds, case.kind) and holds(conditions, facts):
            of_deputy = name == "rating" and case.deputy_rates
            profile = ClockProfile.DEPUTY if of_deputy else ClockProfile.PLAIN
            yield Running(ClockName(name), None, case.round, profile, None)


def of_hand_overs(case: CaseState) -> Iterator[Running]:
    for share in case.shares:
        if case.status in OVER or share.round != case.round:
            continue
        facts = {
            "return_final": share.return_final,
            "redo": share.clock is ClockName.REDO,
            "communicated": share.communicated,
            "talk_required": case.talk_required,
        }
        for name, statuses, parts, kinds, conditions, since in cells(OF_A_HAND_OVER):
            stands = share.status in (OPEN if statuses == "open" else statuses.split())
            fits = among(parts, share.part) and among(kinds, case.kind) and holds(conditions, facts)
            if stands and fits:
                start = HANDED_OVER if since else None
                yield Running(ClockName(name), share.id, share.round, share.profile, start)


def agree(case: CaseState) -> None:
    assert running(case) == {*of_the_case(case), *of_hand_overs(case)}, case


FLAGS = (False, True)
_share = partial(ShareState, handed_over_at=HANDED_OVER)
SHARES = tuple(
    _share(new_id(), status, part, round_, clock, profile, communicated, final)
    for status, part, round_, clock, profile, communicated, final in product(
        AssignmentStatus,
        Part,
        (1, 2),
        (ClockName.REPLY, ClockName.REDO),
        (ClockProfile.PLAIN, ClockProfile.HARD),
        FLAGS,
        FLAGS,
    )
)
"""Every hand-over that there can be; no two of them touch each other."""
BACK = _share(
    new_id(), AssignmentStatus.RETURNED, Part.MAIN, 1, ClockName.REPLY, ClockProfile.PLAIN, False, False
)


@pytest.mark.parametrize("kind", Kind)
def test_the_clocks_of_a_case_in_every_state(kind: Kind) -> None:
    shares: tuple[tuple[ShareState, ...], ...] = ((), (BACK,), (replace(BACK, round=2),))
    facts = product(Status, FLAGS, FLAGS, FLAGS, (None, PROMISED), FLAGS, shares)
    for status, talk, told, asked, promised, deputy_rates, handed_over in facts:
        agree(CaseState(status, kind, 1, talk, told, asked, promised, deputy_rates, handed_over))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("talk_required", FLAGS)
def test_the_clocks_of_every_hand_over_whatever_becomes_of_the_case(kind: Kind, talk_required: bool) -> None:
    for status, round_ in product(Status, (1, 2)):
        agree(CaseState(status, kind, round_, talk_required, shares=SHARES))


def test_a_clock_is_of_the_case_or_of_one_hand_over_and_runs_once() -> None:
    for status, kind in product(Status, Kind):
        found = running(CaseState(status, kind, 1, promise_due_on=PROMISED, shares=SHARES))
        assert len({(each.clock, each.share_id) for each in found}) == len(found)


def test_what_everybody_answers_runs_out_for_one_who_could_have_acted() -> None:
    """The extension only says how far: it is no clock of its own."""
    assert set(ClockName) - {ClockName.EXTENSION} == set(NATURE)
    windows = {clock for clock, nature in NATURE.items() if nature is Nature.WINDOW}
    assert windows == {ClockName.SIGN_IN, ClockName.RETURN, ClockName.RATING}
    assert {clock.value: who.value for (clock, of_share), who in HOLDER.items() if not of_share} == {
        "register": "station",
        "hand_over": "desk",
        "reassign": "desk",
        "reply": "station",
        "feedback": "station",
        "rating": "rater",
        "expert_review": "county_office",
        "promise": "unit",
    }
    assert {who for (_, of_share), who in HOLDER.items() if of_share} == {Holder.UNIT}
