"""The page behind a printed code, for any phone and any scanner."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi import Path as PathParam
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from app.deps import HouseDep, NowDep, SessionDep, limited
from app.domain import tokens
from app.domain.deadlines import day_of
from app.errors import AppError, Gone, NotFound
from app.services import scanning

router = APIRouter()
templates = Jinja2Templates(Path(__file__).parent / "templates")
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@router.get(
    "/q/{token}",
    include_in_schema=False,
    dependencies=[Depends(limited("resolve", 120, timedelta(minutes=1)))],
)
async def open_code_page(
    request: Request,
    token: Annotated[str, PathParam(max_length=200)],
    house: HouseDep,
    session: SessionDep,
    now: NowDep,
) -> HTMLResponse:
    """Whose code, where, when they receive. A retired code has a page too, and it leads to a station."""
    try:
        scanned = await scanning.resolve(session, house.memory, token, now)
        house.tallies.scan(scanned.code_id, day_of(now))
        card, problem, status = scanned.card, None, 200
    except (NotFound, Gone) as refusal:
        card, problem, status = None, _explain(refusal), refusal.status
    return templates.TemplateResponse(
        request,
        "card.html",
        {"token": tokens.parse(token), "card": card, "problem": problem},
        status_code=status,
        headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"},
    )


def _explain(refusal: AppError) -> dict[str, Any]:
    return {"title": refusal.title, "detail": refusal.detail, **refusal.extra}
