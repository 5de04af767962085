"""“我也遇到”: a resident follows the matter of another. Nobody learns who he is, nor he whose it is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.config import Settings
from app.domain.deadlines import day_of
from app.domain.vocabulary import Status, Visibility
from app.domain.workflow import STEP
from app.errors import Conflict, NotFound
from app.models import Case, Follower, Reply
from app.models.base import new_id
from app.schemas.similar import FollowedItem, MeTooForm
from app.security import tokens
from app.security.access import has_met, is_public, nameless, title_for_all
from app.security.actors import Actor
from app.services.similar import names, still_worth_it


async def follow(
    session: AsyncSession, settings: Settings, actor: Actor, case_id: UUID, form: MeTooForm, now: datetime
) -> FollowedItem:
    """Counted once a person, however often he says so.

    NotFound for what he was not shown; Conflict ME_TOO_OWN, ME_TOO_OVER; Gone HINT_EXPIRED.
    """
    shown = form.hint is not None and tokens.check_hint(settings, actor.person, case_id, form.hint, now)
    case, own, followed, in_time = await _find(session, actor, case_id, shown, now)
    if own:
        raise Conflict("ME_TOO_OWN")
    if not followed and not in_time:
        raise Conflict("ME_TOO_OVER")
    row = {
        "id": new_id(),
        "county_code": case.county_code,
        "case_id": case_id,
        "account_id": actor.person,
        "appointment_id": None,
    }
    added = await session.exec(insert(Follower).values(row).on_conflict_do_nothing())
    await _count(session, case_id, added.rowcount)
    return (await _items(session, actor, [col(Follower.case_id) == case_id], limit=1))[0][1]


async def _find(
    session: AsyncSession, actor: Actor, case_id: UUID, shown: bool, now: datetime
) -> tuple[Case, bool, bool, bool]:
    """The case if he may know of it: whether it is his own, whether he follows it, whether it is still time to."""
    merged = aliased(Case)
    merged_in = exists().where(
        col(merged.master_case_id) == Case.id, col(merged.submitter_id) == actor.account_id
    )
    own = or_(col(Case.submitter_id) == actor.account_id, merged_in)
    told = true() if shown else or_(col(Case.visibility) == Visibility.PUBLIC, has_met(actor))
    in_time = or_(still_worth_it(now), col(Case.status) == Status.MERGED)
    query: Any = select(Case, own, has_met(actor), in_time).where(
        col(Case.id) == case_id, or_(col(Case.submitter_id) == actor.account_id, and_(nameless(), told))
    )
    row = (await session.exec(query)).first()
    if row is None:
        raise NotFound("CASE_NOT_FOUND")
    return row[0], bool(row[1]), row[2], bool(row[3])


async def _count(session: AsyncSession, case_id: UUID, more: int) -> None:
    """An overlay that nobody reads by version: the case does not move, and who is looking at it need not look again."""
    if more:
        master = select(col(Case.master_case_id)).where(col(Case.id) == case_id)
        both = or_(
            col(Case.id) == case_id, col(Case.id).in_(master)
        )  # the master counts for those merged into it
        counted = update(Case).where(both).values(me_too=Case.me_too + more)
        await session.exec(counted.execution_options(synchronize_session=False))


async def unfollow(session: AsyncSession, actor: Actor, case_id: UUID) -> None:
    """Also of what was sealed since. NotFound for what he does not follow."""
    gone = delete(Follower).where(
        col(Follower.case_id) == case_id,
        col(Follower.account_id) == actor.person,
        col(Follower.appointment_id).is_(None),
    )
    removed = (await session.exec(gone)).rowcount
    if not removed:
        raise NotFound("CASE_NOT_FOUND")
    await _count(session, case_id, -removed)


async def page(
    session: AsyncSession, actor: Actor, *, limit: int, before: UUID | None
) -> tuple[list[FollowedItem], UUID | None]:
    """What was followed last comes first."""
    rest = [] if before is None else [col(Follower.id) < before]
    rows = await _items(session, actor, rest, limit=limit + 1)
    return [item for _, item in rows[:limit]], rows[limit - 1][0] if len(rows) > limit else None


async def _items(
    session: AsyncSession, actor: Actor, conditions: list[ColumnElement[bool]], *, limit: int
) -> list[tuple[UUID, FollowedItem]]:
    """Each with the id of its following."""
    master = aliased(Case)
    query: Any = (
        select(col(Follower.id), Case, master, *names())
        .join(Case, col(Case.id) == Follower.case_id)
        .outerjoin(master, and_(col(master.id) == Case.master_case_id, ~col(master.sealed)))
        .where(col(Follower.account_id) == actor.person, col(Follower.appointment_id).is_(None), nameless())
        .where(*conditions)
        .order_by(col(Follower.id).desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    rows = list(await session.exec(query))
    handled = {case.id: master or case for _, case, master, *_ in rows}
    answered = {
        handled[case.id].id for _, case, *_ in rows if is_public(case) and is_public(handled[case.id])
    }
    replies = await _replies(session, answered)
    return [(row, _item(case, handled[case.id], replies, *named)) for row, case, _, *named in rows]


async def _replies(session: AsyncSession, case_ids: set[UUID]) -> dict[UUID, list[str]]:
    """What was signed, latest first."""
    found: dict[UUID, list[str]] = {case_id: [] for case_id in case_ids}
    if found:
        query: Any = select(col(Reply.case_id), col(Reply.public_text)).where(
            col(Reply.case_id).in_(case_ids), col(Reply.signed_at).is_not(None)
        )
        for case_id, text in await session.exec(query.order_by(col(Reply.id).desc())):
            found[case_id].append(text)
    return found


def _item(
    case: Case,
    handled_as: Case,
    replies: dict[UUID, list[str]],
    category_name: str | None,
    area_name: str | None,
) -> FollowedItem:
    """How far it is where it is handled; its answer only if both of those who have a say in it allowed that."""
    return FollowedItem(
        case_id=case.id,
        number=case.number if is_public(case) else None,
        kind=case.kind,
        status=handled_as.status,
        step=STEP[handled_as.status],
        title=title_for_all(case),
        category_code=case.category_code,
        category_name=category_name,
        area_name=area_name or "",
        handed_in_on=day_of(case.created_at),
        me_too=case.me_too,
        merged=case.status is Status.MERGED,
        replies=replies.get(handled_as.id, []) if is_public(case) else [],
    )
