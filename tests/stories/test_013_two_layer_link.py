"""营商环境双联: members keep in touch with firms' deputies, these with firms, each quarter; what firms say goes
over as one list, and no unit answers before it has met them face to face."""

from datetime import date

from app.db import unit_of_work
from app.domain.vocabulary import ContactMethod, ContactNature, LinkKind
from app.models import Deputy, Link, LinkContact
from app.models.base import new_id
from app.presets.practices import practices
from tests.cases import GOOD, OWNERS, RESOLVED, day, dispatch_form
from tests.conftest import Client
from tests.stories.play import Json, Matter, enter, read, send
from tests.world import HOME, START

FIGURES = practices()[12].figures
SINCE = date(2026, 9, 1)
STEPS = ["联系企业", "汇总清单", "集中交办", "面对面办理", "反馈评价"]


async def county(client: Client, called: int) -> None:
    """All but the world's deputy and his two firms: so many of these firms were called on this quarter."""
    async with unit_of_work(client.house.sessions) as session:
        deputies = [_deputy(client, number) for number in range(FIGURES["deputies"] - 1)]
        session.add_all(deputies)
        await session.flush()
        firms = [_firm(deputies[number // 2], number) for number in range(FIGURES["firms"] - 2)]
        session.add_all([*firms, *(_met(client, deputy) for deputy in deputies[::7])])
        await session.flush()
        session.add_all(_contact(link) for link in firms[:called])


def _deputy(client: Client, number: int) -> Deputy:
    station = client.world.stations["town"]
    town = f"{HOME}102"
    return Deputy(id=new_id(), county_code=HOME, name=f"企业{number}代表", station_id=station, area_code=town)


def _firm(deputy: Deputy, number: int) -> Link:
    return Link(
        id=new_id(),
        county_code=HOME,
        kind=LinkKind.DEPUTY_FIRM,
        deputy_id=deputy.id,
        party_name=f"示例企业{number}",
        starts_on=SINCE,
    )


def _contact(link: Link) -> LinkContact:
    return LinkContact(
        county_code=HOME,
        link_id=link.id,
        on=date(2026, 11, 18),
        nature=ContactNature.CONTACT,
        method=ContactMethod.VISIT,
        record="到厂走访",
        created_at=START,
    )


def _met(client: Client, deputy: Deputy) -> Link:
    return Link(
        county_code=HOME,
        kind=LinkKind.DEPUTY_DEPUTY,
        deputy_id=client.world.deputies["colleague"],
        to_deputy_id=deputy.id,
        starts_on=SINCE,
    )


async def linked(client: Client, kind: str, **ends: str) -> str:
    body = {"kind": kind, "starts_on": SINCE.isoformat(), **ends}
    return str((await send(client, "admin", "/admin/links", body))["id"])


async def own_firms(client: Client) -> dict[str, str]:
    """The member's link to the deputy, and the deputy's to his two firms."""
    deputy, member = (str(client.world.deputies[name]) for name in ("deputy", "colleague"))
    await linked(client, "deputy_deputy", deputy_id=member, to_deputy_id=deputy)
    return {
        name: await linked(client, "deputy_firm", deputy_id=deputy, party_name=name)
        for name in ("示例面粉厂", "示例纸箱厂")
    }


async def raised(client: Client, firm: str, title: str) -> Matter:
    """What a firm says on a visit, written down at the station and sorted for the county."""
    lead = str(client.world.deputies["deputy"])
    said = {"kind": "enterprise", "firm_name": firm, "title": title, "deputy_id": lead}
    case = await enter(client, "liaison", **said, preset="business_link", category_code=None)
    await case.do("town_office", "register")
    await case.do("town_office", "escalate", reason="县直单位职责")
    await case.do("county_office", "shortlist", decided_by="县人大常委会办公室")
    return case


async def call(client: Client, link_id: str, case: Matter) -> None:
    log = {"method": "visit", "on": day(client, 0), "record": "到厂走访，带回意见一条", "case_id": case.id}
    await send(client, "deputy", f"/desk/links/{link_id}/contacts", log)


async def test_two_layers_a_contact_each_quarter_and_who_owes_one(client: Client) -> None:
    called = 126
    await county(client, called)
    firms = await own_firms(client)
    for link_id, name in zip(firms.values(), firms, strict=True):
        await call(client, link_id, await raised(client, name, f"{name}用工不足"))
    client.clock.advance(days=15)
    figures = await read(client, "county_office", "/desk/links/figures", kind="deputy_firm")
    assert (figures["links"], figures["deputies"]) == (FIGURES["firms"], FIGURES["deputies"])
    assert _rate(figures["contacted"]) == (called + 2, FIGURES["firms"])
    assert _rate(figures["overdue"]) == (FIGURES["firms"] - called - 2, FIGURES["firms"])
    assert _rate(figures["closed"]) == (0, 2)
    owed = await read(client, "county_office", "/desk/links", kind="deputy_firm", overdue=True, limit=100)
    assert len(owed["items"]) == FIGURES["firms"] - called - 2
    mine = (await read(client, "deputy", "/desk/links", kind="deputy_firm"))["items"]
    assert {link["to_name"]: link["overdue"] for link in mine} == dict.fromkeys(firms, False)
    member = str(client.world.deputies["colleague"])
    graph = await read(client, "county_office", "/desk/links/graph", deputy_id=member)
    assert len(graph["deputies"]) == 11
    (own,) = (each for each in graph["deputies"] if each["name"] == "deputy代表")
    assert {firm["name"] for firm in own["firms"]} == set(firms)
    assert sum(len(each["firms"]) for each in graph["deputies"]) == 22


def _rate(figure: Json) -> tuple[int, int]:
    return figure["numerator"], figure["denominator"]


async def handed_over(client: Client, cases: list[Matter]) -> str:
    items = [{"case_id": case.id, **dispatch_form(client, main="county_a")} for case in cases]
    body = {
        "title": "双联意见清单",
        "meeting": "人大常委会办公室与政府办公室交办会",
        "met_on": day(client, 0),
    }
    batch = await send(client, "county_office", "/desk/batches", body | {"items": items})
    path = f"/desk/batches/{batch['id']}"
    await send(client, "county_office", f"{path}/hand-over", {"version": batch["version"]}, 200)
    return path


async def test_what_firms_say_goes_over_as_one_list_and_is_talked_over_in_person(client: Client) -> None:
    firms = await own_firms(client)
    cases = [await raised(client, name, f"{name}夜间限电") for name in firms]
    for link_id, case in zip(firms.values(), cases, strict=True):
        await call(client, link_id, case)
    path = await handed_over(client, cases)
    accepted = await send(client, "county_a_handler", f"{path}/accept", {"owners": OWNERS}, 200)
    assert accepted["accepted"] == len(cases)
    for case in cases:
        case.version = (await case.seen_by("county_office"))["version"]
        await answered(case)
    figures = await read(client, "county_office", "/desk/links/figures", kind="deputy_firm")
    assert _rate(figures["closed"]) == (len(cases), len(cases))


async def answered(case: Matter) -> None:
    """Nothing before the unit has met both face to face; a telephone call is no meeting, nor is one with nobody."""
    unit = "county_a_handler"
    record: Json = {"on": day(case.client, 0), "record": "谈清了困难。"}
    lead, owner = str(case.client.world.deputies["deputy"]), {"name": "钱厂长", "role": "citizen"}
    await case.refuses(unit, "draft_reply", "ILLEGAL_MOVE", **RESOLVED)
    await case.refuses(unit, "communicate", "TALK_NOT_IN_PERSON", method="phone", **record)
    await case.refuses(unit, "communicate", "TALK_RECORD_INCOMPLETE", method="meeting", **record)
    record |= {"place": "镇政府会议室", "met": [{"deputy_id": lead}]}
    await case.do(unit, "communicate", method="meeting", **record)
    await case.refuses(unit, "draft_reply", "ILLEGAL_MOVE", **RESOLVED)
    record |= {"place": "厂区", "met": [owner]}
    await case.do(unit, "communicate", method="visit", **record)
    await case.reply("county_a")
    await case.do("deputy", "evaluate", **GOOD)
    seen = await case.seen_by("deputy")
    assert [step["label"] for step in seen["steps"]] == STEPS
    assert all(step["reached_at"] for step in seen["steps"])
    assert (seen["status"], seen["firm_name"] != "") == ("closed", True)
    talks = [entry["data"] for entry in seen["timeline"] if entry["action"] == "communicate"]
    assert [(talk["method"], talk["place"], talk["met"]) for talk in talks] == [
        ("上门", "厂区", [{"name": "钱厂长", "role": "群众"}]),
        ("座谈", "镇政府会议室", [{"name": "deputy代表", "role": "人大代表"}]),
    ]
    assert set(seen["talk_with"]) == set(seen["assignments"][0]["talked_with"]) == {"deputy", "citizen"}
