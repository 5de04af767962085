"""Figures the slow way: every history is played again from its entries, and everything is counted one by one.

Of the rows beside the entries only those are read that no entry carries: which unit a hand-over was to, by when its
clock ran out, what was promised, and where the case lies. Nothing here knows of facts, roll-ups or their code.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import Action as A
from app.domain.vocabulary import AssignmentStatus as H
from app.domain.vocabulary import ClockName, Kind, Part, Role, Status
from app.models import Assignment, Case, CaseClock, CaseEvent, Promise
from tests.demo.replay import History, played

CHINA = timezone(timedelta(hours=8))
ANSWERED = {Status.REPLIED, Status.EXPERT_REVIEW, Status.TRACKING, Status.CLOSED}
WAYS_OUT = {Status.REFUSED, Status.WITHDRAWN, Status.MERGED, Status.CONVERTED}
OPEN = {H.DISPATCHED, H.RETURN_REVIEW, H.HANDLING, H.REPLY_REVIEW}
AGAIN = {A.REDO, A.REOPEN, A.EVALUATE, A.CONCLUDE_REVIEW}
WORST = ("dissatisfied", "basically", "satisfied")


@dataclass
class Told:
    """A case as its entries tell it."""

    case: Case
    history: History
    clocks: list[CaseClock] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.events = self.history.events
        self.status = self.events[-1].to_status
        self.round = 1 + sum(
            each.action in AGAIN
            and each.from_status in (*ANSWERED,)
            and each.to_status in (Status.HANDLING, Status.PENDING_DISPATCH)
            for each in self.events
        )
        self.suspended = False
        for each in self.events:
            if each.action in (A.SUSPEND, A.RESUME):
                self.suspended = each.action is A.SUSPEND

    def first(self, action: A) -> datetime | None:
        return next((each.at for each in self.events if each.action is action), None)

    @property
    def submitted(self) -> datetime:
        return self.first(A.SUBMIT) or self.events[0].at

    @property
    def day(self) -> date:
        return self.submitted.astimezone(CHINA).date()

    @property
    def shares(self) -> list[Assignment]:
        return [each for each in self.history.assignments if each.part is not Part.CO]

    def stands(self) -> dict[UUID, H]:
        return played(self.history)

    def signed(self, share: Assignment) -> datetime | None:
        at = [
            each.at for each in self.events if each.action is A.SIGN_REPLY and each.assignment_id == share.id
        ]
        return at[-1] if at else None

    def due(self, share: Assignment) -> datetime | None:
        names = (ClockName.REPLY, ClockName.REDO)
        at = [each.due_at for each in self.clocks if each.assignment_id == share.id and each.name in names]
        return at[-1] if at else None

    def answers(self) -> list[tuple[UUID | None, int, str, datetime]]:
        """Unit, round, class, when."""
        found: list[tuple[UUID | None, int, str, datetime]] = []
        units = {each.id: each.unit_id for each in self.history.assignments}
        for each in self.events:
            if each.action is A.SIGN_REPLY and each.assignment_id:
                found.append((units[each.assignment_id], each.round, each.data["reply_class"], each.at))
            elif each.action in (A.ANSWER_ON_SPOT, A.COMPLETE):
                found.append((None, each.round, "resolved", each.at))
            elif each.action is A.EXTERNAL_REPLY:
                found.append((None, each.round, each.data["reply_class"], each.at))
        return found

    def verdict(self, number: int) -> str | None:
        given: dict[Role, set[str]] = defaultdict(set)
        for each in self.events:
            if each.action is A.EVALUATE and each.round == number:
                who = each.role if each.role in (Role.CITIZEN, Role.DEPUTY) else Role.COUNTY_OFFICE
                given[who].add(each.data["result"])
        people = Role.COUNTY_OFFICE if self.case.kind is Kind.SUGGESTION else Role.CITIZEN
        asked = {people, Role.DEPUTY} if self.case.double_evaluation else {people}
        if self.case.kind is Kind.SUGGESTION and not self.case.double_evaluation:
            asked = {Role.DEPUTY}
        of_asked = {result for who in asked for result in given[who]}
        anybody = {result for results in given.values() for result in results}
        return next((result for pool in (of_asked, anybody) for result in WORST if result in pool), None)


Counts = Counter[str]


def count(told: Iterable[Told], now: datetime, unit: UUID | None = None) -> Counts:
    """What `numerator` and `denominator` below are made of: of whole cases, or of one unit's part in them."""
    found: Counts = Counter()
    for each in told:
        if each.status is Status.DRAFT:
            continue
        shares = [share for share in each.shares if unit is None or share.unit_id == unit]
        if unit is None or shares:
            _count(found, each, shares, unit, now)
    return found


def _count(found: Counts, told: Told, shares: list[Assignment], unit: UUID | None, now: datetime) -> None:
    stands = told.stands()
    found["received"] += 1
    gone = bool(unit) and all(stands[share.id] in (H.RETURNED, H.REPLACED) for share in shares)
    found["closed"] += told.status is Status.CLOSED and not gone
    found["closable"] += told.status not in WAYS_OUT and not gone
    for share in shares:
        found["handed"] += 1
        found["returned"] += stands[share.id] in (H.RETURNED, H.REPLACED)
        signed, due = told.signed(share), told.due(share)
        if due is None:
            continue
        if stands[share.id] is H.REPLIED and signed:
            found["timed"] += 1
            found["in_time"] += signed <= due
        elif stands[share.id] in OPEN and due < now and not told.suspended:
            found["timed"] += 1
    own = [each for each in told.answers() if unit is None or each[0] == unit]
    rounds = [share.round for share in shares if stands[share.id] is H.REPLIED]
    if told.status in ANSWERED and (unit is None or rounds):
        found["answered"] += 1
        last = {(who, number if who is None else 0): what for who, number, what, _ in own}
        current = {what for (who, number), what in last.items() if who or number == told.round}
        found["resolved"] += current == {"resolved"}
        verdict = told.verdict(told.round if unit is None else max(rounds))
        found["rated"] += verdict is not None
        found["satisfied"] += verdict == "satisfied"
        found["content"] += verdict in ("satisfied", "basically")
    before = bool(own) if unit is None else bool(rounds)
    found["answered_once"] += before
    again = told.round > 1 if unit is None else before and max(s.round for s in shares) > min(rounds)
    found["redone"] += before and again
    _count_promises(found, told, unit, now)


def _count_promises(found: Counts, told: Told, unit: UUID | None, now: datetime) -> None:
    today = now.astimezone(CHINA).date()
    for each in told.promises:
        if unit is not None and each.unit_id != unit:
            continue
        later = any(
            share.unit_id == each.unit_id and share.round > (each.round or 0) for share in told.shares
        )
        if each.struck_off_at is not None:
            found["promises_due"] += 1
            found["kept"] += each.struck_off_at.astimezone(CHINA).date() <= each.first_due_on
        elif not (later if each.unit_id else told.round > (each.round or 0)):
            found["promises_due"] += each.due_on < today


RATES = {
    "on_time": ("in_time", "timed"),
    "closing": ("closed", "closable"),
    "satisfaction_strict": ("satisfied", "rated"),
    "satisfaction_broad": ("content", "rated"),
    "rating_coverage": ("rated", "answered"),
    "resolved": ("resolved", "answered"),
    "promises_kept": ("kept", "promises_due"),
    "returned": ("returned", "handed"),
    "redone": ("redone", "answered_once"),
}


def rates(counts: Counts) -> dict[str, tuple[int, int]]:
    return {name: (counts[above], counts[below]) for name, (above, below) in RATES.items()}


def hours(begin: datetime, end: datetime) -> int:
    """Whole hours below three days, whole days from there on."""
    whole = max(int((end - begin).total_seconds() // 3600), 0)
    return whole if whole < 72 else whole // 24 * 24


def waits(told: Iterable[Told], unit: UUID | None = None) -> dict[str, list[int]]:
    """Every single wait, in order of length."""
    found: dict[str, list[int]] = defaultdict(list)
    for each in told:
        if each.status is not Status.DRAFT:
            for name, length in _waits(each, unit):
                found[name].append(length)
    return {name: sorted(lengths) for name, lengths in found.items()}


def _waits(told: Told, unit: UUID | None) -> Iterator[tuple[str, int]]:
    for share in told.shares:
        if unit is not None and share.unit_id != unit:
            continue
        accepted = [
            each.at for each in told.events if each.action is A.ACCEPT and each.assignment_id == share.id
        ]
        if accepted:
            yield "sign_in", hours(share.created_at, accepted[-1])
        signed = told.signed(share)
        if signed is not None:
            yield ("redo" if share.clock is ClockName.REDO else "reply"), hours(share.created_at, signed)
    if unit is not None:
        return
    registered, dispatched = told.first(A.REGISTER), told.first(A.DISPATCH)
    if registered:
        yield "register", hours(told.submitted, registered)
        if dispatched:
            yield "hand_over", hours(registered, dispatched)
    answers = told.answers()
    if answers:
        yield "answer", hours(told.submitted, answers[0][3])
    if told.status is Status.CLOSED:
        ended = [each.at for each in told.events if each.to_status is Status.CLOSED is not each.from_status]
        yield "close", hours(told.submitted, ended[-1])
    for name, action in (("feedback", A.FEEDBACK), ("rating", A.EVALUATE)):
        for number in range(1, told.round + 1):
            after = [each.at for each in told.events if each.action is action and each.round == number]
            signed_before = [at for _, of, _, at in answers if of == number and after and at <= after[0]]
            if signed_before:
                yield name, hours(signed_before[-1], after[0])


def median(lengths: list[int]) -> float | None:
    count = len(lengths)
    return (lengths[(count - 1) // 2] + lengths[count // 2]) / 2 if lengths else None


def p90(lengths: list[int]) -> int | None:
    """The shortest that at least nine in ten do not exceed."""
    return next((each for place, each in enumerate(lengths, 1) if place * 10 >= len(lengths) * 9), None)


async def told_in(session: AsyncSession, county_code: str) -> list[Told]:
    """Every case of a county."""
    histories = {each.id: History(each) for each in await session.exec(rows_of(Case, county_code))}
    for event in await session.exec(rows_of(CaseEvent, county_code)):
        if event.version:
            histories[event.case_id].events.append(event)
    for share in await session.exec(rows_of(Assignment, county_code)):
        histories[share.case_id].assignments.append(share)
    for history in histories.values():
        history.events.sort(key=lambda event: event.version or 0)
    told = {case_id: Told(history.case, history) for case_id, history in histories.items()}
    for clock in await session.exec(rows_of(CaseClock, county_code).order_by("started_at")):
        told[clock.case_id].clocks.append(clock)
    for promise in await session.exec(rows_of(Promise, county_code)):
        if promise.case_id and promise.reply_id:
            told[promise.case_id].promises.append(promise)
    return list(told.values())


def rows_of(model: type, county_code: str):  # type: ignore[no-untyped-def]
    return select(model).where(model.county_code == county_code)  # type: ignore[attr-defined]
