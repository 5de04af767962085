"""The documentation page, whole without internet: its assets come from this process."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from app.openapi import document, downgrade
from app.openapi.walk import Json

TITLE = "代表码 接口文档"
_STATIC = "/static/docs"


def mount(app: FastAPI) -> None:
    """Serve /docs (and lead to it from /) and /openapi-3.0.json, and make `app.openapi()` the finished 3.1 document.

    The app must be created with `docs_url=None, redoc_url=None`: FastAPI's own pages load from a CDN.
    """
    if app.docs_url or app.redoc_url:
        raise ValueError("create the app with docs_url=None, redoc_url=None")

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    assets = Path(str(files("fastapi_offline") / "static"))
    app.mount(_STATIC, StaticFiles(directory=assets), name="docs-static")

    @app.get("/", include_in_schema=False)
    async def show_the_way(request: Request) -> RedirectResponse:
        return RedirectResponse(f"{_root(request)}/docs")

    # Plain functions run in a thread: making the document takes a second, and the page makes it beforehand.
    @app.get("/docs", include_in_schema=False)
    def show_docs(request: Request) -> HTMLResponse:
        app.openapi()
        root = _root(request)
        return get_swagger_ui_html(
            title=TITLE,
            openapi_url=f"{root}{app.openapi_url}",
            swagger_js_url=f"{root}{_STATIC}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{_STATIC}/swagger-ui.css",
            swagger_favicon_url=f"{root}{_STATIC}/favicon.png",
            # The validator badge would send the document's address to a foreign server.
            swagger_ui_parameters={"validatorUrl": None, "filter": True, "docExpansion": "none"},
        )

    @app.get("/openapi-3.0.json", include_in_schema=False)
    def show_openapi_30() -> JSONResponse:
        return JSONResponse(downgrade(app.openapi()))


def _root(request: Request) -> str:
    """What a proxy in front of the service adds to every path."""
    return str(request.scope.get("root_path", "")).rstrip("/")
