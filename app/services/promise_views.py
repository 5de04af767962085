"""The ledger of promises: narrowed, counted, and one of them with all that happened to it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, cast, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.ballots import Votes, outcomes
from app.domain.figures import Figure
from app.domain.promises import Counts, ledger
from app.domain.vocabulary import PromiseSource, PromiseState
from app.errors import NotFound
from app.models import Ballot, Promise, PromiseEntry, Unit, Upload
from app.schemas.figures import FigureOut
from app.schemas.promises import (
    BallotOut,
    PromiseDetail,
    PromiseEntryOut,
    PromiseFigures,
    PromiseItem,
)
from app.security.actors import Actor
from app.security.promises import CHECKERS, OFFICES, visible_promises
from app.services.promises import OPEN, state_now
from app.services.uploads import Links


@dataclass(frozen=True)
class Filters:
    """What the ledger is narrowed by; absent means any. The days are those on which promises are due."""

    state: PromiseState | None = None
    source: PromiseSource | None = None
    unit_id: UUID | None = None
    case_id: UUID | None = None
    event_id: UUID | None = None
    station_id: UUID | None = None
    year: int | None = None
    overdue: bool | None = None
    carried_over: bool | None = None
    revived: bool | None = None
    since: date | None = None
    until: date | None = None


def _overdue(today: date) -> ColumnElement[bool]:
    return and_(state_now() == OPEN, col(Promise.due_on) < today)


def _conditions(actor: Actor, filters: Filters, today: date) -> list[ColumnElement[bool]]:
    found = [visible_promises(actor)]
    exact = ("source", "unit_id", "case_id", "event_id", "station_id", "year")
    found += [
        col(getattr(Promise, name)) == getattr(filters, name)
        for name in exact
        if getattr(filters, name) is not None
    ]
    if filters.state is not None:
        found.append(state_now() == filters.state)
    flags = {
        "overdue": _overdue(today),
        "carried_over": col(Promise.carried_over) > 0,
        "revived": col(Promise.revived) > 0,
    }
    for name, condition in flags.items():
        wanted = getattr(filters, name)
        if wanted is not None:
            found.append(condition if wanted else ~condition)
    if filters.since is not None:
        found.append(col(Promise.due_on) >= filters.since)
    if filters.until is not None:
        found.append(col(Promise.due_on) <= filters.until)
    return found


def _query(conditions: Sequence[ColumnElement[bool]]) -> Any:
    query: Any = select(Promise, state_now(), Unit.name).outerjoin(Unit, col(Unit.id) == Promise.unit_id)
    return query.where(*conditions)


def _fields(today: date, promise: Promise, state: str, unit_name: str | None) -> dict[str, Any]:
    stands = PromiseState(state)
    return promise.model_dump(include=set(PromiseItem.model_fields)) | {
        "state": stands,
        "owner_name": unit_name or promise.owner_name,
        "overdue": stands is OPEN and promise.due_on < today,
    }


async def page(
    session: AsyncSession, actor: Actor, filters: Filters, today: date, *, limit: int, before: UUID | None
) -> tuple[list[PromiseItem], UUID | None]:
    """Newest first."""
    query = _query(_conditions(actor, filters, today))
    if before is not None:
        query = query.where(col(Promise.id) < before)
    rows = (await session.exec(query.order_by(col(Promise.id).desc()).limit(limit + 1))).all()
    items = [PromiseItem(**_fields(today, *row)) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


async def detail(
    session: AsyncSession, actor: Actor, promise_id: UUID, today: date, links: Links
) -> PromiseDetail:
    """NotFound PROMISE_NOT_FOUND for what the actor may not know of."""
    row = (await session.exec(_query([col(Promise.id) == promise_id, visible_promises(actor)]))).first()
    if row is None:
        raise NotFound("PROMISE_NOT_FOUND")
    stands = PromiseState(row[1])
    ballots = select(Ballot).where(Ballot.promise_id == promise_id).order_by(col(Ballot.id))
    return PromiseDetail(
        **_fields(today, *row),
        entries=await _entries(session, promise_id, links),
        ballots=[BallotOut.model_validate(each) for each in await session.exec(ballots)],
        can_prove=actor.is_unit and stands is OPEN,
        can_check=actor.role in CHECKERS and stands is OPEN,
        can_decide=actor.role in OFFICES and stands is not PromiseState.SUPERSEDED,
    )


async def _entries(session: AsyncSession, promise_id: UUID, links: Links) -> list[PromiseEntryOut]:
    query = (
        select(PromiseEntry, Upload)
        .outerjoin(Upload, col(Upload.promise_entry_id) == PromiseEntry.id)
        .where(PromiseEntry.promise_id == promise_id)
        .order_by(col(PromiseEntry.id), col(Upload.id))
    )
    entries: dict[UUID, PromiseEntry] = {}
    pictures: dict[UUID, list[Upload]] = {}
    for entry, upload in await session.exec(query):
        entries[entry.id] = entry
        pictures.setdefault(entry.id, []).extend([upload] if upload is not None else [])
    return [
        PromiseEntryOut(
            **entry.model_dump(include=set(PromiseEntryOut.model_fields)),
            label=entry.step.label,
            attachments=[links.attachment(each) for each in pictures[entry.id]],
        )
        for entry in entries.values()
    ]


async def figures(session: AsyncSession, actor: Actor, filters: Filters, today: date) -> PromiseFigures:
    conditions = _conditions(actor, filters, today)
    stands = state_now()
    struck_on = cast(func.timezone("Asia/Shanghai", col(Promise.struck_off_at)), Date)
    kept = col(Promise.state) == PromiseState.KEPT
    gone = stands == PromiseState.SUPERSEDED
    counted: tuple[ColumnElement[bool], ...] = (
        gone,
        stands == OPEN,
        _overdue(today),
        kept,
        and_(kept, struck_on <= col(Promise.first_due_on)),
        and_(col(Promise.carried_over) > 0, ~gone),
        col(Promise.revived) > 0,
        or_(kept, col(Promise.revived) > 0),
    )
    query: Any = select(*(func.count().filter(each) for each in counted)).select_from(Promise)
    counts = Counts(*(await session.exec(query.where(*conditions))).one())
    shown = {name: FigureOut.model_validate(each) for name, each in vars(ledger(counts)).items()}
    strict, broad = await _rated(session, conditions, counts.total)
    return PromiseFigures(on=today, total=counts.total, rated_strict=strict, rated_broad=broad, **shown)


async def _rated(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]], total: int
) -> tuple[FigureOut, FigureOut]:
    """Of each that was rated, what its last rating came to."""
    newer = aliased(Ballot)
    again = exists().where(col(newer.promise_id) == Ballot.promise_id, col(newer.year) > col(Ballot.year))
    last = (
        select(Ballot.satisfied, Ballot.basically, Ballot.dissatisfied)
        .join(Promise, col(Promise.id) == Ballot.promise_id)
        .where(*conditions, ~again.correlate(Ballot))
    )
    rated = [Votes(*row) for row in await session.exec(last)]
    found = outcomes(rated)
    both = (asdict(each) | {"excluded": total - len(rated)} for each in (found.strict, found.broad))
    strict, broad = (FigureOut.model_validate(Figure(**each)) for each in both)
    return strict, broad
