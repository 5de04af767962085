"""Files behind signed links that expire; the link itself is the permission."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from app.db import unit_of_work
from app.deps import HouseDep, NowDep
from app.domain.vocabulary import FileVariant
from app.openapi import files, problems
from app.security.tokens import check_link
from app.services import uploads

router = APIRouter(prefix="/public/files", tags=["files"])


@router.get(
    "/{upload_id}/{variant}",
    summary="下载文件",
    response_class=Response,
    responses=problems(
        "FILE_LINK_INVALID",
        "FILE_LINK_EXPIRED",
        "UPLOAD_NOT_FOUND",
        "STORAGE_UNAVAILABLE",
    )
    | files("image/jpeg", "image/png"),
)
async def get_file(
    upload_id: UUID,
    variant: Annotated[FileVariant, Path(description="原图或缩略图")],
    expires: Annotated[int, Query(description="失效时间（Unix 秒）", examples=[1795478400])],
    signature: Annotated[str, Query(max_length=64, description="签名", examples=["q3XkT0mZ8aYbN1cD"])],
    house: HouseDep,
    now: NowDep,
) -> Response:
    """链接由接口返回，无需请求头，限时有效。"""
    check_link(house.settings, f"{uploads.FILES}/{upload_id}/{variant.value}", expires, signature, now)
    async with unit_of_work(house.sessions) as session:  # over before the storage is asked
        upload = await uploads.get(session, upload_id)
    is_full = variant is FileVariant.FULL
    data = await house.storage.get(upload.storage_key if is_full else upload.thumbnail_key)
    kind = upload.media_type if is_full else "image/jpeg"
    return Response(data, media_type=kind, headers={"Cache-Control": "private, max-age=3600"})
