"""While what each clock runs. Data: nothing else starts or stops a clock.

A clock runs exactly while the state of its case says so. Comparing the state before a move with the one after it tells
which clocks begin and which end, so no action needs to know of any.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from app.domain.outcomes import OPEN_ASSIGNMENT
from app.domain.vocabulary import AssignmentStatus, ClockName, ClockProfile, Kind, Part, Status
from app.domain.workflow import SORTING
from app.domain.workflow.rules import DISPATCHABLE

C, S, A = ClockName, Status, AssignmentStatus


class Nature(Enum):
    """What it means that a clock runs out."""

    DUTY = "duty"
    """Somebody is late: it has colours."""
    WINDOW = "window"
    """A right has lapsed; nobody is to blame."""


class Holder(Enum):
    """Who could act."""

    STATION = "station"
    DESK = "desk"
    UNIT = "unit"
    COUNTY_OFFICE = "county_office"
    RATER = "rater"


@dataclass(frozen=True)
class ShareState:
    """Of a hand-over, what clocks depend on."""

    id: UUID
    status: AssignmentStatus
    part: Part
    round: int
    clock: ClockName
    profile: ClockProfile
    communicated: bool
    return_final: bool
    handed_over_at: datetime


@dataclass(frozen=True)
class CaseState:
    """Of a case, what clocks depend on."""

    status: Status
    kind: Kind
    round: int
    talk_required: bool = False
    told: bool = False
    redo_asked: bool = False
    promise_due_on: date | None = None
    deputy_rates: bool = False
    shares: tuple[ShareState, ...] = ()

    @property
    def current(self) -> tuple[ShareState, ...]:
        return tuple(held for held in self.shares if held.round == self.round)

    @property
    def returned(self) -> bool:
        """A unit gave it back, and nobody has it instead yet."""
        return any(held.status is A.RETURNED for held in self.current)


def _always(case: CaseState) -> bool:
    return True


def _of_any(case: CaseState, held: ShareState) -> bool:
    return True


@dataclass(frozen=True)
class Span:
    """While a case has one of these statuses; with `shares`, for each hand-over of the round that has one of those."""

    clock: ClockName
    nature: Nature
    holder: Holder
    statuses: frozenset[Status] = frozenset(S)
    shares: frozenset[AssignmentStatus] | None = None
    kinds: frozenset[Kind] = field(default_factory=lambda: frozenset(Kind))
    parts: frozenset[Part] = field(default_factory=lambda: frozenset(Part))
    when: Callable[[CaseState], bool] = _always
    of: Callable[[CaseState, ShareState], bool] = _of_any
    from_hand_over: bool = False
    """It counts from the hand-over, even if it begins later."""


_ANSWERING = frozenset({Part.MAIN, Part.SPLIT})


def _owes_talk(case: CaseState, held: ShareState) -> bool:
    return not held.communicated and (case.talk_required or case.kind is Kind.SUGGESTION)


SPANS: tuple[Span, ...] = (
    Span(C.REGISTER, Nature.DUTY, Holder.STATION, frozenset({S.SUBMITTED})),
    Span(
        C.HAND_OVER,
        Nature.DUTY,
        Holder.DESK,
        SORTING,
        kinds=DISPATCHABLE,
        when=lambda case: not case.returned,
    ),
    Span(
        C.REASSIGN,
        Nature.DUTY,
        Holder.DESK,
        frozenset({S.PENDING_DISPATCH}),
        when=lambda case: case.returned,
    ),
    Span(C.REPLY, Nature.DUTY, Holder.STATION, frozenset({S.EXTERNAL})),
    Span(C.SIGN_IN, Nature.WINDOW, Holder.UNIT, shares=frozenset({A.DISPATCHED})),
    Span(
        C.RETURN,
        Nature.WINDOW,
        Holder.UNIT,
        shares=frozenset({A.DISPATCHED, A.HANDLING}),
        of=lambda case, held: not held.return_final,
        from_hand_over=True,
    ),
    *(
        Span(
            clock,
            Nature.DUTY,
            Holder.UNIT,
            shares=OPEN_ASSIGNMENT,
            parts=_ANSWERING,
            of=lambda case, held, clock=clock: held.clock is clock,  # type: ignore[misc]
            from_hand_over=True,
        )
        for clock in (C.REPLY, C.REDO)
    ),
    Span(
        C.CO_OPINION,
        Nature.DUTY,
        Holder.UNIT,
        shares=OPEN_ASSIGNMENT,
        parts=frozenset({Part.CO}),
        from_hand_over=True,
    ),
    Span(
        C.PRE_TALK,
        Nature.DUTY,
        Holder.UNIT,
        shares=OPEN_ASSIGNMENT,
        parts=_ANSWERING,
        kinds=DISPATCHABLE,
        of=_owes_talk,
        from_hand_over=True,
    ),
    Span(C.FEEDBACK, Nature.DUTY, Holder.STATION, frozenset({S.REPLIED}), when=lambda case: not case.told),
    Span(
        C.RATING, Nature.WINDOW, Holder.RATER, frozenset({S.REPLIED}), when=lambda case: not case.redo_asked
    ),
    Span(C.EXPERT_REVIEW, Nature.DUTY, Holder.COUNTY_OFFICE, frozenset({S.EXPERT_REVIEW})),
    Span(
        C.PROMISE,
        Nature.DUTY,
        Holder.UNIT,
        frozenset({S.REPLIED, S.TRACKING, S.CLOSED}),
        when=lambda case: case.promise_due_on is not None,
    ),
)
"""A wish has no legal clock: it is claimed. A dispute that is mediated has one only until somebody took it on."""

NATURE = {span.clock: span.nature for span in SPANS}
HOLDER = {(span.clock, span.shares is not None): span.holder for span in SPANS}


class Running(NamedTuple):
    """A clock that runs: of the case, or of one of its hand-overs."""

    clock: ClockName
    share_id: UUID | None
    round: int
    profile: ClockProfile
    since: datetime | None
    """From when it counts, where that is not the moment at which it begins."""


def running(case: CaseState) -> frozenset[Running]:
    """Every clock that runs in this state."""
    return frozenset(
        found for span in SPANS if case.status in span.statuses and case.kind in span.kinds and span.when(case)
        for found in _of(span, case)
    )  # fmt: skip


def _of(span: Span, case: CaseState) -> Iterable[Running]:
    if span.shares is None:
        profile = ClockProfile.DEPUTY if span.clock is C.RATING and case.deputy_rates else ClockProfile.PLAIN
        return [Running(span.clock, None, case.round, profile, None)]
    if case.status in _OVER:
        return []
    return [
        Running(
            span.clock,
            held.id,
            held.round,
            held.profile,
            held.handed_over_at if span.from_hand_over else None,
        )
        for held in case.current
        if held.status in span.shares and held.part in span.parts and span.of(case, held)
    ]


_OVER = frozenset({S.CLOSED, S.REFUSED, S.WITHDRAWN, S.MERGED, S.CONVERTED, S.DRAFT})
