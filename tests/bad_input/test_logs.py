"""What the service writes down about a request: where and how long, never who and what."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from app import error_handlers, logs, middleware
from app.services import intake
from tests.bad_input.checks import refused
from tests.cases import act, dispatch_form, matter, submit
from tests.conftest import Client
from tests.integrations.pictures import picture, saved
from tests.work_links.links import asked, look, photo, replied, token

NAME, PHONE, WORDS = "欧阳不愿透露", "19900000777", "院墙后面藏着的那句话"


@pytest.fixture
def written(client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Logging as in production, at its most talkative; put back as it was afterwards."""
    root, buffer = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.configure(client.house.settings.model_copy(update={"log_level": "DEBUG"}))
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(buffer)
    for module in (middleware, error_handlers):
        monkeypatch.setattr(module, "log", structlog.get_logger(module.__name__))
    yield buffer
    logs.configure(client.house.settings)
    root.handlers[:] = handlers
    root.setLevel(level)


def requests(written: io.StringIO) -> list[dict[str, Any]]:
    """The access log; every line of it is JSON."""
    found = [json.loads(line) for line in written.getvalue().splitlines()]
    return [line for line in found if line["event"] == "request"]


async def test_a_whole_submission_leaves_no_personal_data_in_the_log(
    client: Client, written: io.StringIO
) -> None:
    contact = {"name": NAME, "phone": PHONE}
    session = (await client.post(None, "/public/sessions/wechat", {"js_code": "resident"})).json()
    await client.post(None, "/public/codes/resolve", {"code": client.world.codes["deputy"]})
    upload = (await client.upload("resident", saved(picture(), "JPEG"), name=f"{NAME}.jpg")).json()
    receipt = await submit(client, text=WORDS, contact=contact, upload_ids=[upload["upload_id"]])
    case_id = receipt["id"]
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    await client.get("resident", f"/citizen/cases/{case_id}")
    await client.get("liaison", "/desk/cases", q=WORDS)
    await client.http.get(upload["thumbnail_url"])
    form = {"number": receipt["number"], "check_code": receipt["check_code"]}
    await client.post(None, "/public/receipts/follow", form)
    refused(
        await client.post("resident", "/citizen/cases", matter(client, text="x" * 5000, contact=contact)),
        422,
        "VALIDATION_FAILED",
    )
    await client.http.get(f"/q/{client.world.codes['deputy']}?phone={PHONE}")
    await client.http.get(f"/{PHONE}")
    text = written.getvalue()
    secrets = [
        NAME,
        PHONE,
        WORDS,
        case_id,
        receipt["number"],
        receipt["check_code"],
        client.world.codes["deputy"],
    ]
    secrets += [
        session["access_token"],
        session["refresh_token"],
        client.token("resident"),
        upload["upload_id"],
    ]
    assert [secret for secret in secrets if secret in text] == []
    assert len(requests(written)) >= 12


async def test_the_address_of_a_work_link_is_not_in_the_log(client: Client, written: io.StringIO) -> None:
    case_id = (await submit(client))["id"]
    link = await asked(client, case_id, "liaison")
    await look(client, link)
    await client.http.get(f"/w/{token(link)}")
    await client.http.post(f"/w/{token(link)}", data={"text": WORDS})
    await photo(client, link)
    await replied(client, link, outcome="done", text=WORDS, name=NAME)
    await look(client, link)
    text = written.getvalue()
    assert [secret for secret in (token(link), link["url"], WORDS, NAME) if secret in text] == []
    templates = {line["route"] for line in requests(written)}
    assert {"/w/{token}", "/api/v1/public/work-links/{token}/answer"} <= templates


async def test_one_line_a_request_with_the_whole_template_of_its_route(
    client: Client, written: io.StringIO
) -> None:
    case_id = (await submit(client))["id"]
    asked = [
        ("/api/v1/citizen/cases/{case_id}", 200),
        ("/api/v1/desk/cases/{case_id}", 401),
        ("/api/v1/public/stations", 200),
        ("/q/{token}", 404),
        ("/healthz", 200),
        ("/docs", 200),
        (None, 404),
    ]
    written.seek(0)
    written.truncate()
    await client.get("resident", f"/citizen/cases/{case_id}")
    await client.get(None, f"/desk/cases/{case_id}")
    await client.get(None, "/public/stations", county_code="411122")
    for path in ("/q/nothing", "/healthz", "/docs", "/nothing"):
        await client.http.get(path)
    found = requests(written)
    assert [(line["route"], line["status"]) for line in found] == asked
    for line in found:
        assert line.keys() == {"event", "method", "route", "status", "ms", "request_id", "level", "timestamp"}
        assert line["ms"] >= 0


async def test_what_breaks_is_told_by_type_and_place_and_never_by_value(
    client: Client, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database quotes the values of a row that it refuses, and so do messages of our own mistakes."""
    real = intake.new_number
    monkeypatch.setattr(intake, "new_number", lambda county, now: real(county, now) + PHONE * 3)
    contact = {"name": NAME, "phone": PHONE}
    client.http._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
    answer = await client.post("resident", "/citizen/cases", matter(client, text=WORDS, contact=contact))
    body = refused_inside(answer)
    text = written.getvalue()
    assert [secret for secret in (NAME, PHONE, WORDS) if secret in text] == []
    [told] = [json.loads(line) for line in text.splitlines() if '"exception"' in line]
    assert "StringDataRightTruncation" in told["exception"] and "intake.py" in told["exception"]
    assert told["request_id"] == body["request_id"]
    assert requests(written)[-1]["status"] == 500


def refused_inside(answer: Any) -> Any:
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["code"] == "INTERNAL_ERROR"
    assert PHONE not in answer.text
    return answer.json()
