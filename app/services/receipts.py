"""Number and check code: how far a matter is, for whoever holds the slip."""

import hmac
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens
from app.domain.outcomes import GIVEN_UP
from app.domain.privacy import public_title
from app.domain.vocabulary import Audience, Part, Visibility
from app.domain.workflow import STEP
from app.errors import NotFound
from app.models import Assignment, Case, CaseEvent, Reply, Station, Unit
from app.schemas.cases import ReceiptOut, ReceiptStep

_NEVER = "??????"


async def follow(session: AsyncSession, number: str, check_code: str) -> ReceiptOut:
    """NotFound RECEIPT_NOT_FOUND, the same for a wrong number and a wrong code.

    Words of the submitter and of the answer only if he allowed them to be public.
    """
    wanted = tokens.parse_number(number)
    query = (
        select(Case, Station).join(Station, col(Station.id) == Case.station_id).where(Case.number == wanted)
    )
    row = (await session.exec(query)).first()
    given = tokens.parse_check_code(check_code) or _NEVER
    if row is None or not hmac.compare_digest(row[0].check_code.encode(), given.encode()):
        raise NotFound("RECEIPT_NOT_FOUND")
    case, station = row
    is_public = _public(case)
    handled = await session.get_one(Case, case.master_case_id) if case.master_case_id else case
    return ReceiptOut(
        number=case.number,
        status=case.status,
        step=STEP[case.status],
        title=public_title(case.title, case.redacted_text) if is_public else None,
        station_name=station.name,
        units=[] if case.sealed or handled.sealed else await _units(session, handled.id),
        replies=await _replies(session, handled.id) if is_public and _public(handled) else [],
        timeline=await _timeline(session, case),
        updated_at=case.updated_at,
    )


def _public(case: Case) -> bool:
    """The answer to a merged case is that of another submitter, who has a say in it too."""
    return case.visibility is Visibility.PUBLIC and not case.sealed


async def _units(session: AsyncSession, case_id: UUID) -> list[str]:
    query = (
        select(Unit.name)
        .join(Assignment, col(Assignment.unit_id) == Unit.id)
        .where(
            Assignment.case_id == case_id, Assignment.part != Part.CO, col(Assignment.status).not_in(GIVEN_UP)
        )
    )
    return sorted(set(await session.exec(query)))


async def _replies(session: AsyncSession, case_id: UUID) -> list[str]:
    query = select(Reply.public_text).where(Reply.case_id == case_id, col(Reply.signed_at).is_not(None))
    return list(await session.exec(query.order_by(col(Reply.id).desc())))


async def _timeline(session: AsyncSession, case: Case) -> list[ReceiptStep]:
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.audience == Audience.PUBLIC)
    events = await session.exec(query.order_by(col(CaseEvent.version)))
    return [ReceiptStep(label=event.action.label, at=event.at) for event in events]
