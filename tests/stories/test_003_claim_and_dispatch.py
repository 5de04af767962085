"""委室认领派单: the office verifies each item, each committee claims its field and hands it to the units that it called
together, and when, where and by whom the station is visited is agreed."""

from app.domain.vocabulary import OfficeKind
from app.presets.practices import practices, presets
from tests.cases import OWNERS
from tests.conftest import Client
from tests.stories.play import Json, Matter, building, read, send, submit
from tests.world import HOME

FIGURES = practices()[2].figures
STEPS = [step.label for step in presets()["four_party_order"].steps]
TITLES = {"committee": ["小区消防栓无水", "老旧电梯常停"], "far_committee": ["公交站没有雨棚"]}
OFFICES = {"committee": "committee", "far_committee": "committee_2"}


async def field_map(client: Client) -> dict[str, list[str]]:
    """Eight committees share fifty-nine units between them, kept by the administrator."""
    async with building(client) as builder:
        for number in range(FIGURES["committees"] - 2):
            await builder.office(f"委室{number}", OfficeKind.COMMITTEE, HOME)
        for number in range(FIGURES["units"] - 2):
            await builder.unit(f"局{number}", HOME)
    offices = [*OFFICES.values(), *(f"委室{number}" for number in range(FIGURES["committees"] - 2))]
    units = ["county_a", "county_b", *(f"局{number}" for number in range(FIGURES["units"] - 2))]
    shared = {office: units[place :: len(offices)] for place, office in enumerate(offices)}
    for office, own in shared.items():
        await keep(client, office, own)
    return shared


async def keep(client: Client, office: str, units: list[str]) -> None:
    path = f"/admin/offices/{client.world.offices[office]}/units"
    version = (await read(client, "admin", path))["version"]
    ids = [str(client.world.units[unit]) for unit in units]
    answer = await client.put("admin", path, {"version": version, "unit_ids": ids})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["units"]) == len(units)


async def verified(client: Client) -> dict[str, list[Matter]]:
    """True and workable, says the office of each item, and of whose field it is."""
    found: dict[str, list[Matter]] = {}
    for committee, titles in TITLES.items():
        field = str(client.world.offices[OFFICES[committee]])
        for title in titles:
            case = await submit(client, title=title, category_code=None)
            sorting = {"preset": "four_party_order", "level": "county", "field_id": field}
            await case.refuses("liaison", "screen", "FORBIDDEN", note="属实", **sorting)
            await case.do("county_office", "screen", note="属实可行", **sorting)
            await case.do("county_office", "shortlist", decided_by="活动办公室")
            found.setdefault(committee, []).append(case)
    return found


async def test_eight_committees_and_fifty_nine_units_each_in_one_field(client: Client) -> None:
    shared = await field_map(client)
    assert len(shared) == FIGURES["committees"]
    assert sum(len(units) for units in shared.values()) == FIGURES["units"]
    case = (await verified(client))["committee"][0]
    await case.do("committee", "claim")
    foreign = _to(client, shared["committee_2"][1])
    await case.refuses("committee", "dispatch", "UNIT_OUT_OF_SCOPE", **foreign)
    await case.do("committee", "dispatch", **_to(client, shared["committee"][1]))


def _to(client: Client, unit: str) -> Json:
    return {"route": "government", "main_unit_id": str(client.world.units[unit])}


async def test_each_committee_claims_its_own_and_the_office_sees_who_did(client: Client) -> None:
    found = await verified(client)
    everything = (await read(client, "county_office", "/desk/pools"))["pools"]
    waiting = {pool["name"]: pool["waiting"] for pool in everything}
    assert waiting == {"committee机关": 2, "committee_2机关": 1, "未分领域": 0}
    for committee, cases in found.items():
        own = (await read(client, committee, "/desk/pools"))["pools"][0]
        assert [item["title"] for item in own["items"]] == TITLES[committee]
        every = [case for each in found.values() for case in each]
        wanted = {"cases": [{"case_id": case.id, "version": case.version} for case in every]}
        results = (await send(client, committee, "/desk/pools/claims", wanted, 200))["items"]
        taken = {result["case_id"] for result in results if result["claimed"]}
        assert taken == {case.id for case in cases}
        for case in cases:
            case.version += 1
            claim = await case.done("county_office", "claim")
            assert (claim["role"], claim["actor_name"], claim["at"] != "") == ("committee", committee, True)
            seen = await case.seen_by("county_office")
            assert seen["committee_id"] == str(client.world.offices[OFFICES[committee]])
            note = next(entry for entry in seen["timeline"] if entry["action"] == "screen")
            assert note["data"]["note"] == "属实可行"
    left = (await read(client, "county_office", "/desk/pools"))["pools"]
    assert sum(pool["waiting"] for pool in left) == 0


async def test_the_committee_hands_over_and_agrees_the_visit(client: Client) -> None:
    case = (await verified(client))["committee"][0]
    await case.do("committee", "claim")
    visit = await planned(client)
    await case.do("liaison", "set_event", event_id=visit["id"])
    await case.dispatch("committee", "county_a")
    await case.do("county_a_handler", "accept", owners=OWNERS)
    seen = await case.seen_by("town_office")
    assert [step["label"] for step in seen["steps"] if step["reached_at"]] == STEPS[:3]
    (mine,) = (await read(client, "county_a_handler", "/desk/events"))["items"]
    assert (mine["id"], mine["place"]) == (visit["id"], "甲镇联络站")
    agreed = await read(client, "town_office", f"/desk/events/{visit['id']}")
    assert (agreed["plan"], agreed["starts_at"][:10]) == (visit["plan"], "2026-11-25")
    assert {person["part"] for person in agreed["roster"]} == {"应询", "提问"}
    assert [taken_up["number"] for taken_up in agreed["cases"]] == [case.number]
    assert (seen["event_id"], seen["event_title"]) == (visit["id"], visit["title"])
    assert (await client.get("county_b_handler", f"/desk/events/{visit['id']}")).status_code == 404


async def planned(client: Client) -> Json:
    """Date, place, people and flow, agreed with the unit that is to come."""
    unit, deputy = client.world.units["county_a"], client.world.deputies["deputy"]
    form = {
        "kind": "visit",
        "title": "局长走进联络站",
        "place": "甲镇联络站",
        "station_id": str(client.world.stations["town"]),
        "plan": "一看现场，二问，三答，四当场承诺。",
        "starts_at": "2026-11-25T09:00:00+08:00",
        "ends_at": "2026-11-25T11:00:00+08:00",
        "roster": [
            {"name": "周平", "unit_id": str(unit), "part": "应询"},
            {"deputy_id": str(deputy), "part": "提问"},
        ],
    }
    return await send(client, "committee", "/desk/events", form)
