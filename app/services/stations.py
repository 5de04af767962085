"""Stations as they are read: the open ones by anybody, their trees with what each part brought by the desk."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import CHINA, day_of
from app.domain.periods import refuse_backwards
from app.domain.trees import preorder, rolled_up
from app.domain.vocabulary import DeputyStatus, Post, Role
from app.errors import NotFound
from app.models import Appointment, Case, Deputy, Station
from app.schemas.codes import StationCard
from app.schemas.stations import (
    MediatorCard,
    MediatorChoice,
    PostCard,
    StationBranch,
    StationDetail,
    StationFigures,
    StationTree,
    StationTreeFigures,
)
from app.security.access import visible_cases
from app.security.actors import Actor
from app.services import listing
from app.services.appointments import serving
from app.services.codes import station_card


async def open_page(
    session: AsyncSession,
    county_code: str,
    filters: listing.Filters,
    *,
    limit: int,
    before: UUID | None,
) -> tuple[list[StationCard], UUID | None]:
    """Stations and points in use, those that the filters leave."""
    own = {**filters, "county_code": county_code, "active": True}
    rows, last = await listing.page(session, Station, own, limit=limit, before=before)
    return [station_card(row) for row in rows], last


async def open_one(session: AsyncSession, station_id: UUID, now: datetime) -> StationDetail:
    """A station or point in use, with its people and with what hangs under it."""
    station, *below = await _open_tree(session, station_id)
    people = await _people(session, station_id, day_of(now))
    return StationDetail(
        **station.model_dump(include=set(StationDetail.model_fields)) | dict(station_card(station)),
        posts=[
            PostCard(post=post, name=person.name, duties=person.duties)
            for post in Post
            for person in people
            if person.post is post
        ],
        mediators=[MediatorCard.model_validate(each) for each in people if each.role is Role.MEDIATOR],
        points=[station_card(each) for each in below if each.parent_id == station_id],
        points_total=len(below),
    )


async def _people(session: AsyncSession, station_id: UUID, today: date) -> list[Appointment]:
    """Who serves there today, longest first."""
    query = select(Appointment).where(Appointment.station_id == station_id, serving(today))
    return list(await session.exec(query.order_by(col(Appointment.id))))


def _below(root: UUID, *, only_open: bool) -> Any:
    """The ids of a tree. As a set, so that even a loop would end."""
    top: Any = select(col(Station.id)).where(col(Station.id) == root)
    part = select(col(Station.id))
    if only_open:
        top, part = top.where(col(Station.active)), part.where(col(Station.active))
    tree = top.cte(recursive=True)
    return tree.union(part.where(col(Station.parent_id) == tree.c.id))


async def _open_tree(session: AsyncSession, root: UUID) -> list[Station]:
    """The stations in use at and below `root`, in the order of the tree. A closed one hides what is below it."""
    tree = _below(root, only_open=True)
    query = select(Station).where(col(Station.id).in_(select(tree.c.id))).order_by(col(Station.id))
    found = {station.id: station for station in await session.exec(query)}
    if not found:
        raise NotFound("STATION_NOT_FOUND")
    parents = {station.id: station.parent_id for station in found.values()}
    return [found[key] for key, _ in preorder(root, parents)]


async def open_tree(session: AsyncSession, root: UUID) -> StationTree:
    stations = {station.id: station for station in await _open_tree(session, root)}
    order = preorder(root, {key: station.parent_id for key, station in stations.items()})
    return StationTree(nodes=[_branch(stations[key], root, depth) for key, depth in order])


def _branch(station: Station, root: UUID, depth: int) -> StationBranch:
    return StationBranch(
        **station.model_dump(include={"id", "name", "tier", "kind"}),
        parent_id=None if station.id == root else station.parent_id,
        depth=depth,
    )


async def tree(
    session: AsyncSession, actor: Actor, root: UUID, since: date | None, until: date | None
) -> StationTreeFigures:
    """The tree of a station of the actor's county, with the cases that each part brought: those that he may see.

    Brought by it: also what a rule sent to another desk. One statement, whatever the size of the tree.
    """
    refuse_backwards(since, until, "until")
    below = _below(root, only_open=False)
    query = (
        select(Station, _brought(actor, since, until))
        .where(col(Station.id).in_(select(below.c.id)), Station.county_code == actor.county_code)
        .order_by(col(Station.id))
    )
    rows = {station.id: (station, count) for station, count in await session.exec(query)}
    if root not in rows:
        raise NotFound("STATION_NOT_FOUND")
    parents = {key: station.parent_id for key, (station, _) in rows.items()}
    order = preorder(root, parents)
    own = {key: count for key, (_, count) in rows.items()}
    totals = rolled_up([key for key, _ in order], parents, own)
    nodes = [
        StationFigures(
            **dict(_branch(rows[key][0], root, depth)),
            active=rows[key][0].active,
            cases=own[key],
            cases_total=totals[key],
        )
        for key, depth in order
    ]
    return StationTreeFigures(since=since, until=until, nodes=nodes)


def _brought(actor: Actor, since: date | None, until: date | None) -> Any:
    """How many cases came in at the station of the row, within whole days of China."""
    counted: Any = select(func.count()).select_from(Case).where(visible_cases(actor))
    if since is not None:
        counted = counted.where(col(Case.created_at) >= _midnight(since))
    if until is not None:
        counted = counted.where(col(Case.created_at) < _midnight(until + timedelta(days=1)))
    here = counted.where(col(Case.station_id) == Station.id, col(Case.origin_station_id).is_(None))
    sent_on = counted.where(col(Case.origin_station_id) == Station.id)
    return here.correlate(Station).scalar_subquery() + sent_on.correlate(Station).scalar_subquery()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


async def mediators(
    session: AsyncSession, actor: Actor, station_id: UUID, now: datetime, *, limit: int, before: UUID | None
) -> tuple[list[MediatorChoice], UUID | None]:
    """Who may mediate a dispute of this station: mediators and deputies of it, or of a station above it."""
    known = select(Station.id).where(Station.id == station_id, Station.county_code == actor.county_code)
    if (await session.exec(known)).first() is None:
        raise NotFound("STATION_NOT_FOUND")
    above = _above(station_id)
    appointed: Any = select(Appointment.id, literal(Role.MEDIATOR.value).label("role"), Appointment.name)
    appointed = appointed.add_columns(Appointment.affiliation, Appointment.station_id)
    appointed = appointed.where(Appointment.role == Role.MEDIATOR, serving(day_of(now)))
    elected: Any = select(Deputy.id, literal(Role.DEPUTY.value), Deputy.name)
    elected = elected.add_columns(literal(""), Deputy.station_id).where(Deputy.status == DeputyStatus.ACTIVE)
    roster: Any = union_all(
        appointed.where(col(Appointment.station_id).in_(above)),
        elected.where(col(Deputy.station_id).in_(above)),
    ).subquery()
    query = roster.select().order_by(roster.c.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(roster.c.id < before)
    items = [MediatorChoice.model_validate(row) for row in await session.exec(query)]
    return items[:limit], items[limit - 1].id if len(items) > limit else None


def _above(station_id: UUID) -> Any:
    """The ids of the station and of all above it."""
    top: Any = select(col(Station.id), col(Station.parent_id)).where(col(Station.id) == station_id)
    path = top.cte(recursive=True)
    higher = aliased(Station)
    path = path.union(select(col(higher.id), col(higher.parent_id)).where(col(higher.id) == path.c.parent_id))
    return select(path.c.id)
