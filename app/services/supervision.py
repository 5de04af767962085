"""Orders as they come about: by hand in an action, or by rule when a case crosses a line; and as they lapse."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens
from app.domain.deadlines import day_of
from app.domain.outcomes import GIVEN_UP, OPEN_ASSIGNMENT
from app.domain.spans import HOLDER, Holder
from app.domain.vocabulary import Action, ClockName, Line, OrderKind, Part, Status, Supervisor
from app.models import Assignment, Case, CaseEvent, Office, Supervision
from app.models.base import Json, new_id
from app.security.actors import SYSTEM
from app.services import bulk, ladder
from app.services.moves import Move, load_assignments

ORDERED = {
    Line.YELLOW: OrderKind.URGE,
    Line.RED: OrderKind.SUPERVISE,
    Line.DEPUTY_DIRECTOR: OrderKind.INTERVIEW,
    Line.DIRECTOR: OrderKind.INTERVIEW,
}
"""What a line that was crossed brings about. An interview is to be held; the action `interview` records it."""
_CAUSES = {"time": "超期或临近超期", "quality": "办理标准不高或质量低下"}
_GONE = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.MERGED, Status.CONVERTED})
"""Nothing is left to be supervised."""
_PASSED = (OrderKind.URGE, OrderKind.SUPERVISE)


@dataclass(frozen=True)
class Addressee:
    """Who is to answer: a unit for its hand-over, a station, or the organ at whose desk a case lies; or nobody."""

    unit_id: UUID | None = None
    assignment_id: UUID | None = None
    station_id: UUID | None = None
    desk_id: UUID | None = None


NOBODY = Addressee()


def number_of(county_code: str, now: datetime) -> str:
    """`DB411122-261120-7K3M`: county, day and random typable characters."""
    return f"DB{county_code}-{day_of(now):%y%m%d}-{tokens.new_check_code()}"


async def issue(move: Move, kind: OrderKind, told: str, **fields: Any) -> list[Supervision]:
    """Orders by hand, one to everybody who is to act; the entry of the timeline names them.

    Nobody orders himself. What can only be watched over is ordered to nobody by name, but for an urge.
    """
    return await send(move, kind, told, await _concerned(move, kind), **fields)


async def send(
    move: Move, kind: OrderKind, told: str, addressees: Iterable[Addressee], **fields: Any
) -> list[Supervision]:
    """The same to these."""
    actor = move.actor
    orders = [
        Supervision(
            id=new_id(),
            county_code=move.case.county_code,
            number=number_of(move.case.county_code, move.now),
            kind=kind,
            case_id=move.case.id,
            office_id=actor.office_id,
            appointment_id=actor.appointment_id,
            issuer_name=actor.name,
            issuer_body=actor.public_name,
            text=told,
            created_at=move.now,
            **asdict(addressee) | fields,
        )
        for addressee in addressees
    ]
    move.session.add_all(orders)
    move.data["orders"] = [order.number for order in orders]
    return orders


async def _concerned(move: Move, kind: OrderKind) -> list[Addressee]:
    if kind is OrderKind.KEY:
        return [NOBODY]
    actor = move.actor
    found = [
        each
        for each in await addressees(move.session, move.case, move.assignments)
        if each.desk_id is None or each.desk_id != actor.office_id
        if each.station_id is None or each.station_id not in actor.station_ids
    ]
    return found or ([] if kind is OrderKind.URGE else [NOBODY])


async def addressees(session: AsyncSession, case: Case, shares: list[Assignment]) -> list[Addressee]:
    """Who holds the case up as things are: every unit that owes an answer, or who sorts it, or who answered last."""
    owing = [share for share in shares if share.part is not Part.CO and share.status in OPEN_ASSIGNMENT]
    if owing:
        return [Addressee(share.unit_id, share.id) for share in owing]
    if case.status in (Status.SUBMITTED, Status.REGISTERED):
        return [Addressee(station_id=case.station_id)]
    if case.status is Status.PENDING_DISPATCH:
        return await _desk(session, case)
    if case.status is Status.EXPERT_REVIEW:
        return _at(await ladder.county_office(session, case))
    return _answering(case, shares)


def _answering(case: Case, shares: Iterable[Assignment]) -> list[Addressee]:
    """The units that answer, or answered, in this round."""
    return [
        Addressee(share.unit_id, share.id)
        for share in shares
        if share.round == case.round and share.part is not Part.CO and share.status not in GIVEN_UP
    ]


async def _desk(session: AsyncSession, case: Case) -> list[Addressee]:
    """The organ that hands over: the committee that claimed it, else the one of its level."""
    if case.committee_id is not None:
        return [Addressee(desk_id=case.committee_id)]
    return _at(await ladder.office(session, case, None))


def _at(office: Office | None) -> list[Addressee]:
    return [Addressee(desk_id=office.id)] if office else []


async def follow(session: AsyncSession, event_id: UUID, now: datetime) -> int:
    """What an entry of the timeline brings about: orders by rule, or that orders lapse. How many were issued now.

    Run twice it issues nothing twice: the database keeps one order an entry and unit.
    """
    event = await session.get(CaseEvent, event_id)
    if event is None:
        return 0
    if event.action is Action.TURN_COLOUR:
        return await _by_rule(session, event, now)
    moved = event.from_status is not None and event.from_status is not event.to_status
    if moved or event.assignment_id is not None or event.action is Action.FEEDBACK:
        await _lapse(session, event, now, moved=moved)
    return 0


async def _by_rule(session: AsyncSession, event: CaseEvent, now: datetime) -> int:
    case = await session.get_one(Case, event.case_id)
    kind = ORDERED[Line(event.data["line"])]
    found = [] if case.status in _GONE else await _late(session, case, event, kind)
    if not found:
        return 0
    supervisor = supervisor_of(event)
    office = await ladder.office(session, case, supervisor)
    common = {
        "county_code": case.county_code,
        "kind": kind,
        "case_id": case.id,
        "event_id": event.id,
        "office_id": office.id if office else None,
        "supervisor": supervisor,
        "leader": await ladder.leader(session, office, supervisor, day_of(now)),
        "issuer_name": SYSTEM.name,
        "issuer_body": office.name if office else SYSTEM.public_name,
        "cause": _cause(event.data),
        "text": _text(event.data, kind),
        "created_at": now,
    }
    rows = [
        bulk.defaults(Supervision)
        | common
        | asdict(each)
        | {"id": new_id(), "number": number_of(case.county_code, now)}
        for each in found
    ]
    orders = insert(Supervision).values(rows)
    once = orders.on_conflict_do_nothing(
        index_elements=["event_id", "unit_id"], index_where=text("event_id IS NOT NULL")
    )
    return int((await session.exec(once)).rowcount)


def supervisor_of(event: CaseEvent) -> Supervisor | None:
    """Whom the rule of the line calls in."""
    word = event.data.get("supervisor")
    return Supervisor(word) if word else None


async def _late(session: AsyncSession, case: Case, event: CaseEvent, kind: OrderKind) -> list[Addressee]:
    """Who could have acted before that line; of an urge nobody who has acted since."""
    shares = await load_assignments(session, case.id)
    if event.assignment_id is not None:
        own = [share for share in shares if share.id == event.assignment_id]
        waits = [share for share in own if share.status in OPEN_ASSIGNMENT or kind is not OrderKind.URGE]
        return [Addressee(share.unit_id, share.id) for share in waits]
    if kind is OrderKind.URGE and case.status is not event.to_status:
        return []
    clock = event.data.get("clock")
    holder = HOLDER[ClockName(clock), False] if clock else Holder.UNIT
    if holder is Holder.UNIT:
        return _answering(case, shares)
    if holder is Holder.DESK:
        return await _desk(session, case)
    if holder is Holder.COUNTY_OFFICE:
        return _at(await ladder.county_office(session, case))
    return [Addressee(station_id=case.station_id)] if holder is Holder.STATION else []


def _cause(data: Json) -> str:
    if "clock" not in data:
        return _CAUSES[data["cause"]]
    return f"{_CAUSES[data['cause']]}：“{ClockName(data['clock']).label}”应于 {data['due_at'][:10]} 前完成"


def _text(data: Json, kind: OrderKind) -> str:
    line = Line(data["line"]).label
    if kind is OrderKind.INTERVIEW:
        return f"已到“{line}”，请约谈承办负责人，查明原因，提出整改要求"
    return f"已亮{line}，请抓紧办理，并答复原因和下一步安排"


async def _lapse(session: AsyncSession, event: CaseEvent, now: datetime, *, moved: bool) -> None:
    """What was asked for has come: urges end, and what a desk was ordered that is done with it. Of a case that is gone
    everything ends.
    """
    done = select(Assignment.id).where(
        Assignment.case_id == event.case_id, col(Assignment.status).not_in(OPEN_ASSIGNMENT)
    )
    urged = and_(
        col(Supervision.kind) == OrderKind.URGE,
        or_(col(Supervision.assignment_id).is_(None), col(Supervision.assignment_id).in_(done)),
    )
    at_desk = and_(
        col(Supervision.kind).in_(_PASSED),
        or_(col(Supervision.station_id).is_not(None), col(Supervision.desk_id).is_not(None)),
    )
    by_share = and_(urged, col(Supervision.assignment_id).is_not(None))
    met = or_(urged, at_desk) if moved or event.action is Action.FEEDBACK else by_share
    gone = event.to_status in _GONE
    ended = update(Supervision).where(
        col(Supervision.case_id) == event.case_id,
        col(Supervision.closed_at).is_(None),
        col(Supervision.id) < event.id,
        *([] if gone else [met]),
    )
    finding = f"事项{event.to_status.label}，督办终止" if gone else "所催之事已办，自动了结"
    closed = {"closed_at": now, "closed_by": SYSTEM.name, "finding": finding}
    await session.exec(
        ended.values(**closed, fulfilled=None if gone else True, version=col(Supervision.version) + 1)
    )


async def open_order(
    session: AsyncSession, case_id: UUID, kind: OrderKind, unit_id: UUID | None
) -> Supervision | None:
    """The oldest of that kind to that unit which is still open (an interview: which is still to be held)."""
    query = select(Supervision).where(
        Supervision.case_id == case_id,
        Supervision.kind == kind,
        col(Supervision.unit_id).is_not_distinct_from(unit_id),
        col(Supervision.closed_at).is_(None),
        col(Supervision.held_on).is_(None),
    )
    return (await session.exec(query.order_by(col(Supervision.id)).limit(1))).first()


def plan(milestones: Iterable[Json], before: Iterable[Json] = ()) -> list[Json]:
    """The steps to be reached; one that was reached under the same title stays so."""
    reached = {each["title"]: each for each in before if each["done_on"]}
    fresh = {"done_on": None, "proof": ""}
    return [reached.get(each["title"]) or each | fresh for each in milestones]


def overdue(order: Supervision, today: date) -> bool:
    return order.closed_at is None and order.due_on is not None and order.due_on < today
