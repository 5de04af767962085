"""The nouns of the directory as doors, and the few things that are not one of their five routes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.deps import AdminDep, NowDep, OnceDep, PagingDep, SessionDep
from app.openapi import problems
from app.routers import station_filters
from app.routers.admin.doors import READ, WRITE, Door, add_door
from app.schemas.appointments import (
    AppointmentEdit,
    AppointmentForm,
    AppointmentOut,
    AppointmentPage,
    ExternalSystemEdit,
    ExternalSystemForm,
    ExternalSystemPage,
)
from app.schemas.audit import AuditPage
from app.schemas.categories import CategoryEdit, CategoryForm, CategoryPage
from app.schemas.deputies import (
    DeputyEdit,
    DeputyForm,
    DeputyPage,
    MandateEdit,
    MandateForm,
    MandatePage,
)
from app.schemas.directory import (
    AreaEdit,
    AreaForm,
    AreaPage,
    CongressEdit,
    CongressForm,
    CongressPage,
    FieldMapForm,
    FieldMapOut,
    OfficeEdit,
    OfficeForm,
    OfficePage,
    StationEdit,
    StationForm,
    StationOutPage,
    TermEdit,
    TermForm,
    TermPage,
    UnitEdit,
    UnitForm,
    UnitPage,
)
from app.schemas.succession import SuccessionForm, SuccessionOut
from app.services import appointments, audit, field_map, nouns, succession

router = APIRouter(prefix="/admin", tags=["directory"])

DOORS = (
    Door(
        "areas",
        "区划",
        nouns.AREA,
        AreaForm,
        AreaEdit,
        AreaPage,
        ("q", "area_code", "ended"),
        "本县记下的上级区划（省、市和代码为 00 的全国）只供本县使用，同样可以修改。",
    ),
    Door(
        "congresses",
        "人民代表大会",
        nouns.CONGRESS,
        CongressForm,
        CongressEdit,
        CongressPage,
        ("q", "area_code", "level"),
        "级别须与区划一致，一个区划只有一个；本县记下的上级人大（全国人大的区划为 00）只供本县使用，同样可以修改。",
    ),
    Door("terms", "届次", nouns.TERM, TermForm, TermEdit, TermPage, ("q", "congress_id")),
    Door(
        "stations",
        "联络站（点）",
        nouns.STATION,
        StationForm,
        StationEdit,
        StationOutPage,
        ("q", "area_code", "parent_id", "tier", "active"),
        own_filters={
            "kind": station_filters.Kind,
            "function": station_filters.Function,
            "industry": station_filters.Industry,
        },
    ),
    Door(
        "offices",
        "人大机关",
        nouns.OFFICE,
        OfficeForm,
        OfficeEdit,
        OfficePage,
        ("q", "area_code", "kind", "active"),
        "停用后，该机关的人员当即不能办理。",
    ),
    Door(
        "units",
        "承办单位",
        nouns.UNIT,
        UnitForm,
        UnitEdit,
        UnitPage,
        ("q", "area_code", "parent_id", "route", "active"),
        "停用后，该单位的人员当即不能办理。",
    ),
    Door(
        "categories",
        "事项类别",
        nouns.CATEGORY,
        CategoryForm,
        CategoryEdit,
        CategoryPage,
        ("q", "parent_code", "active"),
    ),
    Door(
        "deputies",
        "代表",
        nouns.DEPUTY,
        DeputyForm,
        DeputyEdit,
        DeputyPage,
        ("q", "area_code", "station_id", "status"),
        "暂停或终止后，当即不能以代表身份办理，代表码指引到所属联络站，未办结的事项留在联络站。",
    ),
    Door(
        "mandates",
        "代表资格",
        nouns.MANDATE,
        MandateForm,
        MandateEdit,
        MandatePage,
        ("deputy_id", "term_id"),
        "任期结束时填 ends_on。",
    ),
    Door(
        "appointments",
        "任职",
        nouns.APPOINTMENT,
        AppointmentForm,
        AppointmentEdit,
        AppointmentPage,
        ("q", "role", "scope_id", "active"),
        "停用后当即不能办理。同一联络站的站长，任期不能重叠。",
    ),
    Door(
        "external-systems",
        "外部平台",
        nouns.EXTERNAL_SYSTEM,
        ExternalSystemForm,
        ExternalSystemEdit,
        ExternalSystemPage,
        ("q", "active"),
        "停用后其签名当即失效。",
    ),
)
for door in DOORS:
    add_door(router, door)


@router.post(
    "/appointments/{row_id}/reinvite",
    summary="重新邀请",
    responses=problems(*WRITE, "NOT_FOUND", "INVITATION_INVALID", "IDEMPOTENCY_MISMATCH"),
)
async def reinvite_appointment(
    row_id: UUID, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> AppointmentOut:
    """换一个邀请码；原来的邀请码和已绑定的人当即失效。"""
    return await once(AppointmentOut, lambda: appointments.reinvite(session, actor, row_id, now))


@router.post(
    "/areas/{row_id}/succession",
    summary="区划撤并",
    responses=problems(
        *WRITE,
        "AREA_NOT_FOUND",
        "STALE_VERSION",
        "AREA_ENDED",
        "AREA_OUTSIDE",
        "AREA_LEVEL_MISMATCH",
        "SUCCESSION_LOOP",
        "DATE_OUT_OF_RANGE",
        "IDEMPOTENCY_MISMATCH",
    ),
)
async def succeed_area(
    row_id: UUID, form: SuccessionForm, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> SuccessionOut:
    """该区划连同仍存续的下级区划一并终止，由另一区划承接：站点、机关、单位、代表、小组、规则、联系、全部事项和保存的筛选随之变更。

    需要保留村（社区）一级的，先逐个办理下级区划的撤并。办理后不能撤销，请先试算。
    """
    return await once(SuccessionOut, lambda: succession.succeed(session, actor, row_id, form, now))


@router.get("/offices/{row_id}/units", summary="委室对口联系的单位", responses=problems(*READ, "NOT_FOUND"))
async def get_field_map(row_id: UUID, actor: AdminDep, session: SessionDep) -> FieldMapOut:
    return await field_map.get(session, actor, row_id)


@router.put(
    "/offices/{row_id}/units",
    summary="设定委室对口联系的单位",
    responses=problems(*WRITE, "NOT_FOUND", "UNIT_NOT_FOUND", "STALE_VERSION"),
)
async def edit_field_map(
    row_id: UUID, form: FieldMapForm, actor: AdminDep, session: SessionDep, now: NowDep
) -> FieldMapOut:
    """整体替换。version 是机关的版本号。"""
    return await field_map.put(session, actor, row_id, form, now)


@router.get("/audit", summary="变更记录", responses=problems(*READ, "CURSOR_INVALID"))
async def list_audit_entries(
    actor: AdminDep,
    session: SessionDep,
    paging: PagingDep,
    noun: Annotated[str | None, Query(max_length=40, description="哪一类记录")] = None,
    row_id: Annotated[UUID | None, Query(description="哪一条记录")] = None,
) -> AuditPage:
    """谁在什么时候把什么改成了什么，新的在前。密钥和邀请码从不记录。"""
    items, last = await audit.page(
        session, actor, noun=noun, row_id=row_id, limit=paging.limit, before=paging.before
    )
    return AuditPage(items=items, next_cursor=paging.cursor(last))
