"""What is done about a promise, by whom, and what is refused."""

import asyncio

from tests.cases import day
from tests.conftest import Client
from tests.groups.steps import seen
from tests.integrations.pictures import picture, saved
from tests.promises.steps import LEDGER, at_visit, attempt, checked, do, given, refused, votes

PHOTO = saved(picture(), "JPEG")


async def test_from_the_new_year_to_the_end_of_it(client: Client) -> None:
    steps = [{"name": "完成招标", "due_on": day(client, 60)}, {"name": "完工", "due_on": day(client, 280)}]
    made = await given(client, milestones=steps)
    photo = (await client.upload("unit_handler", PHOTO)).json()["upload_id"]
    client.clock.advance(days=50)
    await do(client, "unit_handler", made, "proof", text="已开标", milestone=1, upload_ids=[photo])
    await do(client, "deputy", made, "checks", finding="进度正常", **checked(client))
    now = await do(client, "town_office", made, "strike-off", proof="验收合格", **checked(client))
    assert [each["done_on"] for each in now["milestones"]] == [day(client, 0), None]
    rated = await do(client, "county_office", made, "rating", **votes(client, 13, 3, 0))
    assert [entry["step"] for entry in rated["entries"]] == ["give", "prove", "check", "strike_off", "rate"]
    assert [item["id"] for item in rated["entries"][1]["attachments"]] == [photo]
    assert (await client.http.get(rated["entries"][1]["attachments"][0]["url"])).status_code == 200
    assert (rated["state"], rated["ballots"][0]["satisfied"], rated["ballots"][0]["year"]) == (
        "kept",
        13,
        2027,
    )
    assert [(entry["actor_name"], entry["person"]) for entry in rated["entries"][1:3]] == [
        ("unit_handler", ""),
        ("deputy", "刘岚"),
    ]


async def test_a_photo_is_used_once(client: Client) -> None:
    one, other = await given(client), await given(client)
    photo = (await client.upload("unit_handler", PHOTO)).json()["upload_id"]
    await do(client, "unit_handler", one, "proof", text="已开标", upload_ids=[photo])
    assert (
        await refused(client, "unit_handler", other, "proof", text="同上", upload_ids=[photo])
        == "UPLOAD_USED"
    )
    assert (await seen(client, "unit_handler", f"{LEDGER}/{other['id']}"))["version"] == 1


async def test_the_unit_never_strikes_off_what_it_promised(client: Client) -> None:
    made = await given(client)
    for who in ("unit_handler", "unit_head"):
        assert (
            await refused(client, who, made, "strike-off", proof="已办", **checked(client))
            == "STRIKE_OFF_BY_UNIT"
        )
        for step in ("carry-over", "revive", "rating", "checks"):
            body = {"due_on": day(client, 400), "reason": "忙", "finding": "好", **votes(client, 1, 0, 0)}
            fields = {
                "carry-over": {"due_on": body["due_on"], "reason": "忙"},
                "revive": {"due_on": body["due_on"], "finding": "好"},
                "rating": votes(client, 1, 0, 0),
                "checks": {"finding": "好", **checked(client)},
            }[step]
            assert await refused(client, who, made, step, **fields) == "FORBIDDEN", step
    for who in ("deputy", "liaison", "station_head"):
        assert await refused(client, who, made, "strike-off", proof="已办", **checked(client)) == "FORBIDDEN"
    assert await refused(client, "town_office", made, "proof", text="已办") == "FORBIDDEN"


async def test_a_strike_off_needs_a_proof_and_happens_once(client: Client) -> None:
    made = await at_visit(client)
    assert (
        await refused(client, "town_office", made, "strike-off", **checked(client))
        == "STRIKE_OFF_WITHOUT_PROOF"
    )
    await do(client, "unit_head", made, "proof", text="已全部完工")
    tomorrow = {"on": day(client, 1), "checker": "刘岚"}
    assert await refused(client, "town_office", made, "strike-off", **tomorrow) == "DATE_OUT_OF_RANGE"
    await do(client, "town_office", made, "strike-off", **checked(client))
    again = await refused(client, "county_office", made, "strike-off", proof="再销一次", **checked(client))
    assert again == "PROMISE_STRUCK_OFF"
    assert await refused(client, "unit_head", made, "proof", text="补充") == "PROMISE_STRUCK_OFF"


async def test_a_revived_promise_is_proved_anew(client: Client) -> None:
    made = await given(client)
    ahead = {"due_on": day(client, 30), "finding": "回头看：又坏了"}
    assert await refused(client, "town_office", made, "revive", **ahead) == "PROMISE_NOT_STRUCK_OFF"
    await do(client, "unit_head", made, "proof", text="已完工")
    await do(client, "town_office", made, "strike-off", **checked(client))
    past = ahead | {"due_on": day(client, -1)}
    assert await refused(client, "town_office", made, "revive", **past) == "PROMISE_DATE_PAST"
    back = await do(client, "county_office", made, "revive", **ahead)
    assert (back["state"], back["revived"], back["due_on"], back["struck_off_at"]) == (
        "open",
        1,
        day(client, 30),
        None,
    )
    assert back["first_due_on"] == made["due_on"]
    assert (
        await refused(client, "town_office", made, "strike-off", **checked(client))
        == "STRIKE_OFF_WITHOUT_PROOF"
    )


async def test_carrying_over_keeps_the_first_day_and_says_why(client: Client) -> None:
    made = await given(client, due_on=day(client, 30))
    later = day(client, 395)
    assert (
        await refused(client, "town_office", made, "carry-over", due_on=later) == "CARRY_OVER_WITHOUT_REASON"
    )
    earlier = {"due_on": day(client, 20), "reason": "提前"}
    assert await refused(client, "town_office", made, "carry-over", **earlier) == "CARRY_OVER_NOT_LATER"
    past = {"due_on": day(client, -1), "reason": "倒填"}
    assert await refused(client, "town_office", made, "carry-over", **past) == "PROMISE_DATE_PAST"
    moved = await do(client, "town_office", made, "carry-over", due_on=later, reason="资金列入下一年度")
    assert (moved["due_on"], moved["first_due_on"], moved["carried_over"]) == (later, made["due_on"], 1)
    entry = moved["entries"][-1]
    assert (entry["from_due_on"], entry["to_due_on"], entry["text"]) == (
        made["due_on"],
        later,
        "资金列入下一年度",
    )


async def test_a_year_is_rated_once(client: Client) -> None:
    made = await given(client)
    await do(client, "town_office", made, "rating", **votes(client, 5, 2, 1))
    assert await refused(client, "town_office", made, "rating", **votes(client, 8, 0, 0)) == "PROMISE_RATED"
    nobody = await attempt(client, "town_office", made, "rating", **votes(client, 0, 0, 0))
    assert (nobody.status_code, nobody.json()["code"]) == (422, "VALIDATION_FAILED")
    client.clock.advance(days=365)
    twice = await do(client, "town_office", made, "rating", **votes(client, 8, 0, 0))
    assert [each["year"] for each in twice["ballots"]] == [2026, 2027]


async def test_a_milestone_that_is_not_there(client: Client) -> None:
    made = await given(client)
    answer = await attempt(client, "unit_head", made, "proof", text="已开标", milestone=1)
    assert [each["code"] for each in answer.json()["errors"]] == ["MILESTONE_UNKNOWN"]


async def test_a_stale_version_and_a_repeated_call(client: Client) -> None:
    made = await given(client)
    body = {"version": 1, "text": "已开标"}
    path = f"{LEDGER}/{made['id']}/proof"
    first = await client.post("unit_head", path, body, key="prove-it-once")
    assert (await client.post("unit_head", path, body, key="prove-it-once")).json() == first.json()
    stale = await client.post("unit_head", path, body)
    assert (stale.status_code, stale.json()["code"]) == (409, "STALE_VERSION")


async def test_two_strike_offs_at_once(committed: Client) -> None:
    made = await given(committed)
    body = {"version": 1, "proof": "现场已完成", **checked(committed)}
    path = f"{LEDGER}/{made['id']}/strike-off"
    who = ("town_office", "county_office")
    answers = await asyncio.gather(*(committed.post(each, path, body) for each in who))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
