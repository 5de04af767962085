"""Files that were cleaned and stored: whose they are, and links to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.config import Settings
from app.domain.vocabulary import Action
from app.errors import Conflict, NotFound
from app.models import CaseEvent, Upload
from app.schemas.cases import AttachmentOut
from app.schemas.uploads import UploadOut
from app.security.actors import Actor
from app.security.tokens import sign_link

LINK_SECONDS = 3600
FILES = "/api/v1/public/files"


@dataclass(frozen=True)
class Links:
    """Makes signed links; they are given only to somebody who may see the case."""

    settings: Settings
    now: datetime

    def to(self, upload_id: UUID, variant: str) -> str:
        return self.signed(f"{FILES}/{upload_id}/{variant}")

    def signed(self, path: str) -> str:
        """Whole hours, so that a screen asked twice gets the same address and the client's cache helps."""
        hour = int(self.now.timestamp()) // LINK_SECONDS * LINK_SECONDS
        expires = hour + 2 * LINK_SECONDS
        more = "&" if "?" in path else "?"
        return f"{path}{more}expires={expires}&signature={sign_link(self.settings, path, expires)}"

    def attachment(self, upload: Upload) -> AttachmentOut:
        return AttachmentOut(
            id=upload.id,
            url=self.to(upload.id, "full"),
            thumbnail_url=self.to(upload.id, "thumbnail"),
            media_type=upload.media_type,
            width=upload.width,
            height=upload.height,
        )


@dataclass(frozen=True)
class Pictures:
    """What hangs on one entry of a timeline."""

    action: Action
    uploads: list[Upload]


async def add(session: AsyncSession, upload: Upload, links: Links) -> UploadOut:
    session.add(upload)
    await session.flush()
    return UploadOut(
        upload_id=upload.id,
        thumbnail_url=links.to(upload.id, "thumbnail"),
        media_type=upload.media_type,
        width=upload.width,
        height=upload.height,
        size=upload.size,
    )


async def get(session: AsyncSession, upload_id: UUID) -> Upload:
    upload = await session.get(Upload, upload_id)
    if upload is None:
        raise NotFound("UPLOAD_NOT_FOUND")
    return upload


async def of_case(
    session: AsyncSession, case_id: UUID, readable: ColumnElement[bool]
) -> dict[UUID, Pictures]:
    """The pictures of every entry of the timeline that the condition lets through, by entry."""
    query = (
        select(Upload, CaseEvent)
        .join(CaseEvent, col(CaseEvent.id) == Upload.event_id)
        .where(CaseEvent.case_id == case_id, readable)
        .order_by(col(Upload.id))
    )
    found: dict[UUID, Pictures] = {}
    for upload, event in await session.exec(query):
        found.setdefault(event.id, Pictures(event.action, [])).uploads.append(upload)
    return found


async def attach(
    session: AsyncSession, actor: Actor, upload_ids: Iterable[UUID], case_id: UUID, event_id: UUID
) -> None:
    """Hung on an entry of a timeline; as `_take`."""
    await _take(session, actor, upload_ids, case_id=case_id, event_id=event_id)


async def attach_to_promise(
    session: AsyncSession, actor: Actor, upload_ids: Iterable[UUID], entry_id: UUID
) -> None:
    """Hung on what happened to a promise; as `_take`."""
    await _take(session, actor, upload_ids, promise_entry_id=entry_id)


async def _take(session: AsyncSession, actor: Actor, upload_ids: Iterable[UUID], **to: UUID) -> None:
    """The author's own, unused uploads; the update itself is the check, so that two cannot take the same."""
    wanted = list(dict.fromkeys(upload_ids))
    own = _by(actor)
    unused = and_(col(Upload.case_id).is_(None), col(Upload.promise_entry_id).is_(None))
    taken = update(Upload).where(col(Upload.id).in_(wanted), own, unused)
    result = await session.exec(taken.values(**to))
    if result.rowcount == len(wanted):
        return
    known = select(Upload.id).where(col(Upload.id).in_(wanted), own)
    if len(set(await session.exec(known))) == len(wanted):
        raise Conflict("UPLOAD_USED")
    raise NotFound("UPLOAD_NOT_FOUND")


def _by(actor: Actor) -> ColumnElement[bool]:
    """What this one sent: by his account, or through his work link."""
    if actor.work_link_id is not None:
        return col(Upload.work_link_id) == actor.work_link_id
    return col(Upload.account_id) == actor.person
