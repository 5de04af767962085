"""服务企业五个一: a deputy shows a firm who he is, promises, helps; what was done is in the log of their link."""

from datetime import date
from typing import Any

from sqlmodel import select

from app.db import unit_of_work
from app.domain.vocabulary import ContactMethod, ContactNature, Kind
from app.models import Case, LinkContact
from app.models.base import new_id
from app.presets.practices import practices
from tests.cases import GOOD, day
from tests.conftest import Client
from tests.stories.play import Json, enter, past, read, send, submit

FIGURES = practices()[101].figures
FIRM, PROMISE = "示例烟机公司", "承诺：每季走访一次，反映的问题十日内有回音"


async def linked(client: Client) -> Json:
    body = {
        "kind": "deputy_firm",
        "deputy_id": str(client.world.deputies["deputy"]),
        "party_name": FIRM,
        "party_phone": "19900000044",
        "note": PROMISE,
        "starts_on": "2026-09-01",
    }
    return await send(client, "admin", "/admin/links", body)


async def served(client: Client, link: Json, record: str, **more: Any) -> Json:
    body = {"nature": "service", "method": "visit", "on": day(client, 0), "record": record, **more}
    return await send(client, "deputy", f"/desk/links/{link['id']}/contacts", body)


async def solved(client: Client, link: Json) -> None:
    """What the firm asks for on a visit is entered, done and rated."""
    lead = str(client.world.deputies["deputy"])
    asked = {"kind": "enterprise", "firm_name": FIRM, "title": "厂区门口公交站太远"}
    case = await enter(client, "liaison", deputy_id=lead, **asked)
    await served(client, link, "陪同企业到交通部门协调", case_id=case.id)
    await case.do("liaison", "register")
    await case.do("station_head", "shortlist", decided_by="联络站")
    await case.dispatch("town_office")
    await case.accept("town_a")
    await case.reply(reply_class="resolved", public_text="公交站已移到厂区门口。")
    assert (await case.do("deputy", "evaluate", **GOOD))["status"] == "closed"


async def helped_before(client: Client, link: Json) -> None:
    """What was solved along the link earlier, as rows."""
    await past(client, FIGURES["solved"] - 1, kind=Kind.ENTERPRISE, title="链上企业的一件事")
    async with unit_of_work(client.house.sessions) as session:
        cases = await session.exec(select(Case.id).where(Case.title == "链上企业的一件事"))
        session.add_all(
            LinkContact(
                id=new_id(),
                county_code="411122",
                link_id=link["id"],
                on=date(2026, 10, 15),
                nature=ContactNature.SERVICE,
                method=ContactMethod.VISIT,
                record="帮助协调",
                case_id=case_id,
                created_at=client.clock(),
            )
            for case_id in cases
        )


async def test_what_was_promised_done_and_solved_stands_in_the_log(client: Client) -> None:
    link = await linked(client)
    (mine,) = (await read(client, "deputy", "/desk/links", kind="deputy_firm"))["items"]
    assert (mine["to_name"], mine["note"], mine["due_on"]) == (FIRM, PROMISE, "2026-12-01")
    loan, yuan = "协调银行给链上企业贷款", f"{FIGURES['loan_wan'] * 10000}.00"
    await served(client, link, loan, method="meeting", amount_yuan=yuan, what="无息贷款")
    await solved(client, link)
    await helped_before(client, link)
    figures = await read(client, "county_office", "/desk/links/figures", kind="deputy_firm")
    assert figures["services"] == FIGURES["solved"] + 1
    closed = figures["closed"]
    assert (closed["numerator"], closed["denominator"]) == (FIGURES["solved"], FIGURES["solved"])
    assert figures["amount_yuan"] == yuan
    log = (await read(client, "deputy", f"/desk/links/{link['id']}/contacts", limit=100))["items"]
    assert {(entry["record"], entry["what"]) for entry in log if entry["amount_yuan"] == yuan} == {
        (loan, "无息贷款")
    }
    (after,) = (await read(client, "deputy", "/desk/links", kind="deputy_firm"))["items"]
    assert (after["last_contact_on"], after["due_on"]) == (day(client, 0), "2027-02-20")
    assert (after["amount_yuan"], after["contacts"]) == (yuan, FIGURES["solved"] + 1)
    (summary,) = (await read(client, "deputy", "/desk/links/deputies"))["items"]
    assert [(each["kind"], each["amount_yuan"]) for each in summary["kinds"]] == [("deputy_firm", yuan)]


async def test_the_firm_knows_whom_to_turn_to(client: Client) -> None:
    await linked(client)
    card = await send(
        client, None, "/public/codes/resolve", {"code": client.world.codes["deputy"]}, status=200
    )
    assert card["deputy"]["name"] == "deputy代表"
    case = await submit(client, "firm", kind="enterprise", firm_name=FIRM, title="想扩产没有厂房")
    seen = await case.seen_by("deputy")
    assert (seen["firm_name"], seen["deputy_name"], seen["status"]) == (FIRM, "deputy代表", "registered")


async def test_nobody_but_the_two_ends_and_the_station_writes_into_it(client: Client) -> None:
    link = await linked(client)
    path = f"/desk/links/{link['id']}/contacts"
    body = {"nature": "service", "method": "visit", "on": day(client, 0), "record": "代为记录"}
    assert (await client.post("town_office", path, body)).json()["code"] == "FORBIDDEN"
    assert (await client.post("far_deputy", path, body)).json()["code"] == "LINK_NOT_FOUND"
    assert (await read(client, "deputy", path))["items"] == []
