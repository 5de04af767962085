"""Mixed groups formed by rule: everybody of the county placed at once, tried out first, written in a few statements."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.deadlines import day_of
from app.domain.directory import joins_too_early, refuse
from app.domain.grouping import Formed, Person, by_number, by_size, deal, grid_of
from app.domain.vocabulary import DeputyStatus, GroupKind, MemberRole
from app.errors import Conflict, FieldError, InvalidRequest, NotFound
from app.models import Area, Deputy, DeputyGroup, GroupMember, Station
from app.models.base import new_id
from app.schemas.groups import NAME_PLACES, FormationForm, FormationOut, FormedGroup, FormedMember
from app.security.actors import Actor
from app.services import audit
from app.services.groups import GROUP, LEVELS, highest_level
from app.services.turns import take_turns

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Candidate:
    """Somebody to be placed. After all levels of deputies come the others, role by role."""

    role: MemberRole
    name: str
    area_code: str
    rank: int
    phone: str = ""
    deputy_id: UUID | None = None
    station_id: UUID | None = None
    station_area_code: str = ""


@dataclass(frozen=True)
class Planned:
    """One group as it is about to be, with its members."""

    group: DeputyGroup
    members: list[Candidate]


async def form_groups(
    session: AsyncSession, actor: Actor, form: FormationForm, now: datetime
) -> FormationOut:
    """Every deputy who serves into exactly one mixed group of his grid, and with him those who are none.

    Conflict GROUP_KIND_TAKEN while anybody is in a mixed group, unless they are to be replaced; GROUPS_DO_NOT_FIT for a
    number of groups that the grids and the people do not allow; DATE_OUT_OF_RANGE. What is only tried is refused alike.
    Two at once wait for each other.
    """
    await take_turns(session, actor.county_code)
    joined_on, current = form.joined_on or day_of(now), await _current(session, actor)
    refuse(joins_too_early(joined_on, day_of(now)))
    if current and not form.replace:
        raise Conflict("GROUP_KIND_TAKEN", f"已有 {len(current)} 人在混合编组中，如需重编请选择替换")
    areas = await _areas(session, actor)
    people = await _deputies(session, actor, joined_on)
    people += _named_people(form, areas)
    people += await _moving(session, form, current)
    plan = _plan(actor, form, people, areas)
    if not form.dry_run:
        if form.replace:
            await _end(session, actor, joined_on, now)
        await _write(session, actor, plan, joined_on, now)
    return _shown(form, plan, ended=len(current) if form.replace else 0)


async def _current(session: AsyncSession, actor: Actor) -> list[GroupMember]:
    """Who is in a mixed group today."""
    query = select(GroupMember).where(*_in_a_mixed_group(actor))
    return list(await session.exec(query.order_by(col(GroupMember.id))))


def _in_a_mixed_group(actor: Actor) -> list[ColumnElement[bool]]:
    return [
        col(GroupMember.county_code) == actor.county_code,
        col(GroupMember.kind) == GroupKind.MIXED,
        col(GroupMember.left_on).is_(None),
    ]


async def _areas(session: AsyncSession, actor: Actor) -> dict[str, str]:
    """Names by code."""
    query = select(col(Area.code), col(Area.name)).where(Area.county_code == actor.county_code)
    return dict((await session.exec(query)).all())


async def _deputies(session: AsyncSession, actor: Actor, day: date) -> list[Candidate]:
    """Those who serve; without a seat on that day they come after all levels."""
    level = highest_level(day).subquery()
    query: Any = (
        select(Deputy, col(Station.area_code), func.coalesce(level.c.rank, len(LEVELS)))
        .join(Station, col(Station.id) == Deputy.station_id)
        .outerjoin(level, level.c.deputy_id == Deputy.id)
        .where(col(Deputy.county_code) == actor.county_code, col(Deputy.status) == DeputyStatus.ACTIVE)
        .order_by(col(Deputy.id))
    )
    return [
        Candidate(
            role=MemberRole.DEPUTY,
            name=deputy.name,
            area_code=deputy.area_code,
            rank=rank,
            deputy_id=deputy.id,
            station_id=deputy.station_id,
            station_area_code=station_area,
        )
        for deputy, station_area, rank in await session.exec(query)
    ]


def _named_people(form: FormationForm, areas: dict[str, str]) -> list[Candidate]:
    """Those whom the form names; NotFound AREA_NOT_FOUND says which of them live nowhere."""
    words = "没有找到该行政区划"
    errors = [
        FieldError(f"others.{place}.area_code", "AREA_NOT_FOUND", words)
        for place, each in enumerate(form.others)
        if each.area_code not in areas
    ]
    if errors:
        raise NotFound("AREA_NOT_FOUND", errors=errors)
    return [_other(each.role, each.name, each.area_code, each.phone) for each in form.others]


async def _moving(
    session: AsyncSession, form: FormationForm, current: Sequence[GroupMember]
) -> list[Candidate]:
    """Those of today's groups, deputies apart, whose role the form includes."""
    moving = [each for each in current if each.deputy_id is None and each.role in form.include]
    query = select(DeputyGroup).where(col(DeputyGroup.id).in_({each.group_id for each in moving}))
    area = {group.id: group.area_code for group in await session.exec(query)}
    return [_other(each.role, each.name, area[each.group_id], each.phone) for each in moving]


def _other(role: MemberRole, name: str, area_code: str, phone: str) -> Candidate:
    return Candidate(role, name, area_code, len(LEVELS) + 1 + list(MemberRole).index(role), phone)


def _plan(actor: Actor, form: FormationForm, people: list[Candidate], areas: dict[str, str]) -> list[Planned]:
    formed = _dealt(form, people)
    names = [_name(form.name_pattern, areas, each, place + 1) for place, each in enumerate(formed)]
    if len(set(names)) < len(names) or any(len(name) > _LONGEST_NAME for name in names):
        problem = FieldError("name_pattern", "NAME_PATTERN", "组名会重复或过长，请加上序号或改短")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])
    return [
        Planned(_group(actor, name, each), list(each.members))
        for name, each in zip(names, formed, strict=True)
    ]


def _dealt(form: FormationForm, people: list[Candidate]) -> list[Formed[Candidate]]:
    persons = [
        Person(each, each.rank, grid_of(each.area_code, each.station_area_code, form.area_level))
        for each in people
    ]
    sizes = Counter(person.grid for person in persons)
    if form.size is not None:
        return deal(persons, by_size(sizes, form.size))
    try:
        return deal(persons, by_number(sizes, form.groups or 0))
    except ValueError as error:
        detail = f"共 {len(sizes)} 个网格、{len(persons)} 人"
        raise Conflict("GROUPS_DO_NOT_FIT", detail) from error


def _name(pattern: str, areas: dict[str, str], formed: Formed[Candidate], place: int) -> str:
    values = (areas.get(formed.grid, formed.grid), str(formed.number), str(place))
    for name, value in zip(NAME_PLACES, values, strict=True):
        pattern = pattern.replace(name, value)
    return pattern


def _group(actor: Actor, name: str, formed: Formed[Candidate]) -> DeputyGroup:
    """At the station to which most of its deputies belong."""
    stations = Counter(each.station_id for each in formed.members if each.station_id)
    return DeputyGroup(
        id=new_id(),
        county_code=actor.county_code,
        kind=GroupKind.MIXED,
        name=name,
        area_code=formed.grid,
        station_id=min(stations, key=lambda each: (-stations[each], each), default=None),
    )


async def _end(session: AsyncSession, actor: Actor, day: date, now: datetime) -> None:
    """Today's memberships end and their groups close, so that nobody is in two."""
    ending = update(GroupMember).where(*_in_a_mixed_group(actor))
    await session.exec(ending.values(left_on=func.greatest(col(GroupMember.joined_on), day)))
    query = select(DeputyGroup).where(
        DeputyGroup.county_code == actor.county_code,
        DeputyGroup.kind == GroupKind.MIXED,
        col(DeputyGroup.active),
    )
    for group in await session.exec(query.with_for_update()):
        before = audit.snapshot(group)
        group.active, group.leader_id, group.version = False, None, group.version + 1
        audit.record(
            session, actor, AuditAction.EDIT, GROUP.name, group.id, before, audit.snapshot(group), now
        )
    await session.flush()


async def _write(session: AsyncSession, actor: Actor, plan: list[Planned], day: date, now: datetime) -> None:
    for planned in plan:
        group = planned.group
        session.add(group)
        after = audit.snapshot(group)
        audit.record(session, actor, AuditAction.CREATE, GROUP.name, group.id, None, after, now)
    await session.flush()
    rows = list(_rows(plan, day))
    if rows:
        await session.exec(insert(GroupMember), params=rows)


def _rows(plan: list[Planned], day: date) -> Iterator[dict[str, Any]]:
    for planned in plan:
        for member in planned.members:
            yield {
                "id": new_id(),
                "county_code": planned.group.county_code,
                "group_id": planned.group.id,
                "kind": planned.group.kind,
                "role": member.role,
                "deputy_id": member.deputy_id,
                "name": "" if member.deputy_id else member.name,
                "phone": member.phone,
                "joined_on": day,
            }


def _shown(form: FormationForm, plan: list[Planned], *, ended: int) -> FormationOut:
    groups = [
        FormedGroup(
            id=None if form.dry_run else planned.group.id,
            **planned.group.model_dump(include={"name", "area_code", "station_id"}),
            members=[_member(each) for each in planned.members],
        )
        for planned in plan
    ]
    members = Counter(each.role is MemberRole.DEPUTY for planned in plan for each in planned.members)
    return FormationOut(
        dry_run=form.dry_run, deputies=members[True], others=members[False], ended=ended, groups=groups
    )


def _member(each: Candidate) -> FormedMember:
    level = LEVELS[each.rank] if each.rank < len(LEVELS) else None
    return FormedMember(deputy_id=each.deputy_id, name=each.name, role=each.role, level=level)
