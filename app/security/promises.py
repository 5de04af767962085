"""Which promises an actor sees, and what he may do about them."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlmodel import col

from app.domain.vocabulary import Role
from app.models import Case, FieldLink, Promise
from app.security.access import visible_cases
from app.security.actors import Actor

OFFICES = frozenset({Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE})
_STATIONS = frozenset({Role.LIAISON, Role.STATION_HEAD})
RECORDERS = OFFICES | _STATIONS | {Role.UNIT_HEAD}
"""Who writes down what was promised at a station or for a year; the head of a unit only what it promises itself."""
CHECKERS = OFFICES | _STATIONS | {Role.DEPUTY}
"""Who looks after it in between 年中督办."""


def visible_promises(actor: Actor) -> ColumnElement[bool]:
    """The condition on `promise`: of a case as the case is seen; a unit its own; others by place as cases are."""
    of_case = exists().where(col(Case.id) == Promise.case_id, visible_cases(actor)).correlate(Promise)
    of_no_case = col(Promise.case_id).is_(None)
    own_county = col(Promise.county_code) == actor.county_code
    if actor.is_unit:
        own = col(Promise.unit_id) == actor.unit_id
        return and_(own_county, own, or_(of_no_case, of_case))
    return and_(own_county, or_(of_case, and_(of_no_case, _placed(actor))))


def _placed(actor: Actor) -> ColumnElement[bool]:
    if actor.role in _STATIONS | {Role.DEPUTY}:
        return col(Promise.station_id).in_(actor.station_ids)
    if actor.role is Role.TOWN_OFFICE:
        return col(Promise.area_code).startswith(actor.area_code)
    if actor.role is Role.COMMITTEE:
        field = select(col(FieldLink.unit_id)).where(col(FieldLink.office_id) == actor.office_id)
        return col(Promise.unit_id).in_(field)
    return true() if actor.role is Role.COUNTY_OFFICE else false()
