"""The documentation page needs nothing from outside."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import httpx
import pytest
from fastapi import FastAPI

from app import docs_page
from app.main import create_app
from tests.contract.sample import create_sample


class Addresses(HTMLParser):
    """Everything that a browser would fetch for the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"src", "href"}]


def client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.mark.parametrize("create", [create_sample, create_app])
async def test_every_asset_is_served_by_the_app_itself(create: Callable[[], FastAPI]) -> None:
    async with client(create()) as http:
        page = (await http.get("/docs")).text
        assert "代表码 接口文档" in page
        assert not re.search(r"(https?:)?//\w", page)
        addresses = Addresses(page).found
        assert len(addresses) == 3
        for address in addresses:
            asset = await http.get(address)
            assert asset.status_code == 200
            assert len(asset.content) > 500
            if address.endswith(".css"):
                assert not re.search(r"url\(\s*(?!['\"]?data:)|@import", asset.text)


async def test_the_page_shows_the_finished_document_and_tells_nobody() -> None:
    app = create_sample()
    async with client(app) as http:
        page = (await http.get("/docs")).text
        assert '"validatorUrl": null' in page
        (address,) = re.findall(r"url: '([^']+)'", page)
        assert (await http.get(address)).json() == app.openapi()
        assert (await http.get("/openapi-3.0.json")).json()["openapi"] == "3.0.3"


async def test_behind_a_path_prefix_addresses_keep_the_prefix() -> None:
    transport = httpx.ASGITransport(create_sample(), root_path="/code")
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        page = (await http.get("/code/docs")).text
    assert all(address.startswith("/code/static/docs/") for address in Addresses(page).found)
    assert "url: '/code/openapi.json'" in page


async def test_the_front_door_leads_to_the_page() -> None:
    app = create_app()
    async with client(app) as http:
        answer = await http.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")
    transport = httpx.ASGITransport(app, root_path="/code")
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        assert (await http.get("/code/")).headers["location"] == "/code/docs"
    assert "/" not in app.openapi()["paths"]


def test_a_page_that_loads_from_a_cdn_is_refused() -> None:
    with pytest.raises(ValueError, match="docs_url=None"):
        docs_page.mount(FastAPI())
