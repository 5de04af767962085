"""What deputies leave behind when they leave for good: codes, open cases, groups, links; and who takes it over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, case, column, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.vocabulary import CodeState, CodeTarget, StationTier
from app.domain.workflow import OPEN
from app.models import Case, Code, Deputy, DeputyGroup, GroupMember, Link, Station
from app.schemas.succession import (
    SHOWN,
    Handed,
    Leaver,
    LeaverList,
    LinkEnd,
    LinkEndList,
    MembershipEnd,
    MembershipEndList,
)
from app.security.actors import Actor
from app.services import audit, issuing, remarks, rollups
from app.services.at_once import among, run


@dataclass(frozen=True)
class Leaving:
    """Those who leave, with their last day and with who comes after each, if anybody."""

    ids: list[UUID]
    heirs: Mapping[UUID, UUID]
    last_day: date

    def pairs(self) -> Any:
        """As rows of (from_id, to_id), to join with."""
        columns = (self.ids, [self.heirs.get(each) for each in self.ids])
        rows: Any = func.unnest(*(literal(values, ARRAY(Uuid())) for values in columns))
        named = rows.table_valued(column("from_id", Uuid()), column("to_id", Uuid()), name="pairs")
        return named.render_derived()


_Heir = aliased(Deputy)
_in_use = col(Code.state) == CodeState.ACTIVE
_in_hand = col(Case.status).in_(OPEN)


async def leavers(session: AsyncSession, leaving: Leaving) -> LeaverList:
    pairs = leaving.pairs()
    codes = select(func.count()).where(col(Code.deputy_id) == pairs.c.from_id, _in_use)
    cases = select(func.count()).where(col(Case.deputy_id) == pairs.c.from_id, _in_hand)
    query = (
        select(
            col(Deputy.id).label("deputy_id"),
            col(Deputy.name),
            pairs.c.to_id.label("to_deputy_id"),
            func.coalesce(_Heir.name, Station.name).label("to_name"),
            codes.scalar_subquery().label("codes"),
            cases.scalar_subquery().label("cases"),
        )
        .join_from(pairs, Deputy, col(Deputy.id) == pairs.c.from_id)
        .join(Station, col(Station.id) == Deputy.station_id)
        .outerjoin(_Heir, col(_Heir.id) == pairs.c.to_id)
        .order_by(col(Deputy.id))
    )
    rows: Any = await session.exec(query.limit(SHOWN))  # type: ignore[call-overload]
    return LeaverList(total=len(leaving.ids), items=[Leaver.model_validate(row) for row in rows])


async def codes(session: AsyncSession, leaving: Leaving) -> Handed:
    pairs = leaving.pairs()
    counted = select(func.count(), func.count(pairs.c.to_id)).join_from(
        Code, pairs, col(Code.deputy_id) == pairs.c.from_id
    )
    return await _handed(session, counted.where(_in_use))


async def cases(session: AsyncSession, leaving: Leaving) -> Handed:
    pairs = leaving.pairs()
    counted = select(func.count(), func.count(_lead(pairs))).join_from(
        Case, pairs, col(Case.deputy_id) == pairs.c.from_id
    )
    return await _handed(session, counted.where(_in_hand))


async def _handed(session: AsyncSession, counted: Any) -> Handed:
    total, to_successors = (await session.exec(counted)).one()
    return Handed(total=total, to_successors=to_successors, to_stations=total - to_successors)


def _lead(pairs: Any) -> Any:
    """Nobody leads a case that is about himself: it stays with the station."""
    return func.nullif(pairs.c.to_id, Case.accused_deputy_id)


def _member(leaving: Leaving) -> Any:
    return (col(GroupMember.deputy_id) == among(leaving.ids)) & col(GroupMember.left_on).is_(None)


async def memberships(session: AsyncSession, leaving: Leaving) -> MembershipEndList:
    query: Any = (
        select(
            col(GroupMember.group_id),
            col(DeputyGroup.name).label("group_name"),
            col(GroupMember.deputy_id),
            col(Deputy.name),
            func.count().over().label("total"),
        )
        .join_from(GroupMember, DeputyGroup, col(DeputyGroup.id) == GroupMember.group_id)
        .join(Deputy, col(Deputy.id) == GroupMember.deputy_id)
        .where(_member(leaving))
        .order_by(col(GroupMember.id))
    )
    rows = (await session.exec(query.limit(SHOWN))).all()
    items = [MembershipEnd.model_validate(row) for row in rows]
    return MembershipEndList(total=rows[0].total if rows else 0, items=items)


def _linked(leaving: Leaving) -> Any:
    ends = (col(Link.deputy_id) == among(leaving.ids), col(Link.to_deputy_id) == among(leaving.ids))
    return or_(*ends) & (col(Link.ends_on).is_(None) | (col(Link.ends_on) > leaving.last_day))


async def links(session: AsyncSession, leaving: Leaving) -> LinkEndList:
    query: Any = select(col(Link.id).label("link_id"), col(Link.kind), func.count().over().label("total"))
    rows = (await session.exec(query.where(_linked(leaving)).order_by(Link.id).limit(SHOWN))).all()
    items = [LinkEnd.model_validate(row) for row in rows]
    return LinkEndList(total=rows[0].total if rows else 0, items=items)


async def hand_over(session: AsyncSession, actor: Actor, leaving: Leaving, now: datetime) -> None:
    await _hand_over_codes(session, actor, leaving, now)
    await _hand_over_cases(session, leaving, now)
    left = func.greatest(GroupMember.joined_on, leaving.last_day)
    await run(session, update(GroupMember).where(_member(leaving)).values(left_on=left))
    led = update(DeputyGroup).where(col(DeputyGroup.leader_id) == among(leaving.ids))
    await run(session, led.values(leader_id=None, version=col(DeputyGroup.version) + 1))
    ended = update(Link).where(_linked(leaving))
    last_day = func.greatest(Link.starts_on, leaving.last_day)
    await run(session, ended.values(ends_on=last_day, version=col(Link.version) + 1))


async def _hand_over_codes(session: AsyncSession, actor: Actor, leaving: Leaving, now: datetime) -> None:
    """Paper stays where it hangs: a code without a successor becomes one of the deputy's station."""
    pairs, target = leaving.pairs(), _type(Code, "target")
    taken = pairs.c.to_id.is_not(None)
    of_station = case(
        (col(Station.tier) == StationTier.POINT, literal(CodeTarget.POINT, target)),
        else_=literal(CodeTarget.STATION, target),
    )
    goes = (
        update(Code)
        .where(
            col(Code.deputy_id) == pairs.c.from_id,
            _in_use,
            col(Deputy.id) == pairs.c.from_id,
            col(Station.id) == Deputy.station_id,
        )
        .values(
            target=case((taken, literal(CodeTarget.DEPUTY, target)), else_=of_station),
            deputy_id=pairs.c.to_id,
            station_id=case((taken, None), else_=Station.id),
            former_deputy_id=pairs.c.from_id,
        )
        .returning(col(Code.id), col(Code.former_deputy_id), col(Code.deputy_id), col(Code.station_id))
    )
    changes = [
        (code_id, _holder(former, None), _holder(heir, station))
        for code_id, former, heir, station in await run(session, goes)
    ]
    await audit.record_all(session, actor, AuditAction.CHANGE_TERM, issuing.NOUN, changes, now)


def _holder(deputy_id: UUID | None, station_id: UUID | None) -> dict[str, Any]:
    return {
        "deputy_id": str(deputy_id) if deputy_id else None,
        "station_id": str(station_id) if station_id else None,
    }


async def _hand_over_cases(session: AsyncSession, leaving: Leaving, now: datetime) -> None:
    """Told on the record of each. The version moves on, so that whoever is at work on it looks again."""
    pairs = leaving.pairs()
    led: Any = (
        select(col(Case.id), col(Deputy.name), col(_Heir.name))
        .join_from(Case, pairs, col(Case.deputy_id) == pairs.c.from_id)
        .join(Deputy, col(Deputy.id) == pairs.c.from_id)
        .outerjoin(_Heir, col(_Heir.id) == _lead(pairs))
        .where(_in_hand)
        .order_by(col(Case.id))
        .with_for_update(of=Case, key_share=True)
    )
    said = {case_id: _said(former, heir) for case_id, former, heir in await session.exec(led)}
    await remarks.add(session, said, now)
    goes = update(Case).where(col(Case.deputy_id) == pairs.c.from_id, col(Case.id) == among(list(said)))
    raised = {"version": col(Case.version) + 1, "updated_at": now}
    await run(session, goes.values(deputy_id=_lead(pairs), **raised))
    await rollups.mark(session, said)


def _said(former: str, heir: str | None) -> str:
    if heir is None:
        return f"换届：代表{former}离任，本事项由联络站继续办理"
    return f"换届：代表{former}离任，本事项由代表{heir}接替"


def _type(model: Any, name: str) -> Any:
    return model.__table__.c[name].type
