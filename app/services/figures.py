"""Figures of the cases that somebody sees: counted here, made into rates in `domain.figures`."""

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import figures as formulas
from app.domain.deadlines import CHINA, day_of
from app.domain.figures import ANSWERED, Answers, Figure
from app.domain.outcomes import OPEN_ASSIGNMENT
from app.domain.periods import refuse_backwards
from app.domain.privacy import TALLY_OPEN
from app.domain.vocabulary import AssignmentStatus, Channel, Kind, Part, Rater, Satisfaction, Status
from app.errors import FieldError, InvalidRequest
from app.models import Assignment, Case, Evaluation, Unit
from app.schemas.figures import CaseFigures, ChannelCount, FigureOut, KindCount, ReplyDays, UnitDays
from app.security.access import waits_for_tally
from app.security.actors import Actor
from app.services import inbox, pressure
from app.services.context import status_counts
from app.services.inbox import Filters

LONGEST = 366
_FROM_BEST = (Satisfaction.SATISFIED, Satisfaction.BASICALLY, Satisfaction.DISSATISFIED)
_HELD = OPEN_ASSIGNMENT | {AssignmentStatus.REPLIED}
Scope = list[ColumnElement[bool]]


async def figures(
    session: AsyncSession,
    actor: Actor,
    filters: Filters,
    first: date | None,
    last: date | None,
    now: datetime,
) -> CaseFigures:
    """Of the cases handed in within these days of China; unless asked otherwise, this year's up to today."""
    until = last or day_of(now)
    begin = first or until.replace(month=1, day=1)
    _check(begin, until)
    filters = await inbox.followed(session, actor, filters)
    scope = [
        *inbox.narrowed(actor, filters, now, _midnight(begin)),
        col(Case.created_at) < _midnight(until + timedelta(days=1)),
        col(Case.status) != Status.DRAFT,
    ]
    counts = await _counts(session, scope)
    received = sum(counts.values())
    rated = formulas.satisfaction(await _answers(session, actor, scope), received)
    held = await _hand_overs(session, actor, filters, scope, now)
    return CaseFigures(
        since=begin,
        until=until,
        received=received,
        by_status=status_counts(_by(counts, 0)),
        by_channel=[
            ChannelCount(channel=channel, label=channel.label, count=count)
            for channel in Channel
            if (count := _by(counts, 1)[channel])
        ],
        by_kind=[
            KindCount(kind=kind, label=kind.label, count=count)
            for kind in Kind
            if (count := _by(counts, 2)[kind])
        ],
        satisfaction_strict=_out(rated.strict),
        satisfaction_broad=_out(rated.broad),
        rating_coverage=_out(rated.coverage),
        on_time=_on_time(held),
        reply_days=_reply_days(held),
        dispute_success=_out(_mediation(counts)),
    )


def _check(begin: date, until: date) -> None:
    refuse_backwards(begin, until)
    if (until - begin).days >= LONGEST:
        problem = FieldError("to", "PERIOD_TOO_LONG", "一次最多统计一年")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _out(figure: Figure) -> FigureOut:
    return FigureOut.model_validate(figure)


Counts = Counter[tuple[Status, Channel, Kind, bool]]


async def _counts(session: AsyncSession, scope: Scope) -> Counts:
    """By status, channel, kind, and whether somebody had claimed it."""
    keys: list[Any] = [Case.status, Case.channel, Case.kind, col(Case.claimer_id).is_not(None)]
    query: Any = select(*keys, func.count()).where(*scope).group_by(*keys)
    return Counter({tuple(key): count for *key, count in await session.exec(query)})


def _by(counts: Counts, place: int) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for key, count in counts.items():
        found[key[place]] += count
    return found


def _mediation(counts: Counts) -> Figure:
    """A dispute that was closed in the hands of who claimed it ended by agreement: who fails gives it back."""
    disputes = [(key, count) for key, count in counts.items() if key[2] is Kind.DISPUTE]
    closed = [(key, count) for key, count in disputes if key[0] is Status.CLOSED]
    agreed = sum(count for key, count in closed if key[3])
    return formulas.mediation(agreed, sum(count for _, count in closed), sum(count for _, count in disputes))


async def _answers(session: AsyncSession, actor: Actor, scope: Scope) -> list[Answers]:
    """As rated in the round of the last answer. Who is rated learns nothing while others rate, not even whether."""
    standing = ANSWERED - TALLY_OPEN if waits_for_tally(actor) else ANSWERED
    badness = case({rating: place for place, rating in enumerate(_FROM_BEST)}, value=Evaluation.result)
    worst = [func.max(badness).filter(col(Evaluation.rater) == rater).label(rater.value) for rater in Rater]
    each: Any = (
        select(col(Case.kind), col(Case.double_evaluation), *worst)
        .outerjoin(
            Evaluation,
            and_(
                col(Evaluation.case_id) == Case.id,
                col(Evaluation.round) == Case.round,
                ~pressure.left_out(actor),
            ),
        )
        .where(*scope, col(Case.status).in_(standing))
        .group_by(col(Case.id))
        .subquery()
    )
    query: Any = select(*each.c, func.count()).group_by(*each.c)
    return [
        Answers(kind, double, _rating(citizen), _rating(deputy), _rating(panel), count)
        for kind, double, citizen, deputy, panel, count in await session.exec(query)
    ]


def _rating(place: int | None) -> Satisfaction | None:
    return None if place is None else _FROM_BEST[place]


class _HandOvers(NamedTuple):
    """So many of one unit that took as many days to be answered; None if they are not."""

    unit_id: UUID
    unit_name: str
    days: int | None
    in_time: int
    late: int
    overdue: int
    hand_overs: int


async def _hand_overs(
    session: AsyncSession, actor: Actor, filters: Filters, scope: Scope, now: datetime
) -> list[_HandOvers]:
    """To those who owe an answer; to one unit alone if it asks, or is asked about."""
    held = aliased(Assignment)
    due, ended = col(held.reply_due_at), col(held.ended_at)
    replied = col(held.status) == AssignmentStatus.REPLIED
    answered = and_(replied, due.is_not(None))
    overdue = and_(col(held.status).in_(OPEN_ASSIGNMENT), due < now, col(Case.suspended_until).is_(None))
    keys: list[Any] = [held.unit_id, col(Unit.name), case((replied, _day(ended) - _day(held.created_at)))]
    query: Any = (
        select(
            *keys,
            func.count().filter(answered, ended <= due),
            func.count().filter(answered, ended > due),
            func.count().filter(overdue),
            func.count(),
        )
        .join_from(held, Case, col(Case.id) == held.case_id)
        .join(Unit, col(Unit.id) == held.unit_id)
        .where(*scope, col(held.part) != Part.CO, col(held.status).in_(_HELD))
        .group_by(*keys)
    )
    unit_id = actor.unit_id or filters.unit_id
    if unit_id is not None:
        query = query.where(col(held.unit_id) == unit_id)
    return [_HandOvers(*row) for row in await session.exec(query)]


def _day(moment: Any) -> Any:
    """The day in China."""
    return cast(func.timezone("Asia/Shanghai", moment), Date)


def _on_time(held: list[_HandOvers]) -> FigureOut:
    return _out(
        formulas.on_time(
            sum(row.in_time for row in held),
            sum(row.late for row in held),
            sum(row.overdue for row in held),
            sum(row.hand_overs for row in held),
        )
    )


def _reply_days(held: list[_HandOvers]) -> ReplyDays:
    by_unit: dict[tuple[str, UUID], Counter[int]] = {}
    for row in held:
        if row.days is not None:
            by_unit.setdefault((row.unit_name, row.unit_id), Counter())[row.days] += row.hand_overs
    together = sum(by_unit.values(), Counter[int]())
    return ReplyDays(
        **asdict(formulas.days(together)),
        by_unit=[
            UnitDays(unit_id=unit_id, unit_name=name, **asdict(formulas.days(answers)))
            for (name, unit_id), answers in sorted(by_unit.items(), key=itemgetter(0))
        ],
    )
