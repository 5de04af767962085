"""Plays a written history again, from the transition table alone: nothing here knows how it was made."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.outcomes import OPEN_ASSIGNMENT, roll_up
from app.domain.vocabulary import Action as A
from app.domain.vocabulary import AssignmentStatus as H
from app.domain.vocabulary import Part, Status
from app.domain.workflow import TABLE, Rule, Subject
from app.models import Assignment, Case, CaseEvent, Evaluation, Reply

AFTER = {
    A.ACCEPT: H.HANDLING,
    A.REQUEST_RETURN: H.RETURN_REVIEW,
    A.GIVE_OPINION: H.REPLIED,
    A.DRAFT_REPLY: H.REPLY_REVIEW,
    A.SEND_BACK: H.HANDLING,
    A.SIGN_REPLY: H.REPLIED,
}
"""Where an action leaves the hand-over that it is done to; all others leave it where it is."""
FIRST = {A.SUBMIT: Status.SUBMITTED, A.COSIGN: Status.DRAFT}
ENDED = {Status.CLOSED, Status.REFUSED, Status.WITHDRAWN, Status.MERGED, Status.CONVERTED}
NOTHING_OPEN = ENDED | {Status.REPLIED, Status.TRACKING, Status.EXTERNAL, Status.EXPERT_REVIEW}


@dataclass
class History:
    case: Case
    events: list[CaseEvent] = field(default_factory=list)
    noted: list[CaseEvent] = field(default_factory=list)
    """What the product noted by itself."""
    assignments: list[Assignment] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)


def played(history: History) -> dict[UUID, H]:
    """Every entry in turn, each one legal; how the hand-overs stand at the end."""
    shares: dict[UUID, H] = {}
    rows = {item.id: item for item in history.assignments}
    first, *rest = history.events
    assert first.from_status is None and first.to_status is FIRST[first.action]
    before, round_number = first.to_status, 1
    for event in rest:
        assert event.from_status is before and event.round == round_number, event.action
        rule = rule_of(history.case, event, shares)
        _check_target(event, rule)
        _move(event, history, shares)
        opened = [item for item in history.assignments if item.created_at == event.at]
        if event.action is not A.DISPATCH and event.action in (A.REDO, A.REOPEN, A.EVALUATE):
            moved = event.to_status in (Status.HANDLING, Status.PENDING_DISPATCH)
            round_number += moved
            shares |= {item.id: H.HANDLING for item in opened}
        current = [(rows[key].part, how) for key, how in shares.items() if rows[key].round == round_number]
        if rule.subject is Subject.ASSIGNMENT or event.action is A.DISPATCH:
            assert event.to_status is roll_up(current), event.action
        if event.to_status in NOTHING_OPEN:
            assert not OPEN_ASSIGNMENT & set(shares.values()), event.action
        before = event.to_status
    assert history.case.round == round_number
    return shares


def rule_of(case: Case, event: CaseEvent, shares: dict[UUID, H]) -> Rule:
    """The row of the table that lets this role do this to this kind, from where the case or the hand-over stood."""
    for rule in TABLE:
        if rule.action is not event.action or case.kind not in rule.kinds or event.role not in rule.who:
            continue
        stood = (
            event.from_status if rule.subject is Subject.CASE else shares.get(event.assignment_id or case.id)
        )
        if stood in rule.source and rule.audience is event.audience:
            return rule
    raise AssertionError(f"{event.role} may not {event.action} {case.kind} from {event.from_status}")


def _check_target(event: CaseEvent, rule: Rule) -> None:
    if rule.subject is Subject.CASE:
        stays = event.to_status is event.from_status and (
            not rule.to or event.action in (A.EVALUATE, A.CONVERT)
        )
        assert stays or event.to_status in rule.to, event.action


def _move(event: CaseEvent, history: History, shares: dict[UUID, H]) -> None:
    if event.action is A.DISPATCH:
        shares |= {key: H.REPLACED for key, how in shares.items() if how is H.RETURNED}
        fresh = [item.id for item in history.assignments if item.created_at == event.at]
        assert fresh
        shares |= dict.fromkeys(fresh, H.DISPATCHED)
    elif event.assignment_id is not None:
        if event.action is A.DECIDE_RETURN:
            shares[event.assignment_id] = H.RETURNED if event.data["upheld"] else H.DISPATCHED
        shares[event.assignment_id] = AFTER.get(event.action, shares[event.assignment_id])
        if event.to_status is Status.REPLIED:
            shares |= _lapsed(history.assignments, shares)


def _lapsed(assignments: Iterable[Assignment], shares: dict[UUID, H]) -> dict[UUID, H]:
    """Units that join in are not waited for once the answer is out."""
    return {
        item.id: H.LAPSED
        for item in assignments
        if item.part is Part.CO and shares.get(item.id) in OPEN_ASSIGNMENT
    }
