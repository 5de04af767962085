"""Groups at the desk: those of the county, or one's own, one with its members, and its plan for the year."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.deadlines import day_of
from app.domain.vocabulary import Role
from app.errors import Conflict, Forbidden, NotFound
from app.models import Deputy, DeputyGroup, GroupMember, Office, Station
from app.schemas.groups import GroupDetail, GroupItem, GroupPlanForm, MemberOut
from app.security.actors import Actor
from app.security.events import guides
from app.security.links import OFFICES
from app.services import audit, directory, listing
from app.services.groups import GROUP, LEVELS, views

_IN_IT = (col(GroupMember.group_id) == DeputyGroup.id, col(GroupMember.left_on).is_(None))
_SIZE = select(func.count(col(GroupMember.id))).where(*_IN_IT).scalar_subquery()
_GROUPS: Any = (
    select(DeputyGroup, col(Station.name), col(Office.name), col(Deputy.name))
    .add_columns(_SIZE)
    .outerjoin(Station, col(Station.id) == DeputyGroup.station_id)
    .outerjoin(Office, col(Office.id) == DeputyGroup.sponsor_id)
    .outerjoin(Deputy, col(Deputy.id) == DeputyGroup.leader_id)
)


async def page(
    session: AsyncSession,
    actor: Actor,
    filters: listing.Filters,
    *,
    mine: bool,
    limit: int,
    before: UUID | None,
) -> tuple[list[GroupItem], UUID | None]:
    """Groups in use, newest first."""
    wanted = {**filters, "county_code": actor.county_code, "active": True}
    query = _GROUPS.where(*listing.conditions(DeputyGroup, wanted))
    if mine:
        query = query.where(_mine(actor))
    if before is not None:
        query = query.where(col(DeputyGroup.id) < before)
    rows = (await session.exec(query.order_by(col(DeputyGroup.id).desc()).limit(limit + 1))).all()
    items = [GroupItem(**_fields(*row)) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def _mine(actor: Actor) -> ColumnElement[bool]:
    """A deputy is in it; it meets at one's station; one's organ sponsors it, or it lies in one's town."""
    if actor.role is Role.DEPUTY:
        member = select(GroupMember.id).where(*_IN_IT, col(GroupMember.deputy_id) == actor.deputy_id)
        return member.exists()
    if actor.role is Role.TOWN_OFFICE:
        return col(DeputyGroup.area_code).startswith(actor.area_code)
    if actor.office_id is not None:
        return col(DeputyGroup.sponsor_id) == actor.office_id
    at_my_station = col(DeputyGroup.station_id).in_(actor.station_ids)
    return at_my_station if actor.station_ids else false()


async def detail(session: AsyncSession, actor: Actor, group_id: UUID, day: date) -> GroupDetail:
    """NotFound GROUP_NOT_FOUND for another county's. Telephones are for the organs of the congress."""
    query = _GROUPS.where(col(DeputyGroup.id) == group_id, col(DeputyGroup.county_code) == actor.county_code)
    row = (await session.exec(query)).first()
    if row is None:
        raise NotFound("GROUP_NOT_FOUND")
    members = select(GroupMember).where(GroupMember.group_id == group_id, col(GroupMember.left_on).is_(None))
    found = list(await session.exec(members.order_by(col(GroupMember.id))))
    roster = await views(session, found, day, phones=actor.role in OFFICES)
    group: DeputyGroup = row[0]
    return GroupDetail(
        **_fields(*row),
        **group.model_dump(include={"version", "plan", "active"}),
        can_plan=group.active and guides(actor, group),
        roster=sorted(roster, key=_place),
    )


async def edit_plan(
    session: AsyncSession, actor: Actor, group_id: UUID, form: GroupPlanForm, now: datetime
) -> GroupDetail:
    """By those who guide it, while it is in use. Conflict GROUP_CLOSED, STALE_VERSION."""
    group: DeputyGroup = await directory.find(session, actor, GROUP, group_id, lock=True)
    if not guides(actor, group):
        raise Forbidden("FORBIDDEN")
    if not group.active:
        raise Conflict("GROUP_CLOSED")
    directory.check_version(group, form.version)
    before = audit.snapshot(group)
    group.plan, group.version = form.plan, group.version + 1
    audit.record(session, actor, AuditAction.EDIT, GROUP.name, group.id, before, audit.snapshot(group), now)
    await session.flush()
    return await detail(session, actor, group_id, day_of(now))


def _fields(
    group: DeputyGroup, station: str | None, sponsor: str | None, leader: str | None, size: int
) -> dict[str, Any]:
    names = {"station_name": station, "sponsor_name": sponsor, "leader_name": leader, "members": size}
    return group.model_dump(include={"id", "kind", "name", "area_code", "station_id"}) | names


def _place(member: MemberOut) -> tuple[bool, int]:
    """Deputies before others, the highest level first; those of one level as they came."""
    return member.deputy_id is None, len(LEVELS) if member.level is None else LEVELS.index(member.level)
