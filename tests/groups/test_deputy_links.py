"""How each deputy stands with his links: how many of each kind, how often used since, when last."""

from typing import Any

import pytest

from tests.conftest import Client
from tests.groups.steps import Json, deputy, helper, link, logged, seen, station, wrong

PATH = "/desk/links/deputies"


async def lines(client: Client, who: str, **params: Any) -> dict[str, Json]:
    """By the short name of the deputy."""
    items = (await seen(client, who, PATH, limit=100, **params))["items"]
    return {item["name"].removesuffix("代表"): item for item in items}


def kinds(line: Json) -> dict[str, tuple[int, int, str, str | None]]:
    return {
        each["kind"]: (each["links"], each["contacts"], each["amount_yuan"], each["last_contact_on"])
        for each in line["kinds"]
    }


async def ties(client: Client) -> None:
    """`deputy` looks after two firms and a voter, is in touch with `colleague`, and is helped."""
    mill = await link(client, starts_on="2025-01-01")
    bakery = await link(client, party_name="示例食品厂")
    voter = await link(client, "deputy_voter", deputy_id=deputy(client), party_name="王女士")
    await link(client, "deputy_deputy", deputy_id=deputy(client), to_deputy_id=deputy(client, "colleague"))
    await helper(client)
    await link(client, party_name="停产厂", starts_on="2024-01-01", ends_on="2024-12-31")
    await logged(client, mill["id"], on="2025-12-01", amount_yuan="500")
    await logged(client, mill["id"], on="2026-10-05", amount_yuan="100.50")
    await logged(client, mill["id"], on="2026-11-05", amount_yuan="900")
    await logged(client, bakery["id"], on="2026-11-06")
    await logged(client, voter["id"], on="2026-10-20", nature="report")


async def test_of_each_kind_how_many_how_often_and_when_last(client: Client) -> None:
    await ties(client)
    found = await lines(client, "county_office")
    assert set(found) == {"deputy", "colleague", "far_deputy"}
    assert kinds(found["deputy"]) == {
        "deputy_deputy": (1, 0, "0.00", None),
        "deputy_voter": (1, 1, "0.00", "2026-10-20"),
        "deputy_firm": (2, 3, "1000.50", "2026-11-06"),
        "helper_deputy": (1, 0, "0.00", None),
    }
    total = {name: found["deputy"][name] for name in ("links", "contacts", "amount_yuan", "last_contact_on")}
    assert total == {"links": 5, "contacts": 4, "amount_yuan": "1000.50", "last_contact_on": "2026-11-06"}
    assert kinds(found["colleague"]) == {"deputy_deputy": (1, 0, "0.00", None)}
    assert (found["far_deputy"]["kinds"], found["far_deputy"]["last_contact_on"]) == ([], None)


async def test_since_a_date_and_up_to_one(client: Client) -> None:
    await ties(client)
    november = (await lines(client, "county_office", **{"from": "2026-11-01"}))["deputy"]
    assert kinds(november)["deputy_firm"] == (2, 2, "900.00", "2026-11-06")
    assert kinds(november)["deputy_voter"] == (1, 0, "0.00", "2026-10-20")  # when last, not only since
    past = (await lines(client, "county_office", **{"from": "2024-06-01", "to": "2025-12-31"}))["deputy"]
    assert kinds(past) == {"deputy_firm": (2, 1, "500.00", "2025-12-01")}
    page = await seen(client, "deputy", PATH)
    assert (page["since"], page["until"]) == ("2026-01-01", "2026-11-20")
    backwards = await client.get("deputy", PATH, **{"from": "2026-11-21"})
    assert wrong(backwards) == {("to", "ENDS_BEFORE_START")}


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("deputy", {"deputy"}),
        ("far_deputy", {"far_deputy"}),
        ("liaison", {"deputy", "colleague"}),
        ("far_town_office", {"far_deputy"}),
        ("town_office", {"deputy", "colleague"}),
        ("committee", {"deputy", "colleague", "far_deputy"}),
        ("unit_head", set()),
        ("mediator", set()),
        ("county_office_away", {"deputy"}),
    ],
)
async def test_each_reads_of_those_who_are_his_business(client: Client, who: str, names: set[str]) -> None:
    await ties(client)
    found = await lines(client, who)
    assert set(found) == names
    if who == "deputy":
        assert found["deputy"] == (await lines(client, "county_office"))["deputy"]
    if who == "county_office_away":
        assert found["deputy"]["links"] == 0


async def test_a_station_at_a_time_and_page_by_page(client: Client) -> None:
    await ties(client)
    there = await lines(client, "county_office", station_id=station(client, "other"))
    assert set(there) == {"far_deputy"}
    first = await seen(client, "county_office", PATH, limit=2)
    rest = await seen(client, "county_office", PATH, limit=2, cursor=first["next_cursor"])
    pages = [[item["deputy_id"] for item in page["items"]] for page in (first, rest)]
    assert ([len(page) for page in pages], rest["next_cursor"]) == ([2, 1], None)
    whole = await seen(client, "county_office", PATH)
    assert [item["deputy_id"] for item in whole["items"]] == pages[0] + pages[1]
