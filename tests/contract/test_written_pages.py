"""The pages in docs/ that clients build from say what the service does."""

import json
import re
from typing import Any

import pytest

from app.domain.privacy import CITIZEN_FIELDS
from app.domain.vocabulary import Action
from app.lifecycle_doc import carried, lifecycle_markdown
from app.openapi.publish import DOCS
from tests.cases import act, handling, shortlisted, view
from tests.conftest import Client
from tests.world import SYSTEM_SECRET

PAGE = (DOCS / "external-systems.md").read_text(encoding="utf-8")


def documented(client: Client, monkeypatch: pytest.MonkeyPatch, **changed: str) -> dict[str, str]:
    """The headers that the example on the page makes, at the time of the test."""
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    told = {"system": str(client.world.systems["hotline"]), "secret": SYSTEM_SECRET, "method": "POST"}
    with monkeypatch.context() as patched:
        patched.setattr("time.time", lambda: client.clock().timestamp())
        headers: dict[str, str] = names["signed_headers"](**told | changed)
    return headers


async def test_the_example_of_signing_gets_through(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = await shortlisted(client)
    system_id = str(client.world.systems["hotline"])
    state = await act(client, "station_head", case_id, "push_external", system_id=system_id)
    path = f"/api/v1/open/cases/{case_id}/actions/external_accept"
    form = {"version": state["version"], "external_number": "12345-2026-0099"}
    body = json.dumps(form, ensure_ascii=False).encode()
    shown: dict[str, Any] = {"path": path, "body": body}
    headers = documented(client, monkeypatch, **shown) | {"Content-Type": "application/json"}
    other = documented(client, monkeypatch, **shown | {"body": body + b" "})
    refused = await client.http.post(path, content=body, headers=headers | other)
    assert (refused.status_code, refused.json()["code"]) == (401, "SIGNATURE_INVALID")
    client.clock.advance(minutes=4)
    accepted = await client.http.post(path, content=body, headers=headers)
    assert accepted.status_code == 200, accepted.text


def test_the_page_and_the_document_tell_the_same_of_signing(client: Client) -> None:
    described = {tag["name"]: tag["description"] for tag in app_document(client)["tags"]}["external"]
    for words in ("X-System", "X-Timestamp", "X-Signature", "5 分钟", "HMAC-SHA256", "32 个字节本身", "0x0A"):
        assert words in PAGE
        assert words in described


def app_document(client: Client) -> Any:
    return client.http._transport.app.openapi()  # type: ignore[attr-defined]


def test_what_residents_read_of_an_entry_is_listed_and_marked() -> None:
    text = lifecycle_markdown()
    for action, fields in CITIZEN_FIELDS.items():
        assert fields <= set(carried(action)), action
        (row,) = re.findall(rf"^\| `{action.value}` [^|]*\| ([^|]*) \|$", text, re.MULTILINE)
        assert set(re.findall(r"\*\*`(\w+)`\*\*", row)) == fields, action
        assert set(re.findall(r"`(\w+)`", row)) == set(carried(action)), action


async def test_entries_carry_nothing_that_is_not_listed(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    plan = {"measures": "换灯", "people": "王路", "starts_on": "2026-12-01", "ends_on": "2026-12-02"}
    await act(client, "unit_handler", case_id, "plan", **plan)
    await act(client, "unit_handler", case_id, "progress", text="灯具到货")
    reply = {"reply_class": "resolved", "public_text": "已修复", "inner_note": "内部"}
    await act(client, "unit_handler", case_id, "draft_reply", **reply)
    signed = {"signer": "周平", "missing_opinions_reason": "协办单位无意见"}
    await act(client, "unit_head", case_id, "sign_reply", **signed)
    await act(client, "liaison", case_id, "feedback", method="phone", told_on="2026-11-20", text="已告知")
    rating = {"result": "satisfied", "attitude": "satisfied"}
    await act(client, "resident", case_id, "evaluate", **rating)
    seen = (await view(client, "county_office", case_id))["timeline"]
    assert {"dispatch", "accept", "plan", "sign_reply", "evaluate"} <= {entry["action"] for entry in seen}
    for entry in seen:
        assert entry["data"].keys() <= set(carried(Action(entry["action"]))), entry
