"""How a refusal must look, and that it left nothing behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from sqlalchemy import text

from app.db import unit_of_work
from app.errors import CATALOGUE
from tests.conftest import Client

MEMBERS = {"type", "title", "status", "code", "detail", "request_id", "errors"}
TABLES = (
    "account",
    "appointment",
    "assignment",
    '"case"',
    "case_event",
    "code_scan",
    "evaluation",
    "notice",
    "pgqueuer",
    "refresh_token",
    "repeated_call",
    "reply",
    "upload",
    "work_link",
)


def refused(answer: httpx.Response, status: int, code: str) -> Any:
    """One problem document, in Chinese, with the code of the catalogue; the document itself."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), (
        answer.text
    )
    body = answer.json()
    assert body["code"] == code, answer.text
    assert body.keys() >= MEMBERS
    assert (body["title"], body["status"]) == (CATALOGUE[code].title, status)
    assert body["type"] == f"urn:problem:{code}"
    assert body["request_id"] == answer.headers["x-request-id"]
    for item in body["errors"]:
        assert item.keys() == {"field", "code", "message"}
        assert any("\u4e00" <= character <= "\u9fff" for character in item["message"]), item
    return body


def fields(body: Any) -> list[str]:
    return [item["field"] for item in body["errors"]]


async def counts(client: Client) -> dict[str, int]:
    async with unit_of_work(client.house.sessions) as session:
        connection = await session.connection()
        return {
            table: int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())
            for table in TABLES
        }


@asynccontextmanager
async def nothing_written(client: Client) -> AsyncIterator[None]:
    before = await counts(client)
    yield
    assert await counts(client) == before
