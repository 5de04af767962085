"""The page behind a printed code, for any phone and any scanner."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi import Path as PathParam
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from app.deps import NowDep, SessionDep
from app.domain import tokens
from app.errors import AppError, Gone, NotFound
from app.openapi import problems
from app.services import codes

router = APIRouter(tags=["codes"])
templates = Jinja2Templates(Path(__file__).parent / "templates")
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@router.get(
    "/q/{token}",
    summary="扫码打开的页面",
    response_class=HTMLResponse,
    responses=problems("DATABASE_UNAVAILABLE", "VALIDATION_FAILED"),
)
async def open_code_page(
    request: Request,
    token: Annotated[str, PathParam(max_length=200, description="码", examples=["7K3M9XQ2ABCDEF"])],
    session: SessionDep,
    now: NowDep,
) -> HTMLResponse:
    """谁的码、在哪里、何时接待。停用、更换、离任的码也有页面，并指向联络站。"""
    status = 200
    context: dict[str, Any] = {"token": tokens.parse(token)}
    try:
        context |= {"card": await codes.resolve(session, token, now), "problem": None}
    except (NotFound, Gone) as refusal:
        status = refusal.status
        context |= {"card": None, "problem": _explain(refusal)}
    return templates.TemplateResponse(
        request,
        "card.html",
        context,
        status_code=status,
        headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"},
    )


def _explain(refusal: AppError) -> dict[str, Any]:
    return {"title": refusal.title, "detail": refusal.detail, **refusal.extra}
