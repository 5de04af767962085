"""Topics that are supervised as a whole: looked into, reported on, ordered of units, and followed to a result."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens
from app.domain.deadlines import check_days, day_of
from app.domain.vocabulary import OrderKind, TopicState
from app.errors import Conflict, Forbidden, NotFound
from app.models import Case, Office, Supervision, Topic, TopicCase, TopicEvidence
from app.models.base import Json, new_id
from app.schemas.supervision import OrderOut
from app.schemas.topics import (
    EvidenceForm,
    EvidenceOut,
    ReportForm,
    TopicCaseOut,
    TopicCasesForm,
    TopicForm,
    TopicOrderForm,
    TopicOut,
    TopicResultForm,
    TopicSummary,
)
from app.security.access import title_for, visible_cases
from app.security.actors import Actor
from app.security.supervision import OFFICES, WATCHERS, leads, visible_topics
from app.services import intake, orders, references, supervision
from app.services.directory import check_version

_MOST = 500


def _require_watcher(actor: Actor) -> None:
    if actor.role not in WATCHERS:
        raise Forbidden("FORBIDDEN")


async def page(
    session: AsyncSession, actor: Actor, state: TopicState | None, *, limit: int, before: UUID | None
) -> tuple[list[TopicSummary], UUID | None]:
    _require_watcher(actor)
    query = _query(actor)
    if state is not None:
        query = query.where(*_in_state(state))
    if before is not None:
        query = query.where(col(Topic.id) < before)
    rows = list(await session.exec(query.order_by(col(Topic.id).desc()).limit(limit + 1)))
    items = [TopicSummary(**_summary(topic, office)) for topic, office in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def _query(actor: Actor) -> Any:
    query = select(Topic, Office.name).join(Office, col(Office.id) == Topic.office_id)
    return query.where(visible_topics(actor))


def _in_state(state: TopicState) -> list[Any]:
    reported, closed = col(Topic.reported_on), col(Topic.closed_at)
    if state is TopicState.CLOSED:
        return [closed.is_not(None)]
    return [closed.is_(None), reported.is_(None) if state is TopicState.GATHERING else reported.is_not(None)]


def _state(topic: Topic) -> TopicState:
    if topic.closed_at is not None:
        return TopicState.CLOSED
    return TopicState.GATHERING if topic.reported_on is None else TopicState.REPORTED


def _summary(topic: Topic, office_name: str) -> Json:
    fields = topic.model_dump(include=set(TopicSummary.model_fields))
    return fields | {"state": _state(topic), "office_name": office_name}


async def get(session: AsyncSession, actor: Actor, topic_id: UUID) -> TopicOut:
    """NotFound TOPIC_NOT_FOUND for what the actor may not know of; of its cases those that he may see."""
    topic, office_name = await _find(session, actor, topic_id)
    return await _shown(session, actor, topic, office_name)


async def create(session: AsyncSession, actor: Actor, form: TopicForm, now: datetime) -> TopicOut:
    """By an organ of the congress. NotFound AREA_NOT_FOUND, CATEGORY_NOT_FOUND."""
    if actor.role not in OFFICES:
        raise Forbidden("FORBIDDEN")
    county = actor.county_code
    area = await intake.area_in_county(session, form.area_code, county) or actor.area_code
    if not area.startswith(actor.area_code):
        raise NotFound("AREA_NOT_FOUND")
    if form.category_code is not None:
        await references.category(session, county, form.category_code)
    maker = {"office_id": actor.office_id, "appointment_id": actor.appointment_id}
    topic = Topic(
        **form.model_dump() | {"area_code": area} | maker,
        id=new_id(),
        county_code=county,
        number=f"ZX{county}-{day_of(now):%y%m%d}-{tokens.new_check_code()}",
        created_at=now,
    )
    session.add(topic)
    await session.flush()
    return await get(session, actor, topic.id)


async def add_evidence(
    session: AsyncSession, actor: Actor, topic_id: UUID, form: EvidenceForm, now: datetime
) -> TopicOut:
    """By whoever leads it, and by deputies who went there. Conflict DATE_OUT_OF_RANGE, TOPIC_CLOSED."""
    topic, office_name = await _find(session, actor, topic_id, lock=True)
    if actor.deputy_id is None and not leads(actor, topic):
        raise Forbidden("FORBIDDEN")
    _check_open(topic)
    check_days(dict(form), now)
    entry = TopicEvidence(
        **form.model_dump(),
        id=new_id(),
        county_code=actor.county_code,
        topic_id=topic.id,
        entered_by=actor.name,
        created_at=now,
    )
    session.add(entry)
    await session.flush()
    return await _shown(session, actor, topic, office_name)


async def add_cases(session: AsyncSession, actor: Actor, topic_id: UUID, form: TopicCasesForm) -> TopicOut:
    """Only cases that the actor sees: NotFound CASE_NOT_FOUND otherwise, and none is added."""
    topic, office_name = await _led(session, actor, topic_id)
    wanted = set(form.case_ids)
    query = select(Case.id).where(col(Case.id).in_(wanted), visible_cases(actor))
    if set(await session.exec(query)) != wanted:
        raise NotFound("CASE_NOT_FOUND", "有的事项不存在")
    rows = [
        {"id": new_id(), "county_code": actor.county_code, "topic_id": topic.id, "case_id": case_id}
        for case_id in sorted(wanted)
    ]
    await session.exec(insert(TopicCase).values(rows).on_conflict_do_nothing())
    return await _shown(session, actor, topic, office_name)


async def order(
    session: AsyncSession, actor: Actor, topic_id: UUID, form: TopicOrderForm, now: datetime
) -> OrderOut:
    """A unit is ordered to act on what was reported. Conflict TOPIC_NOT_REPORTED, TOPIC_CLOSED."""
    topic, _ = await _led(session, actor, topic_id)
    if topic.report is None:
        raise Conflict("TOPIC_NOT_REPORTED")
    check_days(dict(form), now)
    await references.unit(session, actor.county_code, form.unit_id)
    row = Supervision(
        **form.model_dump(),
        id=new_id(),
        county_code=actor.county_code,
        number=supervision.number_of(actor.county_code, now),
        kind=OrderKind.TOPIC,
        topic_id=topic.id,
        office_id=actor.office_id,
        appointment_id=actor.appointment_id,
        issuer_name=actor.name,
        issuer_body=actor.public_name,
        leader=topic.leader,
        cause=topic.title,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return await orders.get(session, actor, row.id, now)


async def report(
    session: AsyncSession, actor: Actor, topic_id: UUID, form: ReportForm, now: datetime
) -> TopicOut:
    """Once, and on evidence. Conflict TOPIC_WITHOUT_EVIDENCE, ALREADY_EXISTS, DATE_OUT_OF_RANGE."""
    topic, office_name = await _led(session, actor, topic_id, form.version)
    if topic.report is not None:
        raise Conflict("ALREADY_EXISTS", "已有报告")
    if not await _count(session, TopicEvidence, topic):
        raise Conflict("TOPIC_WITHOUT_EVIDENCE")
    if form.reported_on > day_of(now):
        raise Conflict("DATE_OUT_OF_RANGE", "送交日期不能晚于今天")
    topic.report = form.model_dump(include={"title", "text", "delivered_to"})
    topic.reported_on = form.reported_on
    return await _written(session, actor, topic, office_name)


async def conclude(
    session: AsyncSession, actor: Actor, topic_id: UUID, form: TopicResultForm, now: datetime
) -> TopicOut:
    """What came of it; nothing follows. Conflict TOPIC_NOT_REPORTED, TOPIC_CLOSED."""
    topic, office_name = await _led(session, actor, topic_id, form.version)
    if topic.report is None:
        raise Conflict("TOPIC_NOT_REPORTED")
    topic.result = form.model_dump(mode="json", exclude={"version"})
    topic.closed_at = now
    return await _written(session, actor, topic, office_name)


async def _find(session: AsyncSession, actor: Actor, topic_id: UUID, *, lock: bool = False) -> Any:
    _require_watcher(actor)
    query = _query(actor).where(Topic.id == topic_id)
    if lock:
        query = query.with_for_update(of=Topic).execution_options(populate_existing=True)
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise NotFound("TOPIC_NOT_FOUND")
    return row


async def _led(session: AsyncSession, actor: Actor, topic_id: UUID, version: int | None = None) -> Any:
    """Held until the transaction ends; his to carry on, as he saw it, and not over."""
    topic, office_name = await _find(session, actor, topic_id, lock=True)
    if not leads(actor, topic):
        raise Forbidden("FORBIDDEN")
    check_version(topic, version)
    _check_open(topic)
    return topic, office_name


def _check_open(topic: Topic) -> None:
    if topic.closed_at is not None:
        raise Conflict("TOPIC_CLOSED")


async def _written(session: AsyncSession, actor: Actor, topic: Topic, office_name: str) -> TopicOut:
    topic.version += 1
    await session.flush()
    return await _shown(session, actor, topic, office_name)


async def _count(session: AsyncSession, model: type[TopicEvidence] | type[Supervision], topic: Topic) -> int:
    query = select(func.count()).select_from(model).where(col(model.topic_id) == topic.id)
    return (await session.exec(query)).one()


async def _shown(session: AsyncSession, actor: Actor, topic: Topic, office_name: str) -> TopicOut:
    found = select(TopicEvidence).where(TopicEvidence.topic_id == topic.id)
    evidence = await session.exec(found.order_by(col(TopicEvidence.id)).limit(_MOST))
    listed = select(Case).join(TopicCase, col(TopicCase.case_id) == Case.id)
    cases = listed.where(TopicCase.topic_id == topic.id, visible_cases(actor)).order_by(col(Case.id))
    return TopicOut(
        **_summary(topic, office_name),
        reason=topic.reason,
        evidence=[EvidenceOut.model_validate(row) for row in evidence],
        cases=[_case(actor, row) for row in await session.exec(cases.limit(_MOST))],
        orders=await _count(session, Supervision, topic),
        report=topic.report,
        result=topic.result,
        may_lead=leads(actor, topic) and topic.closed_at is None,
    )


def _case(actor: Actor, case: Case) -> TopicCaseOut:
    return TopicCaseOut(case_id=case.id, number=case.number, title=title_for(actor, case), status=case.status)
