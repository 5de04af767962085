"""Which rows an actor sees, and how he stands to one. Permission × scope × relation; the query decides."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlmodel import col

from app.domain.outcomes import GIVEN_UP
from app.domain.privacy import (
    AUDIENCE,
    CONTACT,
    ORIGINAL_TEXT,
    TALLY_OPEN,
    public_title,
    without_personal_numbers,
)
from app.domain.vocabulary import (
    AssignmentStatus,
    Audience,
    DeskLevel,
    Kind,
    Part,
    Relation,
    Role,
    Status,
    Visibility,
)
from app.models import Assignment, Case, CaseEvent, Cosigner, FieldLink, Follower, Unit
from app.security.actors import Actor


def visible_cases(actor: Actor) -> ColumnElement[bool]:
    """The condition on `case` under which this actor may know that it exists. Everything else is 404."""
    rule = _SCOPES.get(actor.role)
    if rule is None:
        return false()
    if actor.role is Role.CITIZEN:
        return rule(actor)
    return and_(col(Case.county_code) == actor.county_code, _not_accused(actor), rule(actor))


def _not_accused(actor: Actor) -> ColumnElement[bool]:
    """A complaint never reaches whom it is about, whatever the routing says."""
    if actor.deputy_id:
        himself = col(Case.accused_deputy_id).is_distinct_from(actor.deputy_id)
        headed = col(Case.accused_unit_id).is_distinct_from(actor.heads_unit_id)
        return and_(himself, headed) if actor.heads_unit_id else himself
    if actor.unit_id:
        return col(Case.accused_unit_id).is_distinct_from(actor.unit_id)
    return true()


def _mine(actor: Actor) -> ColumnElement[bool]:
    return or_(col(Case.submitter_id) == actor.account_id, col(Case.claimer_id) == actor.account_id)


def open_wish() -> ColumnElement[bool]:
    return and_(
        col(Case.kind) == Kind.WISH,
        col(Case.status) == Status.PENDING_DISPATCH,
        col(Case.visibility) == Visibility.PUBLIC,
        ~col(Case.sealed),
    )


def _citizen(actor: Actor) -> ColumnElement[bool]:
    return or_(_mine(actor), open_wish())


def _deputy(actor: Actor) -> ColumnElement[bool]:
    signs = _of(Cosigner, col(Cosigner.deputy_id) == actor.deputy_id)
    follower = _of(Follower, col(Follower.appointment_id) == actor.appointment_id)
    follows = and_(_sorted_openly(), follower)
    of_my_station = and_(_sorted_openly(), col(Case.station_id).in_(actor.station_ids))
    leads = and_(_handed_in(), col(Case.deputy_id) == actor.deputy_id)
    own_draft = and_(col(Case.kind) == Kind.SUGGESTION, col(Case.submitter_id) == actor.account_id)
    return or_(leads, own_draft, signs, follows, of_my_station, col(Case.claimer_id) == actor.account_id)


def _of(model: type[Assignment | Cosigner | Follower], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The case has such a row, whatever else the query around reads of that table."""
    return exists().where(col(model.case_id) == Case.id, condition).correlate(Case)


def _handed_in() -> ColumnElement[bool]:
    """A draft belongs to its author and those he invited to sign."""
    return col(Case.status) != Status.DRAFT


def _sorted_openly() -> ColumnElement[bool]:
    return and_(_handed_in(), ~col(Case.sealed))


def _at_station(actor: Actor) -> ColumnElement[bool]:
    return and_(_sorted_openly(), col(Case.station_id).in_(actor.station_ids))


def _liaison(actor: Actor) -> ColumnElement[bool]:
    """What came to his station; and what he drafted for a deputy: the draft as long as he helps him."""
    drafted = and_(col(Case.drafted_by_id) == actor.appointment_id, ~col(Case.sealed))
    helps = col(Case.deputy_id).in_(actor.helps)
    return or_(_at_station(actor), and_(drafted, or_(_handed_in(), helps)))


def _station_head(actor: Actor) -> ColumnElement[bool]:
    return and_(_handed_in(), col(Case.station_id).in_(actor.station_ids))


def _mediator(actor: Actor) -> ColumnElement[bool]:
    return and_(_at_station(actor), col(Case.kind) == Kind.DISPUTE)


def _area(actor: Actor) -> ColumnElement[bool]:
    """Within: division codes are prefixes of each other, so one index range and no tree walk."""
    return and_(_handed_in(), col(Case.area_code).startswith(actor.area_code))


def _committee(actor: Actor) -> ColumnElement[bool]:
    field = select(col(FieldLink.unit_id)).where(col(FieldLink.office_id) == actor.office_id)
    handled = _of(
        Assignment, or_(col(Assignment.office_id) == actor.office_id, col(Assignment.unit_id).in_(field))
    )
    nobodys_or_own = or_(col(Case.proposed_unit_id).is_(None), col(Case.proposed_unit_id).in_(field))
    in_pool = and_(
        col(Case.level) == DeskLevel.COUNTY,
        col(Case.committee_id).is_(None),
        or_(col(Case.field_id) == actor.office_id, and_(col(Case.field_id).is_(None), nobodys_or_own)),
        col(Case.status).in_([Status.REGISTERED, Status.PENDING_DISPATCH]),
    )
    return and_(_sorted_openly(), or_(col(Case.committee_id) == actor.office_id, in_pool, handled))


def _unit(actor: Actor) -> ColumnElement[bool]:
    assigned = _of(Assignment, col(Assignment.unit_id) == actor.unit_id)
    return and_(_handed_in(), or_(assigned, col(Case.party_unit_id) == actor.unit_id))


def _external(actor: Actor) -> ColumnElement[bool]:
    return col(Case.external_system_id) == actor.system_id


_SCOPES: dict[Role, Callable[[Actor], ColumnElement[bool]]] = {
    Role.CITIZEN: _citizen,
    Role.DEPUTY: _deputy,
    Role.LIAISON: _liaison,
    Role.STATION_HEAD: _station_head,
    Role.MEDIATOR: _mediator,
    Role.TOWN_OFFICE: _area,
    Role.COMMITTEE: _committee,
    Role.COUNTY_OFFICE: _area,
    Role.UNIT_HANDLER: _unit,
    Role.UNIT_HEAD: _unit,
    Role.EXTERNAL: _external,
    Role.SYSTEM: lambda actor: true(),
}


def readable_events(actor: Actor, case: Case, until: datetime | None = None) -> ColumnElement[bool]:
    """The condition on `case_event` for one case that the actor already sees; `until` is when his part in it ended.

    Of ratings a resident reads his own: not the deputy's before he gives his, nor another submitter's.
    """
    audiences = [audience for audience, roles in AUDIENCE.items() if actor.role in roles]
    if looks_on(actor, case):
        audiences = [Audience.PUBLIC, Audience.DESK]
    conditions: list[ColumnElement[bool]] = [col(CaseEvent.audience).in_(audiences)]
    if actor.role is Role.CITIZEN:
        own = col(CaseEvent.account_id) == actor.account_id
        conditions = [and_(conditions[0], or_(col(CaseEvent.audience) != Audience.TALLY, own))]
    if waits_for_tally(actor):
        decided = (
            col(CaseEvent.round) <= case.round
            if case.status not in TALLY_OPEN
            else col(CaseEvent.round) < case.round
        )
        conditions.append(and_(col(CaseEvent.audience) == Audience.TALLY, decided))
    if actor.is_unit:
        conditions.append(
            and_(col(CaseEvent.audience) == Audience.UNIT, col(CaseEvent.unit_id) == actor.unit_id)
        )
    readable = or_(*conditions)
    return readable if until is None else and_(readable, col(CaseEvent.at) <= until)


def looks_on(actor: Actor, case: Case) -> bool:
    """Whether a helper sees it only because he drafted it: it lies at another station, where he has no part in it."""
    drafted = case.drafted_by_id == actor.appointment_id is not None
    return drafted and case.station_id not in actor.station_ids


def left_at(actor: Actor, case: Case, assignments: Iterable[Assignment]) -> datetime | None:
    """When the acting unit gave its last hand-over back: it keeps what it knew then and learns nothing more."""
    own = [share for share in assignments if share.unit_id == actor.unit_id]
    if not actor.is_unit or not own or case.party_unit_id == actor.unit_id:
        return None
    if any(share.status not in GIVEN_UP for share in own):
        return None
    return max(share.ended_at or share.created_at for share in own)


def waits_for_tally(actor: Actor) -> bool:
    """Whether he is of those whose work is rated: units and mediators, who learn of it when the tally is closed."""
    return actor.is_unit or actor.role is Role.MEDIATOR


def reads_ratings(actor: Actor, case: Case, round_number: int) -> bool:
    """Those whose work is rated see a rating only when the tally of that round is closed."""
    return not waits_for_tally(actor) or round_number < case.round or case.status not in TALLY_OPEN


def reads_original(actor: Actor, case: Case) -> bool:
    """Whether redaction hides nothing from this actor."""
    return actor.role in ORIGINAL_TEXT or (
        actor.account_id is not None and case.submitter_id == actor.account_id
    )


def title_for(actor: Actor, case: Case) -> str:
    return case.title if reads_original(actor, case) else public_title(case.title, case.redacted_text)


NAMELESS_KINDS = frozenset({Kind.APPEAL, Kind.ENTERPRISE, Kind.OPINION})
"""What others may have met too: a wish and a dispute are somebody's own, a suggestion is the deputies'."""


def nameless() -> ColumnElement[bool]:
    """The cases of which any resident may learn that they are there and how far they are, and no more than that."""
    return and_(
        ~col(Case.sealed),
        col(Case.accused_unit_id).is_(None),
        col(Case.accused_deputy_id).is_(None),
        col(Case.kind).in_(NAMELESS_KINDS),
        col(Case.status) != Status.DRAFT,
    )


def has_met(actor: Actor) -> ColumnElement[bool]:
    """Whether he follows the case as a resident because he met it too; following at the desk is another thing."""
    return exists().where(
        col(Follower.case_id) == Case.id,
        col(Follower.account_id) == actor.account_id,
        col(Follower.appointment_id).is_(None),
    )


def is_public(case: Case) -> bool:
    """Whether its words, and what was answered to them, are for everybody."""
    return case.visibility is Visibility.PUBLIC and not case.sealed


def title_for_all(case: Case) -> str | None:
    """As a stranger may read it: nothing unless the submitter allowed it, or once nothing is left of the text."""
    if not is_public(case) or case.redacted_text == "":
        return None
    return without_personal_numbers(public_title(case.title, case.redacted_text))


def reads_contact(actor: Actor, case: Case, relations: frozenset[Relation]) -> bool:
    needed = CONTACT[case.visibility].get(actor.role, frozenset())
    return bool(needed & (relations | {Relation.ANY}))


_HANDED_BACK = (AssignmentStatus.RETURNED, AssignmentStatus.REPLACED)
"""A unit that gave its share back still sees that it had one, and has no more part in the case."""


def relations(
    actor: Actor,
    case: Case,
    assignments: Iterable[Assignment],
    *,
    acting_on: Assignment | None = None,
    cosigner: Cosigner | None = None,
    field_unit_ids: frozenset[UUID] = frozenset(),
    submitted_merged: bool = False,
) -> frozenset[Relation]:
    """How the actor stands to this case, and to the hand-over `acting_on` if the action is about one.

    `field_unit_ids` are the units of the acting committee's field; `submitted_merged` says that the actor submitted a
    case that was merged into this one.
    """
    held = (item for item in assignments if item.unit_id == actor.unit_id and item.status not in _HANDED_BACK)
    own_part = next(held, None) if actor.unit_id else None
    if acting_on is not None and actor.is_unit:
        own_part = acting_on if acting_on.unit_id == actor.unit_id else None
    leads = actor.deputy_id is not None and case.deputy_id == actor.deputy_id
    holds = {
        Relation.SUBMITTER: case.submitter_id == actor.account_id or submitted_merged,
        Relation.OTHER: case.submitter_id != actor.account_id,
        Relation.LEAD: leads,
        Relation.INVITED: cosigner is not None and cosigner.signed_at is None and not leads,
        Relation.SIGNER: cosigner is not None and (cosigner.signed_at is not None or leads),
        Relation.DRAFTER: case.drafted_by_id == actor.appointment_id is not None
        and case.deputy_id in actor.helps,
        Relation.OWN_LEVEL: case.level is DeskLevel.TOWN,
        Relation.FIELD: _in_field(actor, case, field_unit_ids),
        Relation.DISPATCHER: acting_on is not None and acting_on.office_id == actor.office_id is not None,
        Relation.MAIN: own_part is not None and own_part.part is not Part.CO,
        Relation.CO: own_part is not None and own_part.part is Part.CO,
        Relation.PARTY: actor.unit_id is not None and case.party_unit_id == actor.unit_id,
        Relation.CLAIMER: (actor.account_id is not None and case.claimer_id == actor.account_id)
        or (actor.role is Role.COMMITTEE and case.committee_id == actor.office_id),
    }
    return frozenset(relation for relation, held in holds.items() if held)


def _in_field(actor: Actor, case: Case, field_unit_ids: frozenset[UUID]) -> bool:
    """A matter at county level that is this committee's or waits in its pool, or nobody's and proposed for no other."""
    if actor.role is not Role.COMMITTEE or case.level is not DeskLevel.COUNTY:
        return False
    holder = case.committee_id or case.field_id
    if holder is not None:
        return holder == actor.office_id
    return case.proposed_unit_id is None or case.proposed_unit_id in field_unit_ids


def recused(actor: Actor, case: Case, assignments: Iterable[Assignment]) -> bool:
    """A deputy who is a party, or heads the unit concerned, may not act on the case."""
    if actor.role is not Role.DEPUTY:
        return False
    concerned = {item.unit_id for item in assignments} | {case.accused_unit_id, case.party_unit_id}
    is_party = case.kind is not Kind.SUGGESTION and case.submitter_id == actor.account_id
    heads_it = actor.heads_unit_id is not None and actor.heads_unit_id in concerned
    return is_party or heads_it or case.accused_deputy_id == actor.deputy_id is not None


def reaches(actor: Actor, unit: Unit, field_unit_ids: frozenset[UUID]) -> bool:
    """Whether this actor may hand a matter over to the unit: a town to its own, a committee to its field."""
    if actor.role is Role.TOWN_OFFICE:
        return unit.area_code.startswith(actor.area_code)
    if actor.role is Role.COMMITTEE:
        return unit.id in field_unit_ids
    return actor.role is Role.COUNTY_OFFICE
