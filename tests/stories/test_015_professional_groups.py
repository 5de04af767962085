"""专业代表小组: four groups by profession, each under the committee of its field, with its year's plan."""

from app.presets.practices import practices
from tests.conftest import Client
from tests.stories.play import Json, building, read, send
from tests.world import HOME

GROUPS = {"教育": "committee", "医疗": "committee", "法律": "committee_2", "农业": "committee_2"}
COMMITTEES = {"committee": "committee", "committee_2": "far_committee"}


async def form_all(client: Client) -> dict[str, Json]:
    """Four groups with a leader and two more members each; the deputy of the world leads the first."""
    async with building(client) as builder:
        for number in range(3 * len(GROUPS) - 1):
            await builder.deputy(f"专业{number}", "town", f"{HOME}102")
    names = ["deputy", *(f"专业{number}" for number in range(3 * len(GROUPS) - 1))]
    formed = {}
    for place, (field, office) in enumerate(GROUPS.items()):
        members = [str(client.world.deputies[name]) for name in names[3 * place : 3 * place + 3]]
        formed[field] = await form_one(client, field, office, members)
    return formed


async def form_one(client: Client, field: str, office: str, members: list[str]) -> Json:
    fields = {
        "name": f"{field}专业代表小组",
        "area_code": HOME,
        "sponsor_id": str(client.world.offices[office]),
        "plan": f"上半年调研{field}工作，下半年视察一次",
    }
    unsponsored = {"kind": "professional", **fields, "sponsor_id": None}
    refused = await client.post("admin", "/admin/groups", unsponsored)
    assert refused.json()["errors"][0]["code"] == "SPONSOR_OF_KIND"
    group = await send(client, "admin", "/admin/groups", {"kind": "professional", **fields})
    path = f"/admin/groups/{group['id']}"
    for deputy_id in members:
        await send(client, "admin", f"{path}/members", {"deputy_id": deputy_id})
    led = fields | {"leader_id": members[0], "active": True, "version": group["version"]}
    changed = await client.put("admin", path, led)
    assert changed.status_code == 200, changed.text
    found: Json = changed.json()
    return found


async def test_each_committee_guides_its_own_groups(client: Client) -> None:
    assert len(GROUPS) == practices()[14].figures["groups"]
    formed = await form_all(client)
    for office, who in COMMITTEES.items():
        own = await read(client, who, "/desk/groups", kind="professional", mine=True)
        fields = [field for field, sponsor in GROUPS.items() if sponsor == office]
        assert {group["name"] for group in own["items"]} == {f"{field}专业代表小组" for field in fields}
        for group in own["items"]:
            seen = await read(client, who, f"/desk/groups/{group['id']}")
            assert (seen["sponsor_name"], seen["members"]) == (f"{office}机关", 3)
            assert "视察一次" in seen["plan"]
            assert seen["leader_name"] == seen["roster"][0]["name"]
    everyones = await read(client, "county_office", "/desk/groups", kind="professional")
    assert {group["id"] for group in everyones["items"]} == {group["id"] for group in formed.values()}


async def test_a_deputy_is_in_one_professional_group_and_finds_it(client: Client) -> None:
    formed = await form_all(client)
    (mine,) = (await read(client, "deputy", "/desk/groups", mine=True))["items"]
    assert (mine["name"], mine["leader_name"]) == ("教育专业代表小组", "deputy代表")
    again = {"deputy_id": str(client.world.deputies["deputy"])}
    path = f"/admin/groups/{formed['医疗']['id']}/members"
    refused = await client.post("admin", path, again)
    assert (refused.status_code, refused.json()["code"]) == (409, "GROUP_KIND_TAKEN")


async def test_the_committee_and_the_leader_settle_the_plan_of_the_year(client: Client) -> None:
    group = (await form_all(client))["教育"]
    path = f"/desk/groups/{group['id']}"
    for who, plan in (("committee", "上半年调研，下半年视察两次"), ("deputy", "另加一次座谈")):
        seen = await read(client, who, path)
        assert seen["can_plan"]
        changed = await client.put(who, f"{path}/plan", {"plan": plan, "version": seen["version"]})
        assert changed.status_code == 200, changed.text
        assert (await read(client, "county_office", path))["plan"] == plan
    for who in ("far_committee", "colleague", "county_office", "town_office"):
        seen = await read(client, who, path)
        assert not seen["can_plan"]
        refused = await client.put(who, f"{path}/plan", {"plan": "改掉", "version": seen["version"]})
        assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN"), who


async def test_the_committee_holds_what_the_plan_says(client: Client) -> None:
    group = (await form_all(client))["教育"]
    plan = {
        "kind": "inspection",
        "title": "视察学校食堂",
        "group_id": group["id"],
        "plan": group["plan"],
        "starts_at": "2026-11-21T09:00:00+08:00",
        "ends_at": "2026-11-21T11:00:00+08:00",
        "roster": [{"deputy_id": str(client.world.deputies["deputy"]), "part": "带队"}],
    }
    event = await send(client, "committee", "/desk/events", plan)
    client.clock.advance(days=2)
    said = {"version": event["version"], "summary": "看了三所学校", "attended": [event["roster"][0]["id"]]}
    await send(client, "committee", f"/desk/events/{event['id']}/hold", said, 200)
    (seen,) = (await read(client, "deputy", "/desk/events", group_id=group["id"]))["items"]
    assert (seen["host_name"], seen["status"]) == ("committee机关", "held")
