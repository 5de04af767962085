"""What one actor may know of one case, read in few statements however long its history is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import Action, Relation, Role, Status, Visibility
from app.errors import NotFound
from app.models import (
    Assignment,
    Case,
    CaseEvent,
    Cosigner,
    Deputy,
    Evaluation,
    Event,
    Reply,
    Station,
    Unit,
    Upload,
)
from app.security.access import left_at, readable_events, reads_ratings, relations, visible_cases
from app.security.actors import Actor
from app.services import pressure, sources
from app.services.moves import Standing, load_standing, standing_in, with_standing
from app.services.timeline import RECENT
from app.services.uploads import Pictures


class Around(NamedTuple):
    """A case with what it points at."""

    case: Case
    station: Station
    deputy: Deputy | None
    event_title: str | None
    master: Case | None
    merged_ids: list[UUID]
    links: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    signers: list[dict[str, Any]]
    standing: Standing


class Rated(NamedTuple):
    """A rating, and whether this reader is told that it was given under pressure."""

    rating: Evaluation
    under_pressure: bool


@dataclass
class Seen:
    """A case with what hangs on it, already cut to what the actor may know.

    `own` is the case that he asked for, with its words, pictures and timeline; `handled_as` the one in which it is
    handled, with hand-overs, replies, ratings and terms. They differ for a resident whose case was merged.
    `moves` is every status that the latter entered, oldest first.
    """

    own: Case
    handled_as: Case
    around: Around
    assignments: list[Assignment]
    unit_names: dict[UUID, str]
    replies: list[Reply]
    evaluations: list[Rated]
    events: list[CaseEvent]
    pictures: dict[UUID, Pictures]
    moves: list[tuple[Status, datetime]]
    standing: Standing
    relations: frozenset[Relation]


async def get(session: AsyncSession, actor: Actor, case_id: UUID) -> Case:
    """NotFound CASE_NOT_FOUND for what the actor may not know of."""
    case = (await session.exec(select(Case).where(Case.id == case_id, visible_cases(actor)))).first()
    if case is None:
        raise NotFound("CASE_NOT_FOUND")
    return case


async def see(session: AsyncSession, actor: Actor, case_id: UUID) -> Seen:
    """All of it in five statements, six where the case was merged; errors as `get`."""
    around = await _around(session, actor, case_id)
    own, standing = around.case, around.standing
    handled_as = _handled_as(actor, own, around.master)
    if handled_as is not own:
        standing = await load_standing(session, actor, handled_as, merged=True)
    assignments, unit_names = await _shares(session, handled_as)
    left = left_at(actor, own, assignments)
    if left is not None:
        assignments = [share for share in assignments if share.unit_id == actor.unit_id]
    held = {share.id for share in assignments}
    replies, moves = await _replies(session, actor, handled_as)
    events, pictures = await _timeline(session, actor, own, left)
    return Seen(
        own=own,
        handled_as=handled_as,
        around=around,
        assignments=assignments,
        unit_names=unit_names,
        replies=[reply for reply in replies if left is None or reply.assignment_id in held],
        evaluations=await _evaluations(session, actor, handled_as, own),
        events=events,
        pictures=pictures,
        moves=[move for move in moves if left is None or move[1] <= left],
        standing=standing,
        relations=relations(
            actor,
            handled_as,
            assignments,
            cosigner=standing.cosigner,
            field_unit_ids=standing.field_unit_ids,
            submitted_merged=standing.submitted_merged,
        ),
    )


async def _around(session: AsyncSession, actor: Actor, case_id: UUID) -> Around:
    master, merged = aliased(Case), aliased(Case)
    merged_ids = select(func.array_agg(col(merged.id))).where(col(merged.master_case_id) == Case.id)
    query: Any = (
        with_standing(actor)
        .add_columns(Station, Deputy, Event.title, master, merged_ids.scalar_subquery())
        .add_columns(sources.became(actor), sources.of(actor), _signers())
        .join(Station, col(Station.id) == Case.station_id)
        .outerjoin(Deputy, col(Deputy.id) == Case.deputy_id)
        .outerjoin(Event, col(Event.id) == Case.event_id)
        .outerjoin(master, col(master.id) == Case.master_case_id)
        .where(Case.id == case_id, visible_cases(actor))
    )
    row = (await session.exec(query)).first()
    if row is None:
        raise NotFound("CASE_NOT_FOUND")
    station, deputy, title, above, *listed = row[-8:]
    ids, became, made_from, signers = (each or [] for each in listed)
    return Around(row[0], station, deputy, title, above, ids, became, made_from, signers, standing_in(row))


def _signers() -> Any:
    """Who signed a suggestion or is asked to, the lead first: his row is the oldest."""
    signer = func.jsonb_build_object(
        "deputy_id",
        col(Cosigner.deputy_id),
        "name",
        col(Deputy.name),
        "lead",
        func.coalesce(col(Cosigner.deputy_id) == Case.deputy_id, False),
        "signed_at",
        col(Cosigner.signed_at),
        "withdrew_at",
        col(Cosigner.withdrew_at),
    )
    query = select(func.jsonb_agg(aggregate_order_by(signer, col(Cosigner.id))))
    query = query.join(Deputy, col(Deputy.id) == Cosigner.deputy_id).where(Cosigner.case_id == Case.id)
    return query.correlate(Case).scalar_subquery()


def _handled_as(actor: Actor, own: Case, master: Case | None) -> Case:
    """The master, for the resident whose case was merged into it."""
    is_submitter = actor.role is Role.CITIZEN and own.submitter_id == actor.account_id
    return master if master is not None and own.status is Status.MERGED and is_submitter else own


async def handled_as(session: AsyncSession, actor: Actor, own: Case) -> Case:
    master = await session.get(Case, own.master_case_id) if own.master_case_id else None
    return _handled_as(actor, own, master)


async def _shares(session: AsyncSession, case: Case) -> tuple[list[Assignment], dict[UUID, str]]:
    """The hand-overs, newest first, and the names of their units."""
    query = select(Assignment, Unit.name).join(Unit, col(Unit.id) == Assignment.unit_id)
    rows = list(
        await session.exec(query.where(Assignment.case_id == case.id).order_by(col(Assignment.id).desc()))
    )
    return [share for share, _ in rows], {share.unit_id: name for share, name in rows}


async def _replies(
    session: AsyncSession, actor: Actor, case: Case
) -> tuple[list[Reply], list[tuple[Status, datetime]]]:
    """A citizen reads what was signed, everybody at the desk also the drafts; and every status entered, beside them."""
    at = func.to_jsonb(col(CaseEvent.at))
    pair = func.jsonb_build_array(col(CaseEvent.to_status), at)
    ordered = aggregate_order_by(pair, col(CaseEvent.version))
    moves = select(func.jsonb_agg(ordered)).where(
        CaseEvent.case_id == case.id,
        col(CaseEvent.from_status).is_distinct_from(CaseEvent.to_status),
    )
    entered = moves.cte("entered")
    condition: ColumnElement[bool] = col(Reply.case_id) == case.id
    if actor.role in (Role.CITIZEN, Role.EXTERNAL):
        condition = and_(condition, col(Reply.signed_at).is_not(None))
    query: Any = select(entered.c[0], Reply).select_from(entered.outerjoin(Reply, condition))
    rows = list(await session.exec(query.order_by(col(Reply.id).desc())))
    history = [(Status(status), datetime.fromisoformat(at)) for status, at in rows[0][0] or []]
    return [reply for _, reply in rows if reply is not None], history


async def _evaluations(session: AsyncSession, actor: Actor, case: Case, own: Case) -> list[Rated]:
    """A citizen sees his own; a unit those of rounds whose tally is closed."""
    query = select(Evaluation, pressure.reported(actor)).where(Evaluation.case_id == case.id)
    if actor.role is Role.CITIZEN:
        query = query.where(Evaluation.account_id == actor.account_id, Evaluation.own_case_id == own.id)
    rows = await session.exec(query.order_by(col(Evaluation.id).desc()))
    return [Rated(*row) for row in rows if reads_ratings(actor, case, row[0].round)]


async def _timeline(
    session: AsyncSession, actor: Actor, own: Case, until: datetime | None
) -> tuple[list[CaseEvent], dict[UUID, Pictures]]:
    """The recent entries with their pictures, and those that came with the submission, however long ago that is."""
    own_events = and_(col(CaseEvent.case_id) == own.id, readable_events(actor, own, until))
    recent: Any = select(col(CaseEvent.id), literal(True).label("recent")).where(own_events)
    recent = recent.order_by(col(CaseEvent.id).desc()).limit(RECENT)
    first = select(col(CaseEvent.id), literal(False)).where(own_events, CaseEvent.action == Action.SUBMIT)
    both = union_all(select(recent.subquery()), first).subquery()
    shown = _pictures(actor, own)
    query: Any = (
        select(CaseEvent, both.c.recent, Upload)
        .join(both, both.c.id == CaseEvent.id)
        .outerjoin(Upload, and_(col(Upload.event_id) == CaseEvent.id, shown))
        .order_by(col(CaseEvent.id).desc(), col(Upload.id))
    )
    events: dict[UUID, CaseEvent] = {}
    pictures: dict[UUID, Pictures] = {}
    for event, is_recent, upload in await session.exec(query):
        if is_recent:
            events[event.id] = event
        if upload is not None:
            found = pictures.setdefault(event.id, Pictures(event.action, []))
            if upload not in found.uploads:
                found.uploads.append(upload)
    return list(events.values()), pictures


def _pictures(actor: Actor, own: Case) -> ColumnElement[bool]:
    """A citizen sees those of somebody else's matter (a wish) only if that one is for everybody, else what he added."""
    others = actor.role is Role.CITIZEN and own.submitter_id != actor.account_id
    if not others or own.visibility is Visibility.PUBLIC:
        return col(Upload.case_id) == own.id
    return and_(col(Upload.case_id) == own.id, col(CaseEvent.account_id) == actor.account_id)
