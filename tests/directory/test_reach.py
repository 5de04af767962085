"""Who may be handed a matter, said where one picks a unit."""

import pytest

from tests.conftest import Client

REACH = {
    "town_office": {"town_a", "town_b"},
    "committee": {"county_a"},
    "county_office": {"town_a", "town_b", "county_a", "county_b", "court"},
    "liaison": set(),
}


@pytest.mark.parametrize("who", REACH)
async def test_a_unit_says_whether_it_can_be_reached(client: Client, who: str) -> None:
    items = (await client.get(who, "/desk/units", limit=100)).json()["items"]
    assert {item["name"].removesuffix("单位") for item in items if item["reachable"]} == REACH[who]
    assert len(items) == len(REACH["county_office"])
