"""承诺销号: what heads of units promise at a station is on record, and struck off only when deputies saw it done."""

from tests.cases import day
from tests.conftest import Client
from tests.integrations.pictures import picture, saved
from tests.promises.steps import LEDGER, attempt, checked, do
from tests.stories.play import Json, enter, held, planned, read, send

PHOTO = saved(picture(), "JPEG")
HEADS = {"county_a": "周平", "county_b": "李清"}


async def visited(client: Client, unit: str) -> Json:
    """The head of a unit came to the station and met deputies there."""
    roster = [
        {"deputy_id": str(client.world.deputies["deputy"]), "part": "提问"},
        {"unit_id": str(client.world.units[unit]), "name": HEADS[unit], "part": "答复"},
    ]
    station = str(client.world.stations["town"])
    more = {"station_id": station, "roster": roster}
    visit = await planned(client, "county_office", "visit", "国家机关进站", **more)
    client.clock.advance(days=1, hours=3)
    return await held(client, "county_office", visit, questions=2)


async def promised(client: Client, visit: Json, unit: str, text: str, ahead: int) -> Json:
    """What the head said, in the archive of the visit."""
    body = {
        "source": "event",
        "event_id": visit["id"],
        "unit_id": str(client.world.units[unit]),
        "person": HEADS[unit],
        "text": text,
        "due_on": day(client, ahead),
    }
    return await send(client, "liaison", LEDGER, body)


async def test_what_was_promised_at_the_station_is_struck_off_on_site(client: Client) -> None:
    visit = await visited(client, "county_a")
    opinion = {"channel": "event", "event_id": visit["id"], "kind": "opinion", "title": "增加集中充电点"}
    written = await enter(client, "liaison", **opinion)
    shed = await promised(client, visit, "county_a", "建成两个能停四十辆电动车的车棚", 60)
    lamp = await promised(client, visit, "county_a", "更换楼道灯", 30)
    archive = await read(client, "county_office", f"/desk/events/{visit['id']}")
    assert [case["number"] for case in archive["cases"]] == [written.number]
    own = (await read(client, "county_a_head", LEDGER, event_id=visit["id"]))["items"]
    assert {item["id"] for item in own} == {shed["id"], lamp["id"]}
    assert (await read(client, "county_b_head", LEDGER))["items"] == []

    photo = (await client.upload("county_a_handler", PHOTO)).json()["upload_id"]
    await do(client, "county_a_handler", shed, "proof", text="车棚已建成", upload_ids=[photo])
    own_word = await attempt(client, "county_a_head", shed, "strike-off", proof="已办", **checked(client))
    assert own_word.json()["code"] == "STRIKE_OFF_BY_UNIT"
    await do(client, "deputy", shed, "checks", finding="两个车棚都已启用，能充电、能遮雨", **checked(client))
    done = await do(client, "committee", shed, "strike-off", **checked(client))
    assert [entry["step"] for entry in done["entries"]] == ["give", "prove", "check", "strike_off"]
    assert done["state"] == "kept"

    client.clock.advance(days=31)
    late = (await read(client, "county_office", LEDGER, overdue="true"))["items"]
    assert [item["id"] for item in late] == [lamp["id"]]
    figures = await read(client, "county_office", f"{LEDGER}/figures", event_id=visit["id"])
    assert (figures["kept"]["numerator"], figures["kept"]["denominator"], figures["kept"]["rate"]) == (
        1,
        2,
        0.5,
    )


async def test_what_did_not_last_is_owed_again(client: Client) -> None:
    visit = await visited(client, "county_b")
    made = await promised(client, visit, "county_b", "疏通雨污管网", 20)
    bare = await attempt(client, "far_committee", made, "strike-off", **checked(client))
    assert bare.json()["code"] == "STRIKE_OFF_WITHOUT_PROOF"
    await do(client, "far_committee", made, "strike-off", proof="现场查看，水已退", **checked(client))
    client.clock.advance(days=40)
    again = {"finding": "一场雨后又积水", "due_on": day(client, 30)}
    back = await do(client, "far_committee", made, "revive", **again)
    assert (back["state"], back["first_due_on"]) == ("open", made["due_on"])
    figures = await read(client, "county_office", f"{LEDGER}/figures")
    assert (figures["revived"]["numerator"], figures["revived"]["denominator"]) == (1, 1)
