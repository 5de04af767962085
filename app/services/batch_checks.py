"""Whether each matter on a handover list could be handed over now: the same questions as one by one, asked at once."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import guard
from app.domain.deadlines import check_days
from app.domain.vocabulary import Action, Fact
from app.domain.workflow import Rule
from app.errors import AppError, Conflict, NotFound
from app.models import BatchItem, Case, Unit
from app.schemas.actions.dispatching import DispatchFields
from app.security.access import visible_cases
from app.security.actors import Actor
from app.services.actions.dispatching import check_units, wanted_units
from app.services.moves import Move, Standing, field_units, shares_of, view_for

Forms = dict[UUID, DispatchFields]
"""How each case is to be handed over, in the order of the list."""


def forms_of(items: Iterable[BatchItem]) -> Forms:
    return {item.case_id: DispatchFields.model_validate(item.form) for item in items}


class Judged(NamedTuple):
    """The move of each case that could be made now and the rule that grants it; why not, for each of the others."""

    moves: dict[UUID, tuple[Move, Rule]]
    refusals: dict[UUID, AppError]
    units: dict[UUID, Unit]


async def refusals(session: AsyncSession, actor: Actor, forms: Forms, now: datetime) -> dict[UUID, AppError]:
    return (await judge(session, actor, forms, now)).refusals


async def judge(session: AsyncSession, actor: Actor, forms: Forms, now: datetime) -> Judged:
    """A handful of queries however long the list. `units` are those that the forms name, as far as they are there."""
    cases = await seen(session, actor, forms)
    shares = await shares_of(session, forms)
    standing = Standing(field_unit_ids=await field_units(session, actor))
    units = await _units(session, actor, forms.values())
    judged = Judged({}, {}, units)
    for case_id, form in forms.items():
        case = cases.get(case_id)
        if case is None:
            judged.refusals[case_id] = NotFound("CASE_NOT_FOUND")
            continue
        move = Move(session, actor, case, Action.DISPATCH, now, shares.get(case_id, []), standing)
        try:
            judged.moves[case_id] = move, _check(move, form, units)
        except AppError as refusal:
            judged.refusals[case_id] = refusal
    return judged


async def seen(session: AsyncSession, actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Case]:
    """Those of the cases that the actor may know of."""
    query = select(Case).where(col(Case.id).in_(case_ids), visible_cases(actor))
    return {case.id: case for case in await session.exec(query)}


async def _units(session: AsyncSession, actor: Actor, forms: Iterable[DispatchFields]) -> dict[UUID, Unit]:
    wanted = {item.unit_id for form in forms for item in wanted_units(form)}
    query = select(Unit).where(
        col(Unit.id).in_(wanted), Unit.county_code == actor.county_code, col(Unit.active)
    )
    return {unit.id: unit for unit in await session.exec(query)}


def _check(move: Move, form: DispatchFields, units: dict[UUID, Unit]) -> Rule:
    rule = _permit(move)
    check_days(dict(form), move.now)
    wanted = wanted_units(form)
    named = {item.unit_id: units[item.unit_id] for item in wanted if item.unit_id in units}
    if any(item.unit_id not in units for item in wanted):
        raise NotFound("UNIT_NOT_FOUND")
    check_units(move, form, wanted, named)
    return rule


def _permit(move: Move) -> Rule:
    """As the guard says; of what somebody already has in hand it is said in so many words."""
    view = view_for(move.actor, move.case, move.assignments, move.standing, None)
    try:
        return guard.permit(move.action, view)
    except Conflict as conflict:
        if Fact.HANDED_OVER in view.facts:
            raise Conflict("BATCH_CASE_HANDED_OVER", f"事项现在：{view.status.label}") from conflict
        raise
