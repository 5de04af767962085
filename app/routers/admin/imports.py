"""Spreadsheets: templates and exports to download, imports to check, look through and apply."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile
from fastapi import Path as InPath
from fastapi.responses import StreamingResponse

from app.deps import (
    AdminDep,
    HouseDep,
    IdempotencyKey,
    NowDep,
    OnceDep,
    PagingDep,
    SessionDep,
    caller_of,
)
from app.domain.cells import Column, Raw
from app.domain.deadlines import day_of
from app.domain.import_shapes import SHAPES
from app.domain.vocabulary import ImportNoun, ImportStatus, RowChange, SheetFormat
from app.errors import InvalidRequest, TooLarge
from app.integrations import workbook
from app.integrations.storage import new_key
from app.openapi import files, problems
from app.routers.admin.doors import READ, WRITE
from app.schemas.imports import ImportOut, ImportPage, RowPage
from app.services.imports import rows, runs
from app.services.repeats import Once, fingerprint

router = APIRouter(prefix="/admin", tags=["imports"])

FORMATS: dict[SheetFormat, workbook.Media] = {SheetFormat.XLSX: "xlsx", SheetFormat.CSV: "csv"}
XLSX, CSV = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"
SHEET = files(XLSX, CSV, description="表格")
_AT_ONCE = asyncio.Semaphore(2)
"""So many files does one server make at the same time."""
_CHUNK = 64 * 1024

Noun = Annotated[ImportNoun, InPath(description="哪一类记录", examples=["deputies"])]
Format = Annotated[SheetFormat, Query(description="文件格式")]


@dataclass(frozen=True)
class Received:
    """An uploaded file, and the promise not to take it in twice: a repeated form differs in its boundaries."""

    name: str
    content: bytes
    once: Once


async def receive(
    request: Request,
    file: Annotated[UploadFile, File(description="用模板填写的表格：xlsx 或 csv，至多 10 MB")],
    noun: Annotated[ImportNoun, Query(description="哪一类记录", examples=["deputies"])],
    house: HouseDep,
    session: SessionDep,
    now: NowDep,
    key: IdempotencyKey = None,
) -> Received:
    content = await file.read()
    if not content:
        raise InvalidRequest("FILE_EMPTY")
    if len(content) > house.settings.upload_max_bytes:
        raise TooLarge("SHEET_TOO_LARGE")
    said = fingerprint(request.method, f"{request.scope['path']}?{noun.value}", content)
    name = "".join(each for each in file.filename or "" if each.isprintable())[:120]
    return Received(name, content, Once(session, await caller_of(request), key, said, now))


@router.get(
    "/imports/templates/{noun}",
    summary="下载导入模板",
    response_class=Response,
    responses=problems(*READ, "NOT_FOUND") | SHEET,
)
async def get_import_template(
    noun: Noun, actor: AdminDep, format: Format = SheetFormat.XLSX
) -> StreamingResponse:
    """只有表头；xlsx 的批注里是填写说明，有选项的列可以下拉选择。"""
    return await download(SHAPES[noun].columns, f"{noun.label}导入模板", format, _no_rows())


@router.get(
    "/exports/{noun}",
    summary="导出目录",
    response_class=Response,
    responses=problems(*READ, "NOT_FOUND") | SHEET,
)
async def export_directory(
    noun: Noun, actor: AdminDep, session: SessionDep, format: Format = SheetFormat.XLSX
) -> StreamingResponse:
    """列与导入模板相同：原样导入没有任何变化；修改后导入，只改变改过的内容。"""
    found = rows.exported(session, SHAPES[noun], actor.county_code)
    return await download(SHAPES[noun].columns, noun.label, format, found)


@router.post(
    "/imports",
    summary="上传一个表格",
    status_code=202,
    responses=problems(
        *WRITE,
        "FILE_EMPTY",
        "FILE_TOO_LARGE",
        "SHEET_TOO_LARGE",
        "STORAGE_UNAVAILABLE",
        "IDEMPOTENCY_MISMATCH",
    ),
)
async def upload_import(
    received: Annotated[Received, Depends(receive)],
    noun: Annotated[ImportNoun, Query(description="哪一类记录", examples=["deputies"])],
    actor: AdminDep,
    house: HouseDep,
    now: NowDep,
    session: SessionDep,
) -> ImportOut:
    """先整份检查，目录不变：有一个单元格不对，就整份不导入，列出全部错误；都对，就列出将有的变化，待确认。

    一行代表一条记录的全部内容：空白的选填栏会清空原来的内容。表格里没有的记录不受影响。
    """

    async def kept() -> ImportOut:
        is_zip = received.content.startswith(b"PK")
        key, kind = new_key(day_of(now), ".xlsx" if is_zip else ".csv"), XLSX if is_zip else CSV
        await house.storage.put(key, received.content)
        file = runs.Stored(received.name, kind, key, sha256(received.content).hexdigest())
        return await runs.take_in(session, actor, noun, file, now)

    return await received.once(ImportOut, kept)


@router.get("/imports", summary="导入列表", responses=problems(*READ, "CURSOR_INVALID"))
async def list_imports(
    actor: AdminDep,
    session: SessionDep,
    paging: PagingDep,
    noun: Annotated[ImportNoun | None, Query(description="哪一类记录")] = None,
    status: Annotated[ImportStatus | None, Query(description="进展")] = None,
) -> ImportPage:
    filters = {"noun": noun, "status": status}
    items, last = await runs.page(session, actor, filters, limit=paging.limit, before=paging.before)
    return ImportPage(items=items, next_cursor=paging.cursor(last))


@router.get("/imports/{import_id}", summary="查看导入", responses=problems(*READ, "IMPORT_NOT_FOUND"))
async def get_import(import_id: UUID, actor: AdminDep, session: SessionDep) -> ImportOut:
    """检查通常只要几秒；状态为检查中或导入中时，请稍后再查。

    处理中断的，后台十五分钟后再做一次；仍不成的，再过十五分钟作罢（IMPORT_ABANDONED），目录不变。
    """
    return await runs.get(session, actor, import_id)


@router.get(
    "/imports/{import_id}/changes",
    summary="导入将有的变化",
    responses=problems(*READ, "IMPORT_NOT_FOUND", "CURSOR_INVALID"),
)
async def list_import_changes(
    import_id: UUID,
    actor: AdminDep,
    session: SessionDep,
    paging: PagingDep,
    change: Annotated[RowChange | None, Query(description="只看新增、修改或不变的行")] = None,
) -> RowPage:
    """按表格中的行序，逐栏列出原来与导入后的内容。"""
    after = paging.before.int if paging.before else 0
    items, last = await runs.changes(session, actor, import_id, change, limit=paging.limit, after=after)
    return RowPage(items=items, next_cursor=paging.cursor(UUID(int=last) if last else None))


@router.get(
    "/imports/{import_id}/marked",
    summary="下载标出错误的副本",
    response_class=Response,
    responses=problems(*READ, "IMPORT_NOT_FOUND", "IMPORT_NOT_MARKED", "STORAGE_UNAVAILABLE")
    | files(XLSX, description="标出错误的副本"),
)
async def get_marked_import(
    import_id: UUID, actor: AdminDep, session: SessionDep, house: HouseDep
) -> Response:
    """上传的内容，有错误的单元格标红并附说明；改好后可以直接再上传。"""
    content = await house.storage.get(await runs.marked(session, actor, import_id))
    return Response(content, media_type=XLSX, headers=_named("标出错误的副本", SheetFormat.XLSX))


@router.post(
    "/imports/{import_id}/apply",
    summary="确认导入",
    status_code=202,
    responses=problems(
        *WRITE, "IMPORT_NOT_FOUND", "IMPORT_NOT_READY", "IMPORT_RUNNING", "IDEMPOTENCY_MISMATCH"
    ),
)
async def apply_import(
    import_id: UUID, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> ImportOut:
    """所列的变化一次全部生效；检查之后目录已有相关变动的，一条也不导入（IMPORT_STALE），请重新上传核对。"""
    return await once(ImportOut, lambda: runs.ask_apply(session, actor, import_id, now))


async def download(
    columns: Sequence[Column], title: str, format: SheetFormat, found: AsyncIterator[Mapping[str, Raw]]
) -> StreamingResponse:
    """A spreadsheet, made whole before its first byte leaves."""
    folder = TemporaryDirectory(prefix="daibiaoma-export-")
    with ExitStack() as on_failure:
        on_failure.enter_context(folder)
        async with _AT_ONCE:
            await workbook.write(Path(folder.name, "file"), columns, found, FORMATS[format])
        on_failure.pop_all()
    media_type = XLSX if format is SheetFormat.XLSX else CSV
    return StreamingResponse(_pieces(folder), media_type=media_type, headers=_named(title, format))


def _pieces(folder: TemporaryDirectory[str]) -> Iterator[bytes]:
    """The file, piece by piece, read in a thread; and then it is gone."""
    with folder, Path(folder.name, "file").open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


async def _no_rows() -> AsyncIterator[Mapping[str, Raw]]:
    nothing: tuple[Mapping[str, Raw], ...] = ()
    for row in nothing:
        yield row


def _named(title: str, format: SheetFormat) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(title)}.{format.value}"}
