"""Words: too many, none, invisible, reversed, and those that must come back exactly as they were sent."""

from typing import Any

import pytest

from tests.bad_input.checks import fields, nothing_written, refused
from tests.cases import act, matter, submit
from tests.conftest import Client

BLANK = ["   ", "\n\t\n", "\u3000", "\u200b\u2060", "\u3164"]
NOWHERE = "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"
HIDDEN = ["\x00", "\x07", "\x1b[31m", "\u202e", "\u2066", "\x85"]


@pytest.mark.parametrize(
    "form",
    [
        {"text": "长" * 5000},
        {"title": "长" * 81},
        {"place": "长" * 201},
        {"contact": {"name": "长" * 41, "phone": "19900000001"}},
        {"contact": {"name": "王", "phone": "不是号码"}},
        {"contact": {"name": "王"}},
        {"category_code": "x" * 61},
        {"upload_ids": ["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"] * 10},
        {"position": {"lat": 91, "lng": 0, "datum": "gcj02"}},
        {"position": {"lat": 33.5, "lng": 114, "datum": "wgs84"}},
        {"kind": "nonsense"},
        {"area_code": "41112"},
        {"visibility": None},
        {"anonymous": "true"},
        {"extra": 1},
    ],
)
async def test_a_field_that_does_not_fit(client: Client, form: dict[str, Any]) -> None:
    async with nothing_written(client):
        answer = await client.post("resident", "/citizen/cases", matter(client, **form))
        body = refused(answer, 422, "VALIDATION_FAILED")
        assert any(name.startswith(next(iter(form))) for name in fields(body))


@pytest.mark.parametrize("blank", BLANK)
async def test_only_spaces_is_nothing(client: Client, blank: str) -> None:
    case_id = (await submit(client))["id"]
    async with nothing_written(client):
        form = matter(client, contact={"name": blank, "phone": "19900000001"})
        refused(await client.post("resident", "/citizen/cases", form), 422, "VALIDATION_FAILED")
        noted = {"version": 2, "text": blank}
        answer = await client.post("liaison", f"/desk/cases/{case_id}/actions/note", noted)
        assert fields(refused(answer, 422, "VALIDATION_FAILED")) == ["text"]


@pytest.mark.parametrize("blank", ["", *BLANK])
async def test_a_matter_says_something(client: Client, blank: str) -> None:
    async with nothing_written(client):
        answer = await client.post("resident", "/citizen/cases", matter(client, title=blank, text=blank))
        assert fields(refused(answer, 422, "VALIDATION_FAILED")) == ["title", "text"]


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("field", ["title", "text", "place", "firm_name"])
async def test_characters_that_hide_or_turn_words(client: Client, field: str, hidden: str) -> None:
    async with nothing_written(client):
        answer = await client.post("resident", "/citizen/cases", matter(client, **{field: f"路{hidden}灯"}))
        assert fields(refused(answer, 422, "VALIDATION_FAILED")) == [field]


@pytest.mark.parametrize("field", ["category_code", "code", "title"])
@pytest.mark.parametrize("half", ["\\ud800", "\\u0000", "\\udc00x"])
async def test_what_no_text_can_hold(client: Client, field: str, half: str) -> None:
    """Escapes that JSON allows and UTF-8, or PostgreSQL, does not."""
    form = f'{{"text": "x", "visibility": "units", "anonymous": true, "{field}": "{half}"}}'
    if field != "code":
        form = form.replace("{", f'{{"code": "{client.world.codes["deputy"]}", ', 1)
    headers = client.headers("resident") | {
        "Idempotency-Key": "key-00000001",
        "Content-Type": "application/json",
    }
    async with nothing_written(client):
        answer = await client.http.post("/api/v1/citizen/cases", content=form, headers=headers)
        assert answer.status_code in (404, 422), answer.text
        refused(answer, answer.status_code, answer.json()["code"])


async def test_a_field_whose_name_no_text_can_hold(client: Client) -> None:
    headers = client.headers("resident") | {
        "Idempotency-Key": "key-00000001",
        "Content-Type": "application/json",
    }
    answer = await client.http.post("/api/v1/citizen/cases", content='{"\\ud800": 1}', headers=headers)
    refused(answer, 422, "VALIDATION_FAILED")


async def test_ten_thousand_unknown_fields_do_not_come_back(client: Client) -> None:
    form = matter(client) | {f"{'长' * 50}{number}": 1 for number in range(5000)}
    answer = await client.post("resident", "/citizen/cases", form)
    assert len(refused(answer, 422, "VALIDATION_FAILED")["errors"]) <= 50


async def test_emoji_and_rare_characters_come_back_as_they_were(client: Client) -> None:
    words = "𠮷野家门口🚧👨‍👩‍👧‍👦井盖没了，é é ①㎡ ‘引号’ <b>&amp;</b> %_\\ 'or'1'='1"
    text = f"{words}\n第二行\t缩进"
    case_id = (await submit(client, title=words, text=text, place="𠮷🚧"))["id"]
    for who, door in (("resident", "citizen"), ("liaison", "desk")):
        seen = (await client.get(who, f"/{door}/cases/{case_id}")).json()
        assert (seen["title"], seen["text"], seen["place"]) == (words, text, "𠮷🚧")
    found = await client.get("liaison", "/desk/cases", q="𠮷野家门口🚧")
    assert [item["id"] for item in found.json()["items"]] == [case_id]


async def test_spaces_around_are_cut_and_line_ends_made_one(client: Client) -> None:
    case_id = (await submit(client, title="  路灯  ", text="\u3000一\r\n二\r三\u3000"))["id"]
    seen = (await client.get("resident", f"/citizen/cases/{case_id}")).json()
    assert (seen["title"], seen["text"]) == ("路灯", "一\n二\n三")


@pytest.mark.parametrize(
    "day",
    ["1900-01-01", "2100-01-01", "2026-02-30", "26-1-1", "", 20261201, None, "2026-12-01T00:00:00Z"],
)
async def test_a_day_that_cannot_be_meant(client: Client, day: Any) -> None:
    case_id = (await submit(client))["id"]
    async with nothing_written(client):
        form = {"version": 2, "text": "到场", "visited_on": day}
        answer = await client.post("liaison", f"/desk/cases/{case_id}/actions/site_visit", form)
        assert fields(refused(answer, 422, "VALIDATION_FAILED")) == ["visited_on"]


async def test_a_unit_that_does_not_exist(client: Client) -> None:
    nowhere = "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"
    away = str(client.world.units["town_a_away"])
    case_id = (await submit(client))["id"]
    async with nothing_written(client):
        for unit_id in (nowhere, away):
            answer = await client.post("resident", "/citizen/cases", matter(client, accused_unit_id=unit_id))
            refused(answer, 404, "UNIT_NOT_FOUND")
            form = {"version": 2, "unit_id": unit_id, "reason": "x"}
            proposed = await client.post("deputy", f"/desk/cases/{case_id}/actions/propose_route", form)
            refused(proposed, 404, "UNIT_NOT_FOUND")
        form = {"version": 2, "unit_id": "not-an-id", "reason": "x"}
        answer = await client.post("deputy", f"/desk/cases/{case_id}/actions/propose_route", form)
        refused(answer, 422, "VALIDATION_FAILED")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"category_code": "nothing"}, "CATEGORY_NOT_FOUND"),
        ({"area_code": "411121102"}, "AREA_NOT_FOUND"),
        ({"area_code": "411122999"}, "AREA_NOT_FOUND"),
        ({"accused_deputy_id": "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"}, "DEPUTY_NOT_FOUND"),
        ({"code": None, "station_id": "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"}, "STATION_NOT_FOUND"),
    ],
)
async def test_something_that_is_not_there(client: Client, form: dict[str, Any], code: str) -> None:
    async with nothing_written(client):
        refused(await client.post("resident", "/citizen/cases", matter(client, **form)), 404, code)


async def test_anonymous_means_no_contact(client: Client) -> None:
    async with nothing_written(client):
        for form, named in (
            (matter(client, anonymous=True), ["contact"]),
            (matter(client, contact=None), ["contact", "anonymous"]),
        ):
            answer = await client.post("resident", "/citizen/cases", form)
            assert fields(refused(answer, 422, "VALIDATION_FAILED")) == named


@pytest.mark.parametrize(
    ("form", "code", "named"),
    [
        ({"kind": "enterprise"}, "FIRM_REQUIRED", ["firm_name"]),
        ({"code": None}, "CODE_OR_STATION", ["code", "station_id"]),
        ({"kind": "suggestion"}, "KIND_NOT_FOR_CITIZENS", ["kind"]),
    ],
)
async def test_a_rule_about_a_submission_names_its_fields(
    client: Client, form: dict[str, Any], code: str, named: list[str]
) -> None:
    answer = await client.post("resident", "/citizen/cases", matter(client, **form))
    body = refused(answer, 422, "VALIDATION_FAILED")
    assert [(item["field"], item["code"]) for item in body["errors"]] == [(name, code) for name in named]


@pytest.mark.parametrize(
    ("action", "form", "code", "named"),
    [
        (
            "draft_reply",
            {"reply_class": "in_progress", "public_text": "已列入计划"},
            "REPLY_INCOMPLETE",
            ["plan", "finish_on"],
        ),
        ("evaluate", {"result": "dissatisfied", "attitude": "satisfied"}, "REASON_REQUIRED", ["reason"]),
        (
            "dispatch",
            {"route": "government", "profile": "hard"},
            "MAIN_OR_SPLIT",
            ["main_unit_id", "split"],
        ),
        (
            "mark_key",
            {"key": True, "reason": "x", "milestones": [{"title": "招标", "due_on": "2027-03-31"}] * 2},
            "MILESTONE_TWICE",
            ["milestones"],
        ),
        (
            "consult",
            {"held_on": "2026-11-20", "conclusion": "x", "units": [{"unit_id": NOWHERE, "task": "x"}] * 2},
            "UNIT_TWICE",
            ["units"],
        ),
        (
            "plan",
            {"measures": "x", "people": "x", "starts_on": "2026-12-02", "ends_on": "2026-12-01"},
            "DATE_ORDER",
            ["ends_on"],
        ),
    ],
)
async def test_a_rule_about_an_action_names_its_fields(
    client: Client, action: str, form: dict[str, Any], code: str, named: list[str]
) -> None:
    path = f"/desk/cases/0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10/actions/{action}"
    body = refused(await client.post("liaison", path, {"version": 2} | form), 422, "VALIDATION_FAILED")
    assert [(item["field"], item["code"]) for item in body["errors"]] == [(name, code) for name in named]
    assert len({item["message"] for item in body["errors"]}) == 1


async def test_a_stale_version_says_what_is_there_now(client: Client) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "liaison", case_id, "note", text="先到")
    async with nothing_written(client):
        answer = await client.post(
            "liaison", f"/desk/cases/{case_id}/actions/note", {"version": 2, "text": "后到"}
        )
        body = refused(answer, 409, "STALE_VERSION")
        assert (body["version"], body["case_status"]) == (3, "registered")
        for version in (0, -1, "2", 2.5, None, True):
            form = {"version": version, "text": "后到"}
            answer = await client.post("liaison", f"/desk/cases/{case_id}/actions/note", form)
            assert fields(refused(answer, 422, "VALIDATION_FAILED")) == ["version"]
        huge = {"version": 10**40, "text": "后到"}
        answer = await client.post("liaison", f"/desk/cases/{case_id}/actions/note", huge)
        refused(answer, answer.status_code, answer.json()["code"])
        assert answer.status_code in (409, 422)
