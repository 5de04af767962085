"""What came of the links in a period, all together and by deputy; and the two layers of 双联 in one call."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.figures import Figure
from app.domain.periods import refuse_backwards
from app.domain.vocabulary import ContactNature, DeputyStatus, LinkKind, Status
from app.errors import NotFound
from app.models import Case, Deputy, Link, LinkContact
from app.schemas.figures import FigureOut
from app.schemas.links import (
    DeputyLinks,
    DeputyLinksPage,
    GraphDeputy,
    GraphFirm,
    KindOfLinks,
    LinkFigures,
    LinkGraph,
)
from app.security.actors import Actor
from app.security.links import in_force, reached_deputies, visible_links
from app.services.links import due_on, last_contact

_MONEY = func.coalesce(func.sum(LinkContact.amount_yuan), 0)


async def figures(
    session: AsyncSession,
    actor: Actor,
    kind: LinkKind | None,
    since: date | None,
    until: date | None,
    today: date,
) -> LinkFigures:
    """Of the links that the actor sees; from the beginning of the year to today unless asked otherwise."""
    first, last = _period(since, until, today)
    links = [visible_links(actor), in_force(first, last)]
    if kind is not None:
        links.append(col(Link.kind) == kind)
    within = and_(col(LinkContact.on) >= first, col(LinkContact.on) <= last)
    at = min(last, today)
    due, reached = due_on(at), exists().where(col(LinkContact.link_id) == Link.id, within)
    goes_on = in_force(at, at)
    counted: Any = select(
        func.count(),
        func.count(col(Link.deputy_id).distinct()),
        func.count().filter(reached),
        func.count().filter(goes_on, due < at),
    ).add_columns(func.count().filter(goes_on, due.is_not(None)))
    number, deputies, contacted, late, rhythmic = (await session.exec(counted.where(*links))).one()
    logged = await _logged(session, and_(*links, within))
    return LinkFigures(
        kind=kind,
        since=first,
        until=last,
        links=number,
        deputies=deputies,
        contacted=_out(Figure(contacted, number, 0)),
        overdue=_out(Figure(late, rhythmic, number - rhythmic)),
        **logged,
    )


def _period(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    first, last = since or today.replace(month=1, day=1), until or today
    refuse_backwards(first, last)
    return first, last


async def _logged(session: AsyncSession, condition: Any) -> dict[str, Any]:
    """What the entries of these links add up to."""
    natures = (ContactNature.REPORT, ContactNature.REVIEW, ContactNature.SERVICE)
    kinds = [func.count().filter(col(LinkContact.nature) == nature) for nature in natures]
    closed = func.count(col(Case.id).distinct()).filter(col(Case.status) == Status.CLOSED)
    query: Any = (
        select(func.count(), func.coalesce(func.sum(LinkContact.people), 0))
        .add_columns(*kinds, closed, func.count(col(Case.id).distinct()), _MONEY)
        .select_from(LinkContact)
        .join(Link, col(Link.id) == LinkContact.link_id)
        .outerjoin(Case, col(Case.id) == LinkContact.case_id)
        .where(condition)
    )
    contacts, people, reports, reviews, services, done, cases, money = (await session.exec(query)).one()
    return {
        "contacts": contacts,
        "people": people,
        "reports": reports,
        "reviews": reviews,
        "services": services,
        "amount_yuan": money,
        "closed": _out(Figure(done, cases, 0)),
    }


def _out(figure: Figure) -> FigureOut:
    return FigureOut.model_validate(figure)


async def by_deputy(
    session: AsyncSession,
    actor: Actor,
    since: date | None,
    until: date | None,
    today: date,
    *,
    station_id: UUID | None,
    limit: int,
    before: UUID | None,
) -> tuple[DeputyLinksPage, UUID | None]:
    """Each deputy whose links are the actor's business, also one who has none, newest entry first."""
    first, last = _period(since, until, today)
    query = select(Deputy.id, Deputy.name).where(
        col(Deputy.id).in_(reached_deputies(actor)), Deputy.status != DeputyStatus.ENDED
    )
    if station_id is not None:
        query = query.where(Deputy.station_id == station_id)
    if before is not None:
        query = query.where(col(Deputy.id) < before)
    rows = (await session.exec(query.order_by(col(Deputy.id).desc()).limit(limit + 1))).all()
    kinds = await _kinds(session, [row_id for row_id, _ in rows[:limit]], first, last)
    items = [_summary(row_id, name, kinds[row_id]) for row_id, name in rows[:limit]]
    page = DeputyLinksPage(items=items, next_cursor=None, since=first, until=last)
    return page, items[-1].deputy_id if len(rows) > limit else None


async def _kinds(
    session: AsyncSession, deputy_ids: Sequence[UUID], first: date, last: date
) -> dict[UUID, list[KindOfLinks]]:
    """By deputy and kind: the links in force in the period, with what was logged in it; the last day may be earlier."""
    within = col(LinkContact.on) >= first
    his = or_(col(Link.deputy_id) == Deputy.id, col(Link.to_deputy_id) == Deputy.id)
    query: Any = (
        select(Deputy.id, Link.kind, func.count(col(Link.id).distinct()))
        .add_columns(func.count(col(LinkContact.id)).filter(within))
        .add_columns(func.coalesce(func.sum(LinkContact.amount_yuan).filter(within), 0))
        .add_columns(func.max(LinkContact.on))
        .join(Link, and_(his, in_force(first, last)))
        .outerjoin(LinkContact, and_(col(LinkContact.link_id) == Link.id, col(LinkContact.on) <= last))
        .where(col(Deputy.id).in_(deputy_ids))
        .group_by(col(Deputy.id), col(Link.kind))
    )
    found: dict[UUID, dict[LinkKind, KindOfLinks]] = defaultdict(dict)
    for deputy_id, kind, links, contacts, money, on in await session.exec(query):
        found[deputy_id][kind] = KindOfLinks(
            kind=kind, links=links, contacts=contacts, amount_yuan=money, last_contact_on=on
        )
    return {each: [found[each][kind] for kind in LinkKind if kind in found[each]] for each in deputy_ids}


def _summary(deputy_id: UUID, name: str, kinds: list[KindOfLinks]) -> DeputyLinks:
    days = [each.last_contact_on for each in kinds if each.last_contact_on is not None]
    return DeputyLinks(
        deputy_id=deputy_id,
        name=name,
        links=sum(each.links for each in kinds),
        contacts=sum(each.contacts for each in kinds),
        amount_yuan=sum((each.amount_yuan for each in kinds), Decimal(0)),
        last_contact_on=max(days, default=None),
        kinds=kinds,
    )


async def graph(session: AsyncSession, actor: Actor, deputy_id: UUID, today: date) -> LinkGraph:
    """A member, the deputies he keeps in touch with, and their firms, with where each log stands.

    NotFound DEPUTY_NOT_FOUND unless that member's links are the actor's business; the second layer follows the first.
    """
    root = select(Deputy).where(Deputy.id == deputy_id, col(Deputy.id).in_(reached_deputies(actor)))
    member = (await session.exec(root)).one_or_none()
    if member is None:
        raise NotFound("DEPUTY_NOT_FOUND")
    layer = and_(in_force(today, today), col(Link.county_code) == actor.county_code)
    first = select(Link.to_deputy_id).where(
        layer, Link.deputy_id == deputy_id, Link.kind == LinkKind.DEPUTY_DEPUTY
    )
    is_firm = and_(
        col(Link.kind) == LinkKind.DEPUTY_FIRM,
        col(Link.deputy_id).in_(first) | (col(Link.deputy_id) == deputy_id),
    )
    is_deputy = and_(col(Link.kind) == LinkKind.DEPUTY_DEPUTY, col(Link.deputy_id) == deputy_id)
    query: Any = (
        select(Link, col(Deputy.name), last_contact(today), due_on(today))
        .outerjoin(Deputy, col(Deputy.id) == Link.to_deputy_id)
        .where(layer, is_firm | is_deputy)
        .order_by(col(Link.id))
    )
    rows = [
        (link, _stands(name or link.party_name, last, due, today))
        for link, name, last, due in await session.exec(query)
    ]
    firms: dict[UUID | None, list[GraphFirm]] = {}
    for link, shown in rows:
        if link.kind is LinkKind.DEPUTY_FIRM:
            firms.setdefault(link.deputy_id, []).append(GraphFirm(link_id=link.id, **shown))
    deputies = [
        GraphDeputy(
            link_id=link.id, deputy_id=link.to_deputy_id, firms=firms.get(link.to_deputy_id, []), **shown
        )
        for link, shown in rows
        if link.kind is LinkKind.DEPUTY_DEPUTY
    ]
    return LinkGraph(deputy_id=member.id, name=member.name, deputies=deputies, firms=firms.get(member.id, []))


def _stands(name: str, last: date | None, due: date | None, today: date) -> dict[str, Any]:
    late = due is not None and due < today
    return {"name": name, "last_contact_on": last, "due_on": due, "overdue": late}
