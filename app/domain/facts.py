"""What one case counts for in every figure, as it stands: as a whole, and for each unit that had a part in it. Pure.

All of it is reckoned anew from the case whenever it moves, so that doing it twice changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from uuid import UUID

from app.domain.deadlines import day_of
from app.domain.figures import ANSWERED, Answers
from app.domain.outcomes import GIVEN_UP, OPEN_ASSIGNMENT
from app.domain.vocabulary import (
    AssignmentStatus,
    ClockName,
    Kind,
    PromiseState,
    Rater,
    ReplyClass,
    Satisfaction,
    Status,
    Wait,
)
from app.domain.waits import code

ENDED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.MERGED, Status.CONVERTED})
"""Nobody will close these."""
_FROM_WORST = (Satisfaction.DISSATISFIED, Satisfaction.BASICALLY, Satisfaction.SATISFIED)


@dataclass
class Tally:
    """Everything that figures are made of, each a count; a roll-up is a sum of these."""

    received: int = 0
    closed: int = 0
    ended: int = 0
    handed: int = 0
    returned: int = 0
    in_time: int = 0
    late: int = 0
    untimed: int = 0
    answered: int = 0
    resolved: int = 0
    satisfied: int = 0
    basically: int = 0
    dissatisfied: int = 0
    answered_once: int = 0
    redone: int = 0
    promised: int = 0
    kept_in_time: int = 0
    kept_late: int = 0
    superseded: int = 0


COUNTS = tuple(each.name for each in fields(Tally))


@dataclass(frozen=True)
class Share:
    """A hand-over of a main or split part."""

    unit_id: UUID
    status: AssignmentStatus
    round: int
    clock: ClockName
    created_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True)
class Answer:
    """A signed reply; by nobody's hand-over if there is no unit."""

    unit_id: UUID | None
    round: int
    reply_class: ReplyClass
    signed_at: datetime


@dataclass(frozen=True)
class Rating:
    id: UUID
    round: int
    rater: Rater
    result: Satisfaction
    at: datetime


@dataclass(frozen=True)
class Promised:
    """What an answer promised."""

    unit_id: UUID | None
    round: int
    state: PromiseState
    due_on: date
    first_due_on: date
    struck_off_at: datetime | None


@dataclass
class History:
    """A case with what happened to it, as far as figures are concerned. Times of entries are in order."""

    kind: Kind
    status: Status
    round: int
    double: bool
    suspended: bool
    submitted_at: datetime
    closed_at: datetime | None
    registered_at: datetime | None = None
    told_at: list[tuple[int, datetime]] = field(default_factory=list)
    """Round and time of each feedback."""
    shares: list[Share] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)

    def verdict(self, round_number: int) -> Satisfaction | None:
        """How a round was rated: by who must rate it, the worse where they differ, those merged in included."""
        worst = {rater: self._worst(rater, round_number) for rater in Rater}
        each = (worst[Rater.CITIZEN], worst[Rater.DEPUTY], worst[Rater.PANEL])
        return Answers(self.kind, self.double, *each, count=1).rating

    def _worst(self, rater: Rater, round_number: int) -> Satisfaction | None:
        given = {each.result for each in self.ratings if each.rater is rater and each.round == round_number}
        return next((result for result in _FROM_WORST if result in given), None)

    def superseded(self, promise: Promised) -> bool:
        """Its owner answers the case anew, or did."""
        if promise.unit_id is None:
            return self.round > promise.round
        return any(each.unit_id == promise.unit_id and each.round > promise.round for each in self.shares)


@dataclass
class Fact:
    """What a case counts for as a whole (`unit_id` None) or for one unit.

    Two counts depend on the day on which they are asked for, and are kept as days: an answer is owed until `due_at`, a
    promise to be kept until `promise_due_on`. Each stands with the unit that owes it; nobody's promise with the whole.
    """

    unit_id: UUID | None
    tally: Tally
    waits: Counter[int]
    due_at: datetime | None = None
    promise_due_on: date | None = None


def facts(history: History) -> list[Fact]:
    """Of the whole, then of each unit. A draft counts for nothing."""
    if history.status is Status.DRAFT:
        return []
    units = dict.fromkeys(each.unit_id for each in history.shares)
    return [_whole(history), *(_of_unit(history, unit_id) for unit_id in units)]


def _whole(history: History) -> Fact:
    standing = _in_force(history)
    answered = history.status in ANSWERED
    tally = Tally(
        received=1,
        closed=int(history.status is Status.CLOSED),
        ended=int(history.status in ENDED),
        answered=int(answered),
        resolved=int(answered and {each.reply_class for each in standing} == {ReplyClass.RESOLVED}),
        answered_once=int(bool(history.answers)),
        redone=int(bool(history.answers) and history.round > 1),
    )
    if answered:
        _rate(tally, history.verdict(history.round))
    _hand_overs(tally, history.shares)
    _promises(tally, history, history.promises)
    nobodys = [each for each in history.promises if each.unit_id is None]
    return Fact(None, tally, Counter(_waits(history)), promise_due_on=_owed(history, nobodys))


def _of_unit(history: History, unit_id: UUID) -> Fact:
    """It is rated for the round in which it answered last. What it gave back is no more its to close."""
    own = [each for each in history.shares if each.unit_id == unit_id]
    rounds = [each.round for each in own if each.status is AssignmentStatus.REPLIED]
    gave_up = all(each.status in GIVEN_UP for each in own)
    standing = [each for each in _in_force(history) if each.unit_id == unit_id]
    answered = history.status in ANSWERED and bool(rounds)
    tally = Tally(
        received=1,
        closed=int(history.status is Status.CLOSED and not gave_up),
        ended=int(history.status in ENDED or gave_up),
        answered=int(answered),
        resolved=int(answered and {each.reply_class for each in standing} == {ReplyClass.RESOLVED}),
        answered_once=int(bool(rounds)),
        redone=int(bool(rounds) and max(each.round for each in own) > min(rounds)),
    )
    if answered:
        _rate(tally, history.verdict(max(rounds)))
    _hand_overs(tally, own)
    promises = [each for each in history.promises if each.unit_id == unit_id]
    _promises(tally, history, promises)
    due = [each.due_at for each in own if each.status in OPEN_ASSIGNMENT and each.due_at is not None]
    return Fact(
        unit_id,
        tally,
        Counter(_of_shares(own)),
        due_at=min(due, default=None) if not history.suspended else None,
        promise_due_on=_owed(history, promises),
    )


def _rate(tally: Tally, verdict: Satisfaction | None) -> None:
    tally.satisfied = int(verdict is Satisfaction.SATISFIED)
    tally.basically = int(verdict is Satisfaction.BASICALLY)
    tally.dissatisfied = int(verdict is Satisfaction.DISSATISFIED)


def _hand_overs(tally: Tally, shares: Iterable[Share]) -> None:
    for each in shares:
        tally.handed += 1
        tally.returned += each.status in GIVEN_UP
        if each.status is AssignmentStatus.REPLIED and each.ended_at is not None:
            tally.untimed += each.due_at is None
            tally.in_time += each.due_at is not None and each.ended_at <= each.due_at
            tally.late += each.due_at is not None and each.ended_at > each.due_at


def _in_force(history: History) -> list[Answer]:
    """The last answer of each unit, and what was answered in this round without a hand-over."""
    last: dict[UUID | None, Answer] = {}
    for each in history.answers:
        if each.unit_id is not None or each.round == history.round:
            last[each.unit_id] = each
    return list(last.values())


def _promises(tally: Tally, history: History, promises: Iterable[Promised]) -> None:
    """In time is by the day that was named first, however often it was carried over."""
    for each in promises:
        if each.state is PromiseState.KEPT and each.struck_off_at is not None:
            tally.promised += 1
            in_time = day_of(each.struck_off_at) <= each.first_due_on
            tally.kept_in_time += in_time
            tally.kept_late += not in_time
        elif history.superseded(each):
            tally.superseded += 1
        else:
            tally.promised += 1


def _owed(history: History, promises: Iterable[Promised]) -> date | None:
    """The day of the earliest promise that is open."""
    still = (each for each in promises if each.state is PromiseState.OPEN and not history.superseded(each))
    return min((each.due_on for each in still), default=None)


def _waits(history: History) -> Iterator[int]:
    begin, registered = history.submitted_at, history.registered_at
    if registered is not None:
        yield code(Wait.REGISTER, begin, registered)
        if history.shares:
            yield code(Wait.HAND_OVER, registered, min(each.created_at for each in history.shares))
    if history.answers:
        yield code(Wait.ANSWER, begin, history.answers[0].signed_at)
    if history.status is Status.CLOSED and history.closed_at is not None:
        yield code(Wait.CLOSE, begin, history.closed_at)
    yield from _of_shares(history.shares)
    yield from _after(history, Wait.FEEDBACK, history.told_at)
    yield from _after(history, Wait.RATING, [(each.round, each.at) for each in history.ratings])


def _of_shares(shares: Iterable[Share]) -> Iterator[int]:
    """What a redo opened again was signed for before."""
    for each in shares:
        if each.accepted_at is not None and (each.round == 1 or each.accepted_at > each.created_at):
            yield code(Wait.SIGN_IN, each.created_at, each.accepted_at)
        if each.status is AssignmentStatus.REPLIED and each.ended_at is not None:
            step = Wait.REDO if each.clock is ClockName.REDO else Wait.REPLY
            yield code(step, each.created_at, each.ended_at)


def _after(history: History, wait: Wait, entries: Iterable[tuple[int, datetime]]) -> Iterator[int]:
    """From the answer of a round to the first of these entries in it."""
    first: dict[int, datetime] = {}
    for round_number, at in entries:
        first.setdefault(round_number, at)
    for round_number, at in first.items():
        signed = [
            each.signed_at for each in history.answers if each.round == round_number and each.signed_at <= at
        ]
        if signed:
            yield code(wait, max(signed), at)
