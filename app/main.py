"""The table of contents: what the service is made of and who guards which door."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

from fastapi import Depends, FastAPI

from app import docs_page, error_handlers, logs
from app.background import beside
from app.config import Settings, get_settings
from app.db import make_engine, make_sessions
from app.deps import House, get_admin, get_citizen, get_desk_actor, get_system, refuse_unknown_parameters
from app.integrations.storage import make_storage
from app.integrations.wechat import make_wechat
from app.middleware import BodyLimit, QueryWithoutBlanks, RequestContext
from app.openapi import operation_id
from app.routers import admin, citizen, desk, health, open, public
from app.routers.tags import TAGS
from app.web import batches, pages, work_links

API = "/api/v1"
DESCRIPTION = (
    "群众扫码反映问题，联络站梳理，人大机关交办，承办单位答复，群众和代表评价，不满意的重新办理。\n\n"
    "时间一律为东八区、带偏移；编号一律为字符串；列表按游标翻页；错误一律为 application/problem+json，"
    "其中 code 稳定不变，title 可直接显示。重复提交请带 Idempotency-Key。"
)

GUARDS: tuple[tuple[ModuleType, Callable[..., Any] | None], ...] = (
    (public, None),
    (citizen, get_citizen),
    (desk, get_desk_actor),
    (admin, get_admin),
    (open, get_system),
)
"""Each audience with its guard. Included flat: every level of nesting makes FastAPI build each route once more."""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    engine, wechat = make_engine(settings), make_wechat(settings)
    app.state.house = House(settings, make_sessions(engine), make_storage(settings), wechat)
    async with beside(app.state.house):
        yield
    await wechat.aclose()
    await engine.dispose()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; touches neither database nor network until it starts."""
    settings = settings or get_settings()
    logs.configure(settings)
    app = FastAPI(
        title="代表码",
        version="0.2.0",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_tags=TAGS,
        generate_unique_id_function=operation_id,
        separate_input_output_schemas=False,
    )
    app.state.settings = settings
    error_handlers.register(app)
    app.add_middleware(BodyLimit, upload_max_bytes=settings.upload_max_bytes)
    app.add_middleware(QueryWithoutBlanks)
    app.add_middleware(RequestContext)

    for audience, guard in GUARDS:
        doors = [Depends(refuse_unknown_parameters), *([Depends(guard)] if guard else [])]
        for router in audience.routers:
            app.include_router(router, prefix=API, dependencies=doors)
    app.include_router(health.router)
    app.include_router(pages.router)
    app.include_router(work_links.router)
    app.include_router(batches.router, prefix=API)
    docs_page.mount(app)
    return app
