"""Which clocks run at each step of a case's life, until when, and for whom; several at once."""

from tests.cases import (
    BAD,
    GOOD,
    OWNERS,
    RESOLVED,
    accept,
    act,
    answer,
    at_county,
    day,
    dispatch_form,
    dispatched,
    draft,
    handling,
    matter,
    promise,
    replied,
    shares,
    shortlisted,
    split,
    suggested,
    view,
)
from tests.clocks.running import by_name, clocks, due, now
from tests.conftest import Client

RETURN = {"reason": "不属于本单位职责", "legal_basis": "本单位三定规定第四条"}
TALK = {"method": "meeting", "record": "与代表谈清了范围和先后。"}
UPHELD = {"upheld": True, "reason": "情况属实"}
OVERRULED = {"upheld": False, "reason": "属于本单位职责"}


async def entered(client: Client) -> str:
    """Written down at the station, not registered yet."""
    body = matter(client, consent="本人口述，已核对并同意代录", channel="station")
    del body["code"]
    made = await client.post("liaison", "/desk/cases", body)
    assert made.status_code == 201, made.text
    case_id: str = made.json()["id"]
    return case_id


async def told(client: Client, case_id: str) -> None:
    await act(client, "liaison", case_id, "feedback", method="phone", told_on=day(client, 0), text="已告知")


async def test_an_appeal_from_the_station_to_the_rating(client: Client) -> None:
    """Everything on one Friday: what is due when, if nothing more is done."""
    case_id = await entered(client)
    assert await due(client, case_id) == {"register": "2026-11-23"}
    await act(client, "liaison", case_id, "register")
    assert await due(client, case_id) == {"hand_over": "2026-12-01"}
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    assert await due(client, case_id) == {"hand_over": "2026-12-01"}
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    waiting = {"reply@town_a": "2026-12-01", "return@town_a": "2026-12-04", "sign_in@town_a": "2026-11-23"}
    assert await due(client, case_id) == waiting
    await accept(client, case_id, "town_a")
    del waiting["sign_in@town_a"]
    assert await due(client, case_id) == waiting
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    assert await due(client, case_id) == {"reply@town_a": "2026-12-01"}
    await act(client, "unit_head", case_id, "send_back", reason="请写明日期")
    assert await due(client, case_id) == waiting
    await answer(client, case_id)
    assert await due(client, case_id) == {"feedback": "2026-11-25", "rating": "2026-11-27"}
    await told(client, case_id)
    assert await due(client, case_id) == {"rating": "2026-11-27"}
    await act(client, "county_office", case_id, "evaluate", **GOOD)
    assert await due(client, case_id) == {}


async def test_what_was_scanned_is_registered_by_itself_and_waits_to_be_handed_over(client: Client) -> None:
    case_id = await shortlisted(client)
    running = await by_name(client, case_id)
    assert set(running) == {"hand_over"}
    clock = running["hand_over"]
    assert (clock["number"], clock["unit"], clock["round"]) == (7, "working_day", 1)
    assert clock["source"] == "上海市人大关于代表建议、批评和意见的规定第十一条"
    assert clock["holder"] == "town_office机关"
    assert (clock["working_days_left"], clock["share_left"], clock["overdue"]) == (7, 1, False)
    await act(client, "town_office", case_id, "escalate", reason="超出本级职权")
    assert (await by_name(client, case_id))["hand_over"]["holder"] == "county_office机关"


async def test_each_unit_has_clocks_of_its_own(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    client.clock.advance(days=3)
    await act(client, "town_b_handler", case_id, "accept", owners=OWNERS)
    assert await due(client, case_id) == {
        "co_opinion@town_b": "2026-11-26",
        "reply@town_a": "2026-12-01",
        "return@town_a": "2026-12-04",
        "return@town_b": "2026-12-04",
    }
    parts = await shares(client, case_id)
    assert parts["town_b"]["reply_due_at"] == "2026-11-26T23:59:59+08:00"
    assert (await view(client, "town_office", case_id))["reply_due_at"] == parts["town_a"]["reply_due_at"]
    await act(client, "town_b_handler", case_id, "give_opinion", opinion="同意更换")
    assert set(await by_name(client, case_id)) == {"reply@town_a", "return@town_a"}
    await answer(client, case_id)
    assert set(await by_name(client, case_id)) == {"feedback", "rating"}


async def test_two_parts_run_side_by_side_and_the_last_ends_it(client: Client) -> None:
    case_id = await split(client)
    assert set(await by_name(client, case_id)) == {
        *("reply@town_a", "return@town_a"),
        *("reply@town_b", "return@town_b"),
    }
    await answer(client, case_id, "town_b")
    assert set(await by_name(client, case_id)) == {"reply@town_a", "return@town_a"}
    await answer(client, case_id, "town_a")
    assert set(await by_name(client, case_id)) == {"feedback", "rating"}


async def test_co_units_do_not_run_on_when_the_answer_is_signed_without_them(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    signed = {"signer": "周平", "missing_opinions_reason": "无需协办"}
    await act(client, "unit_head", case_id, "sign_reply", **signed)
    assert set(await by_name(client, case_id)) == {"feedback", "rating"}


async def test_a_suggestion_is_talked_over_first_and_has_months(client: Client) -> None:
    case_id = await suggested(client, co=("county_b",))
    assert await due(client, case_id) == {
        "co_opinion@county_b": "2027-01-20",
        "pre_talk@county_a": "2026-12-21",  # the 20th is a Sunday
        "reply@county_a": "2027-02-22",  # the 20th is a Saturday
        "return@county_a": "2026-12-04",
        "return@county_b": "2026-12-04",
        "sign_in@county_b": "2026-11-23",
    }
    await act(client, "county_a_handler", case_id, "communicate", **TALK, on=day(client, 0))
    assert "pre_talk@county_a" not in await by_name(client, case_id)
    await act(client, "county_b_handler", case_id, "accept", owners=OWNERS)
    await act(client, "county_b_handler", case_id, "give_opinion", opinion="同意")
    await answer(client, case_id, "county_a")
    assert await due(client, case_id) == {"feedback": "2026-11-25", "rating": "2026-12-04"}


async def test_a_draft_has_no_clock_and_waits_to_be_registered_once_it_is_handed_in(client: Client) -> None:
    case_id = await draft(client)
    assert (await clocks(client, case_id, "deputy"))["items"] == []
    await act(client, "deputy", case_id, "submit")
    assert await due(client, case_id) == {"register": "2026-11-23"}


async def test_an_appeal_has_a_clock_for_the_talk_only_where_one_is_owed(client: Client) -> None:
    case_id = await shortlisted(client)
    form = dispatch_form(client, talk_required=True)
    await act(client, "town_office", case_id, "dispatch", **form)
    await accept(client, case_id, "town_a")
    assert (await due(client, case_id))["pre_talk@town_a"] == "2026-12-21"
    met = [{"name": "王女士", "role": "citizen"}]
    talk = TALK | {"on": day(client, 0), "met": met, "place": "老街东口"}
    await act(client, "unit_handler", case_id, "communicate", **talk)
    assert set(await by_name(client, case_id)) == {"reply@town_a", "return@town_a"}


async def test_another_platform_answers_in_the_same_time(client: Client) -> None:
    case_id = await shortlisted(client)
    system = str(client.world.systems["hotline"])
    await act(client, "town_office", case_id, "push_external", system_id=system)
    assert await due(client, case_id) == {"reply": "2026-12-01"}
    assert (await view(client, "town_office", case_id))["reply_due_at"] == "2026-12-01T23:59:59+08:00"
    client.clock.advance(days=5)
    await act(client, "town_office", case_id, "external_return", reason="平台退回")
    assert await due(client, case_id) == {"hand_over": "2026-12-04"}


async def test_what_a_unit_gives_back_is_handed_over_anew_in_a_time_of_its_own(client: Client) -> None:
    case_id = await dispatched(client)
    await act(client, "unit_handler", case_id, "request_return", **RETURN)
    assert await due(client, case_id) == {"reply@town_a": "2026-12-01"}
    client.clock.advance(days=3)
    await act(client, "town_office", case_id, "decide_return", **UPHELD)
    assert await due(client, case_id) == {"reassign": "2026-12-07"}
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client, main="town_b"))
    assert await due(client, case_id) == {
        "reply@town_b": "2026-12-02",
        "return@town_b": "2026-12-07",
        "sign_in@town_b": "2026-11-24",
    }


async def test_what_is_not_taken_back_is_signed_for_again_and_not_later_for_that(client: Client) -> None:
    case_id = await handling(client)
    client.clock.advance(days=3)
    await act(client, "unit_handler", case_id, "request_return", **RETURN)
    await act(client, "town_office", case_id, "decide_return", **OVERRULED)
    assert await due(client, case_id) == {
        "reply@town_a": "2026-12-01",
        "return@town_a": "2026-12-04",
        "sign_in@town_a": "2026-11-24",
    }
    started = {name: clock["started_at"] for name, clock in (await by_name(client, case_id)).items()}
    assert started["sign_in@town_a"] == now(client) > started["return@town_a"] == started["reply@town_a"]


async def test_a_unit_that_may_not_give_it_back_any_more_has_no_clock_for_it(client: Client) -> None:
    case_id = await dispatched(client)
    for unit, other in (("unit_handler", "town_b"), ("town_b_handler", "town_a")):
        await act(client, unit, case_id, "request_return", **RETURN)
        await act(client, "town_office", case_id, "decide_return", **UPHELD)
        await act(client, "town_office", case_id, "dispatch", **dispatch_form(client, main=other))
    assert set(await by_name(client, case_id)) == {"reply@town_a", "sign_in@town_a"}


async def test_a_redo_has_its_own_time_and_what_is_reopened_the_whole(client: Client) -> None:
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **BAD)
    assert set(await by_name(client, case_id)) == {"feedback"}
    client.clock.advance(days=3)
    await act(client, "town_office", case_id, "redo", reason="属实")
    assert await due(client, case_id) == {"redo@town_a": "2026-12-02", "return@town_a": "2026-12-07"}
    assert (await by_name(client, case_id))["redo@town_a"]["round"] == 2
    await answer(client, case_id)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    await act(client, "town_office", case_id, "reopen", reason="回头看未保持")
    assert await due(client, case_id) == {"reply@town_a": "2026-12-02", "return@town_a": "2026-12-07"}
    assert (await by_name(client, case_id))["reply@town_a"]["round"] == 3


async def test_a_suggestion_is_done_again_within_a_month(client: Client) -> None:
    case_id = await suggested(client)
    await act(client, "county_a_handler", case_id, "communicate", **TALK, on=day(client, 0))
    await answer(client, case_id, "county_a")
    await act(client, "deputy", case_id, "evaluate", **BAD)
    assert (await due(client, case_id))["redo@county_a"] == "2026-12-21"


async def test_the_expert_review_comes_to_a_conclusion_within_twenty_working_days(client: Client) -> None:
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **BAD)
    await act(client, "town_office", case_id, "redo", reason="属实")
    await answer(client, case_id)
    await act(client, "resident", case_id, "evaluate", **BAD)
    assert await due(client, case_id) == {"expert_review": "2026-12-18"}
    assert (await by_name(client, case_id))["expert_review"]["holder"] == "county_office机关"
    await act(client, "county_office", case_id, "conclude_review", finding="须整体更换", redo=True)
    assert set(await by_name(client, case_id)) == {"redo@town_a", "return@town_a"}


async def test_a_promise_runs_until_it_is_struck_off(client: Client) -> None:
    case_id = await handling(client)
    await answer(client, case_id, **promise(client))
    assert (await due(client, case_id))["promise"] == day(client, 30)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    running = await by_name(client, case_id)
    assert running["promise"]["holder"] == "town_a单位"
    assert (running["promise"]["number"], running["promise"]["unit"], running["promise"]["source"]) == (
        None,
        None,
        "",
    )
    await act(client, "town_office", case_id, "strike_off", proof="现场已亮灯", checker="刘岚")
    assert await due(client, case_id) == {}


async def test_a_wish_waits_for_whoever_claims_it(client: Client) -> None:
    case_id = await shortlisted(client, kind="wish", visibility="public")
    assert await due(client, case_id) == {}
    await act(client, "neighbour", case_id, "claim")
    assert await due(client, case_id) == {}
    await act(client, "neighbour", case_id, "complete", public_text="轮椅已送到。")
    assert set(await by_name(client, case_id)) == {"feedback", "rating"}


async def test_what_ends_leaves_no_clock(client: Client) -> None:
    withdrawn, master, merged, converted = [await shortlisted(client) for _ in range(4)]
    await act(client, "resident", withdrawn, "withdraw", reason="不用了")
    await act(client, "station_head", merged, "merge", master_case_id=master)
    project = {"kind": "project", "title": "老街照明改造", "ends_case": True}
    await act(client, "town_office", converted, "convert", **project)
    for case_id in (withdrawn, merged, converted):
        assert await due(client, case_id) == {}
        (clock,) = (await clocks(client, case_id))["items"]
        assert (clock["clock"], clock["stopped_at"]) == ("hand_over", now(client))
    await act(client, "station_head", merged, "unmerge", reason="并错了")
    assert await due(client, merged) == {"hand_over": "2026-12-01"}


async def test_at_the_county_the_ladder_begins_with_a_deputy_director(client: Client) -> None:
    town, county = await dispatched(client), await at_county(client)
    await act(client, "county_office", county, "dispatch", **dispatch_form(client, main="county_a"))
    watching = {}
    for case_id, unit in ((town, "town_a"), (county, "county_a")):
        lines = (await by_name(client, case_id))[f"reply@{unit}"]["lines"]
        watching[unit] = {line["line"]: line["supervisor"] for line in lines}
    assert watching["town_a"] == {
        "remind": None,
        "yellow": "secretary",
        "red": "chair",
        "deputy_director": "deputy_director",
        "director": "director",
    }
    assert watching["county_a"] == watching["town_a"] | {"yellow": None, "red": "deputy_director"}
