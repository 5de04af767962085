"""Five routes a noun, made from one description: list, get, create, edit, delete."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, make_dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.deps import AdminDep, NowDep, OnceDep, PagingDep, SessionDep
from app.domain.vocabulary import CongressLevel, DeputyStatus, OfficeKind, Role, Route, StationTier
from app.openapi import problems
from app.schemas.base import AreaCode, Out, Page, Text
from app.schemas.directory import DirectoryForm
from app.services import directory
from app.services.nouns import Noun

READ = (
    "FORBIDDEN",
    "APPOINTMENT_REQUIRED",
    "APPOINTMENT_NOT_BEGUN",
    "APPOINTMENT_ENDED",
    "DEPUTY_SUSPENDED",
)
WRITE = (*READ, "BUSY")

WHOLE = "整体替换：没有传的选填字段恢复默认值。"

FILTERS: dict[str, Any] = {
    "q": Annotated[Annotated[str, Text(1, 40)] | None, Query(description="名称中的文字")],
    "area_code": Annotated[AreaCode | None, Query(description="只看这个区划内的（含下级）")],
    "parent_id": Annotated[UUID | None, Query(description="只看它的直接下级")],
    "parent_code": Annotated[str | None, Query(max_length=60, description="上级类别的代码")],
    "station_id": Annotated[UUID | None, Query(description="所属联络站")],
    "deputy_id": Annotated[UUID | None, Query(description="代表")],
    "congress_id": Annotated[UUID | None, Query(description="哪一级人大")],
    "term_id": Annotated[UUID | None, Query(description="届次")],
    "scope_id": Annotated[UUID | None, Query(description="任职所在：代表、联络站、机关或承办单位")],
    "level": Annotated[CongressLevel | None, Query(description="人大级别")],
    "tier": Annotated[StationTier | None, Query(description="站或点")],
    "kind": Annotated[OfficeKind | None, Query(description="机关种类")],
    "route": Annotated[Route | None, Query(description="交办路径")],
    "ended": Annotated[bool | None, Query(description="是否已撤并")],
    "status": Annotated[DeputyStatus | None, Query(description="履职状态")],
    "role": Annotated[Role | None, Query(description="身份")],
    "active": Annotated[bool | None, Query(description="是否启用")],
}
"""What lists may be narrowed by; absent means any."""


@dataclass(frozen=True)
class Door:
    """One noun over HTTP: where, what people call it, what goes in and what comes out.

    `own_filters` narrow its list by what `FILTERS` does not know, or knows as something else.
    """

    path: str
    label: str
    noun: Noun
    form: type[DirectoryForm]
    edit: type[DirectoryForm]
    page: type[Page[Any]]
    filters: tuple[str, ...]
    about_edit: str = ""
    own_filters: Mapping[str, Any] = field(default_factory=dict)


def add_door(router: APIRouter, door: Door) -> None:
    """The five routes of a noun: `listStations`, `getStation`, `createStation`, `editStation`, `deleteStation`."""
    missing = door.noun.missing
    one = f"/{door.path}/{{row_id}}"
    many = door.path.replace("-", "_")
    name, label, shape = door.noun.name, door.label, door.noun.out
    made = ("ALREADY_EXISTS", *door.noun.form_errors)

    def add(
        method: str, path: str, called: str, summary: str, endpoint: Any, *errors: str, **more: Any
    ) -> None:
        endpoint.__name__ = called
        refusals = problems(*(READ if method == "GET" else WRITE), *errors)
        router.add_api_route(path, endpoint, methods=[method], summary=summary, responses=refusals, **more)

    add(
        "GET",
        f"/{door.path}",
        f"list_{many}",
        f"{label}列表",
        _listing(door),
        "CURSOR_INVALID",
        response_model=door.page,
    )
    add("GET", one, f"get_{name}", f"查看{label}", _getting(door), missing, response_model=shape)
    add(
        "POST",
        f"/{door.path}",
        f"create_{name}",
        f"新增{label}",
        _creating(door),
        "IDEMPOTENCY_MISMATCH",
        *made,
        response_model=door.noun.created or shape,
        status_code=201,
    )
    add(
        "PUT",
        one,
        f"edit_{name}",
        f"修改{label}",
        _editing(door),
        missing,
        "STALE_VERSION",
        *made,
        response_model=shape,
        description=f"{WHOLE}{door.about_edit}",
    )
    add(
        "DELETE",
        one,
        f"delete_{name}",
        f"删除{label}",
        _deleting(door),
        missing,
        "STILL_IN_USE",
        *door.noun.keep_refusals,
        status_code=204,
    )


def _listing(door: Door) -> Any:
    meanings = {name: FILTERS[name] for name in door.filters} | dict(door.own_filters)
    fields = [(name, meaning, None) for name, meaning in meanings.items()]
    filters = make_dataclass(f"{door.noun.name}_filters", fields, frozen=True)

    async def endpoint(found: Any, actor: AdminDep, session: SessionDep, paging: PagingDep) -> Any:
        items, last = await directory.page(
            session, actor, door.noun, asdict(found), limit=paging.limit, before=paging.before
        )
        return door.page(items=items, next_cursor=paging.cursor(last))

    endpoint.__annotations__["found"] = Annotated[filters, Depends()]
    return endpoint


def _getting(door: Door) -> Any:
    async def endpoint(row_id: UUID, actor: AdminDep, session: SessionDep) -> Any:
        return await directory.get(session, actor, door.noun, row_id)

    return endpoint


def _creating(door: Door) -> Any:
    shape: type[Out] = door.noun.created or door.noun.out

    async def endpoint(
        form: DirectoryForm, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
    ) -> Any:
        return await once(shape, lambda: directory.create(session, actor, door.noun, form, now))

    endpoint.__annotations__["form"] = door.form
    return endpoint


def _editing(door: Door) -> Any:
    async def endpoint(
        row_id: UUID, form: DirectoryForm, actor: AdminDep, session: SessionDep, now: NowDep
    ) -> Any:
        return await directory.edit(session, actor, door.noun, row_id, form, now)

    endpoint.__annotations__["form"] = door.edit
    return endpoint


def _deleting(door: Door) -> Any:
    async def endpoint(row_id: UUID, actor: AdminDep, session: SessionDep, now: NowDep) -> None:
        await directory.delete(session, actor, door.noun, row_id, now)

    return endpoint
