"""What happens by itself when a clock ends that nobody is late for; and the colour that owes nothing to time."""

from tests.cases import BAD, act, answer, dispatched, handling, refused, replied, view
from tests.clocks.crossing import colours, lapsed, noted, swept
from tests.clocks.running import by_name, due
from tests.conftest import Client

RETURN = {"reason": "不属于本单位职责", "legal_basis": "本单位三定规定第四条"}


async def test_not_signed_for_it_is_accepted_by_itself_and_yellow(client: Client) -> None:
    case_id = await dispatched(client, co=("town_b",))
    assert await lapsed(client, "2026-11-23T23:59:59") == 0
    assert await lapsed(client, "2026-11-24T00:00:00") == 2
    assert await lapsed(client) == 0
    case = await view(client, "town_office", case_id)
    assert (case["status"], case["colour"]) == ("handling", "yellow")
    newest = case["timeline"][0]
    assert (newest["action"], newest["role"], newest["data"]["unsigned"]) == ("accept", "system", True)
    assert "yellow" in {entry["colour"] for entry in case["timeline"][:2]}
    assert {share["status"] for share in case["assignments"]} == {"handling"}
    assert "sign_in@town_a" not in await by_name(client, case_id)
    assert (await due(client, case_id))["reply@town_a"] == "2026-12-01", "not signing gained nothing"
    assert await colours(client, case_id, as_of="2026-11-23T23:59:59+08:00") == ("green", "green")
    assert await colours(client, case_id) == ("yellow", "yellow")
    await act(client, "unit_handler", case_id, "progress", text="开始办理")
    assert await colours(client, case_id) == ("yellow", "yellow")
    await act(client, "town_b_handler", case_id, "give_opinion", opinion="同意")
    await answer(client, case_id)
    assert await colours(client, case_id) == ("green", "green")


async def test_what_nobody_rated_in_time_is_closed(client: Client) -> None:
    case_id = await replied(client)
    assert await lapsed(client, "2026-11-27T23:59:59") == 0
    assert await lapsed(client, "2026-11-28T00:00:00") == 1
    case = await view(client, "town_office", case_id)
    assert (case["status"], case["timeline"][0]["action"]) == ("closed", "close_unrated")
    assert await due(client, case_id) == {}


async def test_the_return_window_closes_by_itself(client: Client) -> None:
    case_id = await handling(client)
    version = (await view(client, "town_office", case_id))["version"]
    assert "return@town_a" in await by_name(client, case_id)
    assert await lapsed(client, "2026-12-05T00:00:00") == 1
    assert "return@town_a" not in await by_name(client, case_id)
    case = await view(client, "unit_handler", case_id)
    assert (case["version"], case["status"]) == (version, "handling")
    assert "request_return" not in {offer["action"] for offer in case["allowed_actions"]}
    assert await lapsed(client) == 0


async def test_a_return_is_asked_for_within_ten_working_days(client: Client) -> None:
    in_time, late = await dispatched(client), await dispatched(client)
    client.clock.advance(days=14, hours=14, minutes=59, seconds=59)  # the last second of the 4th of December
    await act(client, "unit_handler", in_time, "request_return", **RETURN)
    client.clock.advance(seconds=1)
    await refused(client, "unit_handler", late, "request_return", "RETURN_CLOSED", **RETURN)
    await lapsed(client)
    await refused(client, "unit_handler", late, "request_return", "RETURN_CLOSED", **RETURN)


async def test_how_it_is_handled_turns_it_too_and_both_causes_are_kept_apart(client: Client) -> None:
    case_id = await handling(client)
    await act(client, "station_head", case_id, "flag_quality", quality="low", reason="只换了灯泡")
    assert await colours(client, case_id) == ("yellow", "green")
    flagged = (await view(client, "county_office", case_id))["timeline"][:2]
    assert [(entry["action"], entry["version"] is None) for entry in flagged] == [
        ("flag_quality", False),
        ("turn_colour", True),
    ]
    assert (
        flagged[1]["data"] | {"line": "yellow", "cause": "quality", "holder": "town_a单位"}
        == flagged[1]["data"]
    )
    await swept(client, "2026-12-02T09:00:00")
    assert await colours(client, case_id) == ("red", "red")
    assert [entry["colour"] for entry in await noted(client, case_id)] == ["yellow", None, None, "red"]
    await answer(client, case_id)
    assert await colours(client, case_id) == ("yellow", "green")
    assert await colours(client, case_id, as_of="2026-12-01T09:00:00+08:00") == ("yellow", "yellow")


async def test_not_satisfied_twice_is_red_whatever_the_time(client: Client) -> None:
    case_id = await replied(client)
    for _ in range(2):
        await act(client, "resident", case_id, "evaluate", **BAD)
        if (await view(client, "town_office", case_id))["status"] == "expert_review":
            break
        await act(client, "town_office", case_id, "redo", reason="属实")
        await answer(client, case_id)
    assert await colours(client, case_id) == ("red", "green")
    (entry,) = await noted(client, case_id)
    assert (entry["data"]["cause"], entry["data"]["supervisor"]) == ("quality", "chair")
