"""Groups of deputies as administrators keep them: what must hold for one, and who joins and leaves it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.deadlines import day_of
from app.domain.directory import joins_too_early, refuse
from app.domain.vocabulary import CongressLevel, DeputyStatus, GroupKind, OfficeKind
from app.errors import Conflict, FieldError, InvalidRequest, NotFound
from app.models import Congress, Deputy, DeputyGroup, GroupMember, Mandate, Office, Term
from app.models.base import new_id
from app.schemas.groups import GroupOut, LeaveForm, MemberForm, MemberOut
from app.security.actors import Actor
from app.services import audit, directory, references
from app.services.nouns import Noun

MEMBER = "group_member"
LEVELS = tuple(CongressLevel)
"""The highest first."""


async def _check(session: AsyncSession, row: DeputyGroup, today: date) -> None:
    """A sponsor for the professional ones alone, a leader from among its deputies, and nobody in a closed one."""
    sponsor = await session.get_one(Office, row.sponsor_id) if row.sponsor_id else None
    professional = row.kind is GroupKind.PROFESSIONAL
    if professional != (sponsor is not None) or (sponsor and sponsor.kind is not OfficeKind.COMMITTEE):
        words = "专业小组须有对口联系的委室" if professional else "混合编组不设对口联系的委室"
        problem = FieldError("sponsor_id", "SPONSOR_OF_KIND", words)
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])
    members = select(GroupMember.id).where(GroupMember.group_id == row.id, col(GroupMember.left_on).is_(None))
    if row.leader_id is not None:
        leads = members.where(GroupMember.deputy_id == row.leader_id)
        if (await session.exec(leads.limit(1))).first() is None:
            raise Conflict("LEADER_NOT_MEMBER")
    if not row.active and (await session.exec(members.limit(1))).first() is not None:
        raise Conflict("STILL_IN_USE", "小组还有成员，请先办理退出")


GROUP = Noun(
    "group",
    DeputyGroup,
    GroupOut,
    "GROUP_NOT_FOUND",
    check=_check,
    refusals=("LEADER_NOT_MEMBER", "STILL_IN_USE"),
)


async def join(
    session: AsyncSession, actor: Actor, group_id: UUID, form: MemberForm, now: datetime
) -> MemberOut:
    """Conflict GROUP_KIND_TAKEN for a deputy who is in one of the kind: the index decides, between two at once too."""
    group: DeputyGroup = await directory.locked(session, actor, GROUP, group_id)
    if not group.active:
        raise Conflict("GROUP_CLOSED")
    if form.deputy_id is not None:
        deputy = await references.deputy(session, actor.county_code, form.deputy_id)
        if deputy.status is not DeputyStatus.ACTIVE:
            raise NotFound("DEPUTY_NOT_FOUND", f"该代表{deputy.status.label}")
    joined_on = form.joined_on or day_of(now)
    refuse(joins_too_early(joined_on, day_of(now)))
    member = GroupMember(
        id=new_id(),
        county_code=actor.county_code,
        group_id=group.id,
        kind=group.kind,
        joined_on=joined_on,
        **form.model_dump(exclude={"joined_on"}),
    )
    taken = insert(GroupMember).values(**member.model_dump())
    free = taken.on_conflict_do_nothing(
        index_elements=["deputy_id", "kind"],
        index_where=text("left_on IS NULL AND deputy_id IS NOT NULL"),
    )
    if (await session.exec(free)).rowcount == 0:
        raise Conflict("GROUP_KIND_TAKEN")
    audit.record(session, actor, AuditAction.CREATE, MEMBER, member.id, None, audit.snapshot(member), now)
    await session.flush()
    return (await views(session, [member], day_of(now)))[0]


async def leave(
    session: AsyncSession, actor: Actor, group_id: UUID, member_id: UUID, form: LeaveForm, now: datetime
) -> MemberOut:
    """From that day on he is free to join another. A leader who leaves leads no longer."""
    group: DeputyGroup = await directory.locked(session, actor, GROUP, group_id)
    query = select(GroupMember).where(GroupMember.id == member_id, GroupMember.group_id == group.id)
    member = (await session.exec(query.with_for_update())).one_or_none()
    if member is None:
        raise NotFound("MEMBER_NOT_FOUND")
    if member.left_on is not None:
        raise Conflict("MEMBER_LEFT")
    left_on = form.left_on or day_of(now)
    if not member.joined_on <= left_on <= day_of(now):
        raise Conflict("DATE_OUT_OF_RANGE", "退出日期应在加入日期与今天之间")
    before = audit.snapshot(member)
    member.left_on = left_on
    if group.leader_id is not None and group.leader_id == member.deputy_id:
        group.leader_id, group.version = None, group.version + 1
    audit.record(session, actor, AuditAction.EDIT, MEMBER, member.id, before, audit.snapshot(member), now)
    await session.flush()
    return (await views(session, [member], day_of(now)))[0]


async def members(
    session: AsyncSession,
    actor: Actor,
    group_id: UUID,
    *,
    current: bool,
    day: date,
    limit: int,
    before: UUID | None,
) -> tuple[list[MemberOut], UUID | None]:
    """Who came last first; with `current` only those who have not left."""
    await directory.find(session, actor, GROUP, group_id)
    query = select(GroupMember).where(GroupMember.group_id == group_id)
    if current:
        query = query.where(col(GroupMember.left_on).is_(None))
    if before is not None:
        query = query.where(col(GroupMember.id) < before)
    rows = list(await session.exec(query.order_by(col(GroupMember.id).desc()).limit(limit + 1)))
    return await views(session, rows[:limit], day), rows[limit - 1].id if len(rows) > limit else None


def highest_level(day: date) -> Any:
    """Each deputy with the place in `LEVELS` of the highest seat that he holds on that day."""
    rank = case({level.value: place for place, level in enumerate(LEVELS)}, value=col(Congress.level))
    return (
        select(col(Mandate.deputy_id), func.min(rank).label("rank"))
        .join(Term, col(Term.id) == Mandate.term_id)
        .join(Congress, col(Congress.id) == Term.congress_id)
        .where(col(Mandate.starts_on) <= day)
        .where(col(Mandate.ends_on).is_(None) | (col(Mandate.ends_on) >= day))
        .group_by(col(Mandate.deputy_id))
    )


async def views(
    session: AsyncSession, rows: Sequence[GroupMember], day: date, *, phones: bool = True
) -> list[MemberOut]:
    """Each with his name and, on that day, his level."""
    level = highest_level(day).subquery()
    query = (
        select(col(Deputy.id), col(Deputy.name), level.c.rank)
        .outerjoin(level, level.c.deputy_id == Deputy.id)
        .where(col(Deputy.id).in_([row.deputy_id for row in rows if row.deputy_id]))
    )
    known: dict[UUID | None, tuple[str, int | None]] = {
        deputy_id: (name, rank) for deputy_id, name, rank in await session.exec(query)
    }
    return [_view(row, *known.get(row.deputy_id, (row.name, None)), phones=phones) for row in rows]


def _view(row: GroupMember, name: str, rank: int | None, *, phones: bool) -> MemberOut:
    fields = row.model_dump(include=set(MemberOut.model_fields))
    level = None if rank is None else LEVELS[rank]
    return MemberOut(**fields | {"name": name, "level": level, "phone": row.phone if phones else None})
