"""After the answer: ratings, redo, expert review, strike-off."""

from sqlmodel import select

from app.domain.outcomes import required_raters, settle, settled
from app.domain.vocabulary import Rater, Role, Satisfaction, Status
from app.models import Case, Evaluation
from app.schemas.actions import rating as forms
from app.schemas.actions.base import ReasonForm
from app.services.actions.rounds import reply_classes, start_round
from app.services.moves import RATER, Move

BAD = Satisfaction.DISSATISFIED


async def evaluate(move: Move, form: forms.EvaluateForm) -> Status | None:
    """Store the rating, then see whether the case goes anywhere.

    A citizen's 不满意 in round 1 asks for a redo that an office decides; a lead deputy's reasoned one redoes by itself.
    """
    case, rater = move.case, RATER[move.actor.role]
    own_case_id = move.own_case_id or case.id
    mine = Evaluation(
        county_code=case.county_code,
        case_id=case.id,
        own_case_id=own_case_id,
        round=case.round,
        rater=rater,
        account_id=move.actor.person,
        result=form.result,
        attitude=form.attitude,
        reason=form.reason,
        at=move.now,
    )
    move.session.add(mine)
    await move.session.flush()
    move.data |= {"rater": rater.label, "result": form.result.value, "attitude": form.attitude.value}
    ratings = await _ratings(move)
    case.needs_check = case.needs_check or _disagree(ratings)
    if form.result is BAD and rater is Rater.DEPUTY and case.round == 1:
        return start_round(move)
    if form.result is BAD and rater is Rater.CITIZEN and case.round == 1:
        case.redo_asked = True
    return settle(_required(case, ratings), await reply_classes(move.session, case), round_number=case.round)


async def _ratings(move: Move) -> list[Evaluation]:
    query = select(Evaluation).where(Evaluation.case_id == move.case.id, Evaluation.round == move.case.round)
    return list(await move.session.exec(query))


def _required(case: Case, ratings: list[Evaluation]) -> list[Satisfaction | None]:
    """The ratings that the case waits for, None while missing; those of merged submitters count as they come."""
    raters = required_raters(case.kind, double=case.double_evaluation)
    given: list[Satisfaction | None] = [item.result for item in ratings if item.rater is Rater.CITIZEN]
    own = any(item.rater is Rater.CITIZEN and item.own_case_id == case.id for item in ratings)
    if Role.CITIZEN in raters and case.submitter_id is not None and not own:
        given.append(None)
    if Role.DEPUTY in raters and case.deputy_id is not None:
        deputies: list[Satisfaction | None] = [item.result for item in ratings if item.rater is Rater.DEPUTY]
        given += deputies or [None]
    return given


def _disagree(ratings: list[Evaluation]) -> bool:
    """Citizen and deputy, one content and one not: the office checks, and both ratings stand."""
    by_rater = {item.rater: item.result is BAD for item in ratings if item.rater is not Rater.PANEL}
    return len(set(by_rater.values())) > 1


async def request_redo(move: Move, form: ReasonForm) -> None:
    move.case.redo_asked = True


async def redo(move: Move, form: forms.RedoForm) -> Status:
    return start_round(move, form.assignment_ids)


async def decline_redo(move: Move, form: ReasonForm) -> Status:
    move.case.redo_asked = False
    return settled(await reply_classes(move.session, move.case))


async def conclude_review(move: Move, form: forms.ConcludeReviewForm) -> Status:
    return start_round(move) if form.redo else Status.CLOSED


async def strike_off(move: Move, form: forms.StrikeOffForm) -> Status:
    return Status.CLOSED


async def reopen(move: Move, form: ReasonForm) -> Status:
    return start_round(move)
