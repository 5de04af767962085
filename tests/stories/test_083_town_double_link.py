"""镇双联: the town's organ keeps in touch with its deputies, they with their voters; they report, voters review."""

from typing import Any

from app.domain.vocabulary import LinkKind
from app.models import Deputy, Link
from app.models.base import new_id
from app.presets.practices import practices
from tests.cases import GOOD, RESOLVED, day
from tests.conftest import Client
from tests.stories.play import Json, building, enter, read, send
from tests.world import HOME

FIGURES = practices()[82].figures
YEAR = "2026-01-01"


async def network(client: Client) -> tuple[list[Json], Json]:
    """Every link of the row: some through the door (those of voters, that of the office), the rest as rows."""
    lead = str(client.world.deputies["deputy"])
    voters = [
        await send(client, "admin", "/admin/links", _link("deputy_voter", deputy_id=lead, party_name=name))
        for name in ("选民甲", "选民乙", "选民丙", "选民丁", "选民戊", "选民己")
    ]
    office_id = str(client.world.offices["town_office"])
    office = await send(
        client, "admin", "/admin/links", _link("office_deputy", office_id=office_id, to_deputy_id=lead)
    )
    async with building(client) as builder:
        town: Any = {
            "county_code": HOME,
            "station_id": client.world.stations["town"],
            "area_code": f"{HOME}102",
        }
        deputies = [
            Deputy(id=new_id(), name=f"镇代表{number}", **town) for number in range(FIGURES["deputies"] - 1)
        ]
        builder.session.add_all(deputies)
        await builder.session.flush()
        begun: Any = {"county_code": HOME, "starts_on": "2026-01-01"}
        links = [
            begun | {"kind": LinkKind.OFFICE_DEPUTY, "office_id": office_id, "to_deputy_id": each.id}
            for each in deputies
        ]
        links += [
            begun
            | {
                "kind": LinkKind.DEPUTY_VOTER,
                "deputy_id": deputies[number % len(deputies)].id,
                "party_name": f"选民{number}",
            }
            for number in range(FIGURES["voters"] - len(voters))
        ]
        builder.session.add_all(Link.model_validate(link | {"id": new_id()}) for link in links)
    return voters, office


def _link(kind: str, **ends: str) -> Json:
    return {"kind": kind, "starts_on": YEAR, **ends}


async def log(client: Client, who: str, link: Json, nature: str, **more: Any) -> Json:
    body = {"nature": nature, "method": "visit", "on": day(client, 0), "record": "当面听取意见", **more}
    return await send(client, who, f"/desk/links/{link['id']}/contacts", body)


async def solved(client: Client, voter: Json, number: int) -> str:
    """What a voter said becomes a matter, is answered, and the deputy is content."""
    said = {"kind": "opinion", "title": f"选民意见{number}", "anonymous": True, "contact": None}
    case = await enter(client, "liaison", deputy_id=str(client.world.deputies["deputy"]), **said)
    await log(client, "deputy", voter, "contact", case_id=case.id, record="上门走访，带回意见一条")
    await case.do("liaison", "register")
    await case.do("town_office", "shortlist", decided_by="镇人大主席团")
    await case.dispatch("town_office")
    await case.accept("town_a")
    await case.reply("town_a", **RESOLVED)
    return str((await case.do("deputy", "evaluate", **GOOD))["status"])


async def test_links_reports_and_reviews_of_a_town(client: Client) -> None:
    voters, office = await network(client)
    await log(client, "town_office", office, "contact", record="主席团成员上门联系代表")
    for number in range(FIGURES["opinions"]):
        assert await solved(client, voters[number], number) == "closed"
    for link in voters:
        await log(client, "deputy", link, "report", method="meeting", people=70, record="向选民述职")
        await log(client, "liaison", link, "review", method="meeting", people=70, record="选民评议：满意")
    down = await read(client, "town_office", "/desk/links/figures", kind="deputy_voter")
    assert (down["links"], down["contacted"]["numerator"]) == (FIGURES["voters"], len(voters))
    assert (down["reports"], down["reviews"]) == (FIGURES["reports"], FIGURES["reports"])
    closed = (down["closed"]["numerator"], down["closed"]["denominator"], down["closed"]["rate"])
    assert closed == (FIGURES["solved"], FIGURES["opinions"], 1)
    up = await read(client, "town_office", "/desk/links/figures", kind="office_deputy")
    assert (up["links"], up["contacted"]["numerator"]) == (FIGURES["deputies"], 1)


async def test_the_office_sees_how_each_deputy_stands(client: Client) -> None:
    voters, office = await network(client)
    await log(client, "town_office", office, "contact", record="主席团成员上门联系代表")
    for link in voters:
        await log(client, "deputy", link, "report", method="meeting", people=70, record="向选民述职")
    found, page = [], await read(client, "town_office", "/desk/links/deputies", limit=50)
    while page["next_cursor"] is not None:
        found += page["items"]
        cursor = {"limit": 50, "cursor": page["next_cursor"]}
        page = await read(client, "town_office", "/desk/links/deputies", **cursor)
    of_town = [item for item in found + page["items"] if item["links"]]
    assert len(of_town) == FIGURES["deputies"]
    by_kind = [{each["kind"]: each["links"] for each in item["kinds"]} for item in of_town]
    assert all(kinds["office_deputy"] == 1 for kinds in by_kind)
    assert sum(kinds["deputy_voter"] for kinds in by_kind) == FIGURES["voters"]
    (busy,) = [item for item in of_town if item["contacts"]]
    assert (busy["contacts"], busy["last_contact_on"]) == (len(voters) + 1, day(client, 0))
    (own,) = (await read(client, "deputy", "/desk/links/deputies"))["items"]
    assert own == busy
    later = await read(client, "deputy", "/desk/links/deputies", **{"from": "2025-01-01", "to": "2025-12-31"})
    assert [(item["links"], item["contacts"]) for item in later["items"]] == [(0, 0)]


async def test_each_reads_his_own_log_and_nobody_that_of_another_town(client: Client) -> None:
    voters, office = await network(client)
    await log(client, "deputy", voters[0], "report", people=70, record="向选民述职")
    (entry,) = (await read(client, "town_office", f"/desk/links/{voters[0]['id']}/contacts"))["items"]
    assert (entry["nature"], entry["people"], entry["logged_by"]) == ("report", 70, "deputy")
    mine = await read(client, "deputy", "/desk/links", limit=100)
    assert {item["id"] for item in mine["items"]} == {office["id"], *(link["id"] for link in voters)}
    assert (await read(client, "far_town_office", "/desk/links"))["items"] == []
    strange = await client.post(
        "far_town_office",
        f"/desk/links/{voters[0]['id']}/contacts",
        {"method": "visit", "on": day(client, 0), "record": "代为记录"},
    )
    assert strange.json()["code"] == "LINK_NOT_FOUND"


async def test_who_was_not_seen_for_a_year_is_overdue(client: Client) -> None:
    voters, _ = await network(client)
    await log(client, "deputy", voters[0], "contact")
    client.clock.advance(days=60)
    year = await read(client, "town_office", "/desk/links/figures", kind="deputy_voter")
    late = (year["overdue"]["numerator"], year["overdue"]["denominator"])
    assert late == (FIGURES["voters"] - 1, FIGURES["voters"])
    mine = await read(client, "deputy", "/desk/links", kind="deputy_voter", overdue="true", limit=100)
    assert {item["id"] for item in mine["items"]} == {link["id"] for link in voters[1:]}
