"""The door of somebody without an account. The token in the address is all that he shows, and it opens once."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, File, Path, Request, Response, UploadFile

from app.db import unit_of_work
from app.deps import (
    HouseDep,
    IdempotencyKey,
    LinksDep,
    NowDep,
    SessionDep,
    address_of,
    limited,
)
from app.openapi import problems
from app.routers import photos
from app.schemas.uploads import UploadOut
from app.schemas.work_links import SAMPLE_WORK_LINK, WorkAnswerForm, WorkLinkAnswered, WorkLinkView
from app.security.tokens import digest
from app.services import uploads, work_answers
from app.services.repeats import Once, fingerprint

router = APIRouter(prefix="/public/work-links/{token}", tags=["worklinks"])
Token = Annotated[str, Path(description="链接末段的令牌", examples=[SAMPLE_WORK_LINK])]
CLOSED = ("WORK_LINK_UNKNOWN", "WORK_LINK_USED", "WORK_LINK_EXPIRED", "WORK_LINK_WITHDRAWN")


async def link_of(request: Request) -> str:
    """Whose keys and windows these are: the link's, wherever its holder happens to be."""
    return f"link:{digest(request.path_params['token'])}"


async def get_once(request: Request, session: SessionDep, now: NowDep, key: IdempotencyKey = None) -> Once:
    body = await request.body()
    return Once(session, await link_of(request), key, fingerprint("POST", request.url.path, body), now)


@router.get(
    "",
    summary="查看工作链接",
    dependencies=[Depends(limited("work-link", 120, timedelta(minutes=1), by=address_of))],
    responses=problems(*CLOSED),
)
async def view_work_link(
    token: Token, response: Response, session: SessionDep, links: LinksDep, now: NowDep
) -> WorkLinkView:
    """只给出处理所必需的内容，没有提交人的任何信息。答复、过期或撤回之后一律返回 410，不再显示事项内容。"""
    response.headers["Cache-Control"] = "no-store"
    return await work_answers.see(session, token, links, now)


@router.post(
    "/uploads",
    summary="为工作链接上传一张照片",
    status_code=201,
    dependencies=[
        Depends(limited("work-photo", 60, timedelta(minutes=10), by=address_of)),
        Depends(limited("work-photo", 30, timedelta(hours=1), by=link_of)),
    ],
    responses=problems(*CLOSED, "WORK_PHOTOS_FULL", *photos.REFUSALS),
)
async def upload_work_photo(
    token: Token,
    file: Annotated[UploadFile, File(description="JPEG、PNG 或 HEIC，至多 10 MB")],
    house: HouseDep,
    links: LinksDep,
    now: NowDep,
) -> UploadOut:
    """与 uploadPhoto 同样清理。得到的 upload_id 在答复时使用；一个链接至多 9 张，满了不再收。"""
    async with unit_of_work(house.sessions) as session:  # over before the photo is cleaned
        found = await work_answers.find(session, token, now)
        await work_answers.require_room(session, found.link)
    image = await photos.clean(file, house.settings.upload_max_bytes)
    upload = await photos.store(image, house, now, work_link_id=found.link.id)
    async with unit_of_work(house.sessions) as session:
        await work_answers.require_room(session, found.link)
        return await uploads.add(session, upload, links)


@router.post(
    "/answer",
    summary="答复工作链接",
    dependencies=[Depends(limited("work-answer", 60, timedelta(minutes=10), by=address_of))],
    responses=problems(*CLOSED, "UPLOAD_NOT_FOUND", "UPLOAD_USED", "IDEMPOTENCY_MISMATCH", "BUSY"),
)
async def answer_work_link(
    token: Token,
    form: WorkAnswerForm,
    session: SessionDep,
    once: Annotated[Once, Depends(get_once)],
    now: NowDep,
) -> WorkLinkAnswered:
    """只能答复一次。事项已先行流转的，答复留存在经过里（late 为 true），不再改变事项。"""
    return await once(WorkLinkAnswered, lambda: work_answers.answer(session, token, form, now))
