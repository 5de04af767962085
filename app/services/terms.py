"""A change of terms 换届: whose mandates end, who is seated, and what becomes of all that hung on those who leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.deadlines import day_of
from app.domain.succession import Seat, TermPlan, plan_terms
from app.domain.vocabulary import DeputyStatus
from app.errors import Conflict, FieldError, NotFound
from app.models import Appointment, Congress, Deputy, Mandate, Station, Term
from app.models.base import new_id
from app.schemas.succession import (
    SHOWN,
    Elected,
    ElectedList,
    PostEnd,
    PostEndList,
    Stayer,
    StayerList,
    TermChangeForm,
    TermChangeOut,
)
from app.security.actors import Actor
from app.services import audit, leaving
from app.services.at_once import among, run, take_time
from app.services.leaving import Leaving
from app.services.nouns import APPOINTMENT, DEPUTY, MANDATE, TERM


@dataclass(frozen=True)
class Change:
    """One change of terms, with all that it needs to know. `held`: the mandates of the term that ends, by deputy."""

    form: TermChangeForm
    ended: Term
    begun: Term
    congress: Congress
    held: Mapping[UUID, Mandate]
    seats: Mapping[UUID, Seat]
    newly_elected: Mapping[UUID, str]
    plan: TermPlan

    @property
    def ending(self) -> list[Mandate]:
        """Those of `held` that go on beyond the last day."""
        return [
            each for each in self.held.values() if each.ends_on is None or each.ends_on > self.form.last_day
        ]

    @property
    def leaving(self) -> Leaving:
        return Leaving(self.plan.gone, self.plan.heirs, self.form.last_day)


async def change(
    session: AsyncSession, actor: Actor, term_id: UUID, form: TermChangeForm, now: datetime
) -> TermChangeOut:
    """What happens to whom, and unless it is a dry run: done, at once and as a whole.

    Done twice it changes nothing more. Conflict TERM_OTHER_CONGRESS, DATE_OUT_OF_RANGE, and for a plan that time has
    overtaken DEPUTY_OTHER_CONGRESS, DEPUTY_NOT_LEAVING, SUCCESSOR_NOT_IN_FORCE.
    """
    found = await _prepare(session, actor, term_id, form)
    _check_days(found, day_of(now))
    answer = await _answer(session, found)
    if not form.dry_run:
        await take_time(session)
        await _carry_out(session, actor, found, now)
        done = answer.model_dump(mode="json")
        audit.record(session, actor, AuditAction.CHANGE_TERM, TERM.name, found.begun.id, None, done, now)
    return answer


async def _prepare(session: AsyncSession, actor: Actor, term_id: UUID, form: TermChangeForm) -> Change:
    """Everything named is held until the transaction ends, though not against new cases that point at it."""
    query = select(Term).where(col(Term.id).in_([term_id, form.ended_term_id]))
    held_terms = query.where(Term.county_code == actor.county_code).order_by(col(Term.id))
    terms = {each.id: each for each in await session.exec(held_terms.with_for_update(key_share=True))}
    begun, ended = terms.get(term_id), terms.get(form.ended_term_id)
    if begun is None:
        raise NotFound("NOT_FOUND")
    if ended is None:
        raise NotFound("REFERENCE_NOT_FOUND", "没有找到结束的那一届")
    if ended.congress_id != begun.congress_id or ended.id == begun.id:
        raise Conflict("TERM_OTHER_CONGRESS")
    congress = await session.get_one(Congress, begun.congress_id)
    mandates = select(Mandate).where(Mandate.term_id == ended.id).order_by(col(Mandate.id))
    held = {each.deputy_id: each for each in await session.exec(mandates.with_for_update(key_share=True))}
    elected = {each.deputy_id: each.district for each in form.elected}
    heirs = {each.from_deputy_id: each.to_deputy_id for each in form.successors}
    ids = {*held, *elected, *heirs, *heirs.values()}
    newly, seats = await _seats(session, begun, form.last_day, ids, held, elected)
    plan = plan_terms(seats, newly, heirs)
    return Change(form, ended, begun, congress, held, seats, newly, plan)


async def _seats(
    session: AsyncSession,
    begun: Term,
    last_day: date,
    ids: set[UUID],
    held: Mapping[UUID, Mandate],
    elected: Mapping[UUID, str],
) -> tuple[dict[UUID, str], dict[UUID, Seat]]:
    """Who of the elected has no mandate of the new term yet; and what is known of everybody."""
    everybody = among(sorted(ids))
    query: Any = select(Deputy.id, Deputy.name, Deputy.status).where(
        col(Deputy.id) == everybody, Deputy.county_code == begun.county_code
    )
    known = {
        row[0]: row
        for row in await session.exec(query.order_by(col(Deputy.id)).with_for_update(key_share=True))
    }
    if missing := sorted(ids - known.keys()):
        errors = [FieldError("deputy_id", "DEPUTY_NOT_FOUND", f"没有找到该代表：{each}") for each in missing]
        raise NotFound("DEPUTY_NOT_FOUND", "名单中有不存在的代表", errors=errors)
    others: Any = (
        select(Mandate.deputy_id, Mandate.term_id, Term.congress_id, col(Mandate.ends_on))
        .join(Term, col(Term.id) == Mandate.term_id)
        .where(col(Mandate.deputy_id) == everybody)
    )
    listed, seated, stays = set(), set(), set()
    for deputy_id, term_id, congress_id, ends_on in await session.exec(others):
        goes_on = ends_on is None or ends_on > last_day
        if term_id == begun.id:
            listed.add(deputy_id)
            seated |= {deputy_id} if goes_on else set()
        elif congress_id != begun.congress_id and goes_on:
            stays.add(deputy_id)
    newly = {each: district for each, district in elected.items() if each not in listed}
    seats = {
        each: Seat(name, status, each in held, each in stays, each in seated or each in newly)
        for each, name, status in known.values()
    }
    return newly, seats


def _check_days(found: Change, today: date) -> None:
    last_day = found.form.last_day
    if not found.form.dry_run and last_day > today:
        raise Conflict("DATE_OUT_OF_RANGE", "上一届的最后一天还没有到，现在只能试算")
    if not found.ended.starts_on < last_day < found.begun.starts_on:
        raise Conflict("DATE_OUT_OF_RANGE", "上一届的最后一天应在上一届开始之后、新一届开始之前")
    late = [each for each in found.ending if each.starts_on >= last_day]
    if late:
        name = found.seats[late[0].deputy_id].name
        raise Conflict("DATE_OUT_OF_RANGE", f"{name}的代表资格到那一天还没有开始")


async def _answer(session: AsyncSession, found: Change) -> TermChangeOut:
    form, seats, gone = found.form, found.seats, found.leaving
    seated = [
        Elected(
            deputy_id=each.deputy_id,
            name=seats[each.deputy_id].name,
            district=_district(found, each.deputy_id, each.district),
            held_before=seats[each.deputy_id].held,
        )
        for each in form.elected[:SHOWN]
    ]
    staying = [Stayer(deputy_id=each, name=seats[each].name) for each in found.plan.staying]
    return TermChangeOut(
        dry_run=form.dry_run,
        term_id=found.begun.id,
        ended_term_id=found.ended.id,
        last_day=form.last_day,
        mandates_ended=len(found.ending),
        leaving=await leaving.leavers(session, gone),
        staying=StayerList(total=len(staying), items=staying[:SHOWN]),
        elected=ElectedList(total=len(form.elected), items=seated),
        codes=await leaving.codes(session, gone),
        cases=await leaving.cases(session, gone),
        posts=await _posts(session, found),
        memberships=await leaving.memberships(session, gone),
        links=await leaving.links(session, gone),
    )


def _district(found: Change, deputy_id: UUID, said: str) -> str:
    """Who is elected again stands for the same district unless another is said."""
    before = found.held.get(deputy_id)
    return said or (before.district if before else "")


def _post(found: Change) -> Any:
    """The condition on `appointment` joined with its station: a post that ends with the term, if that is asked."""
    last_day, congress = found.form.last_day, found.congress
    if not found.form.posts_end:
        return col(Appointment.id).is_(None)
    stations = select(col(Station.id)).where(
        Station.county_code == congress.county_code,
        col(Station.area_code).startswith(congress.area_code),
        or_(col(Station.level).is_(None), col(Station.level) == congress.level),
    )
    begun = col(Appointment.starts_on).is_(None) | (col(Appointment.starts_on) <= last_day)
    serves = col(Appointment.active) & col(Appointment.post).is_not(None) & begun
    return serves & col(Appointment.station_id).in_(stations)


async def _posts(session: AsyncSession, found: Change) -> PostEndList:
    query: Any = (
        select(
            col(Appointment.id).label("appointment_id"),
            Appointment.post,
            Appointment.name,
            col(Station.name).label("station_name"),
        )
        .add_columns(func.count().over().label("total"))
        .join(Station, col(Station.id) == Appointment.station_id)
        .where(_post(found))
        .order_by(col(Appointment.id))
    )
    rows = (await session.exec(query.limit(SHOWN))).all()
    items = [PostEnd.model_validate(row) for row in rows]
    return PostEndList(total=rows[0].total if rows else 0, items=items)


async def _carry_out(session: AsyncSession, actor: Actor, found: Change, now: datetime) -> None:
    await _change_mandates(session, actor, found, now)
    await _set_status(session, actor, found.plan.ending, found.seats, DeputyStatus.ENDED, now)
    await _set_status(session, actor, found.plan.returning, found.seats, DeputyStatus.ACTIVE, now)
    await leaving.hand_over(session, actor, found.leaving, now)
    await _end_posts(session, actor, found, now)


async def _change_mandates(session: AsyncSession, actor: Actor, found: Change, now: datetime) -> None:
    last_day, ended = found.form.last_day, found.ended
    if ended.ends_on != last_day:
        before = audit.snapshot(ended)
        ended.ends_on, ended.version = last_day, ended.version + 1
        after = audit.snapshot(ended)
        audit.record(session, actor, AuditAction.CHANGE_TERM, TERM.name, ended.id, before, after, now)
        await session.flush()
    ending = update(Mandate).where(col(Mandate.id) == among([each.id for each in found.ending]))
    await run(session, ending.values(ends_on=last_day, version=col(Mandate.version) + 1))
    after = {"ends_on": last_day.isoformat()}
    changes = [
        (each.id, {"ends_on": each.ends_on and each.ends_on.isoformat()}, after) for each in found.ending
    ]
    await audit.record_all(session, actor, AuditAction.CHANGE_TERM, MANDATE.name, changes, now)
    seated = [
        Mandate(
            id=new_id(),
            county_code=actor.county_code,
            deputy_id=each,
            term_id=found.begun.id,
            district=_district(found, each, said),
            starts_on=found.begun.starts_on,
        )
        for each, said in found.newly_elected.items()
    ]
    if seated:
        await session.exec(insert(Mandate), params=[each.model_dump() for each in seated])
    made = [(each.id, None, audit.snapshot(each)) for each in seated]
    await audit.record_all(session, actor, AuditAction.CHANGE_TERM, MANDATE.name, made, now)


async def _set_status(
    session: AsyncSession,
    actor: Actor,
    ids: list[UUID],
    seats: Mapping[UUID, Seat],
    status: DeputyStatus,
    now: datetime,
) -> None:
    change = {col(Deputy.status): status, col(Deputy.version): col(Deputy.version) + 1}
    await run(session, update(Deputy).where(col(Deputy.id) == among(ids)).values(change))
    changes = [(each, {"status": seats[each].status.value}, {"status": status.value}) for each in ids]
    await audit.record_all(session, actor, AuditAction.CHANGE_TERM, DEPUTY.name, changes, now)


async def _end_posts(session: AsyncSession, actor: Actor, found: Change, now: datetime) -> None:
    """Out of office at once, also on the last day itself: the next one may be appointed."""
    last_day = found.form.last_day
    ended = update(Appointment).where(_post(found))
    earliest = func.least(Appointment.ends_on, last_day)
    ended = ended.values(active=False, ends_on=earliest, version=col(Appointment.version) + 1)
    rows = await run(session, ended.returning(col(Appointment.id), col(Appointment.ends_on)))
    changes = [
        (row_id, {"active": True}, {"active": False, "ends_on": ends_on.isoformat()})
        for row_id, ends_on in rows
    ]
    await audit.record_all(session, actor, AuditAction.CHANGE_TERM, APPOINTMENT.name, changes, now)
