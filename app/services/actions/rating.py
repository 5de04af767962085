"""After the answer: ratings, redo, expert review, strike-off."""

from sqlmodel import select

from app.domain.outcomes import after_rating, required_raters, settled
from app.domain.vocabulary import ClockName, Rater, Satisfaction, Status
from app.models import Case, Evaluation
from app.schemas.actions import rating as forms
from app.schemas.actions.base import ReasonForm
from app.services.actions.rounds import reply_classes, start_round
from app.services.moves import RATER, Move

BAD = Satisfaction.DISSATISFIED


async def evaluate(move: Move, form: forms.EvaluateForm) -> Status | None:
    """Store the rating, then see whether the case goes anywhere.

    In round 1 a lead deputy's reasoned 不满意 redoes by itself, anybody else's asks for a redo. Once that is asked
    an office decides; only the expert review takes the question over.
    """
    case, rater = move.case, RATER[move.actor.role]
    own_case_id = (move.own or case).id
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
    if form.result is BAD and case.round == 1:
        if rater is Rater.DEPUTY:
            return start_round(move)
        case.redo_asked = True
    target = after_rating(
        _required(case, ratings),
        await reply_classes(move.session, case, move.assignments),
        round_number=case.round,
    )
    if target is Status.EXPERT_REVIEW:
        case.redo_asked = False
    return None if case.redo_asked else target


async def _ratings(move: Move) -> list[Evaluation]:
    query = select(Evaluation).where(Evaluation.case_id == move.case.id, Evaluation.round == move.case.round)
    return list(await move.session.exec(query))


def _required(case: Case, ratings: list[Evaluation]) -> list[Satisfaction | None]:
    """The ratings that the case waits for, None while missing; those of merged submitters count as they come.

    If nobody can be waited for (taken by phone, no deputy), whoever rates decides.
    """
    raters = {RATER[role] for role in required_raters(case.kind, double=case.double_evaluation)}
    nobody = {Rater.CITIZEN: case.submitter_id is None, Rater.DEPUTY: case.deputy_id is None}
    rated = {
        item.rater
        for item in ratings
        if item.rater is not Rater.CITIZEN or item.account_id == case.submitter_id
    }
    given = [item.result for item in ratings if item.rater in raters | {Rater.CITIZEN}]
    missing = [None for rater in raters - rated if not nobody.get(rater)]
    return [*given, *missing] or [item.result for item in ratings]


def _disagree(ratings: list[Evaluation]) -> bool:
    """Citizen and deputy, one content and one not: the office checks, and both ratings stand."""
    raters = {item.rater for item in ratings}
    contents = {item.result is BAD for item in ratings if item.rater is not Rater.PANEL}
    return {Rater.CITIZEN, Rater.DEPUTY} <= raters and len(contents) > 1


async def request_redo(move: Move, form: ReasonForm) -> None:
    move.case.redo_asked = True


async def redo(move: Move, form: forms.RedoForm) -> Status:
    return start_round(move, form.assignment_ids)


async def decline_redo(move: Move, form: ReasonForm) -> Status:
    move.case.redo_asked = False
    return settled(await reply_classes(move.session, move.case, move.assignments))


async def conclude_review(move: Move, form: forms.ConcludeReviewForm) -> Status:
    return start_round(move) if form.redo else Status.CLOSED


async def reopen(move: Move, form: ReasonForm) -> Status:
    return start_round(move, clock=ClockName.REPLY)
