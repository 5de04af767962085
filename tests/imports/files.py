"""Spreadsheets of the directory for tests, and what is done with them."""

import io
from csv import writer
from typing import Any

import httpx

from app.domain.import_shapes import SHAPES
from app.domain.vocabulary import ImportNoun
from tests.conftest import Client, Deliver
from tests.integrations.sheets import workbook

Row = dict[str, Any]


def titles(noun: str) -> list[str]:
    return [column.title for column in SHAPES[ImportNoun(noun)].columns]


def csv(noun: str, *rows: Row) -> bytes:
    """A file with these rows; a title that a row does not name is blank."""
    text = io.StringIO()
    lines = writer(text)
    lines.writerow(titles(noun))
    lines.writerows([row.get(title, "") for title in titles(noun)] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx(noun: str, *rows: Row) -> bytes:
    return workbook([titles(noun), *([row.get(title) for title in titles(noun)] for row in rows)])


async def uploaded(
    client: Client,
    noun: str,
    content: bytes,
    *,
    who: str = "admin",
    key: str | None = None,
    name: str = "表.csv",
) -> httpx.Response:
    headers = client.headers(who) | ({"Idempotency-Key": key} if key else {})
    where = f"/api/v1/admin/imports?noun={noun}"
    return await client.http.post(where, files={"file": (name, content)}, headers=headers)


async def checked(client: Client, deliver: Deliver, noun: str, content: bytes) -> dict[str, Any]:
    answer = await uploaded(client, noun, content)
    assert answer.status_code == 202, answer.text
    assert answer.json()["status"] == "checking"
    await deliver()
    return await shown(client, answer.json()["id"])


async def shown(client: Client, import_id: str) -> dict[str, Any]:
    answer = await client.get("admin", f"/admin/imports/{import_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def applied(client: Client, deliver: Deliver, noun: str, content: bytes) -> dict[str, Any]:
    """Checked, confirmed and done."""
    run = await checked(client, deliver, noun, content)
    assert run["status"] == "ready", run
    answer = await client.post("admin", f"/admin/imports/{run['id']}/apply")
    assert answer.status_code == 202, answer.text
    await deliver()
    done = await shown(client, run["id"])
    assert done["status"] == "applied", done
    return done


async def changes(client: Client, import_id: str, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get("admin", f"/admin/imports/{import_id}/changes", **params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def exported(client: Client, noun: str, format: str = "csv") -> bytes:
    answer = await client.get("admin", f"/admin/exports/{noun}", format=format)
    assert answer.status_code == 200, answer.text
    return answer.content


def codes(run: dict[str, Any]) -> list[tuple[Any, str, str]]:
    return [(each["row"], each["column"], each["code"]) for each in run["errors"]]
