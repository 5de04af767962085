"""One endpoint an action, made from the table: what it needs, who may, from where to where."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from app import lifecycle_doc
from app.deps import NowDep, OnceDep, SessionDep
from app.domain.deadlines import DAYS
from app.domain.vocabulary import Action, Role
from app.domain.workflow import TABLE
from app.openapi import Responses, problems
from app.schemas.actions import FORMS
from app.schemas.actions.base import ActionForm
from app.schemas.cases import CaseState
from app.security.actors import Actor
from app.services import case_views, transitions
from app.services.actions import EFFECTS

_SPECIAL: dict[Action, tuple[str, ...]] = {
    Action.REGISTER: ("CATEGORY_NOT_FOUND", "UNIT_NOT_FOUND", "DEPUTY_NOT_FOUND"),
    Action.SCREEN: (
        "CATEGORY_NOT_FOUND",
        "UNIT_NOT_FOUND",
        "DEPUTY_NOT_FOUND",
        "REFERENCE_NOT_FOUND",
        "PRESET_NOT_FOUND",
        "PRESET_NOT_FOR_KIND",
    ),
    Action.REFUSE: ("CASES_MERGED_IN",),
    Action.WITHDRAW: ("CASES_MERGED_IN",),
    Action.REVISE: (
        "CATEGORY_NOT_FOUND",
        "AREA_NOT_FOUND",
        "PRESET_NOT_FOUND",
        "PRESET_NOT_FOR_KIND",
        "EVENT_NOT_FOUND",
        "EVENT_CANCELLED",
    ),
    Action.INVITE: ("DEPUTY_NOT_FOUND", "NOTHING_CHANGED"),
    Action.MERGE: ("MERGE_SELF", "MERGE_TARGET_INVALID", "ASSIGNMENT_OPEN"),
    Action.UNMERGE: ("MASTER_ANSWERED",),
    Action.PROPOSE_ROUTE: ("UNIT_NOT_FOUND",),
    Action.ANSWER_ON_SPOT: ("ASSIGNMENT_OPEN",),
    Action.DISPATCH: (
        "UNIT_NOT_FOUND",
        "UNIT_REPEATED",
        "UNIT_ACCUSED",
        "UNIT_OUT_OF_SCOPE",
        "ROUTE_MISMATCH",
        "ASSIGNMENT_OPEN",
    ),
    Action.PUSH_EXTERNAL: ("REFERENCE_NOT_FOUND", "ASSIGNMENT_OPEN"),
    Action.REQUEST_RETURN: ("UNIT_NOT_FOUND", "RETURN_CLOSED"),
    Action.REQUEST_EXTENSION: (
        "SECOND_EXTENSION",
        "EXTENSION_TOO_LATE",
        "EXTENSION_NOT_LATER",
        "EXTENSION_TOO_LONG",
    ),
    Action.COMMUNICATE: ("TALK_NOT_IN_PERSON", "TALK_RECORD_INCOMPLETE", "DEPUTY_NOT_FOUND"),
    Action.SIGN_REPLY: ("OPINIONS_MISSING",),
    Action.REDO: ("REFERENCE_NOT_FOUND",),
    Action.NEGOTIATE: ("UNIT_NOT_FOUND", "UNIT_ACCUSED", "UNIT_OUT_OF_SCOPE"),
    Action.CONVERT: (
        "ASSIGNMENT_OPEN",
        "CASES_MERGED_IN",
        "DEPUTY_NOT_FOUND",
        "PRESET_NOT_FOUND",
        "PRESET_NOT_FOR_KIND",
    ),
    Action.SET_PARTIES: ("UNIT_NOT_FOUND", "UNIT_ACCUSED"),
    Action.RECORD_PARTY_ACT: ("PARTY_SLOT_EMPTY", "UPLOAD_NOT_FOUND", "UPLOAD_USED"),
    Action.CONSULT: ("UNIT_NOT_FOUND", "UNIT_ACCUSED", "UPLOAD_NOT_FOUND", "UPLOAD_USED"),
    Action.INTERVIEW: ("UNIT_NOT_FOUND",),
    Action.PROGRESS: ("UPLOAD_NOT_FOUND", "UPLOAD_USED"),
    Action.COMPLETE: (
        "UPLOAD_NOT_FOUND",
        "UPLOAD_USED",
        "AGREEMENT_OF_DISPUTE",
        "DISPUTANTS_MISSING",
        "DATE_OUT_OF_RANGE",
    ),
    Action.SET_EVENT: ("EVENT_NOT_FOUND", "EVENT_CANCELLED", "EVENT_OVER", "NOTHING_CHANGED"),
    Action.STRIKE_OFF: ("UPLOAD_NOT_FOUND", "UPLOAD_USED", "STRIKE_OFF_BY_UNIT"),
    Action.SITE_VISIT: ("UPLOAD_NOT_FOUND", "UPLOAD_USED"),
    Action.REVISIT: ("UPLOAD_NOT_FOUND", "UPLOAD_USED"),
    Action.SUPPLEMENT: ("UPLOAD_NOT_FOUND", "UPLOAD_USED"),
}
_NAMES = {Action.SUBMIT: "submit_suggestion"}
"""`submitCase` is what a resident does; only a deputy's draft is submitted by an action."""
_COMMON = (
    "FORBIDDEN",
    "CASE_NOT_FOUND",
    "ILLEGAL_MOVE",
    "STALE_VERSION",
    "IDEMPOTENCY_MISMATCH",
    "BUSY",
)


def actions_of(roles: Iterable[Role]) -> list[Action]:
    """What these roles can ever do with nothing to tell but where the case stands then, in the order of the table."""
    wanted = set(roles)
    return [
        action
        for action in FORMS
        if action in EFFECTS and any(rule.action is action and wanted & rule.who.keys() for rule in TABLE)
    ]


def add_actions(
    router: APIRouter, roles: Iterable[Role], actor: Any, suffix: str, tag: str, *errors: str
) -> None:
    """`POST /cases/{case_id}/actions/{action}` for everything that these roles can ever do."""
    for action in actions_of(roles):
        router.add_api_route(
            f"/cases/{{case_id}}/actions/{action.value}",
            _endpoint(action, actor, suffix),
            methods=["POST"],
            response_model=CaseState,
            summary=action.label,
            description=describe(action, roles),
            tags=[tag],
            responses=refusals(action, *errors),
        )


def refusals(action: Action, *errors: str) -> Responses:
    """What the endpoint of an action may refuse with, besides `errors` of those who come to its door."""
    return problems(*errors, *_COMMON, *_SPECIAL.get(action, ()), *_of_form(action))


def _of_form(action: Action) -> Iterator[str]:
    fields = FORMS[action].model_fields.keys()
    if "assignment_id" in fields:
        yield "ASSIGNMENT_REQUIRED"
    if fields & DAYS.keys():
        yield "DATE_OUT_OF_RANGE"


def _endpoint(action: Action, actor_dep: Any, suffix: str) -> Any:
    async def endpoint(
        case_id: UUID, form: ActionForm, actor: Actor, session: SessionDep, once: OnceDep, now: NowDep
    ) -> CaseState:
        async def effect() -> CaseState:
            move = await transitions.act(session, EFFECTS[action], actor, case_id, action, form, now)
            return case_views.after(move)

        return await once(CaseState, effect)

    endpoint.__annotations__ |= {"form": FORMS[action], "actor": actor_dep}
    endpoint.__name__ = _NAMES.get(action, f"{action.value}_{suffix}")
    return endpoint


def describe(action: Action, roles: Iterable[Role]) -> str:
    """The rows of the table for this action that concern these roles, in words."""
    wanted = set(roles)
    rules = [rule for rule in TABLE if rule.action is action and wanted & rule.who.keys()]
    return "\n".join(f"- {lifecycle_doc.describe(rule, wanted)}" for rule in rules)
