"""One move of one case: everything that the guard and the effect of an action need, loaded once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, false, func, null
from sqlalchemy import select as rows
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import guard
from app.domain.outcomes import OPEN_ASSIGNMENT, roll_up
from app.domain.vocabulary import Action, AssignmentStatus, Fact, Part, Rater, Role, Status, Visibility
from app.domain.workflow import Subject
from app.models import Assignment, Case, Cosigner, Evaluation, FieldLink
from app.security.access import looks_on, recused, relations, visible_cases
from app.security.actors import Actor
from app.services.clocks import Turn

GOES_TO_MASTER = frozenset({Action.EVALUATE, Action.REQUEST_REDO})
"""What a submitter whose case was merged still does: to the case that is handled."""
RATER = {Role.CITIZEN: Rater.CITIZEN, Role.DEPUTY: Rater.DEPUTY, Role.COUNTY_OFFICE: Rater.PANEL}

RECKONED = frozenset({Action.SUSPEND, Action.RESUME, Action.REQUEST_EXTENSION, Action.DECIDE_EXTENSION})
"""What changes how long a clock runs without starting or stopping one."""
_IN_HANDS = OPEN_ASSIGNMENT | {AssignmentStatus.REPLIED}


@dataclass(frozen=True)
class Standing:
    """How one actor stands to one case: what a guard or an `allowed_actions` needs besides the rows themselves."""

    cosigner: Cosigner | None = None
    field_unit_ids: frozenset[UUID] = frozenset()
    submitted_merged: bool = False
    rated: bool = False


@dataclass
class Move:
    """An action under way. Effects change rows and `data`; only `transitions.settle` changes the status."""

    session: AsyncSession
    actor: Actor
    case: Case
    action: Action
    now: datetime
    assignments: list[Assignment]
    standing: Standing
    acting_on: Assignment | None = None
    own: Case | None = None
    data: dict[str, Any] = field(default_factory=dict)
    on_behalf_of: str = ""
    upload_ids: list[UUID] = field(default_factory=list)
    round: int = 0
    turn: Turn = field(init=False)

    def __post_init__(self) -> None:
        self.round = self.case.round
        self.turn = Turn(self.case, self.assignments, self.now, self.action in RECKONED)

    @property
    def standing_now(self) -> Standing:
        """How the actor stands to the case after the move."""
        rated = self.standing.rated or self.action is Action.EVALUATE
        return replace(self.standing, rated=rated and self.case.round == self.round)

    @property
    def current(self) -> list[Assignment]:
        """The hand-overs of this round."""
        return [item for item in self.assignments if item.round == self.case.round]

    @property
    def share(self) -> Assignment:
        """The hand-over that an ASSIGNMENT action is about; the guard has seen to it that there is one."""
        if self.acting_on is None:
            raise LookupError(f"{self.action} needs a hand-over")
        return self.acting_on

    @property
    def open_shares(self) -> list[Assignment]:
        return [item for item in self.assignments if item.status in OPEN_ASSIGNMENT]

    def rolled_up(self) -> Status:
        return roll_up((item.part, item.status) for item in self.current)


def facts(
    case: Case, assignments: Iterable[Assignment], standing: Standing, acting_on: Assignment | None
) -> frozenset[Fact]:
    extension = acting_on is not None and acting_on.extension_until is not None
    held = {
        Fact.EXTENSION_PENDING: extension and acting_on is not None and acting_on.extension_granted is None,
        Fact.EXTENSION_USED: extension,
        Fact.COMMUNICATED: acting_on is not None and acting_on.communicated,
        Fact.TALK_OWED: case.talk_required and acting_on is not None and not acting_on.communicated,
        Fact.RETURN_FINAL: acting_on is not None and acting_on.return_final,
        Fact.REDO_ASKED: case.redo_asked,
        Fact.SUSPENDED: case.suspended_until is not None,
        Fact.CLAIMED: case.claimer_id is not None or case.committee_id is not None,
        Fact.HANDED_OVER: any(item.status in _IN_HANDS for item in assignments),
        Fact.PUBLISHABLE: case.visibility is Visibility.PUBLIC and not case.sealed,
        Fact.SEALED: case.sealed,
        Fact.RATED: standing.rated,
        Fact.WITHDRAWING: standing.cosigner is not None and standing.cosigner.withdrew_at is not None,
    }
    return frozenset(fact for fact, true in held.items() if true)


def view_for(
    actor: Actor, case: Case, assignments: list[Assignment], standing: Standing, acting_on: Assignment | None
) -> guard.View:
    """The case as the table sees it through this actor's eyes."""
    return guard.View(
        status=case.status,
        kind=case.kind,
        role=actor.role,
        relations=relations(
            actor,
            case,
            assignments,
            acting_on=acting_on,
            cosigner=standing.cosigner,
            field_unit_ids=standing.field_unit_ids,
            submitted_merged=standing.submitted_merged,
        ),
        facts=facts(case, assignments, standing, acting_on),
        assignment=acting_on.status if acting_on else None,
        onlooker=looks_on(actor, case),
    )


def candidates(actor: Actor, case: Case, assignments: Iterable[Assignment]) -> list[Assignment]:
    """The hand-overs of this round that the actor may act on: a unit its own, an office any."""
    ended = (AssignmentStatus.REPLACED, AssignmentStatus.LAPSED)
    current = [item for item in assignments if item.round == case.round and item.status not in ended]
    return [item for item in current if item.unit_id == actor.unit_id] if actor.is_unit else current


def offers(
    actor: Actor, case: Case, assignments: list[Assignment], standing: Standing
) -> dict[Action, list[UUID]]:
    """Every action this actor may do now, each with the hand-overs that it can be done to (none: to the case)."""
    if recused(actor, case, assignments):
        return {}
    found: dict[Action, list[UUID]] = {
        action: [] for action in guard.allowed(view_for(actor, case, assignments, standing, None))
    }
    for share in candidates(actor, case, assignments):
        view = view_for(actor, case, assignments, standing, share)
        for action in guard.allowed(view):
            if guard.permit(action, view).subject is Subject.ASSIGNMENT:
                found.setdefault(action, []).append(share.id)
    return found


async def is_visible(session: AsyncSession, actor: Actor, case_id: UUID) -> bool:
    """Whether the actor may know that the case exists, as things are now."""
    query = select(col(Case.id)).where(Case.id == case_id, visible_cases(actor))
    return (await session.exec(query)).first() is not None


async def load_assignments(session: AsyncSession, case_id: UUID) -> list[Assignment]:
    """Newest first, so that the first of a unit is the one that counts."""
    query = select(Assignment).where(Assignment.case_id == case_id).order_by(col(Assignment.id).desc())
    return list(await session.exec(query))


async def shares_of(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, list[Assignment]]:
    """Every hand-over of each case, newest first."""
    query = select(Assignment).where(col(Assignment.case_id).in_(case_ids))
    found: dict[UUID, list[Assignment]] = {}
    for share in await session.exec(query.order_by(col(Assignment.id).desc())):
        found.setdefault(share.case_id, []).append(share)
    return found


def with_standing(actor: Actor) -> Any:
    """`select(Case, …)`: each case with how this actor stands to it, to be read by `standing_in`.

    Only what his role can need: a deputy's own signature, a committee's field, whether he rated this round (through
    whichever of his own cases: one person rates once).
    """
    signed: Any = null()
    field: Any = null()
    rated: Any = false()
    if actor.deputy_id is not None:
        signed = aliased(Cosigner)
    if actor.role is Role.COMMITTEE:
        units = select(func.array_agg(FieldLink.unit_id)).where(FieldLink.office_id == actor.office_id)
        field = units.scalar_subquery()
    rater = RATER.get(actor.role)
    if rater is not None and actor.account_id is not None:
        rated = exists().where(
            col(Evaluation.case_id) == Case.id,
            col(Evaluation.round) == Case.round,
            col(Evaluation.rater) == rater,
            col(Evaluation.account_id) == actor.account_id,
        )
    query: Any = rows(Case, signed, field, rated)
    if actor.deputy_id is not None:
        query = query.outerjoin(signed, and_(signed.case_id == Case.id, signed.deputy_id == actor.deputy_id))
    return query


def standing_in(row: Any, *, merged: bool = False) -> Standing:
    """What `with_standing` found beside the case, which is the first column of the row."""
    return Standing(row[1], frozenset(row[2] or ()), merged, bool(row[3]))


async def load_standing(session: AsyncSession, actor: Actor, case: Case, *, merged: bool = False) -> Standing:
    """One statement, and none for whom nothing is to be asked."""
    if actor.deputy_id is None and actor.role is not Role.COMMITTEE and actor.role not in RATER:
        return Standing(submitted_merged=merged)
    row = (await session.exec(with_standing(actor).where(Case.id == case.id))).one()
    return standing_in(row, merged=merged)


async def field_units(session: AsyncSession, actor: Actor) -> frozenset[UUID]:
    """The units of a committee's field; nobody else has one."""
    if actor.role is not Role.COMMITTEE:
        return frozenset()
    query = select(FieldLink.unit_id).where(FieldLink.office_id == actor.office_id)
    return frozenset(await session.exec(query))


def main_shares(move: Move) -> list[Assignment]:
    return [item for item in move.current if item.part is not Part.CO]
