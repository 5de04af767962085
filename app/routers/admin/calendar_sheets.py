"""A year's special days, out as a spreadsheet and read from one. Nothing is changed until the year is put."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile
from fastapi.responses import StreamingResponse

from app.deps import AdminDep, HouseDep, SessionDep
from app.domain import cells
from app.domain.calendar_sheet import COLUMNS
from app.domain.cells import Raw
from app.domain.vocabulary import SheetFormat
from app.domain.working_days import SpecialDay, check_year
from app.errors import FieldError, InvalidRequest, TooLarge
from app.integrations import workbook
from app.openapi import problems
from app.routers.admin.calendar import Year
from app.routers.admin.doors import READ, WRITE
from app.routers.admin.imports import SHEET, download
from app.schemas.calendars import CalendarDayForm, CalendarSheetOut
from app.services import calendars

router = APIRouter(prefix="/admin", tags=["clocks"])


@router.get(
    "/calendar/{year}/sheet",
    summary="下载一年的放假安排",
    response_class=Response,
    responses=problems(*READ, "NOT_FOUND") | SHEET,
)
async def export_calendar(
    year: Year,
    actor: AdminDep,
    session: SessionDep,
    format: Annotated[SheetFormat, Query(description="文件格式")] = SheetFormat.XLSX,
) -> StreamingResponse:
    """每天一行；没有公布的年份只有表头，可作模板。"""
    found = await calendars.year_of(session, actor, year)
    rows: list[Mapping[str, Raw]] = [
        {"日期": each.day, "安排": each.kind.label, "节日": each.name} for each in found.days
    ]
    return await download(COLUMNS, f"{year}年放假安排", format, _each(rows))


@router.post(
    "/calendar/{year}/sheet",
    summary="读取放假安排的表格",
    responses=problems(
        *WRITE,
        "NOT_FOUND",
        "FILE_EMPTY",
        "SHEET_TOO_LARGE",
        "SHEET_UNREADABLE",
        "SHEET_HEADER_WRONG",
        "CALENDAR_SHEET_WRONG",
        "CALENDAR_DAY_TWICE",
        "CALENDAR_OTHER_YEAR",
    ),
)
async def read_calendar_sheet(
    year: Year,
    file: Annotated[UploadFile, File(description="xlsx 或 csv")],
    actor: AdminDep,
    house: HouseDep,
) -> CalendarSheetOut:
    """只读取、不录入：返回表格里的日子，核对后连同通知的标题和文号用 PUT 录入。有错误的逐格列出。"""
    content = await file.read()
    if not content:
        raise InvalidRequest("FILE_EMPTY")
    if len(content) > house.settings.upload_max_bytes:
        raise TooLarge("SHEET_TOO_LARGE")
    days = _days(await workbook.read_whole(content, COLUMNS))
    check_year(year, days)
    return CalendarSheetOut(days=[CalendarDayForm(day=day, kind=kind, name=name) for day, kind, name in days])


def _days(rows: list[workbook.Row]) -> list[SpecialDay]:
    """InvalidRequest CALENDAR_SHEET_WRONG with every cell that cannot be taken."""
    days: list[SpecialDay] = []
    wrong: list[FieldError] = []
    for number, found in rows:
        values, refused = cells.read_row(COLUMNS, found)
        wrong += [FieldError(f"{number}.{each.field}", each.code, each.message) for each in refused]
        if not refused:
            days.append(SpecialDay(values["day"], values["kind"], values["name"]))
    if wrong:
        raise InvalidRequest("CALENDAR_SHEET_WRONG", errors=wrong)
    return days


async def _each(rows: list[Mapping[str, Raw]]) -> AsyncIterator[Mapping[str, Raw]]:
    for row in rows:
        yield row
