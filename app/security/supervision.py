"""Which orders, topics and watched figures an actor sees, and whose they are to answer and to close."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlmodel import col

from app.domain.outcomes import GIVEN_UP
from app.domain.vocabulary import OrderKind, Part, Role
from app.models import Assignment, Case, Indicator, Supervision, Topic
from app.security.access import visible_cases
from app.security.actors import Actor

OFFICES = frozenset({Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE})
WATCHERS = OFFICES | {Role.DEPUTY}
"""Who sees topics and watched figures: those who supervise, never those who are supervised."""


def visible_orders(actor: Actor) -> ColumnElement[bool]:
    """The condition on `supervision`: what one is to answer; besides, a unit none, others those of cases they see."""
    return and_(col(Supervision.county_code) == actor.county_code, or_(_ordered(actor), _overseen(actor)))


def _ordered(actor: Actor) -> ColumnElement[bool]:
    """To him, or to whoever answers for the case; a unit never hears of a complaint about itself."""
    if actor.is_unit:
        answers = exists().where(
            col(Assignment.case_id) == Supervision.case_id,
            col(Assignment.unit_id) == actor.unit_id,
            col(Assignment.part) != Part.CO,
            col(Assignment.status).not_in(GIVEN_UP),
        )
        accused = exists().where(
            col(Case.id) == Supervision.case_id, col(Case.accused_unit_id) == actor.unit_id
        )
        key = and_(col(Supervision.kind) == OrderKind.KEY, answers.correlate(Supervision))
        own = or_(col(Supervision.unit_id) == actor.unit_id, key)
        return and_(own, ~accused.correlate(Supervision))
    if actor.office_id is not None:
        return col(Supervision.desk_id) == actor.office_id
    return false()


def _overseen(actor: Actor) -> ColumnElement[bool]:
    if actor.is_unit:
        return false()
    if actor.role is Role.COUNTY_OFFICE:
        return true()
    of_case = exists().where(col(Case.id) == Supervision.case_id, visible_cases(actor))
    of_topic = exists().where(col(Topic.id) == Supervision.topic_id, visible_topics(actor))
    return or_(of_case.correlate(Supervision), of_topic.correlate(Supervision))


def answers(actor: Actor, order: Supervision) -> bool:
    """Of an order that he sees: whether it is his to answer."""
    if actor.is_unit:
        return order.unit_id == actor.unit_id or order.kind is OrderKind.KEY
    if order.station_id is not None:
        at_station = actor.role in (Role.LIAISON, Role.STATION_HEAD)
        return at_station and order.station_id in actor.station_ids
    return order.desk_id == actor.office_id is not None


def oversees(actor: Actor, order: Supervision) -> bool:
    """Of an order that he sees: whether it is his to close: his who issued it, his organ's, the county office's."""
    if actor.is_unit:
        return False
    if order.appointment_id == actor.appointment_id is not None:
        return True
    if order.office_id is None and actor.role is Role.TOWN_OFFICE:
        return True
    return actor.role is Role.COUNTY_OFFICE or order.office_id == actor.office_id is not None


def visible_topics(actor: Actor) -> ColumnElement[bool]:
    """The condition on `topic`: the county's; for a town's office those of its own area."""
    if actor.role not in WATCHERS:
        return false()
    own = col(Topic.county_code) == actor.county_code
    if actor.role is Role.TOWN_OFFICE:
        return and_(own, or_(col(Topic.office_id) == actor.office_id, _within(actor, Topic)))
    return own


def leads(actor: Actor, topic: Topic) -> bool:
    """Whose the topic is to carry on: the organ that began it, and the county office."""
    return actor.role is Role.COUNTY_OFFICE or topic.office_id == actor.office_id is not None


def visible_indicators(actor: Actor) -> ColumnElement[bool]:
    """The condition on `indicator`: the county's; for a town's office those of its own area."""
    if actor.role not in WATCHERS:
        return false()
    own = col(Indicator.county_code) == actor.county_code
    return and_(own, _within(actor, Indicator)) if actor.role is Role.TOWN_OFFICE else own


def _within(actor: Actor, model: type[Topic] | type[Indicator]) -> ColumnElement[bool]:
    return col(model.area_code).startswith(actor.area_code)
