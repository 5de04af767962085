"""Saved filters of the inbox: each is held to what the inbox itself takes, so that none fails when it is used."""

from dataclasses import replace
from inspect import signature
from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError, create_model

from app.deps import DeskDep, OnceDep, SessionDep
from app.errors import FieldError, InvalidRequest
from app.openapi import problems
from app.routers.desk.cases import GUARD, get_filters
from app.schemas.saved_filters import SavedFilterEdit, SavedFilterForm, SavedFilterList, SavedFilterOut
from app.services import saved_filters

router = APIRouter(prefix="/desk", tags=["filters"])
Form = TypeVar("Form", bound=SavedFilterForm)

_PARAMETERS: dict[str, Any] = {
    name: (parameter.annotation, parameter.default)
    for name, parameter in signature(get_filters).parameters.items()
}
_InboxQuery = create_model("_InboxQuery", **_PARAMETERS)
"""The parameters of the inbox, read from their one declaration."""


async def understood(form: Form) -> Form:
    """The form without its blanks, which the inbox takes as absent; InvalidRequest for what it would refuse."""
    query = {name: text for name, text in form.query.items() if text.strip()}
    try:
        await get_filters(**_values(query))
    except InvalidRequest as refusal:
        inside = [replace(error, field=f"query.{error.field}") for error in refusal.errors]
        raise InvalidRequest(refusal.code, errors=inside) from refusal
    return form.model_copy(update={"query": query})


def _values(query: dict[str, str]) -> dict[str, Any]:
    """As they come to the inbox from a query string."""
    unknown = sorted(query.keys() - _PARAMETERS.keys())
    if unknown:
        errors = [FieldError(name[:60], "UNKNOWN_PARAMETER", "不认识的参数") for name in unknown]
        raise InvalidRequest("UNKNOWN_PARAMETER", errors=errors)
    try:
        return dict(_InboxQuery.model_validate(query))
    except ValidationError as malformed:
        inside = [{**error, "loc": ("body", "query", *error["loc"])} for error in malformed.errors()]
        raise RequestValidationError(inside) from malformed


@router.get("/filters", summary="保存的筛选", responses=problems(*GUARD))
async def list_filters(actor: DeskDep, session: SessionDep) -> SavedFilterList:
    """您以当前身份保存的，别人看不到。其中的区划撤并后，改为承接的区划。"""
    return await saved_filters.page(session, actor)


@router.post(
    "/filters",
    summary="保存筛选",
    status_code=201,
    responses=problems(
        *GUARD, "UNKNOWN_PARAMETER", "ALREADY_EXISTS", "LIMIT_REACHED", "BUSY", "IDEMPOTENCY_MISMATCH"
    ),
)
async def create_filter(
    form: SavedFilterForm, actor: DeskDep, session: SessionDep, once: OnceDep
) -> SavedFilterOut:
    """query 与收件箱的参数相同，保存时即按收件箱的规则检查；区划已撤并的，存为承接的区划。"""
    checked = await understood(form)
    return await once(SavedFilterOut, lambda: saved_filters.create(session, actor, checked))


@router.put(
    "/filters/{filter_id}",
    summary="修改保存的筛选",
    responses=problems(*GUARD, "NOT_FOUND", "UNKNOWN_PARAMETER", "ALREADY_EXISTS", "STALE_VERSION", "BUSY"),
)
async def edit_filter(
    filter_id: UUID, form: SavedFilterEdit, actor: DeskDep, session: SessionDep
) -> SavedFilterOut:
    """整体替换名称和参数。"""
    return await saved_filters.edit(session, actor, filter_id, await understood(form))


@router.delete(
    "/filters/{filter_id}",
    summary="删除保存的筛选",
    status_code=204,
    responses=problems(*GUARD, "NOT_FOUND", "BUSY"),
)
async def delete_filter(filter_id: UUID, actor: DeskDep, session: SessionDep) -> None:
    await saved_filters.delete(session, actor, filter_id)
