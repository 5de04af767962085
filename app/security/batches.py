"""Which handover lists and which meetings' decisions an actor sees, and who may make them."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.domain.vocabulary import Action, Role
from app.domain.workflow import TABLE
from app.errors import Forbidden
from app.models import Assignment, Batch, Case, Shortlist, Station
from app.security.access import visible_cases
from app.security.actors import Actor


def roles_of(*actions: Action) -> frozenset[Role]:
    """Everybody whom the table ever lets do one of these."""
    return frozenset(role for rule in TABLE if rule.action in actions for role in rule.who)


DISPATCHERS = roles_of(Action.DISPATCH)
RECEIVERS = roles_of(Action.ACCEPT)
BATCH_READERS = DISPATCHERS | roles_of(Action.ACCEPT, Action.SIGN_REPLY)
DECIDERS = roles_of(Action.SHORTLIST)
SHORTLIST_READERS = DECIDERS | {Role.LIAISON}


def require(actor: Actor, roles: frozenset[Role]) -> None:
    if actor.role not in roles:
        raise Forbidden("FORBIDDEN")


def visible_batches(actor: Actor) -> ColumnElement[bool]:
    """The condition on `batch`: the county's office all, another its own, a unit what was handed over to it."""
    own = col(Batch.county_code) == actor.county_code
    if actor.role is Role.COUNTY_OFFICE:
        return own
    if actor.role in DISPATCHERS:
        return and_(own, col(Batch.office_id) == actor.office_id)
    return and_(own, held_by(actor, aliased(Assignment)).exists()) if actor.is_unit else false()


def held_by(actor: Actor, held: Any, *columns: Any) -> Any:
    """The hand-overs by the list of the query around that the actor may know of: a unit its own.

    `held` is an alias, because `visible_cases` asks about hand-overs too.
    """
    query = select(*columns or (held.id,)).select_from(held).where(held.batch_id == Batch.id)
    if not actor.is_unit:
        return query
    of_case = query.join(Case, col(Case.id) == held.case_id)
    return of_case.where(held.unit_id == actor.unit_id, visible_cases(actor))


def visible_shortlists(actor: Actor) -> ColumnElement[bool]:
    """The condition on `shortlist`: the county's office all, another its own, a town also those of its stations."""
    own = col(Shortlist.county_code) == actor.county_code
    if actor.role is Role.COUNTY_OFFICE:
        return own
    if actor.role in (Role.STATION_HEAD, Role.LIAISON):
        return and_(own, col(Shortlist.station_id).in_(actor.station_ids))
    by_office = col(Shortlist.office_id) == actor.office_id
    if actor.role is Role.COMMITTEE:
        return and_(own, by_office)
    if actor.role is Role.TOWN_OFFICE:
        below = select(col(Station.id)).where(col(Station.area_code).startswith(actor.area_code))
        return and_(own, or_(by_office, col(Shortlist.station_id).in_(below)))
    return false()
