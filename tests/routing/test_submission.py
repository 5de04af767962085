"""Where a matter goes when it is handed in."""

from uuid import UUID

from sqlmodel import update

from app.db import unit_of_work
from app.domain.vocabulary import Kind
from app.models import Unit
from tests.cases import CONTACT, Json, act, at_county, draft, hidden, offered, refused, submit, view
from tests.conftest import Client, Deliver
from tests.routing.bodies import added, edited, listed

ROUTED = ("proposed_unit_id", "field_id", "rule_id", "route_reason", "origin_station_id")


async def went(client: Client, case_id: str, who: str = "county_office") -> Json:
    """What the desk reads of the way that it took."""
    seen = await view(client, who, case_id)
    return {name: seen[name] for name in ROUTED if seen[name]}


async def test_without_rules_it_stays_at_its_station(client: Client) -> None:
    case_id = (await submit(client))["id"]
    assert await went(client, case_id) == {}
    assert (await view(client, "liaison", case_id))["station_id"] == str(client.world.stations["town"])


async def test_a_unit_is_proposed_and_the_desk_reads_why(client: Client) -> None:
    made = await added(client, kinds=["appeal"], area_code="411122102", words=["路灯"])
    case_id = (await submit(client))["id"]
    expected = {
        "proposed_unit_id": str(client.world.units["county_a"]),
        "rule_id": made["id"],
        "route_reason": "县单位负责照明（种类“群众诉求”；类别“照明”；区划“甲镇”；内容含规则所列词语）",
    }
    assert await went(client, case_id) == expected
    assert await went(client, case_id, "liaison") == expected
    seen = await view(client, "liaison", case_id)
    assert (seen["status"], seen["level"], seen["assignments"]) == ("registered", "town", [])
    assert await hidden(client, "county_a_handler", case_id)


async def test_the_resident_reads_nothing_of_it(client: Client) -> None:
    await added(client)
    mine = await view(client, "resident", (await submit(client))["id"])
    assert not mine.keys() & set(ROUTED)


async def test_the_first_rule_that_fits_decides(client: Client) -> None:
    await added(client, name="水", words=["停水"], unit_id=client.world.units["county_b"])
    lamp = await added(client, name="灯", words=["路灯"], unit_id=client.world.units["town_a"])
    await added(client, name="照明")
    rest = await added(client, name="其余", category_code=None, unit_id=client.world.units["town_b"])
    assert (await went(client, (await submit(client))["id"]))["rule_id"] == lamp["id"]
    other = await submit(client, title="门前积水", text="下雨积水", category_code=None)
    told = await went(client, other["id"])
    assert (told["rule_id"], told["route_reason"]) == (rest["id"], "县单位负责照明（其余事项）")


async def test_a_rule_that_is_off_routes_nothing(client: Client) -> None:
    await edited(client, await added(client), active=False)
    assert await went(client, (await submit(client))["id"]) == {}


async def test_rules_of_another_county_are_none_of_ours(client: Client) -> None:
    body = {
        "name": "其余",
        "unit_id": str(client.world.units["county_a_away"]),
        "reason": "归县单位",
    }
    assert (await client.post("admin_away", "/admin/routing-rules", body)).status_code == 201
    assert await went(client, (await submit(client))["id"]) == {}


async def test_it_is_sent_to_another_station(client: Client, deliver: Deliver) -> None:
    stations = client.world.stations
    await added(client, to_station_id=stations["other"])
    receipt = await submit(client)
    assert receipt["station_name"] == "other联络站"
    seen = await view(client, "far_liaison", receipt["id"])
    assert (seen["station_id"], seen["origin_station_id"]) == (str(stations["other"]), str(stations["town"]))
    assert await hidden(client, "liaison", receipt["id"])
    assert (await view(client, "resident", receipt["id"]))["station_name"] == "other联络站"
    await deliver()
    told = (await client.get("far_liaison", "/desk/notices")).json()["items"]
    assert "submit" in {notice["action"] for notice in told}


async def test_what_is_already_there_stays(client: Client) -> None:
    made = await added(client, to_station_id=client.world.stations["town"])
    told = await went(client, (await submit(client))["id"])
    assert told.keys() == {"rule_id", "route_reason"}
    assert told["rule_id"] == made["id"]


async def test_where_it_came_in_is_the_station_of_the_code(client: Client) -> None:
    made = await added(client, category_code=None, station_id=client.world.stations["point"])
    assert await went(client, (await submit(client))["id"]) == {}
    scanned = await submit(client, code=client.world.codes["point"])
    assert await went(client, scanned["id"]) == {
        "rule_id": made["id"],
        "proposed_unit_id": str(client.world.units["county_a"]),
        "route_reason": "县单位负责照明（来自“point联络站”）",
    }


async def test_what_is_entered_for_somebody_is_routed_too(client: Client) -> None:
    await added(client, to_station_id=client.world.stations["other"])
    form = {
        "kind": "appeal",
        "channel": "phone",
        "title": "路灯不亮",
        "text": "路灯不亮",
        "category_code": "lighting",
        "contact": CONTACT,
        "visibility": "units",
        "consent": "电话中同意",
    }
    answer = await client.post("liaison", "/desk/cases", form)
    assert answer.status_code == 201, answer.text
    assert answer.json()["station_name"] == "other联络站"
    assert (await view(client, "far_liaison", answer.json()["id"]))["status"] == "submitted"


async def test_a_suggestion_is_routed_when_it_is_handed_in(client: Client) -> None:
    made = await added(
        client, category_code=None, kinds=["suggestion"], office_id=client.world.offices["committee_2"]
    )
    case_id = await draft(client)
    assert (await view(client, "deputy", case_id))["rule_id"] is None
    await act(client, "deputy", case_id, "submit")
    assert await went(client, case_id) == {
        "rule_id": made["id"],
        "field_id": str(client.world.offices["committee_2"]),
        "route_reason": f"县单位负责照明（种类“{Kind.SUGGESTION.label}”）",
    }


async def test_a_committee_gets_it_once_people_have_passed_it_up(client: Client, deliver: Deliver) -> None:
    """The rule names the pool; that it is the county's matter is decided by people."""
    await added(client, office_id=client.world.offices["committee_2"])
    case_id = (await submit(client))["id"]
    assert (await view(client, "town_office", case_id))["level"] == "town"
    assert await hidden(client, "far_committee", case_id)
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "town_office", case_id, "escalate", reason="超出本级职权")
    assert await hidden(client, "committee", case_id)
    assert "claim" in await offered(client, "far_committee", case_id)
    await refused(client, "committee", case_id, "claim", "CASE_NOT_FOUND")
    await deliver()
    told = {who: await told_of(client, who) for who in ("far_committee", "committee", "county_office")}
    assert told == {"far_committee": {"escalate"}, "committee": set(), "county_office": {"escalate"}}
    await act(client, "far_committee", case_id, "claim")
    assert (await view(client, "county_office", case_id))["committee_id"] == str(
        client.world.offices["committee_2"]
    )


async def told_of(client: Client, who: str) -> set[str]:
    items = (await client.get(who, "/desk/notices", limit=100)).json()["items"]
    return {item["action"] for item in items} & {"escalate"}


async def test_what_a_committee_gives_back_is_anybodys(client: Client) -> None:
    await added(client, office_id=client.world.offices["committee_2"])
    case_id = await at_county(client)
    await act(client, "far_committee", case_id, "claim")
    await act(client, "far_committee", case_id, "give_back", reason="不属本委职责")
    assert {"claim"} <= await offered(client, "committee", case_id)
    assert {"claim"} <= await offered(client, "far_committee", case_id)


async def test_a_complaint_never_goes_to_the_unit_that_it_is_about(client: Client) -> None:
    units = client.world.units
    await added(client, name="作风", category_code="conduct", unit_id=units["county_a"])
    second = await added(client, name="作风二", category_code="conduct", unit_id=units["county_b"])
    complaint = {"code": client.world.codes["town"], "category_code": "conduct"}
    about = await submit(client, **complaint, accused_unit_id=str(units["county_a"]))
    told = await went(client, about["id"])
    assert (told["rule_id"], told["proposed_unit_id"]) == (second["id"], str(units["county_b"]))


async def test_a_rule_that_was_overtaken_is_passed_over_and_goes_off(client: Client) -> None:
    """Whatever put the unit out of use: the next matter finds nobody there."""
    made = await added(client)
    follower = await added(client, name="照明二", unit_id=client.world.units["county_b"])
    await put_out_of_use(client, client.world.units["county_a"])
    assert (await went(client, (await submit(client))["id"]))["rule_id"] == follower["id"]
    off = next(item for item in await listed(client) if item["id"] == made["id"])
    assert (off["active"], off["off_reason"]) == (False, "“county_a单位”已停用")
    entry = (await client.get("admin", "/admin/audit", row_id=made["id"])).json()["items"][0]
    assert (entry["action"], entry["actor_name"], entry["account_id"]) == ("edit", "系统", None)
    assert len((await client.get("admin", "/admin/notices")).json()["items"]) == 1
    await submit(client)
    assert len((await client.get("admin", "/admin/audit", row_id=made["id"])).json()["items"]) == 2


async def put_out_of_use(client: Client, unit_id: UUID) -> None:
    """Not through the directory."""
    async with unit_of_work(client.house.sessions) as session:
        await session.exec(update(Unit).where(Unit.id == unit_id).values(active=False))  # type: ignore[arg-type]
