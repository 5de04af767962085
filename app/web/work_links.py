"""The page behind a work link: for the telephone of whoever comes to mend it. No account, no JavaScript.

The token in the address is the whole permission, so the page leaves no trace of it: no referrer, no cache, no index.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from app.db import unit_of_work
from app.deps import House, HouseDep, LinksDep, NowDep, SessionDep, address_of, limited
from app.domain.deadlines import day_of
from app.domain.vocabulary import WorkOutcome
from app.errors import (
    AppError,
    Conflict,
    Gone,
    InvalidRequest,
    NotFound,
    TooLarge,
    Unavailable,
    UnsupportedMedia,
)
from app.integrations.images import CleanImage
from app.routers import photos
from app.schemas.base import MOST_PHOTOS
from app.schemas.work_links import WorkAnswerForm, WorkLinkAnswered
from app.services import work_answers
from app.web.pages import templates

router = APIRouter()
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
_ASKED = {
    "text": "请写明做了什么，或为什么办不了（至多 2000 字）",
    "outcome": "请选择结果",
    "name": "到场人至多 40 字",
}
_FIELDS = 10
_NOT_TAKEN = (
    *(Conflict, InvalidRequest, TooLarge, Unavailable, UnsupportedMedia),
    *(HTTPException, ValidationError),
)


@dataclass(frozen=True)
class Attempt:
    """What somebody wrote on the page, and what came of it: an answer, or the reason why it was not taken."""

    said: dict[str, str] = field(default_factory=dict)
    answered: WorkLinkAnswered | None = None
    trouble: str = ""
    status: int = 200


@router.get(
    "/w/{token}",
    include_in_schema=False,
    dependencies=[Depends(limited("work-link", 120, timedelta(minutes=1), by=address_of))],
)
async def open_work_page(
    request: Request, token: str, session: SessionDep, links: LinksDep, now: NowDep
) -> HTMLResponse:
    try:
        link = await work_answers.see(session, token, links, now)
    except (NotFound, Gone) as refusal:
        return _page(request, refusal.status, closed=refusal.title)
    return _page(request, 200, link=link, attempt=Attempt())


@router.post(
    "/w/{token}",
    include_in_schema=False,
    dependencies=[Depends(limited("work-answer", 60, timedelta(minutes=10), by=address_of))],
)
async def answer_on_work_page(
    request: Request, token: str, house: HouseDep, links: LinksDep, now: NowDep
) -> HTMLResponse:
    """The form is read only for a link that is open: nobody else can make the service store what he sends."""
    try:
        async with unit_of_work(house.sessions) as session:
            link = await work_answers.see(session, token, links, now)
        attempt = await _attempt(request, house, token, now)
    except (NotFound, Gone) as refusal:
        return _page(request, refusal.status, closed=refusal.title)
    return _page(request, attempt.status, link=link, attempt=attempt)


def _page(request: Request, status: int, **context: Any) -> HTMLResponse:
    shown: dict[str, Any] = {"outcomes": list(WorkOutcome), "most_photos": MOST_PHOTOS} | context
    if "link" in context:
        shown["last_day"] = day_of(context["link"].expires_at)
    return templates.TemplateResponse(request, "work_link.html", shown, status_code=status, headers=_HEADERS)


async def _attempt(request: Request, house: House, token: str, now: datetime) -> Attempt:
    said: dict[str, str] = {}
    try:
        async with request.form(max_files=MOST_PHOTOS, max_fields=_FIELDS) as form:
            said = {name: str(form.get(name) or "") for name in _ASKED}
            return Attempt(said, answered=await _answer(house, token, said, form, now))
    except _NOT_TAKEN as error:
        trouble, status = _explain(error)
        return Attempt(said, trouble=trouble, status=status)


async def _answer(
    house: House, token: str, said: dict[str, str], form: FormData, now: datetime
) -> WorkLinkAnswered:
    """All of it or nothing: the words are checked first, then every photo, and stored together."""
    answer = WorkAnswerForm.model_validate(said)
    cleaned = await _cleaned(form, house)
    async with unit_of_work(house.sessions) as session:
        found = await work_answers.find(session, token, now)
    sent = [await photos.store(image, house, now, work_link_id=found.link.id) for image in cleaned]
    async with unit_of_work(house.sessions) as session:
        return await work_answers.answer(session, token, answer, now, sent)


async def _cleaned(form: FormData, house: House) -> list[CleanImage]:
    """Where none was chosen, a browser sends a file without a name."""
    files = [item for item in form.getlist("photos") if isinstance(item, UploadFile) and item.filename]
    return [await photos.clean(file, house.settings.upload_max_bytes) for file in files]


def _explain(error: Exception) -> tuple[str, int]:
    """What to say on the page, and with which status."""
    if isinstance(error, ValidationError):
        return "；".join(dict.fromkeys(_ASKED[str(item["loc"][0])] for item in error.errors())), 422
    if isinstance(error, HTTPException):
        too_large = error.status_code == 413
        return "照片太大，请减少几张" if too_large else f"最多 {MOST_PHOTOS} 张照片", error.status_code
    if isinstance(error, AppError):
        return error.title, error.status
    raise error
