"""Photos of those who are signed in."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile

from app.deps import CitizenDep, HouseDep, LinksDep, NowDep, SessionDep, limited
from app.openapi import problems
from app.routers import photos
from app.schemas.uploads import UploadOut
from app.services import uploads

router = APIRouter(prefix="/citizen/uploads", tags=["files"])


@router.post(
    "",
    summary="上传一张照片",
    status_code=201,
    dependencies=[Depends(limited("upload", 60, timedelta(minutes=10)))],
    responses=problems(*photos.REFUSALS),
)
async def upload_photo(
    file: Annotated[UploadFile, File(description="JPEG、PNG 或 HEIC，至多 10 MB")],
    actor: CitizenDep,
    house: HouseDep,
    links: LinksDep,
    now: NowDep,
    session: SessionDep,
) -> UploadOut:
    """内容会重新编码，位置等附加信息全部清除。得到的 upload_id 在提交事项或补充材料时使用。"""
    image = await photos.clean(file, house.settings.upload_max_bytes)
    upload = await photos.store(image, house, now, account_id=actor.person)
    return await uploads.add(session, upload, links)
