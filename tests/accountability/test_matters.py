"""Accountability: who opens and decides, and what the unit concerned may know and when."""

from app.domain.vocabulary import AccountabilityCause
from app.models.base import new_id
from tests.accountability.steps import MATTERS, decision, done, matter, opened
from tests.cases import shortlisted, submit
from tests.conftest import Client
from tests.groups.steps import seen, wrong

UNIT = ("unit_handler", "unit_head")
SECRETS = ("催办三次未答复", "催办记录", "无正当理由逾期两个月未答复", "town_office")


async def test_the_five_causes(client: Client) -> None:
    for cause in AccountabilityCause:
        assert (await opened(client, cause=cause.value))["cause"] == cause
    assert len(AccountabilityCause) == 5
    (one,) = (await seen(client, "town_office", MATTERS, cause="reprisal"))["items"]
    assert one["cause"] == "reprisal"


async def test_only_an_organ_of_the_congress_opens_a_matter_and_only_within_its_reach(client: Client) -> None:
    for who in ("deputy", "liaison", "station_head", "mediator", *UNIT):
        assert (await client.post(who, MATTERS, matter(client))).status_code == 403, who
    county_b = matter(client, unit_id=str(client.world.units["county_b"]))
    for who, body in (
        ("committee", county_b),
        ("town_office", county_b),
        ("far_town_office", matter(client)),
    ):
        answer = await client.post(who, MATTERS, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "UNIT_OUT_OF_SCOPE"), who
    await opened(client, "committee", unit_id=str(client.world.units["county_a"]))
    await opened(client, "county_office", unit_id=str(client.world.units["county_b"]))


async def test_who_sees_a_matter_that_is_not_decided(client: Client) -> None:
    made = await opened(client)
    everybody = ("county_office", "town_office", "committee", "far_town_office", *UNIT, "town_b_head")
    knows = {"county_office", "town_office"}
    for who in everybody:
        listed = [item["id"] for item in (await seen(client, who, MATTERS))["items"]]
        one = (await client.get(who, f"{MATTERS}/{made['id']}")).status_code
        assert (listed, one) == (([made["id"]], 200) if who in knows else ([], 404)), who
    for who in ("deputy", "liaison", "station_head"):
        assert (await client.get(who, MATTERS)).status_code == 403
        assert (await client.get(who, f"{MATTERS}/{made['id']}")).status_code == 404


async def test_the_unit_reads_the_decision_and_nothing_that_led_to_it(client: Client) -> None:
    case_id = await shortlisted(client)
    made = await opened(client, case_id=case_id)
    for step, body in (("evidence", {"version": 1, "text": "自证清白"}), ("decide", decision())):
        answer = await client.post("unit_head", f"{MATTERS}/{made['id']}/{step}", body)
        assert answer.status_code == 404
    await done(client, "town_office", made, "decide", decision())
    for who in UNIT:
        for path in (MATTERS, f"{MATTERS}/{made['id']}"):
            text = (await client.get(who, path)).text
            assert "责令书面检查" in text
            assert not any(secret in text for secret in (*SECRETS, case_id)), who
        one = await seen(client, who, f"{MATTERS}/{made['id']}")
        known = {"cause", "measure", "decided_by", "decided_on", "basis", "person"}
        assert all(one[name] for name in known)
        hidden = {name: one[name] for name in ("summary", "case_id", "opened_by", "created_at", "evidence")}
        assert hidden == {
            "summary": None,
            "case_id": None,
            "opened_by": None,
            "created_at": None,
            "evidence": [],
        }
        answer = await client.post(who, f"{MATTERS}/{made['id']}/evidence", {"version": 2, "text": "辩解"})
        assert answer.status_code == 403
    assert (await seen(client, "town_b_head", MATTERS))["items"] == []


async def test_a_dismissed_matter_never_reaches_the_unit(client: Client) -> None:
    made = await opened(client)
    over = await done(client, "town_office", made, "dismiss", {"version": 1, "reason": "查无实据"})
    assert (over["state"], over["reason"], over["measure"]) == ("dismissed", "查无实据", None)
    for who in UNIT:
        assert (await seen(client, who, MATTERS))["items"] == []
        assert (await client.get(who, f"{MATTERS}/{made['id']}")).status_code == 404


async def test_it_is_proved_first_and_concluded_once(client: Client) -> None:
    made = await opened(client, evidence=[])
    path = f"{MATTERS}/{made['id']}"
    bare = await client.post("town_office", f"{path}/decide", decision())
    assert (bare.status_code, bare.json()["code"]) == (409, "EVIDENCE_MISSING")
    proved = await done(client, "town_office", made, "evidence", {"version": 1, "text": "催办三次未答复"})
    assert [(each["text"], each["entered_by"]) for each in proved["evidence"]] == [
        ("催办三次未答复", "town_office")
    ]
    late = await client.post("town_office", f"{path}/decide", decision(version=2, decided_on="2026-11-21"))
    assert (late.status_code, late.json()["code"]) == (409, "DATE_OUT_OF_RANGE")
    assert {
        name for name, _ in wrong(await client.post("town_office", f"{path}/decide", decision(basis="")))
    } == {"basis"}
    stale = await client.post("town_office", f"{path}/decide", decision())
    assert (stale.status_code, stale.json()["code"]) == (409, "STALE_VERSION")
    decided = await done(client, "county_office", made, "decide", decision(version=2))
    for step, body in (
        ("decide", decision(version=decided["version"])),
        ("dismiss", {"version": decided["version"], "reason": "改判"}),
        ("evidence", {"version": decided["version"], "text": "补充"}),
    ):
        again = await client.post("town_office", f"{path}/{step}", body)
        assert (again.status_code, again.json()["code"]) == (409, "ACCOUNTABILITY_OVER")


async def test_a_case_that_the_organ_does_not_see_is_not_there(client: Client) -> None:
    case_id = (await submit(client))["id"]
    unit = str(client.world.units["county_a"])
    for who, case in (("committee", case_id), ("county_office", str(new_id()))):
        answer = await client.post(who, MATTERS, matter(client, unit_id=unit, case_id=case))
        assert (answer.status_code, answer.json()["code"]) == (404, "CASE_NOT_FOUND")
    assert (await opened(client, case_id=case_id))["case_id"] == case_id
