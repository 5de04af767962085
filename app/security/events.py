"""Which events an actor sees, whose they are to plan and to change, and whose the year's plan of a group is."""

from sqlalchemy import ColumnElement, and_, exists, true
from sqlmodel import col

from app.domain.vocabulary import Role
from app.models import DeputyGroup, Event, EventPerson, Station
from app.security.actors import Actor

AT_STATIONS = frozenset({Role.LIAISON, Role.STATION_HEAD, Role.DEPUTY})
_OFFICES = frozenset({Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE})


def visible_events(actor: Actor) -> ColumnElement[bool]:
    """The condition on `event`: the county's, and for a unit those to which it is to come."""
    invited = exists().where(col(EventPerson.event_id) == Event.id, col(EventPerson.unit_id) == actor.unit_id)
    own = invited.correlate(Event) if actor.is_unit else true()
    return and_(col(Event.county_code) == actor.county_code, own)


def may_plan(actor: Actor, station: Station | None) -> bool:
    """At a station those who belong to it; an organ anywhere in its area, and without a station too."""
    if actor.role in AT_STATIONS:
        return station is not None and station.id in actor.station_ids
    if actor.role in _OFFICES:
        return station is None or station.area_code.startswith(actor.area_code)
    return False


def guides(actor: Actor, group: DeputyGroup | None) -> bool:
    """The committee that sponsors the group, and the deputy who leads it: theirs are its plan and what it does."""
    if group is None:
        return False
    sponsors = actor.office_id is not None and group.sponsor_id == actor.office_id
    return sponsors or (actor.deputy_id is not None and group.leader_id == actor.deputy_id)


def may_change(actor: Actor, event: Event, station: Station | None, group: DeputyGroup | None) -> bool:
    """A deputy what he planned himself, a committee what it hosts; others what they might have planned.

    And whatever a group does: those who guide it.
    """
    if guides(actor, group):
        return True
    if actor.role is Role.DEPUTY:
        return event.created_by_id == actor.appointment_id
    if actor.role in _OFFICES and event.office_id == actor.office_id:
        return True
    if actor.role is Role.COMMITTEE or (station is None and actor.role is not Role.COUNTY_OFFICE):
        return False
    return may_plan(actor, station)
