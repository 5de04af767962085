"""Handover lists as they are read: by the offices whole, by a unit its own part, on paper what the screen shows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import AssignmentStatus
from app.errors import AppError, Forbidden, NotFound
from app.models import Appointment, Assignment, Batch, BatchItem, Case, Office, Unit
from app.schemas.actions.dispatching import DispatchFields
from app.schemas.batches import BatchItemOut, BatchOut, BatchShareOut, BatchSummary, ShareCount
from app.security.access import left_at, title_for
from app.security.actors import Actor
from app.security.batches import BATCH_READERS, held_by, require, visible_batches
from app.security.tokens import Claims
from app.services import people
from app.services.actions.dispatching import wanted_units
from app.services.batch_checks import Forms, forms_of, refusals, seen
from app.services.moves import shares_of
from app.services.uploads import Links

PRINTED = "/api/v1/public/batches"


@dataclass(frozen=True)
class Filters:
    """What the lists are narrowed by; absent means any."""

    handed_over: bool | None = None
    unsigned: bool | None = None
    office_id: UUID | None = None
    q: str | None = None


def _number_of_cases(actor: Actor) -> Any:
    held: Any = aliased(Assignment)
    listed: Any = select(func.count(col(BatchItem.id))).where(BatchItem.batch_id == Batch.id)
    query = held_by(actor, held, func.count(held.case_id.distinct())) if actor.is_unit else listed
    return query.scalar_subquery()


def _unsigned(actor: Actor) -> Any:
    held: Any = aliased(Assignment)
    query = held_by(actor, held, func.count(held.id)).where(held.status == AssignmentStatus.DISPATCHED)
    return query.scalar_subquery()


async def page(
    session: AsyncSession, actor: Actor, filters: Filters, *, limit: int, before: UUID | None
) -> tuple[list[BatchSummary], UUID | None]:
    """Newest first. Forbidden for those who neither hand over nor receive."""
    require(actor, BATCH_READERS)
    query = select(Batch, Office.name, _number_of_cases(actor), _unsigned(actor)).where(
        col(Office.id) == Batch.office_id, visible_batches(actor), *_conditions(actor, filters)
    )
    if before is not None:
        query = query.where(col(Batch.id) < before)
    rows = list(await session.exec(query.order_by(col(Batch.id).desc()).limit(limit + 1)))
    items = [
        BatchSummary(**batch.model_dump(), office_name=office, cases=cases, unsigned=unsigned)
        for batch, office, cases, unsigned in rows[:limit]
    ]
    return items, items[-1].id if len(rows) > limit else None


def _conditions(actor: Actor, filters: Filters) -> Iterable[ColumnElement[bool]]:
    if filters.handed_over is not None:
        yield col(Batch.handed_over_at).is_not(None) == filters.handed_over
    if filters.unsigned is not None:
        yield (_unsigned(actor) > 0) == filters.unsigned
    if filters.office_id is not None:
        yield col(Batch.office_id) == filters.office_id
    if filters.q is not None:
        named = (col(Batch.number), col(Batch.title), col(Batch.meeting))
        yield or_(*(column.icontains(filters.q, autoescape=True) for column in named))


async def find(session: AsyncSession, actor: Actor, batch_id: UUID, *, lock: bool = False) -> Batch:
    """NotFound BATCH_NOT_FOUND for what the actor may not know of; Forbidden for those who never may."""
    require(actor, BATCH_READERS)
    query = select(Batch).where(Batch.id == batch_id, visible_batches(actor))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    batch = (await session.exec(query)).one_or_none()
    if batch is None:
        raise NotFound("BATCH_NOT_FOUND")
    return batch


async def get(session: AsyncSession, actor: Actor, batch_id: UUID, links: Links) -> BatchOut:
    return await detail(session, actor, await find(session, actor, batch_id), links)


async def items_of(session: AsyncSession, actor: Actor, batch: Batch) -> list[BatchItem]:
    """In the order of the list: of a unit those that were handed over to it."""
    query = select(BatchItem).where(BatchItem.batch_id == batch.id)
    if actor.is_unit:
        query = query.where(
            exists().where(
                col(Assignment.batch_id) == batch.id,
                col(Assignment.case_id) == BatchItem.case_id,
                col(Assignment.unit_id) == actor.unit_id,
            )
        )
    return list(await session.exec(query.order_by(col(BatchItem.position))))


@dataclass(frozen=True)
class _Reading:
    """A list with all that the reader may know of its matters, by case."""

    actor: Actor
    drafted: bool
    judged: bool
    forms: Forms
    cases: dict[UUID, Case]
    refusals: dict[UUID, AppError]
    given: dict[UUID, list[Assignment]]
    names: dict[UUID, str]

    def items(self) -> list[BatchItemOut]:
        return [self._item(position, case_id) for position, case_id in enumerate(self.forms, start=1)]

    def _item(self, position: int, case_id: UUID) -> BatchItemOut:
        form, case, refusal = self.forms[case_id], self.cases.get(case_id), self.refusals.get(case_id)
        return BatchItemOut(
            **form.model_dump(include={"route", "profile", "instruction"}),
            position=position,
            case_id=case_id,
            number=case.number if case else None,
            title=title_for(self.actor, case) if case else None,
            case_status=case.status if case else None,
            ready=refusal is None if self.judged else None,
            code=refusal.code if refusal else None,
            reason=refusal.detail or refusal.title if refusal else None,
            shares=self._intended(form) if self.drafted else self._given(case_id),
        )

    def _intended(self, form: DispatchFields) -> list[BatchShareOut]:
        return [
            BatchShareOut(
                **item._asdict(),
                unit_name=self.names.get(item.unit_id, ""),
                assignment_id=None,
                status=None,
                reply_due_at=None,
                accepted_at=None,
            )
            for item in wanted_units(form)
        ]

    def _given(self, case_id: UUID) -> list[BatchShareOut]:
        return [
            BatchShareOut(
                **share.model_dump(include=set(BatchShareOut.model_fields)),
                assignment_id=share.id,
                unit_name=self.names[share.unit_id],
            )
            for share in self.given.get(case_id, ())
        ]


async def detail(session: AsyncSession, actor: Actor, batch: Batch, links: Links) -> BatchOut:
    """How each matter stands: of a draft whether it could be handed over now, after that each unit's share today."""
    reading = await _read(session, actor, batch, links.now)
    states = Counter(share.status for shares in reading.given.values() for share in shares)
    office = await session.get_one(Office, batch.office_id)
    return BatchOut(
        **batch.model_dump(),
        office_name=office.name,
        cases=len(reading.forms),
        unsigned=states[AssignmentStatus.DISPATCHED],
        not_ready=len(reading.refusals),
        states=[
            ShareCount(status=status, label=status.label, count=states[status])
            for status in AssignmentStatus
            if states[status]
        ],
        print_url=links.signed(print_path(batch.id, actor.appointment_id)),
        items=reading.items(),
    )


async def _read(session: AsyncSession, actor: Actor, batch: Batch, now: datetime) -> _Reading:
    forms = forms_of(await items_of(session, actor, batch))
    cases = await seen(session, actor, forms)
    if actor.is_unit:
        forms = {case_id: form for case_id, form in forms.items() if case_id in cases}
    drafted = batch.handed_over_at is None
    judged = (
        drafted and batch.office_id == actor.office_id
    )  # whoever else looks on would be judged by his own scope
    return _Reading(
        actor,
        drafted,
        judged,
        forms,
        cases,
        await refusals(session, actor, forms, now) if judged else {},
        {} if drafted else await _given(session, actor, batch, cases),
        await _names(session, actor, forms),
    )


async def _given(
    session: AsyncSession, actor: Actor, batch: Batch, cases: dict[UUID, Case]
) -> dict[UUID, list[Assignment]]:
    """What the list handed over, by case; a unit that gave its share back sees that one and no other."""
    found = {}
    for case_id, all_shares in (await shares_of(session, cases)).items():
        left = left_at(actor, cases[case_id], all_shares) is not None
        found[case_id] = [
            share
            for share in reversed(all_shares)
            if share.batch_id == batch.id and (not left or share.unit_id == actor.unit_id)
        ]
    return found


async def _names(session: AsyncSession, actor: Actor, forms: Forms) -> dict[UUID, str]:
    """Of the county's units; one that is not there has no name."""
    wanted = {item.unit_id for form in forms.values() for item in wanted_units(form)}
    query = select(Unit.id, Unit.name).where(col(Unit.id).in_(wanted), Unit.county_code == actor.county_code)
    return dict((await session.exec(query)).all())


def print_path(batch_id: UUID, viewer_id: UUID | None) -> str:
    """What the signature of a printed page is about: this list, as this appointment may read it."""
    return f"{PRINTED}/{batch_id}/print?viewer={viewer_id}"


async def printed(session: AsyncSession, batch_id: UUID, viewer_id: UUID, links: Links) -> BatchOut:
    """What the one for whom the link was signed may see now; Forbidden like himself if he may not act."""
    holder = await session.get(Appointment, viewer_id)
    if holder is None or holder.account_id is None:
        raise Forbidden("APPOINTMENT_ENDED")
    actor = await people.load_actor(session, Claims(holder.account_id, viewer_id), links.now)
    return await get(session, actor, batch_id, links)
