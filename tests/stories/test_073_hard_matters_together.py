"""专题研商攻坚: a hard matter gets a meeting of its own, surveys, a proposal, and photos before and after."""

from datetime import timedelta

from app.domain.vocabulary import Status
from app.presets.practices import practices
from tests.cases import GOOD, day
from tests.conftest import Client
from tests.integrations.pictures import picture, saved
from tests.stories.play import Json, Matter, past, read, submit

FIGURES = practices()[72].figures


async def photo(client: Client, who: str) -> list[str]:
    return [(await client.upload(who, saved(picture(), "JPEG"))).json()["upload_id"]]


async def studied(client: Client) -> Matter:
    """Black water in the ponds of three villages, seen again and again before anybody decides."""
    case = await submit(client, title="沈庙坑塘黑臭", text="三个村的坑塘都发黑发臭。", category_code=None)
    await case.do("station_head", "shortlist", decided_by="联络站")
    for number in range(FIGURES["surveys"]):
        who = "deputy" if number % 2 else "town_office"
        shown = await photo(client, who) if number == 0 else []
        text = f"第{number + 1}次踏勘"
        await case.do(who, "site_visit", text=text, visited_on=day(client, 0), upload_ids=shown)
    return case


async def together(client: Client, case: Matter) -> None:
    """Two units at one table; each takes on its part."""
    units = [
        {"unit_id": str(client.world.units["town_a"]), "task": "清淤截污", "due_on": day(client, 60)},
        {"unit_id": str(client.world.units["town_b"]), "task": "改造为游园", "due_on": day(client, 60)},
    ]
    meeting: Json = {
        "held_on": day(client, 0),
        "place": "镇政府",
        "units": units,
        "conclusion": "清淤后改造为游园",
    }
    await case.do("town_office", "consult", **meeting)


async def test_a_black_pond_becomes_a_park(client: Client) -> None:
    case = await studied(client)
    await together(client, case)
    await case.do("town_office", "convert", kind="project", title="三村坑塘改造游园", ends_case=False)
    await case.dispatch("town_office", "town_a", "town_b")
    await case.accept("town_a", "town_b")
    client.clock.advance(days=2)
    done = await photo(client, "unit_handler")
    await case.do("unit_handler", "progress", text="清淤完成，游园建成", upload_ids=done)
    await case.do("town_b_handler", "give_opinion", opinion="绿化已完成")
    await case.reply("town_a", reply_class="resolved", public_text="三村坑塘已改造为游园。")
    await case.do("deputy", "revisit", text="游园整洁，群众满意", holds=True)
    await case.do("resident", "evaluate", **GOOD)
    seen = await case.seen_by("county_office")
    older = (await read(client, "county_office", f"/desk/cases/{case.id}/timeline", limit=100))["items"]
    pictured = [entry["action"] for entry in reversed(older) if entry["attachments"]]
    assert pictured == ["site_visit", "progress"]
    assert sum(entry["action"] == "site_visit" for entry in older) == FIGURES["surveys"]
    assert ([link["kind"] for link in seen["links"]], seen["status"]) == (["project"], "closed")
    for unit, task in (("town_a", "清淤截污"), ("town_b", "改造为游园")):
        who = "unit_head" if unit == "town_a" else f"{unit}_head"
        (order,) = (await read(client, who, "/desk/supervision", kind="consultation"))["items"]
        assert (order["text"], order["issuer_body"]) == (task, "town_office机关")


async def test_so_many_hard_matters_in_a_year(client: Client) -> None:
    now = client.clock()
    await past(client, FIGURES["solved"], closed_at=now, created_at=now - timedelta(days=200))
    await past(client, 1, status=Status.HANDLING)
    figures = await read(client, "county_office", "/desk/figures", **{"from": "2026-01-01"})
    counts = {each["status"]: each["count"] for each in figures["by_status"]}
    assert (counts["closed"], counts["handling"]) == (FIGURES["solved"], 1)
