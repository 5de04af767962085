"""From the draft to the hand-over: registering, screening, merging, refusing, withdrawing."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select

from app.domain.vocabulary import ConversionKind, DeskLevel, Role, Status
from app.errors import Conflict, Forbidden, NotFound
from app.models import Case, CaseEvent, CaseLink, Cosigner, Reply
from app.schemas.actions import sorting as forms
from app.schemas.actions.base import BareForm, ReasonForm
from app.security.access import visible_cases
from app.services import drafts, event_views, presets, references, routing
from app.services.moves import Move


async def submit(move: Move, form: BareForm) -> Status:
    """Handing in what a helper drafted for him is the deputy's signature."""
    signature = move.standing.cosigner
    if signature is not None and signature.signed_at is None:
        signature.signed_at = move.now
    move.case.in_session = await event_views.congress_sits(move.session, move.case, move.now)
    rules = await routing.rules_of(move.session, move.case.county_code)
    await routing.direct(move.session, move.case, rules, move.now)
    return Status.SUBMITTED


async def cosign(move: Move, form: BareForm) -> None:
    if move.standing.cosigner:
        move.standing.cosigner.signed_at = move.now


async def register(move: Move, form: forms.RegisterForm) -> Status:
    await _classify(move, form)
    return Status.REGISTERED


async def screen(move: Move, form: forms.ScreenForm) -> None:
    await _classify(move, form)
    if form.level is not None:
        move.case.level = form.level
    if form.preset is not None:
        presets.take(move.case, form.preset)
    if form.double_evaluation is not None:
        move.case.double_evaluation = form.double_evaluation
    if form.in_session is not None:
        move.case.in_session = form.in_session
    if form.field_id is not None:
        if move.actor.role is not Role.COUNTY_OFFICE:
            raise Forbidden("FORBIDDEN", "由哪个委室认领，由县人大代表工委确定")
        committee = await references.committee(move.session, move.case.county_code, form.field_id)
        move.case.field_id = committee.id
        move.data["field"] = committee.name


async def _classify(move: Move, form: forms.RegisterForm | forms.ScreenForm) -> None:
    """A category may seal a case by itself, and so does naming somebody accused; only `sensitive: false` unseals."""
    case, session = move.case, move.session
    if form.category_code is not None:
        category = await references.category(session, case.county_code, form.category_code)
        case.category_code = category.code
        case.sealed = case.sealed or category.sensitive
    if form.accused_unit_id is not None:
        case.accused_unit_id = (await references.unit(session, case.county_code, form.accused_unit_id)).id
    if form.accused_deputy_id is not None:
        case.accused_deputy_id = (
            await references.deputy(session, case.county_code, form.accused_deputy_id)
        ).id
    accused = form.accused_unit_id is not None or form.accused_deputy_id is not None
    if form.sensitive or accused:
        case.sealed = True
    elif form.sensitive is False and isinstance(form, forms.ScreenForm):
        case.sealed = False


async def refuse(move: Move, form: forms.RefuseForm) -> Status:
    await _require_no_merged(move)
    move.data["reason"] = form.reason.label
    return Status.REFUSED


async def _require_no_merged(move: Move) -> None:
    """A case does not end from under those whose cases were merged into it: every submitter is answered."""
    merged = select(Case.id).where(Case.master_case_id == move.case.id)
    if (await move.session.exec(merged)).first() is not None:
        raise Conflict("CASES_MERGED_IN")


async def withdraw(move: Move, form: ReasonForm) -> Status | None:
    """A suggestion is withdrawn when all who signed it agree; everything else by its submitter alone."""
    await _require_no_merged(move)
    if move.actor.role is not Role.DEPUTY or move.standing.cosigner is None:
        return Status.WITHDRAWN
    move.standing.cosigner.withdrew_at = move.now
    await move.session.flush()
    undecided = select(Cosigner.id).where(
        Cosigner.case_id == move.case.id,
        col(Cosigner.signed_at).is_not(None),
        col(Cosigner.withdrew_at).is_(None),
    )
    return None if (await move.session.exec(undecided)).first() else Status.WITHDRAWN


async def merge(move: Move, form: forms.MergeForm) -> Status:
    case, session = move.case, move.session
    if form.master_case_id == case.id:
        raise Conflict("MERGE_SELF")
    query = select(Case).where(Case.id == form.master_case_id, visible_cases(move.actor)).with_for_update()
    master = (await session.exec(query)).one_or_none()
    if master is None:
        raise NotFound("CASE_NOT_FOUND", "没有找到要并入的事项")
    if _secrecy(master) != _secrecy(case):
        raise Conflict("MERGE_TARGET_INVALID", "密封事项只能并入反映同一对象的密封事项")
    if master.status in (Status.MERGED, Status.CLOSED, Status.REFUSED, Status.WITHDRAWN, Status.CONVERTED):
        raise Conflict("MERGE_TARGET_INVALID")
    followers = update(Case).where(col(Case.master_case_id) == case.id).values(master_case_id=master.id)
    await session.exec(followers)
    case.master_case_id = master.id
    master.me_too += case.me_too  # whoever met it too waits for the master now
    return Status.MERGED


def _secrecy(case: Case) -> tuple[bool, UUID | None, UUID | None]:
    """A complaint handled inside another matter would go wherever that one goes."""
    return case.sealed, case.accused_unit_id, case.accused_deputy_id


async def unmerge(move: Move, form: ReasonForm) -> Status:
    """Back to where it stood before it was merged; not once it was answered with its master."""
    answered = select(Reply.id).where(
        Reply.case_id == move.case.master_case_id, col(Reply.signed_at).is_not(None)
    )
    if (await move.session.exec(answered)).first() is not None:
        raise Conflict("MASTER_ANSWERED")
    query = (
        select(col(CaseEvent.from_status))
        .where(CaseEvent.case_id == move.case.id, CaseEvent.to_status == Status.MERGED)
        .where(col(CaseEvent.from_status) != Status.MERGED)
        .order_by(col(CaseEvent.version).desc())
        .limit(1)
    )
    before = (await move.session.exec(query)).one()
    left = update(Case).where(col(Case.id) == move.case.master_case_id)
    await move.session.exec(left.values(me_too=Case.me_too - move.case.me_too))
    move.case.master_case_id = None
    return before or Status.REGISTERED


async def shortlist(move: Move, form: forms.ShortlistForm) -> Status:
    return Status.PENDING_DISPATCH


async def propose_route(move: Move, form: forms.ProposeRouteForm) -> None:
    unit = await references.unit(move.session, move.case.county_code, form.unit_id)
    move.case.proposed_unit_id = unit.id
    move.data["unit"] = unit.name


async def escalate(move: Move, form: ReasonForm) -> None:
    move.case.level = DeskLevel.COUNTY


async def convert(move: Move, form: forms.ConvertForm) -> Status | None:
    """A link to what the case became; a deputy who turns it into a suggestion gets the draft of one, made from it."""
    link = CaseLink(
        county_code=move.case.county_code,
        case_id=move.case.id,
        kind=form.kind,
        title=form.title,
        created_at=move.now,
    )
    if form.kind is ConversionKind.SUGGESTION and move.actor.role is Role.DEPUTY:
        link.target_case_id = (await drafts.from_case(move.session, move.actor, move.case, form, move.now)).id
    elif form.preset or form.cosigner_ids:
        raise Forbidden("FORBIDDEN", "代表转化为建议时，才能指定做法和联名的代表")
    move.session.add(link)
    move.data["kind"] = form.kind.label
    if not form.ends_case:
        return None
    await _require_no_merged(move)
    return Status.CONVERTED
