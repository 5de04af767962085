"""Which matters of accountability an actor sees, and how much of them."""

from sqlalchemy import ColumnElement, and_, false, true
from sqlmodel import col

from app.domain.vocabulary import AccountabilityState, Role
from app.models import Accountability
from app.security.actors import Actor

OFFICES = frozenset({Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE})
READERS = OFFICES | {Role.UNIT_HANDLER, Role.UNIT_HEAD}
PRESSURE_READERS = frozenset({Role.COUNTY_OFFICE})
"""A town's presidium works next door to the town's units, a committee with those of its field: neither reads them."""


def visible_matters(actor: Actor) -> ColumnElement[bool]:
    """The condition on `accountability`: the county's office all, another its own, a unit what was decided of it."""
    own_county = col(Accountability.county_code) == actor.county_code
    return and_(own_county, _scope(actor))


def _scope(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.COUNTY_OFFICE:
        return true()
    if actor.role in OFFICES:
        return col(Accountability.office_id) == actor.office_id
    if actor.is_unit:
        decided = col(Accountability.state) == AccountabilityState.DECIDED
        return and_(col(Accountability.unit_id) == actor.unit_id, decided)
    return false()


def reads_evidence(actor: Actor) -> bool:
    """A unit reads the decision and nothing that led to it."""
    return actor.role in OFFICES


def reads_pressure(actor: Actor) -> bool:
    return actor.role in PRESSURE_READERS
