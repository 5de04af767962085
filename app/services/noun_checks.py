"""What must hold for a row of the directory about to be written, or deleted, besides that all it points at is there."""

from datetime import date
from typing import Any

from sqlalchemy import func, inspect, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.directory import in_line, level_of, refuse, seated_too_early
from app.domain.vocabulary import Post, Role
from app.errors import Conflict, FieldError, InvalidRequest
from app.models import Appointment, Area, Congress, Mandate, Office, Station, Term, Unit
from app.services.turns import take_turns

POSTS = {
    Post.HEAD: Role.STATION_HEAD,
    Post.VICE_HEAD: Role.STATION_HEAD,
    Post.LIAISON: Role.LIAISON,
    Post.SECRETARY: Role.TOWN_OFFICE,
    Post.CHAIR: Role.TOWN_OFFICE,
    Post.DEPUTY_DIRECTOR: Role.COUNTY_OFFICE,
    Post.DIRECTOR: Role.COUNTY_OFFICE,
}
"""In which role a post is held."""


async def area(session: AsyncSession, row: Area, today: date) -> None:
    """Areas are the county's own, those above it, up to the nation, and those below it."""
    if not in_line(row.code, row.county_code):
        raise _wrong("code", "AREA_OUTSIDE", "应为本县区、其上级或其下级的区划代码")


async def area_kept(session: AsyncSession, row: Area, today: date) -> None:
    """Who comes after whom stays on record: what names an ended area is still understood by it."""
    if row.successor_code is not None:
        raise Conflict("AREA_IN_SUCCESSION", f"该区划已由 {row.successor_code} 承接，不能删除")
    query = select(Area.code).where(Area.county_code == row.county_code, Area.successor_code == row.code)
    former = (await session.exec(query.order_by(col(Area.code)).limit(1))).first()
    if former is not None:
        raise Conflict("AREA_IN_SUCCESSION", f"该区划承接了已撤并的 {former}，不能删除")


async def congress(session: AsyncSession, row: Congress, today: date) -> None:
    """An area has one congress, of its level. Another, which came to it when its own area was merged away, may stay."""
    if not _changes(row, "area_code", "level"):
        return
    if level_of(row.area_code) is not row.level:
        raise Conflict("CONGRESS_LEVEL_MISMATCH", f"{row.area_code} 不是{row.level.label}级的区划")
    await take_turns(session, row.county_code)
    other = select(Congress.name).where(
        Congress.county_code == row.county_code, Congress.area_code == row.area_code, Congress.id != row.id
    )
    name = (await session.exec(other.limit(1))).first()
    if name is not None:
        raise Conflict("CONGRESS_EXISTS", f"该区划已有{name}")


def _changes(row: Any, *names: str) -> bool:
    """Whether any of these columns is about to be written; all of a new row's are."""
    return any(inspect(row).attrs[name].history.has_changes() for name in names)


async def term(session: AsyncSession, row: Term, today: date) -> None:
    """Whoever serves in a term was elected to its congress, and not before it began."""
    held = select(func.min(Mandate.starts_on)).where(Mandate.term_id == row.id)
    earliest = (await session.exec(held)).one()
    if earliest is None:
        return
    if _changes(row, "congress_id"):
        raise Conflict("TERM_HELD")
    if _changes(row, "starts_on"):
        refuse(seated_too_early(earliest, row.starts_on))


async def mandate(session: AsyncSession, row: Mandate, today: date) -> None:
    if _changes(row, "term_id", "starts_on"):
        held = await session.get_one(Term, row.term_id)
        refuse(seated_too_early(row.starts_on, held.starts_on))


async def tree(session: AsyncSession, row: Station | Unit, today: date) -> None:
    """Nothing stands above itself. Changes of the trees wait for each other: two at once could close a loop."""
    if row.parent_id is None:
        return
    await take_turns(session, row.county_code)
    model: Any = type(row)
    above = select(model.id, model.parent_id).where(model.id == row.parent_id)
    tree = above.cte(recursive=True)
    tree = tree.union(select(model.id, model.parent_id).where(model.id == tree.c.parent_id))
    if (await session.exec(select(tree.c.id).where(tree.c.id == row.id))).first() is not None:
        raise Conflict("TREE_LOOP")


async def appointment(session: AsyncSession, row: Appointment, today: date) -> None:
    """A role of a congress organ is held at an organ of its kind; a post in its role, and a station has one head."""
    if row.office_id is not None:
        office = await session.get_one(Office, row.office_id)
        if office.kind.value != row.role.value:
            raise _wrong("scope_id", "OFFICE_KIND", f"{row.role.label}的任职机关不能是{office.kind.label}")
    if row.post is not None and row.role is not POSTS[row.post]:
        raise _wrong("post", "POST_OF_ROLE", f"{row.post.label}由{POSTS[row.post].label}身份担任")
    if row.post is Post.HEAD and row.active:
        await _vacant(session, row, today)


async def _vacant(session: AsyncSession, row: Appointment, today: date) -> None:
    """From today on nobody else heads the station on a day on which this one would; what is past is in nobody's way.

    Two who are appointed at once wait for each other at the row of the station.
    """
    if row.ends_on is not None and row.ends_on < today:
        return
    station = select(Station.id).where(Station.id == row.station_id)
    await session.exec(station.with_for_update(key_share=True))
    begins = max(row.starts_on or today, today)
    query = select(Appointment.name).where(
        Appointment.station_id == row.station_id,
        Appointment.post == Post.HEAD,
        col(Appointment.active),
        Appointment.id != row.id,
        or_(col(Appointment.ends_on).is_(None), col(Appointment.ends_on) >= begins),
    )
    if row.ends_on is not None:
        query = query.where(
            or_(col(Appointment.starts_on).is_(None), col(Appointment.starts_on) <= row.ends_on)
        )
    holder = (await session.exec(query.limit(1))).first()
    if holder is not None:
        raise Conflict("POST_TAKEN", f"任期内站长是{holder}，请先停用其任职，或与其任期错开")


def _wrong(field: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest("VALIDATION_FAILED", errors=[FieldError(field, code, message)])
