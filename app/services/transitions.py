"""The one way in which a case moves: lock, guard, effect, event, notices; all in the caller's transaction."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import guard
from app.domain.deadlines import check_days, day_of
from app.domain.vocabulary import Action, Status
from app.domain.workflow import Rule, Subject
from app.errors import Conflict, Forbidden, NotFound
from app.jobs.queue import Job, enqueue
from app.models import Assignment, Case, CaseClock, CaseEvent
from app.models.base import new_id
from app.schemas.actions.base import NOT_CARRIED, ActionForm
from app.schemas.base import In
from app.security.access import recused, visible_cases
from app.security.actors import SYSTEM, Actor
from app.services import bulk, clocks, noting, painting, uploads
from app.services.bulk import Values
from app.services.clock_rows import ClockRow, Held, held_in, running_of_case
from app.services.moves import (
    GOES_TO_MASTER,
    Move,
    Standing,
    candidates,
    load_assignments,
    load_standing,
    standing_in,
    view_for,
    with_standing,
)

Effect = Callable[[Move, Any], Awaitable[Status | None]]
Done = tuple[Move, Rule, Status | None]
"""A move whose effect is there: under which rule it was made, and where it leads."""

_REFUSED_TO_UNITS = {Action.STRIKE_OFF: "STRIKE_OFF_BY_UNIT"}
"""What a unit must not do for itself, and is told so."""
DATED = frozenset({Action.DISPATCH, Action.PUSH_EXTERNAL, Action.REDO, Action.REOPEN})
"""Entries that say until when the matter is to be answered."""
FINAL = frozenset({Status.CLOSED, Status.REFUSED, Status.WITHDRAWN, Status.MERGED, Status.CONVERTED})
_LEAVES_NOTHING_OPEN = FINAL | {Status.REPLIED, Status.TRACKING, Status.EXTERNAL}


async def act(
    session: AsyncSession,
    effect: Effect,
    actor: Actor,
    case_id: UUID,
    action: Action,
    form: ActionForm,
    now: datetime,
) -> Move:
    """Do `action` to the case, or raise: NotFound (unseen), Forbidden, Conflict (stale, not now, a business rule).

    Two people acting at once: the row lock lets one through, the other then fails on the version.
    """
    own, standing, assignments, held = await _seen(session, actor, case_id)
    case = own
    if own.status is Status.MERGED and action in GOES_TO_MASTER and own.master_case_id:
        case = await _locked(session, own.master_case_id)
        standing = await load_standing(session, actor, case, merged=True)
        assignments = await load_assignments(session, case.id)
        held = (await clocks.held(session, [case.id]))[case.id]
    move = Move(session, actor, case, action, now, assignments, standing, own=own)
    move.turn.held = held
    _choose_share(move, getattr(form, "assignment_id", None))
    rule = _permitted(move, own, form.version)
    move.data = carried(form)
    move.upload_ids = getattr(form, "upload_ids", [])
    check_days(dict(form), now)
    target = await effect(move, form)
    await settle(session, (move, rule, target))
    return move


def carried(form: In) -> dict[str, Any]:
    """What a form tells the timeline."""
    return form.model_dump(mode="json", exclude=NOT_CARRIED, exclude_defaults=True)


async def lock(session: AsyncSession, actor: Actor, case_id: UUID) -> Case:
    """The case, locked until the transaction ends. Unseen: NotFound, whether it exists or not.

    Seen first and locked then: who saw it and lost the race for it is told so (the version), not that it never was.
    """
    return (await _seen(session, actor, case_id)).case


class Seen(NamedTuple):
    """A case with what a move of it needs to know."""

    case: Case
    standing: Standing
    assignments: list[Assignment]
    held: Held


async def _seen(session: AsyncSession, actor: Actor, case_id: UUID) -> Seen:
    """Locked; how the actor stood to it, its hand-overs (newest first), its clocks, as before the lock was waited for.

    If any of that changed meanwhile, so did the version, and the move is refused.
    """
    visible = select(col(Case.id)).where(Case.id == case_id, visible_cases(actor))
    seen = visible.cte("seen").prefix_with("MATERIALIZED")  # found before the lock is waited for
    query = with_standing(actor).add_columns(running_of_case(), Assignment).join(seen, seen.c.id == Case.id)
    query = query.outerjoin(Assignment, col(Assignment.case_id) == Case.id).order_by(
        col(Assignment.id).desc()
    )
    query = query.with_for_update(of=Case).execution_options(populate_existing=True)
    rows = (await session.exec(query)).all()
    if not rows:
        raise NotFound("CASE_NOT_FOUND")
    shares = [row[-1] for row in rows if row[-1] is not None]
    return Seen(rows[0][0], standing_in(rows[0]), shares, held_in(rows[0][-2]))


async def _locked(session: AsyncSession, case_id: UUID) -> Case:
    query = select(Case).where(Case.id == case_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).one()


def _choose_share(move: Move, assignment_id: UUID | None) -> None:
    """The hand-over that the action is about, if it is about one."""
    own_rules = [rule for rule in guard.rules_for(move.action, move.case.kind) if move.actor.role in rule.who]
    if any(rule.subject is Subject.ASSIGNMENT for rule in own_rules):
        move.acting_on = _choose(move, assignment_id)


def _choose(move: Move, assignment_id: UUID | None) -> Assignment | None:
    """The hand-over meant: the one named, or the only one to which this could be done now."""
    mine = candidates(move.actor, move.case, move.assignments)
    if assignment_id is not None:
        named = next((item for item in mine if item.id == assignment_id), None)
        if named is None:
            raise NotFound("REFERENCE_NOT_FOUND", "没有找到该交办单")
        return named
    possible = [item for item in mine if _possible(move, item)]
    if len(possible) > 1:
        raise Conflict("ASSIGNMENT_REQUIRED", assignments=[str(item.id) for item in possible])
    return next(iter(possible or mine), None)


def _possible(move: Move, share: Assignment) -> bool:
    view = view_for(move.actor, move.case, move.assignments, move.standing, share)
    return move.action in guard.allowed(view)


def _permitted(move: Move, own: Case, version: int) -> Rule:
    """Whether such a person ever may, then what he was looking at, then whether he may now.

    The version comes before the relation: who lost a race may have lost his standing with it.
    """
    if recused(move.actor, move.case, move.assignments):
        raise Forbidden("RECUSED")
    if not any(move.actor.role in rule.who for rule in guard.rules_for(move.action, move.case.kind)):
        told = _REFUSED_TO_UNITS.get(move.action) if move.actor.is_unit else None
        raise Forbidden(told or "FORBIDDEN")
    now: dict[str, Any] = {"case_status": move.case.status.value, "version": own.version}
    if own.version != version:
        raise Conflict("STALE_VERSION", **now)
    view = view_for(move.actor, move.case, move.assignments, move.standing, move.acting_on)
    try:
        return guard.permit(move.action, view)
    except Conflict as conflict:
        raise Conflict(conflict.code, conflict.detail, **now) from conflict


async def settle(session: AsyncSession, *moves: Done) -> None:
    """The only place that assigns a case's status; its clocks and colour follow. Writes events, enqueues notices."""
    stood = []
    for move, rule, target in moves:
        case, before = move.case, move.case.status
        after = target or before
        if rule.subject is Subject.CASE and after is not before:
            if after not in rule.to:
                raise LookupError(f"{move.action} led from {before} to {after}, which its rule does not know")
            if after in _LEAVES_NOTHING_OPEN and move.open_shares:
                raise Conflict("ASSIGNMENT_OPEN")
        case.status = after
        case.version += 1
        case.updated_at = move.now
        if after is not before:
            case.closed_at = move.now if after in FINAL else None
        stood.append(before)
    running = await clocks.follow(session, [move.turn for move, _, _ in moves])
    events, noted = [], []
    for (move, rule, _), before in zip(moves, stood, strict=True):
        noted += await painting.paint(session, move.turn)
        events.append((move, _event(move, rule, before)))
    await _write(session, events, noted, running)


async def record(move: Move, rule: Rule, before: Status | None) -> None:
    """An entry of the timeline that moves nothing."""
    await _write(move.session, [(move, _event(move, rule, before))])


async def _write(
    session: AsyncSession,
    events: list[tuple[Move, Values]],
    noted: Iterable[Values] = (),
    running: Iterable[ClockRow] = (),
) -> None:
    """Append to the timeline, keep the clocks, hang the photos on it, and have those concerned told."""
    await session.flush()
    entries, noted = [entry for _, entry in events], list(noted)
    (timeline,) = bulk.pack(CaseEvent, [*noted, *entries])
    ticking = bulk.pack(CaseClock, [row.values() for row in running])
    if ticking:
        await bulk.merge(session, ticking[0], after=timeline)
    else:
        await bulk.send(session, timeline)
    for move, entry in events:
        if move.upload_ids:
            await uploads.attach(session, move.actor, move.upload_ids, entry["case_id"], entry["id"])
    await enqueue(session, Job.NOTIFY, *({"event_id": entry["id"]} for entry in entries))
    if noted:
        move, _ = events[-1]
        await noting.tell(session, move.case.county_code, [entry["id"] for entry in noted], move.now)


def _event(move: Move, rule: Rule, before: Status | None) -> Values:
    case, actor = move.case, move.actor
    if move.action in DATED and case.reply_due_at is not None:
        move.data["reply_due_on"] = day_of(case.reply_due_at).isoformat()
    return {
        "id": new_id(),
        "county_code": case.county_code,
        "case_id": case.id,
        "version": case.version,
        "round": move.round,
        "action": move.action,
        "from_status": before,
        "to_status": case.status,
        "role": actor.role,
        "account_id": actor.account_id,
        "appointment_id": actor.appointment_id,
        "actor_name": actor.name,
        "public_name": actor.public_name,
        "affiliation": actor.affiliation,
        "on_behalf_of": move.on_behalf_of,
        "assignment_id": move.acting_on.id if move.acting_on else None,
        "unit_id": actor.unit_id,
        "audience": rule.audience,
        "data": move.data,
        "colour": case.colour if case.colour is not move.turn.colour else None,
        "at": move.now,
    }


async def act_as_system(
    session: AsyncSession,
    case: Case,
    action: Action,
    now: datetime,
    effect: Callable[[Move], Status | None],
    *,
    assignments: list[Assignment],
    acting_on: Assignment | None = None,
) -> None:
    """A move that the product makes by itself, by the same table and the same record."""
    move = Move(session, SYSTEM, case, action, now, assignments, Standing(), acting_on=acting_on)
    rule = guard.permit(action, view_for(SYSTEM, case, assignments, move.standing, acting_on))
    await settle(session, (move, rule, effect(move)))
