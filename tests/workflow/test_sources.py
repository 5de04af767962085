"""What a suggestion was made from, seen from both ends: nobody learns more of either than he may."""

from typing import Any

import pytest

from tests.cases import act, attempt, draft, hidden, refused, submit, view
from tests.conftest import Client
from tests.groups.steps import deputy, made, planned, seen
from tests.groups.steps import refused as turned_away

Json = dict[str, Any]
BODY = {"title": "关于老街照明的建议", "text": "分两期更换。"}


async def suggested(client: Client, **more: Any) -> str:
    case_id: str = (await made(client, "deputy", "/desk/suggestions", BODY | more))["id"]
    return case_id


async def sources(client: Client, who: str, case_id: str) -> tuple[set[str], int]:
    """The ids of those that this person sees, and how many there are besides."""
    case = await view(client, who, case_id)
    return {each["case_id"] or each["event_id"] for each in case["sources"]}, case["hidden_sources"]


async def links(client: Client, who: str, case_id: str) -> list[tuple[str, str]]:
    return [(each["kind"], each["title"]) for each in (await view(client, who, case_id))["links"]]


async def test_it_names_the_matters_and_the_days_on_which_they_were_heard(client: Client) -> None:
    clues = [(await submit(client))["id"] for _ in range(2)]
    event = await planned(client, "deputy")
    case_id = await suggested(client, source_case_ids=clues, source_event_ids=[event["id"]])
    assert await sources(client, "deputy", case_id) == ({*clues, event["id"]}, 0)
    shown = {each["label"]: each for each in (await view(client, "deputy", case_id))["sources"]}
    clue, day = shown["群众诉求"], shown["接待日"]
    assert (clue["title"], clue["status"], clue["event_id"]) == ("老街东口路灯不亮", "registered", None)
    assert (day["title"], day["on"], day["number"]) == ("代表接待日", "2026-11-25", None)
    await act(client, "deputy", case_id, "submit")
    assert await sources(client, "county_office", case_id) == ({*clues, event["id"]}, 0)
    held = await seen(client, "liaison", f"/desk/events/{event['id']}")
    assert [each["id"] for each in held["suggestions"]] == [case_id]


async def test_of_a_draft_a_source_tells_only_those_who_see_it(client: Client) -> None:
    clue = (await submit(client))["id"]
    event = await planned(client, "deputy")
    case_id = await suggested(
        client,
        source_case_ids=[clue],
        source_event_ids=[event["id"]],
        cosigner_ids=[deputy(client, "colleague")],
    )
    for who, knows in {
        "deputy": True,
        "colleague": True,
        "station_head": False,
        "town_office": False,
    }.items():
        assert await links(client, who, clue) == [("suggestion", BODY["title"])] * knows, who
        held = await seen(client, who, f"/desk/events/{event['id']}")
        assert [each["id"] for each in held["suggestions"]] == [case_id] * knows, who
    await act(client, "deputy", case_id, "revise", title="关于老街全部照明的建议")
    await act(client, "deputy", case_id, "submit")
    for who in ("deputy", "station_head", "town_office", "county_office"):
        assert await links(client, who, clue) == [("suggestion", "关于老街全部照明的建议")], who


async def test_what_one_may_not_see_is_a_number(client: Client) -> None:
    """The colleague signs from elsewhere: of the matters of this station he knows nothing, of its events he does."""
    clues = [(await submit(client))["id"] for _ in range(2)]
    event = await planned(client, "deputy")
    case_id = await suggested(
        client,
        source_case_ids=clues,
        source_event_ids=[event["id"]],
        cosigner_ids=[deputy(client, "far_deputy")],
    )
    assert await sources(client, "far_deputy", case_id) == ({event["id"]}, 2)
    await act(client, "deputy", case_id, "submit")
    sealed = clues[0]
    await act(client, "station_head", sealed, "screen", note="反映个人问题", sensitive=True)
    assert await sources(client, "liaison", case_id) == ({clues[1], event["id"]}, 1)
    assert await sources(client, "station_head", case_id) == ({*clues, event["id"]}, 0)


async def test_a_title_that_was_redacted_stays_so(client: Client) -> None:
    clue = (await submit(client))["id"]
    await act(client, "station_head", clue, "redact", reason="隐私", redacted_text="路灯坏了。")
    case_id = await suggested(client, source_case_ids=[clue])
    (shown,) = (await view(client, "deputy", case_id))["sources"]
    assert shown["title"] == "路灯坏了。"
    await act(client, "deputy", case_id, "submit")
    await act(client, "station_head", case_id, "redact", reason="隐私", redacted_text="改造照明。")
    assert await links(client, "liaison", clue) == [("suggestion", "改造照明。")]


async def test_a_correction_replaces_those_that_its_author_sees(client: Client) -> None:
    first, second = [(await submit(client))["id"] for _ in range(2)]
    event = await planned(client, "deputy")
    case_id = await suggested(client, source_case_ids=[first], source_event_ids=[event["id"]])
    await act(client, "deputy", case_id, "revise", source_case_ids=[first, second])
    assert await sources(client, "deputy", case_id) == ({first, second, event["id"]}, 0)
    assert (await view(client, "deputy", case_id))["timeline"][0]["data"] == {"changed": ["sources"]}
    await act(
        client, "station_head", first, "screen", note="密封", sensitive=True, accused_deputy_id=deputy(client)
    )
    assert await sources(client, "deputy", case_id) == ({second, event["id"]}, 1)
    await act(client, "deputy", case_id, "revise", source_case_ids=[], source_event_ids=[])
    assert await sources(client, "deputy", case_id) == (set(), 1)


async def test_only_what_one_sees_and_what_took_place_can_be_a_source(client: Client) -> None:
    gone = await planned(client, "deputy")
    await client.post("liaison", f"/desk/events/{gone['id']}/cancel", {"version": 1, "reason": "改期"})
    elsewhere = (await submit(client, code=None, station_id=str(client.world.stations["other"])))["id"]
    another = await draft(client)
    nowhere = "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"
    tries: list[tuple[Json, tuple[int, str]]] = [
        ({"source_case_ids": [elsewhere]}, (404, "CASE_NOT_FOUND")),
        ({"source_case_ids": [another]}, (404, "CASE_NOT_FOUND")),
        ({"source_case_ids": [nowhere]}, (404, "CASE_NOT_FOUND")),
        ({"source_event_ids": [nowhere]}, (404, "EVENT_NOT_FOUND")),
        ({"source_event_ids": [gone["id"]]}, (409, "EVENT_CANCELLED")),
    ]
    case_id = await suggested(client)
    for fields, expected in tries:
        assert await turned_away(client, "deputy", "/desk/suggestions", BODY | fields) == expected, fields
        answer = await attempt(client, "deputy", case_id, "revise", **fields)
        assert (answer.status_code, answer.json()["code"]) == expected, fields
    await refused(client, "deputy", case_id, "revise", "CASE_NOT_FOUND", source_case_ids=[case_id])
    assert await sources(client, "deputy", case_id) == (set(), 0)


async def test_a_matter_turned_into_a_suggestion_is_its_source_by_itself(client: Client) -> None:
    clue = (await submit(client, kind="enterprise", firm_name="示例食品厂"))["id"]
    turn: Json = {
        "kind": "suggestion",
        "title": "关于开通夜班公交的建议",
        "ends_case": False,
        "preset": "bill_proposal",
        "cosigner_ids": [deputy(client, "colleague")],
    }
    await act(client, "deputy", clue, "convert", **turn)
    (link,) = (await view(client, "town_office", clue))["links"]
    assert link["title"] == turn["title"], "what was announced is known at once"
    assert await hidden(client, "town_office", link["target_case_id"])
    suggestion = await view(client, "colleague", link["target_case_id"])
    assert (suggestion["preset"], [each["name"] for each in suggestion["signers"]]) == (
        "bill_proposal",
        ["deputy代表", "colleague代表"],
    )
    assert await sources(client, "deputy", link["target_case_id"]) == ({clue}, 0)
    told = (await view(client, "town_office", clue))["timeline"][0]["data"]
    assert (told["title"], "cosigner_ids" in told) == (turn["title"], False)
    await act(client, "deputy", link["target_case_id"], "revise", source_case_ids=[])
    assert await sources(client, "deputy", link["target_case_id"]) == ({clue}, 0), "it was announced"


@pytest.mark.parametrize(
    ("who", "more", "code"),
    [
        ("deputy", {"kind": "project"}, "FORBIDDEN"),
        ("station_head", {}, "FORBIDDEN"),
        ("deputy", {"preset": "no_such_practice"}, "PRESET_NOT_FOUND"),
        ("deputy", {"preset": "resident_order"}, "PRESET_NOT_FOR_KIND"),
        ("deputy", {"cosigner_ids": ["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"]}, "DEPUTY_NOT_FOUND"),
    ],
)
async def test_a_practice_and_cosigners_are_for_the_suggestion_of_a_deputy(
    client: Client, who: str, more: Json, code: str
) -> None:
    clue = (await submit(client))["id"]
    turn = {"kind": "suggestion", "title": "建议", "ends_case": True, "preset": "bill_proposal"} | more
    await refused(client, who, clue, "convert", code, **turn)
    assert (await view(client, "deputy", clue))["links"] == []
    drafts = (await seen(client, "deputy", "/desk/cases", tab="draft"))["items"]
    assert drafts == []
