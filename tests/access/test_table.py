"""Every route × everybody, in scope and out of it, compared with the table.

Whether a case is in the right state does not matter here: a refusal for business reasons is "through". Each call is
undone, so that all of them meet the same cases, at the version that is sent.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlmodel import col, select

from app.db import unit_of_work
from app.models import Area, Case, Category, Congress, ExternalSystem, Mandate, Term
from app.models.base import new_id
from app.openapi.walk import Json, operations
from tests.access.people import EVERYBODY, Knock, appoint_the_missing, headers
from tests.access.situations import DEFAULT, SITUATIONS
from tests.access.table import Line, load, render
from tests.accountability.steps import answered_for
from tests.batches.lists import decision, handed_over, meeting
from tests.cases import shortlisted, submit
from tests.conftest import Client
from tests.groups.steps import one_of_each
from tests.imports.files import csv, uploaded
from tests.routing.bodies import added, saved
from tests.supervision.orders import one_of_each as supervised
from tests.world import HOME

THROUGH, FORBIDDEN, UNSEEN, UNKNOWN = "+", "x", ".", "-"
WHO = {"TOKEN_MISSING", "TOKEN_INVALID", "SIGNATURE_INVALID"}
NO_SUCH_VERSION = 9999
ROWS = {
    "areas": Area,
    "congresses": Congress,
    "categories": Category,
    "terms": Term,
    "mandates": Mandate,
    "external-systems": ExternalSystem,
}
AUDIENCES = ("public", "citizen", "desk", "desk actions", "admin", "open", "machines")
FILE_FORM = (b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--b--\r\n', "b")


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """(path, method) of everything that answers, in the document or not."""
    for context in iter_route_contexts(app.routes):
        for method in context.methods or ():
            if method != "HEAD":
                yield str(context.path), method


def test_every_route_has_a_line_and_every_line_a_route(app: FastAPI) -> None:
    there, written = set(routes(app)), {(line.path, line.method) for line in load()}
    assert sorted(there - written) == [], "routes without a line in table.txt"
    assert sorted(written - there) == [], "lines without a route"


def test_every_line_is_walked() -> None:
    assert {audience_of(line) for line in load()} == set(AUDIENCES)


def test_every_line_about_a_case_says_which() -> None:
    for line in load():
        about_a_case = "{case_id}" in line.path
        assert about_a_case == (line.situation in SITUATIONS), line
        assert not about_a_case or Line(line.path, line.method, DEFAULT) in load(), line


@pytest.fixture
async def rows(client: Client) -> dict[str, str]:
    """A row of the home county for each part of a path that is followed by an id."""
    world = client.world
    found = {
        "stations": str(world.stations["town"]),
        "offices": str(world.offices["committee"]),
        "units": str(world.units["town_a"]),
        "deputies": str(world.deputies["deputy"]),
        "appointments": str(world.people["liaison"].appointment_id),
        "codes": str(world.code_ids["deputy"]),
        "files": str(new_id()),
        "work-links": str(new_id()),
    }
    async with unit_of_work(client.house.sessions) as session:
        for part, model in ROWS.items():
            row: Any = model
            found[part] = str((await session.exec(select(row.id).where(row.county_code == HOME))).first())
    found["routing-rules"] = (await added(client, words=["谁也不说的词"]))["id"]
    found["clock-rules"] = (await client.get("admin", "/admin/clock-rules")).json()["items"][0]["id"]
    found["line-rules"] = (await client.get("admin", "/admin/line-rules")).json()["items"][0]["id"]
    found |= await supervised(client)
    found["filters"] = (await saved(client, "liaison"))["id"]
    found["imports"] = (await uploaded(client, "areas", csv("areas"))).json()["id"]
    found["batches"] = (await handed_over(client, await shortlisted(client)))["id"]
    decided = meeting(client, decision((await submit(client))["id"], "send"))
    found["shortlists"] = (await client.post("station_head", "/desk/shortlists", decided)).json()["id"]
    found |= await one_of_each(client)
    return found | await answered_for(client, found["events"])


@pytest.mark.parametrize("audience", AUDIENCES)
async def test_everybody_at_every_door(audience: str, client: Client, rows: dict[str, str]) -> None:
    await appoint_the_missing(client)
    expected = {line: cells for line, cells in load().items() if audience_of(line) == audience}
    needed = {line.situation for line in expected} - {""}
    cases = {name: await make(client) for name, make in SITUATIONS.items() if name in needed}
    versions = await versions_of(client, cases)
    documented = {(path, method.upper()): it for path, method, it in operations(client_document(client))}
    wrong = []
    for line, cells in expected.items():
        knock = make_knock(line, documented.get((line.path, line.method), {}), cases | rows, versions)
        seen = await everybodys_letters(client, knock)
        if seen != cells:
            wrong.append(f"table: {render(line, cells)}\n  seen: {render(line, seen)}")
    assert not wrong, "\n" + "\n".join(wrong)


def audience_of(line: Line) -> str:
    """The part of the API; desk is cut in two for the sake of parallel workers."""
    parts = line.path.split("/")
    audience = parts[3] if line.path.startswith("/api/") else "machines"
    return f"{audience} actions" if audience == "desk" and "actions" in parts else audience


def client_document(client: Client) -> dict[str, Any]:
    transport = client.http._transport
    assert isinstance(transport, httpx.ASGITransport) and isinstance(transport.app, FastAPI)
    return transport.app.openapi()


async def versions_of(client: Client, cases: dict[str, str]) -> dict[str, int]:
    async with unit_of_work(client.house.sessions) as session:
        found = await session.exec(select(Case).where(col(Case.id).in_(cases.values())))
        by_id = {str(case.id): case.version for case in found}
    return {situation: by_id[case_id] for situation, case_id in cases.items()}


def make_knock(line: Line, operation: Json, ids: dict[str, str], versions: dict[str, int]) -> Knock:
    """The example of the document, on ids that exist: a case at its version, another row at one it has not."""
    path = line.path.replace("{case_id}", ids.get(line.situation, ""))
    path = re.sub(r"(?<=/)([a-z-]+)/\{\w+_id\}", lambda match: f"{match[1]}/{ids[match[1]]}", path)
    path = path.replace("{variant}", "full").replace("{token}", "3" * 14).replace("{noun}", "areas")
    path = path.replace("{year}", "2027").replace("{clock}", ids.get(line.situation, ""))
    needed = [item for item in operation.get("parameters", ()) if item["in"] == "query" and item["required"]]
    if needed:
        path += "?" + "&".join(f"{item['name']}={item['example']}" for item in needed)
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return Knock(line.method, path, FILE_FORM[0], "multipart/form-data; boundary=b")
    if "application/json" not in content:
        return Knock(line.method, path, b"", "application/json")
    body = content["application/json"]["example"]
    if "version" in body:
        body = body | {"version": versions.get(line.situation, NO_SUCH_VERSION)}
    return Knock(line.method, path, json.dumps(body).encode(), "application/json")


async def everybodys_letters(client: Client, knock: Knock) -> dict[str, str]:
    """Whatever somebody did is undone before the next one knocks."""
    connection, seen = client.house.sessions.kw["bind"], {}
    undo = await connection.begin_nested()
    for who in EVERYBODY:
        shown = headers(client, who, knock)
        answer = await client.http.request(knock.method, knock.path, content=knock.body, headers=shown)
        assert answer.status_code < 500, f"{who}: {knock.method} {knock.path}: {answer.text}"
        seen[who] = letter(answer, names_a_row=re.search(r"[0-9a-f]{8}-", knock.path) is not None)
        if seen[who] == THROUGH and knock.method != "GET":
            await undo.rollback()
            undo = await connection.begin_nested()
    await undo.rollback()
    return seen


def letter(answer: httpx.Response, *, names_a_row: bool) -> str:
    """A 401 about a js_code, or a 404 about something in the body, is business: that caller got through."""
    status = answer.status_code
    if status == 401 and answer.json()["code"] in WHO:
        return UNKNOWN
    if status == 403:
        return FORBIDDEN
    if status != 404 or not names_a_row:
        return THROUGH
    problem = answer.json()
    of_a_body = (
        problem["detail"] is not None
        or problem["errors"] != []
        or ("/cases/" in answer.url.path and problem["code"] != "CASE_NOT_FOUND")
    )
    return THROUGH if of_a_body else UNSEEN
