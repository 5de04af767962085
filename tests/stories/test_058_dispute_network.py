"""矛盾调处服务网: deputies, the people's court and the petition office settle quarrels together at the station."""

from app.presets.practices import presets
from tests.cases import GOOD
from tests.conftest import Client
from tests.stories.play import Matter, appoint, enter, read

COURT, PETITIONS = "示例人民法庭", "示例信访办"
STEPS = [step.label for step in presets()["mediation"].steps]


async def network(client: Client) -> str:
    """A judge and somebody of the petition office are mediators at the town's station."""
    station_id = str(client.world.stations["town"])
    await appoint(client, "陈正", "neighbour", "mediator", station_id, affiliation=COURT)
    await appoint(client, "何平", "firm", "mediator", station_id, affiliation=PETITIONS)
    return station_id


async def quarrel(client: Client, title: str = "宅基地边界争执") -> Matter:
    story = {"kind": "dispute", "title": title, "category_code": None, "preset": "mediation"}
    case = await enter(client, "liaison", **story)
    await case.do("town_office", "register")
    await case.do("station_head", "shortlist", decided_by="调处中心")
    return case


async def test_everybody_knows_who_mediates_here(client: Client) -> None:
    station_id = await network(client)
    card = await read(client, None, f"/public/stations/{station_id}")
    known = {mediator["name"]: mediator["affiliation"] for mediator in card["mediators"]}
    assert {"陈正": COURT, "何平": PETITIONS}.items() <= known.items()
    found = (await read(client, "station_head", f"/desk/stations/{station_id}/mediators"))["items"]
    roster = {(each["role"], each["name"], each["affiliation"]) for each in found}
    assert {
        ("mediator", "陈正", COURT),
        ("mediator", "何平", PETITIONS),
        ("deputy", "deputy代表", ""),
    } <= roster
    # who mediates at the station does so for its points as well
    point = await read(client, "liaison", f"/desk/stations/{client.world.stations['point']}/mediators")
    assert {each["name"] for each in found} <= {each["name"] for each in point["items"]}
    other = await read(client, "county_office", f"/desk/stations/{client.world.stations['other']}/mediators")
    assert not {"陈正", "何平"} & {each["name"] for each in other["items"]}


async def test_a_judge_takes_one_and_settles_it(client: Client) -> None:
    await network(client)
    case = await quarrel(client)
    await case.do("陈正", "claim")
    await case.refuses("何平", "claim", "ILLEGAL_MOVE")
    await case.refuses("何平", "complete", "FORBIDDEN", public_text="以老界石为准。")
    await case.do("陈正", "complete", public_text="双方同意以老界石为准，当场立界。")
    await case.do("county_office", "evaluate", **GOOD)
    seen = await case.seen_by("station_head")
    assert [step["label"] for step in seen["steps"] if step["reached_at"]] == STEPS
    acted = [entry for entry in seen["timeline"] if entry["role"] == "mediator"]
    assert [(entry["action"], entry["actor_name"], entry["affiliation"]) for entry in acted] == [
        ("complete", "陈正", COURT),
        ("claim", "陈正", COURT),
    ]


async def test_what_one_cannot_settle_the_next_one_takes(client: Client) -> None:
    await network(client)
    case = await quarrel(client)
    await case.do("何平", "claim")
    await case.do("何平", "give_back", reason="涉及确权，请法庭接手")
    await case.do("陈正", "claim")
    await case.do("陈正", "complete", public_text="依据确权登记调解成功。")
    await case.do("county_office", "evaluate", **GOOD)
    success = (await read(client, "county_office", "/desk/figures", kind="dispute"))["dispute_success"]
    assert (success["numerator"], success["denominator"]) == (1, 1)


async def test_mediators_see_quarrels_and_nothing_else(client: Client) -> None:
    await network(client)
    dispute, lamp = await quarrel(client), await enter(client, "liaison", title="路灯不亮")
    mine = await read(client, "陈正", "/desk/cases")
    assert [item["id"] for item in mine["items"]] == [dispute.id]
    assert (await client.get("陈正", f"/desk/cases/{lamp.id}")).status_code == 404
    await appoint(client, "外站", "resident", "mediator", str(client.world.stations["other"]))
    assert (await client.get("外站", f"/desk/cases/{dispute.id}")).status_code == 404
