"""Which standing links an actor sees, which of them are his to log, and whose telephone he reads."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlmodel import col

from app.domain.vocabulary import Role
from app.models import Deputy, Link, Station
from app.security.actors import Actor

OFFICES = frozenset({Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE})
_STATION = frozenset({Role.LIAISON, Role.STATION_HEAD})


def visible_links(actor: Actor) -> ColumnElement[bool]:
    """The condition on `link`: a deputy his own, a station those of its deputies, an organ those of its area."""
    return and_(col(Link.county_code) == actor.county_code, _scope(actor))


def _scope(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.DEPUTY:
        return or_(col(Link.deputy_id) == actor.deputy_id, col(Link.to_deputy_id) == actor.deputy_id)
    if actor.role in _STATION:
        helps = col(Link.appointment_id) == actor.appointment_id
        return or_(helps, col(Link.station_id).in_(actor.station_ids), _joins(reached_deputies(actor)))
    if actor.role is Role.TOWN_OFFICE:
        stations = select(col(Station.id)).where(col(Station.area_code).startswith(actor.area_code))
        return or_(
            col(Link.office_id) == actor.office_id,
            col(Link.station_id).in_(stations),
            col(Link.area_code).startswith(actor.area_code),
            _joins(reached_deputies(actor)),
        )
    return true() if actor.role in OFFICES else false()


def _joins(deputies: Any) -> ColumnElement[bool]:
    return or_(col(Link.deputy_id).in_(deputies), col(Link.to_deputy_id).in_(deputies))


def reached_deputies(actor: Actor) -> Any:
    """The deputies whose links are this actor's business: himself, those of his station, those of his area."""
    query = select(col(Deputy.id)).where(col(Deputy.county_code) == actor.county_code)
    if actor.role is Role.DEPUTY:
        return query.where(col(Deputy.id) == actor.deputy_id)
    if actor.role in _STATION:
        return query.where(col(Deputy.station_id).in_(actor.station_ids))
    if actor.role is Role.TOWN_OFFICE:
        return query.where(col(Deputy.area_code).startswith(actor.area_code))
    return query.where(true() if actor.role in OFFICES else false())


def in_force(first: Any, last: Any) -> ColumnElement[bool]:
    """On some day from the first to the last, both counted."""
    open_end = col(Link.ends_on).is_(None) | (col(Link.ends_on) >= first)
    return and_(col(Link.starts_on) <= last, open_end)


def is_end(actor: Actor, link: Link) -> bool:
    """Whether he (or the organ that he acts for) stands on either side of it."""
    mine = {actor.deputy_id, actor.office_id, actor.appointment_id} - {None}
    return bool(mine & {link.deputy_id, link.to_deputy_id, link.office_id, link.appointment_id})


def may_log(actor: Actor, link: Link) -> bool:
    """Of links that he sees: his own, or any of those for which his station keeps the book."""
    return actor.role in _STATION or is_end(actor, link)


def reads_phone(actor: Actor, link: Link) -> bool:
    """Of links that he sees: the organs of the congress, and whoever is to call."""
    return actor.role in OFFICES or is_end(actor, link)
