"""Figures of the cases that somebody sees: counted here, made into rates in `domain.figures`."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import figures as formulas
from app.domain.deadlines import CHINA, day_of
from app.domain.figures import ANSWERED, Answers, Figure
from app.domain.outcomes import OPEN_ASSIGNMENT
from app.domain.privacy import TALLY_OPEN
from app.domain.vocabulary import AssignmentStatus, Channel, Kind, Part, Rater, Satisfaction, Status
from app.errors import FieldError, InvalidRequest
from app.models import Assignment, Case, Evaluation
from app.schemas.figures import CaseFigures, ChannelCount, FigureOut, KindCount
from app.security.actors import Actor
from app.services import inbox
from app.services.context import status_counts
from app.services.finding import since
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
    scope = [
        *inbox.narrowed(actor, filters),
        since(now, _midnight(begin)),
        col(Case.created_at) < _midnight(until + timedelta(days=1)),
        col(Case.status) != Status.DRAFT,
    ]
    counts = await _counts(session, scope)
    received = sum(counts.values())
    rated = formulas.satisfaction(await _answers(session, actor, scope), received)
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
        on_time=_out(await _on_time(session, actor, filters, scope, now)),
        dispute_success=_out(_mediation(counts)),
    )


def _check(begin: date, until: date) -> None:
    if until < begin:
        problem = FieldError("to", "ENDS_BEFORE_START", "结束不能早于开始")
    elif (until - begin).days >= LONGEST:
        problem = FieldError("to", "PERIOD_TOO_LONG", "一次最多统计一年")
    else:
        return
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
    """As rated in the round of the last answer. A unit does not learn while others rate, not even whether they did."""
    standing = ANSWERED - TALLY_OPEN if actor.is_unit else ANSWERED
    badness = case({rating: place for place, rating in enumerate(_FROM_BEST)}, value=Evaluation.result)
    worst = [func.max(badness).filter(col(Evaluation.rater) == rater).label(rater.value) for rater in Rater]
    each: Any = (
        select(col(Case.kind), col(Case.double_evaluation), *worst)
        .outerjoin(
            Evaluation,
            and_(col(Evaluation.case_id) == Case.id, col(Evaluation.round) == Case.round),
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


async def _on_time(
    session: AsyncSession, actor: Actor, filters: Filters, scope: Scope, now: datetime
) -> Figure:
    """By the hand-overs to those who owe an answer; to one unit's if it asks, or is asked about."""
    held = aliased(Assignment)
    due, ended = col(held.reply_due_at), col(held.ended_at)
    answered = and_(col(held.status) == AssignmentStatus.REPLIED, due.is_not(None))
    overdue = and_(col(held.status).in_(OPEN_ASSIGNMENT), due < now, col(Case.suspended_until).is_(None))
    query: Any = (
        select(
            func.count().filter(answered, ended <= due),
            func.count().filter(answered, ended > due),
            func.count().filter(overdue),
            func.count(),
        )
        .join_from(held, Case, col(Case.id) == held.case_id)
        .where(*scope, col(held.part) != Part.CO, col(held.status).in_(_HELD))
    )
    unit_id = actor.unit_id or filters.unit_id
    if unit_id is not None:
        query = query.where(col(held.unit_id) == unit_id)
    return formulas.on_time(*(await session.exec(query)).one())
