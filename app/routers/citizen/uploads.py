"""Photos, cleaned before anybody else can see them."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile

from app.deps import CitizenDep, HouseDep, LinksDep, NowDep, SessionDep, limited
from app.domain.deadlines import day_of
from app.errors import InvalidRequest, TooLarge
from app.integrations import images
from app.integrations.storage import new_key
from app.models import Upload
from app.openapi import problems
from app.schemas.uploads import UploadOut
from app.services import uploads

router = APIRouter(prefix="/citizen/uploads", tags=["files"])
_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png"}


@router.post(
    "",
    summary="上传一张照片",
    status_code=201,
    dependencies=[Depends(limited("upload", 60, timedelta(minutes=10)))],
    responses=problems(
        "FILE_EMPTY",
        "FILE_TOO_LARGE",
        "MEDIA_UNSUPPORTED",
        "IMAGE_UNREADABLE",
        "IMAGE_TOO_MANY_PIXELS",
        "STORAGE_UNAVAILABLE",
    ),
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
    image = await images.clean(await _content(file, house.settings.upload_max_bytes))
    key, thumbnail_key = new_key(day_of(now), _SUFFIX[image.media_type]), new_key(day_of(now), ".jpg")
    await house.storage.put(key, image.data)
    await house.storage.put(thumbnail_key, image.thumbnail)
    upload = Upload(
        account_id=actor.person,
        storage_key=key,
        thumbnail_key=thumbnail_key,
        media_type=image.media_type,
        size=len(image.data),
        width=image.width,
        height=image.height,
        sha256=image.sha256,
        created_at=now,
    )
    return await uploads.add(session, upload, links)


async def _content(file: UploadFile, most: int) -> bytes:
    if file.size == 0:
        raise InvalidRequest("FILE_EMPTY")
    if (file.size or 0) > most:
        raise TooLarge("FILE_TOO_LARGE")
    return await file.read()
