"""Standing links: as administrators keep them, as the desk sees them, and the log of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.links import ENDS, HELPERS
from app.domain.vocabulary import DeputyStatus, LinkKind
from app.errors import Conflict, FieldError, Forbidden, InvalidRequest, NotFound
from app.models import Appointment, Area, Case, Deputy, Link, LinkContact, Office, Station
from app.models.base import new_id
from app.schemas.base import Out
from app.schemas.links import LinkItem, LogForm, LogOut, StandingLink
from app.security.access import visible_cases
from app.security.actors import Actor
from app.security.links import may_log, reads_phone, visible_links
from app.services.moves import is_visible
from app.services.nouns import Noun

_Met = aliased(Deputy)
_From = func.coalesce(Deputy.name, Office.name, Appointment.name).label("from_name")
_To = func.coalesce(_Met.name, Station.name, Area.name, Link.party_name).label("to_name")


async def _check(session: AsyncSession, row: Link, today: date) -> None:
    """What goes on joins those who still serve, and only a liaison in office helps a deputy."""
    if row.ends_on is not None:
        return
    gone = select(Deputy.id).where(
        col(Deputy.id).in_([row.deputy_id, row.to_deputy_id]), Deputy.status == DeputyStatus.ENDED
    )
    if (await session.exec(gone.limit(1))).first() is not None:
        raise NotFound("DEPUTY_NOT_FOUND", "代表资格已终止，不能建立联系")
    helper = await session.get_one(Appointment, row.appointment_id) if row.appointment_id else None
    if helper is not None and (helper.role not in HELPERS or not _goes_on(helper, today)):
        problem = FieldError("appointment_id", "HELPER_ROLE", "只有在任的联络员可以帮助代表")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])


def _goes_on(held: Appointment, today: date) -> bool:
    return held.active and (held.ends_on is None or held.ends_on >= today)


def _named(*columns: Any) -> Any:
    """Links with the names of both their ends, and whatever else is asked."""
    return (
        select(Link, _From, _To)
        .add_columns(*columns)
        .outerjoin(Deputy, col(Deputy.id) == Link.deputy_id)
        .outerjoin(Office, col(Office.id) == Link.office_id)
        .outerjoin(Appointment, col(Appointment.id) == Link.appointment_id)
        .outerjoin(_Met, col(_Met.id) == Link.to_deputy_id)
        .outerjoin(Station, col(Station.id) == Link.station_id)
        .outerjoin(Area, and_(col(Area.code) == Link.area_code, col(Area.county_code) == Link.county_code))
    )


async def _views(session: AsyncSession, rows: Sequence[Link]) -> list[Out]:
    query = _named().where(col(Link.id).in_([row.id for row in rows]))
    names = {link.id: {"from_name": one, "to_name": other} for link, one, other in await session.exec(query)}
    return [StandingLink(**row.model_dump(), **names[row.id]) for row in rows]


LINK = Noun("link", Link, StandingLink, "LINK_NOT_FOUND", check=_check, views=_views)


def last_contact(until: date) -> Any:
    """The day of the newest entry of the log up to that day; null if there is none."""
    query = select(func.max(LinkContact.on)).where(LinkContact.link_id == Link.id, LinkContact.on <= until)
    return query.correlate(Link).scalar_subquery()


def due_on(until: date) -> Any:
    """By when the next contact must be, from the log up to that day; null for a kind without a rhythm.

    So many months after the last contact, or after the link began; a day that a month does not have becomes its last.
    """
    months = case({kind.value: ends.months for kind, ends in ENDS.items()}, value=col(Link.kind))
    since = func.coalesce(last_contact(until), col(Link.starts_on))
    return cast(since + func.make_interval(0, months), Date)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; absent means any."""

    kind: LinkKind | None = None
    deputy_id: UUID | None = None
    overdue: bool | None = None
    ended: bool = False


async def page(
    session: AsyncSession,
    actor: Actor,
    filters: Filters,
    today: date,
    *,
    limit: int,
    before: UUID | None,
) -> tuple[list[LinkItem], UUID | None]:
    """Newest first: those that go on, or those that ended."""
    query = _items(today).where(visible_links(actor), *_conditions(filters, today))
    if before is not None:
        query = query.where(col(Link.id) < before)
    rows = (await session.exec(query.order_by(col(Link.id).desc()).limit(limit + 1))).all()
    items = [_item(actor, today, *row) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def _items(today: date) -> Any:
    log = (func.count(), func.coalesce(func.sum(LinkContact.amount_yuan), 0))
    sums = (
        select(each).select_from(LinkContact).where(col(LinkContact.link_id) == Link.id).correlate(Link)
        for each in log
    )
    return _named(*(each.scalar_subquery() for each in sums), last_contact(today), due_on(today))


def _conditions(filters: Filters, today: date) -> list[ColumnElement[bool]]:
    ended = col(Link.ends_on) < today
    found = [ended if filters.ended else or_(col(Link.ends_on).is_(None), ~ended)]
    if filters.kind is not None:
        found.append(col(Link.kind) == filters.kind)
    if filters.deputy_id is not None:
        found.append(
            or_(col(Link.deputy_id) == filters.deputy_id, col(Link.to_deputy_id) == filters.deputy_id)
        )
    if filters.overdue is not None:
        late = func.coalesce(due_on(today) < today, False)
        found.append(late if filters.overdue else ~late)
    return found


def _item(
    actor: Actor,
    today: date,
    link: Link,
    one: str,
    other: str,
    times: int,
    amount: Decimal,
    last: date | None,
    due: date | None,
) -> LinkItem:
    return LinkItem(
        **link.model_dump(
            include={"id", "kind", "deputy_id", "to_deputy_id", "note", "starts_on", "ends_on"}
        ),
        from_name=one,
        to_name=other,
        party_phone=link.party_phone if reads_phone(actor, link) else None,
        contacts=times,
        amount_yuan=amount,
        last_contact_on=last,
        due_on=due,
        overdue=due is not None and due < today,
        can_log=may_log(actor, link),
    )


async def _seen(session: AsyncSession, actor: Actor, link_id: UUID) -> Link:
    """NotFound LINK_NOT_FOUND for what the actor may not know of."""
    query = select(Link).where(Link.id == link_id, visible_links(actor))
    link = (await session.exec(query)).one_or_none()
    if link is None:
        raise NotFound("LINK_NOT_FOUND")
    return link


async def log(session: AsyncSession, actor: Actor, link_id: UUID, form: LogForm, now: datetime) -> LogOut:
    """One entry, of a day on which the link was in force and that has come."""
    link = await _seen(session, actor, link_id)
    if not may_log(actor, link):
        raise Forbidden("FORBIDDEN")
    if not link.starts_on <= form.on <= min(day_of(now), link.ends_on or date.max):
        raise Conflict("DATE_OUT_OF_RANGE", "联系日期应在联系关系有效期内，且不晚于今天")
    if form.case_id is not None and not await is_visible(session, actor, form.case_id):
        raise NotFound("CASE_NOT_FOUND", "没有找到由此提出的事项")
    row = LinkContact(
        id=new_id(),
        county_code=link.county_code,
        link_id=link.id,
        appointment_id=actor.appointment_id,
        created_at=now,
        **form.model_dump(),
    )
    session.add(row)
    await session.flush()
    return LogOut(**row.model_dump(), logged_by=actor.name)


async def logged(
    session: AsyncSession, actor: Actor, link_id: UUID, *, limit: int, before: UUID | None
) -> tuple[list[LogOut], UUID | None]:
    """What was entered last first. A matter is named only to whom it is visible."""
    await _seen(session, actor, link_id)
    query = (
        select(LinkContact, col(Appointment.name), col(Case.id))
        .outerjoin(Appointment, col(Appointment.id) == LinkContact.appointment_id)
        .outerjoin(Case, and_(col(Case.id) == LinkContact.case_id, visible_cases(actor)))
        .where(LinkContact.link_id == link_id)
    )
    if before is not None:
        query = query.where(col(LinkContact.id) < before)
    rows = (await session.exec(query.order_by(col(LinkContact.id).desc()).limit(limit + 1))).all()
    items = [
        LogOut(**contact.model_dump() | {"case_id": case_id, "logged_by": name or ""})
        for contact, name, case_id in rows[:limit]
    ]
    return items, items[-1].id if len(rows) > limit else None
