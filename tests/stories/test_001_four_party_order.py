"""四方联单: residents order, committees hand over, heads of units take, deputies rate; each order names all four."""

from app.presets.practices import practices, presets
from tests.cases import GOOD, dispatch_form
from tests.conftest import Client
from tests.stories.play import Json, Matter, enter, past, read, send, submit

FIGURES = practices()[0].figures
STEPS = [step.label for step in presets()["four_party_order"].steps]
RESIDENTS = ("resident", "neighbour", "firm")
FIELDS = {"lighting": "committee", "roads": "far_committee"}
UNITS = {"lighting": "county_a", "roads": "county_b"}
HEAD = "周平"


async def fields(client: Client) -> None:
    """By a rule of the county each kind of order goes to the unit of one committee's field."""
    await send(client, "admin", "/admin/categories", {"code": "roads", "name": "道路"})
    for category, unit in UNITS.items():
        rule = {
            "name": f"{category}归{unit}",
            "category_code": category,
            "unit_id": str(client.world.units[unit]),
            "reason": "属该单位职责",
        }
        await send(client, "admin", "/admin/routing-rules", rule)


async def ordered(client: Client, number: int) -> Matter:
    """A resident scans the deputy's code; the station finds it true and takes it for an order."""
    category = list(FIELDS)[number % 2]
    who = RESIDENTS[number % 3]
    case = await submit(client, who, title=f"第{number}单", category_code=category)
    await case.do("liaison", "screen", note="已到现场核实", preset="four_party_order", level="county")
    return case


async def decided(client: Client, cases: list[Matter], event_id: str | None = None) -> Json:
    """Who sat in the street's meeting is on record with what it sent on."""
    deciders = [{"name": "王女士", "capacity": "居民代表"}, {"name": "刘岚", "capacity": "代表"}]
    items = [{"case_id": case.id, "version": case.version, "decision": "send"} for case in cases]
    body = {"meeting": "街道选单会", "held_on": "2026-11-20", "deciders": deciders, "items": items}
    meeting = await send(client, "town_office", "/desk/shortlists", body | {"event_id": event_id})
    for case, item in zip(cases, meeting["items"], strict=True):
        case.version, case.status = item["version"], item["status"]
    return meeting


async def claimed(client: Client, committee: str, cases: list[Matter]) -> None:
    """The pool of a committee holds what is of its field; it takes all of it at once."""
    pools = (await read(client, committee, "/desk/pools"))["pools"]
    waiting = {pool["name"]: pool["waiting"] for pool in pools}
    assert sum(waiting.values()) == len(cases)
    seen = {"cases": [{"case_id": case.id, "version": case.version} for case in cases]}
    results = (await send(client, committee, "/desk/pools/claims", seen, 200))["items"]
    assert [result["claimed"] for result in results] == [True] * len(cases)
    for case, result in zip(cases, results, strict=True):
        case.version = result["version"]


async def handed_over(client: Client, committee: str, unit: str, cases: list[Matter]) -> None:
    """By the committee as one list; the head of the unit takes it as one, and answers for each."""
    items = [{"case_id": case.id, **dispatch_form(client, main=unit)} for case in cases]
    batch = await send(client, committee, "/desk/batches", {"title": "四方联单", "items": items})
    path = f"/desk/batches/{batch['id']}"
    await send(client, committee, f"{path}/hand-over", {"version": batch["version"]}, 200)
    owners = {"chief": HEAD, "leader": "李清", "handler": "王路"}
    taken = await send(client, f"{unit}_head", f"{path}/accept", {"owners": owners}, 200)
    assert taken["accepted"] == len(cases)
    for case in cases:
        case.version += 2


async def rated(case: Matter, who: str, unit: str) -> None:
    """Answered under the head's name; the deputy rates it, and so does who ordered it."""
    await case.reply(unit)
    assert (await case.do("deputy", "evaluate", **GOOD))["status"] == "replied"
    assert (await case.do(who, "evaluate", **GOOD))["status"] == "closed"


async def test_orders_by_four_parties_until_twenty_one_are_solved(client: Client) -> None:
    await fields(client)
    cases = [await ordered(client, number) for number in range(9)]
    await past(client, FIGURES["solved"] - len(cases), preset="four_party_order")
    await decided(client, cases)
    for place, (category, committee) in enumerate(FIELDS.items()):
        own = cases[place::2]
        await claimed(client, committee, own)
        await handed_over(client, committee, UNITS[category], own)
    for number, case in enumerate(cases):
        await rated(case, RESIDENTS[number % 3], UNITS[list(FIELDS)[number % 2]])
    figures = await read(client, "county_office", "/desk/figures", kind="appeal")
    assert {each["status"]: each["count"] for each in figures["by_status"]} == {"closed": FIGURES["solved"]}
    strict = figures["satisfaction_strict"]
    assert (strict["numerator"], strict["denominator"]) == (len(cases), len(cases))
    await four_names(cases[0], "committee", "county_a", RESIDENTS[0])
    await four_names(cases[1], "far_committee", "county_b", RESIDENTS[1])


async def four_names(case: Matter, committee: str, unit: str, who: str) -> None:
    """Who ordered, handed over, took and rated, and that it came to each in turn."""
    seen = await case.seen_by("county_office")
    assert [step["label"] for step in seen["steps"]] == STEPS
    reached = [step["reached_at"] for step in seen["steps"]]
    assert reached == sorted(reached)
    by = {entry["action"]: (entry["role"], entry["actor_name"]) for entry in seen["timeline"]}
    assert by["submit"][0] == "citizen"
    assert by["dispatch"] == by["claim"] == ("committee", committee)
    assert by["accept"] == by["sign_reply"] == ("unit_head", f"{unit}_head")
    assert (seen["preset"], seen["preset_label"]) == ("four_party_order", "四方联单")
    (share,) = seen["assignments"]
    assert (share["unit_name"], share["owners"]["chief"]) == (f"{unit}单位", HEAD)
    assert seen["replies"][0]["signer"] == HEAD
    assert {rating["rater"] for rating in seen["evaluations"]} == {"citizen", "deputy"}
    assert [step["label"] for step in (await case.seen_by(who))["steps"]] == STEPS


async def test_a_committee_takes_only_what_is_of_its_field(client: Client) -> None:
    await fields(client)
    case = await ordered(client, 0)
    await decided(client, [case])
    await case.refuses("far_committee", "claim", "CASE_NOT_FOUND")
    await case.do("committee", "claim")


async def visited(client: Client, day: str) -> Json:
    """A head comes to the station, and the deputy will rate what he takes."""
    station, unit = str(client.world.stations["town"]), str(client.world.units["county_a"])
    lead = str(client.world.deputies["deputy"])
    plan = {
        "kind": "visit",
        "title": "局长走进联络站",
        "station_id": station,
        "starts_at": f"{day}T09:00:00+08:00",
        "ends_at": f"{day}T11:00:00+08:00",
        "roster": [{"deputy_id": lead, "part": "评单"}, {"name": HEAD, "unit_id": unit, "part": "接单"}],
    }
    return await send(client, "town_office", "/desk/events", plan)


async def test_what_was_ordered_before_waits_for_the_next_visit(client: Client) -> None:
    await fields(client)
    visit, later = await visited(client, "2026-11-25"), await visited(client, "2026-12-02")
    cases = [await ordered(client, number) for number in range(2)]
    await cases[0].do("liaison", "set_event", event_id=visit["id"])
    await cases[1].do("deputy", "set_event", event_id=visit["id"])
    await cases[1].do("station_head", "set_event", event_id=later["id"])
    for case, event in zip(cases, (visit, later), strict=True):
        (taken_up,) = (await read(client, "county_office", f"/desk/events/{event['id']}"))["cases"]
        assert taken_up["number"] == case.number
        assert (await case.seen_by("county_office"))["event_id"] == event["id"]


async def test_what_is_ordered_when_a_head_comes_to_the_station_belongs_to_that_visit(client: Client) -> None:
    visit, lead = await visited(client, "2026-11-20"), str(client.world.deputies["deputy"])
    order = {"channel": "event", "event_id": visit["id"], "deputy_id": lead, "preset": "four_party_order"}
    case = await enter(client, "liaison", **order)
    await case.do("town_office", "register")
    await case.do("town_office", "screen", note="现场提出", level="county")
    meeting = await decided(client, [case], visit["id"])
    assert (meeting["event_id"], (await case.seen_by("deputy"))["event_title"]) == (
        visit["id"],
        "局长走进联络站",
    )
    (came_of_it,) = (await read(client, "committee", f"/desk/events/{visit['id']}"))["cases"]
    assert came_of_it["number"] == case.number
    invited = (await read(client, "county_a_head", "/desk/events"))["items"]
    assert [event["id"] for event in invited] == [visit["id"]]
    assert (await client.get("county_b_head", f"/desk/events/{visit['id']}")).status_code == 404
