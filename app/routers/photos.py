"""Photos on their way in, whoever sends them: cleaned before anybody else can see them, then stored."""

from datetime import datetime
from uuid import UUID

from starlette.datastructures import UploadFile

from app.deps import House
from app.domain.deadlines import day_of
from app.errors import InvalidRequest, TooLarge
from app.integrations import images
from app.integrations.images import CleanImage
from app.integrations.storage import new_key
from app.models import Upload

REFUSALS = (
    "FILE_EMPTY",
    "FILE_TOO_LARGE",
    "MEDIA_UNSUPPORTED",
    "IMAGE_UNREADABLE",
    "IMAGE_TOO_MANY_PIXELS",
    "STORAGE_UNAVAILABLE",
)
"""What may be wrong with one."""
_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png"}


async def clean(file: UploadFile, most: int) -> CleanImage:
    """`most` is in bytes."""
    if file.size == 0:
        raise InvalidRequest("FILE_EMPTY")
    if (file.size or 0) > most:
        raise TooLarge("FILE_TOO_LARGE")
    return await images.clean(await file.read())


async def store(
    image: CleanImage,
    house: House,
    now: datetime,
    *,
    account_id: UUID | None = None,
    work_link_id: UUID | None = None,
) -> Upload:
    """Written to the storage; the row is still to be added. Its author is an account or the holder of a work link."""
    key, thumbnail_key = new_key(day_of(now), _SUFFIX[image.media_type]), new_key(day_of(now), ".jpg")
    await house.storage.put(key, image.data)
    await house.storage.put(thumbnail_key, image.thumbnail)
    return Upload(
        account_id=account_id,
        work_link_id=work_link_id,
        storage_key=key,
        thumbnail_key=thumbnail_key,
        media_type=image.media_type,
        size=len(image.data),
        width=image.width,
        height=image.height,
        sha256=image.sha256,
        created_at=now,
    )
