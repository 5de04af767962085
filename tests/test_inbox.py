"""The inbox: tabs and their counters, filters, keyset pages, totals; for each role what is its own."""

from typing import Any

import pytest

from tests.cases import OWNERS, act, dispatched, handling, replied, shortlisted, submit
from tests.conftest import Client


async def numbers(client: Client, who: str, **params: Any) -> list[str]:
    answer = await client.get(who, "/desk/cases", **params)
    assert answer.status_code == 200, answer.text
    return [item["number"] for item in answer.json()["items"]]


async def counted(client: Client, who: str) -> dict[str, int]:
    tabs = (await client.get(who, "/desk/cases/counters")).json()["tabs"]
    return {tab["tab"]: tab["count"] for tab in tabs if tab["count"]}


async def county_of_cases(client: Client) -> dict[str, str]:
    """One case at each of five places; the name says where."""
    return {
        "registered": (await submit(client, title="井盖缺失", category_code="lighting"))["id"],
        "pending": await shortlisted(client, kind="opinion"),
        "dispatched": await dispatched(client),
        "handling": await handling(client, title="老街积水"),
        "replied": await replied(client),
    }


async def test_the_counters_count_what_the_tabs_list(client: Client) -> None:
    await county_of_cases(client)
    office = {"to_sort": 1, "to_dispatch": 1, "under_way": 2, "replied": 1}
    assert await counted(client, "town_office") == office
    assert await counted(client, "liaison") == office
    assert await counted(client, "unit_handler") == {"to_accept": 1, "handling": 1, "replied": 1}
    assert await counted(client, "far_town_office") == {}
    for who in ("town_office", "unit_handler", "deputy"):
        for tab, count in (await counted(client, who)).items():
            assert len(await numbers(client, who, tab=tab)) == count, (who, tab)


async def test_a_unit_sorts_by_its_own_hand_over(client: Client) -> None:
    case_id = await dispatched(client, co=("town_b",))
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)
    assert await counted(client, "unit_handler") == {"handling": 1}
    assert await counted(client, "town_b_handler") == {"to_accept": 1}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"status": "registered,pending_dispatch"}, 2),
        ({"kind": "opinion"}, 1),
        ({"kind": "opinion,wish", "status": "registered"}, 0),
        ({"category_code": "lighting"}, 5),
        ({"category_code": "lighting.street_lamp"}, 4),
        ({"area_code": "411122102"}, 5),
        ({"area_code": "411122103"}, 0),
        ({"q": "积水"}, 1),
        ({"q": "放学"}, 5),
        ({"channel": "phone"}, 0),
        ({"channel": "scan", "tab": "replied"}, 1),
        ({"colour": "green"}, 5),
        ({"key": "true"}, 0),
        ({"status": ""}, 5),
    ],
)
async def test_filters_narrow_the_list(client: Client, filters: dict[str, str], found: int) -> None:
    await county_of_cases(client)
    assert len(await numbers(client, "county_office", **filters)) == found


async def test_filters_by_whom_it_concerns(client: Client) -> None:
    cases, world = await county_of_cases(client), client.world
    assert len(await numbers(client, "county_office", unit_id=world.units["town_a"])) == 3
    assert len(await numbers(client, "county_office", deputy_id=world.deputies["deputy"])) == 5
    assert await numbers(client, "county_office", station_id=world.stations["other"]) == []
    await act(client, "county_office", cases["handling"], "mark_key", key=True, reason="群众反映强烈")
    assert len(await numbers(client, "county_office", key="true")) == 1


async def test_a_number_is_found_however_it_is_typed(client: Client) -> None:
    number = (await submit(client))["number"]
    await submit(client, "neighbour")
    for typed in (number, number.lower(), number.replace("-", " "), number[-6:]):
        assert await numbers(client, "liaison", q=typed) == [number]


async def test_pages_meet_without_gap_or_overlap_while_new_cases_come_in(client: Client) -> None:
    made = [(await submit(client, who))["number"] for who in ("resident", "neighbour", "firm") * 3]
    seen, cursor = [], None
    while True:
        page = (
            await client.get("liaison", "/desk/cases", limit=4, **({"cursor": cursor} if cursor else {}))
        ).json()
        seen += [item["number"] for item in page["items"]]
        cursor = page["next_cursor"]
        await submit(client, "firm", title="后来的")
        if cursor is None:
            break
    assert seen == made[::-1]


async def test_a_total_is_counted_only_when_asked_for(client: Client) -> None:
    await submit(client)
    await submit(client, "neighbour")
    plain = (await client.get("liaison", "/desk/cases", limit=1)).json()
    assert (plain["total"], plain["total_is_capped"]) == (None, False)
    asked = (await client.get("liaison", "/desk/cases", limit=1, with_total="true")).json()
    assert (asked["total"], asked["total_is_capped"], len(asked["items"])) == (2, False, 1)


async def test_an_unknown_tab_names_those_there_are(client: Client) -> None:
    answer = await client.get("unit_handler", "/desk/cases", tab="to_sort")
    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_FAILED")
    assert "to_accept" in answer.json()["errors"][0]["message"]
