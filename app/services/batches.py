"""Handover lists 交办清单: drafted, handed over whole or not at all, received by each unit as one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete as remove
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import guard, tokens
from app.domain.deadlines import day_of
from app.domain.vocabulary import Action, AssignmentStatus
from app.domain.workflow import Rule
from app.errors import Conflict, Forbidden
from app.models import Assignment, Batch, BatchItem, Case, Unit
from app.models.base import new_id
from app.schemas.actions.dispatching import AcceptForm, DispatchFields
from app.schemas.batches import (
    AcceptBatchForm,
    BatchAccepted,
    BatchEdit,
    BatchForm,
    BatchOut,
    HandOverForm,
    ReceiptOfCase,
)
from app.security.access import visible_cases
from app.security.actors import Actor
from app.security.batches import DISPATCHERS, RECEIVERS, require
from app.services import batch_checks, batch_views
from app.services.actions import dispatching
from app.services.moves import Move, Standing, shares_of, view_for
from app.services.together import listed, lock_cases
from app.services.transitions import Done, carried, settle
from app.services.uploads import Links


async def create(session: AsyncSession, actor: Actor, form: BatchForm, links: Links) -> BatchOut:
    """A draft of the actor's own office, whether or not all of it could be handed over as things are."""
    require(actor, DISPATCHERS)
    maker = {"office_id": actor.office_id, "appointment_id": actor.appointment_id}
    batch = Batch(
        **form.model_dump(include={"title", "meeting", "met_on"}) | maker,
        id=new_id(),
        county_code=actor.county_code,
        number=form.number or new_number(links.now),
        created_at=links.now,
    )
    session.add(batch)
    await session.flush()
    await _write_items(session, batch, form)
    return await batch_views.detail(session, actor, batch, links)


def new_number(now: datetime) -> str:
    """The year and six random typable characters: no counter row to wait for, and nothing to count from outside."""
    return f"交办〔{day_of(now).year}〕{tokens.new_check_code()}号"


async def _write_items(session: AsyncSession, batch: Batch, form: BatchForm) -> None:
    session.add_all(
        BatchItem(
            county_code=batch.county_code,
            batch_id=batch.id,
            case_id=item.case_id,
            position=position,
            form=item.model_dump(mode="json", exclude={"case_id"}),
        )
        for position, item in enumerate(form.items, start=1)
    )
    await session.flush()


async def edit(
    session: AsyncSession, actor: Actor, batch_id: UUID, form: BatchEdit, links: Links
) -> BatchOut:
    batch = await _own_draft(session, actor, batch_id, form.version)
    batch.number = form.number or batch.number
    batch.title, batch.meeting, batch.met_on = form.title, form.meeting, form.met_on
    batch.version += 1
    await _clear(session, batch)
    await _write_items(session, batch, form)
    return await batch_views.detail(session, actor, batch, links)


async def delete(session: AsyncSession, actor: Actor, batch_id: UUID) -> None:
    batch = await _own_draft(session, actor, batch_id)
    await _clear(session, batch)
    await session.delete(batch)
    await session.flush()


async def _clear(session: AsyncSession, batch: Batch) -> None:
    await session.exec(remove(BatchItem).where(col(BatchItem.batch_id) == batch.id))


async def _own_draft(
    session: AsyncSession, actor: Actor, batch_id: UUID, version: int | None = None
) -> Batch:
    """Held until the transaction ends. Forbidden for another office's, Conflict when it is handed over or stale."""
    require(actor, DISPATCHERS)
    batch = await batch_views.find(session, actor, batch_id, lock=True)
    if batch.office_id != actor.office_id:
        raise Forbidden("FORBIDDEN")
    if batch.handed_over_at is not None:
        raise Conflict("BATCH_HANDED_OVER")
    if version is not None and batch.version != version:
        raise Conflict("STALE_VERSION", version=batch.version)
    return batch


async def hand_over(
    session: AsyncSession, actor: Actor, batch_id: UUID, form: HandOverForm, links: Links
) -> BatchOut:
    """Every case on it by the ordinary move, or none: Conflict BATCH_NOT_READY then says why not, case by case.

    The list is locked before its cases and the cases by id, so that two lists, or two people, never deadlock. All are
    written together: whoever waits for one of them waits for as many statements as a list of one takes.
    """
    batch = await _own_draft(session, actor, batch_id, form.version)
    forms = batch_checks.forms_of(await batch_views.items_of(session, actor, batch))
    await lock_cases(session, actor, forms)
    moves, refused, units = await batch_checks.judge(session, actor, forms, links.now)
    if refused:
        raise Conflict("BATCH_NOT_READY", f"{len(refused)} 件不能交办", items=listed(refused))
    batch.handed_over_at = links.now
    batch.version += 1
    done = [_by_list(batch, move, rule, forms[case_id], units) for case_id, (move, rule) in moves.items()]
    await settle(session, *done)
    return await batch_views.detail(session, actor, batch, links)


def _by_list(batch: Batch, move: Move, rule: Rule, form: DispatchFields, units: dict[UUID, Unit]) -> Done:
    """The ordinary hand-over, which also says by which list."""
    move.data = carried(form)
    target = dispatching.hand_over(move, form, units, batch.id)
    move.data["batch"] = batch.number
    return move, rule, target


async def accept(
    session: AsyncSession, actor: Actor, batch_id: UUID, form: AcceptBatchForm, now: datetime
) -> BatchAccepted:
    """Sign for all that this unit has not signed for yet; what it did one by one before is left as it is."""
    require(actor, RECEIVERS)
    batch = await batch_views.find(session, actor, batch_id)
    await lock_cases(session, actor, [case.id for _, case in await _own_shares(session, actor, batch)])
    own = await _own_shares(session, actor, batch)
    unsigned = {share.id: case for share, case in own if share.status is AssignmentStatus.DISPATCHED}
    shares = await shares_of(session, [case.id for case in unsigned.values()])
    done = [
        await _signed(
            Move(session, actor, case, Action.ACCEPT, now, shares[case.id], Standing()), share, form
        )
        for share, case in own
        if share.id in unsigned
    ]
    if done:
        await settle(session, *done)
    receipts = [
        ReceiptOfCase(
            case_id=case.id,
            number=case.number,
            assignment_id=share.id,
            accepted=share.id in unsigned,
            status=share.status,
            label=share.status.label,
        )
        for share, case in own
    ]
    return BatchAccepted(accepted=len(done), items=receipts)


async def _signed(move: Move, share: Assignment, form: AcceptBatchForm) -> Done:
    """The ordinary acceptance of one hand-over."""
    move.acting_on = share
    view = view_for(move.actor, move.case, move.assignments, move.standing, share)
    rule = guard.permit(move.action, view)
    one = AcceptForm(version=move.case.version, assignment_id=share.id, owners=form.owners)
    move.data = carried(one)
    return move, rule, await dispatching.accept(move, one)


async def _own_shares(session: AsyncSession, actor: Actor, batch: Batch) -> list[tuple[Assignment, Case]]:
    """As they stand now, in the order of the list. An alias, because `visible_cases` asks about hand-overs too."""
    own: Any = aliased(Assignment)
    query = (
        select(own, Case)
        .join(Case, col(Case.id) == own.case_id)
        .join(BatchItem, col(BatchItem.case_id) == Case.id)
        .where(BatchItem.batch_id == batch.id, own.batch_id == batch.id)
        .where(own.unit_id == actor.unit_id, visible_cases(actor))
        .order_by(col(BatchItem.position))
    )
    return list(await session.exec(query.execution_options(populate_existing=True)))
