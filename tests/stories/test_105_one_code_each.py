"""一人一码一站一码: a code for each person, each station and each point on the chain, and a log of every scan."""

import pytest

from tests.conftest import Client
from tests.stories.play import read, send, submit

KINDS = {"deputy": "deputy", "station": "town", "point": "point"}
SCANS = {"deputy": 5, "station": 3, "point": 2}


async def issue(client: Client, target: str) -> str:
    world, name = client.world, KINDS[target]
    owner = (
        {"deputy_id": str(world.deputies[name])}
        if target == "deputy"
        else {"station_id": str(world.stations[name])}
    )
    code = await send(client, "admin", "/admin/codes", {"target": target, "place": "产业园大门", **owner})
    world.code_ids[f"new {target}"] = code["id"]
    return str(code["token"])


async def test_each_code_shows_who_answers_and_counts_for_itself(client: Client) -> None:
    tokens = {target: await issue(client, target) for target in KINDS}
    assert len(set(tokens.values())) == len(KINDS)
    for target, token in tokens.items():
        for _ in range(SCANS[target]):
            card = await send(client, None, "/public/codes/resolve", {"code": token}, status=200)
            client.clock.advance(hours=9)
        assert card["target"] == target
        assert (card["deputy"] is not None) == (target == "deputy")
    await client.settle()
    for target in KINDS:
        log = await read(client, "admin", f"/admin/codes/{client.world.code_ids[f'new {target}']}")
        assert (log["scans"], log["place"]) == (SCANS[target], "产业园大门")


@pytest.mark.parametrize(("target", "deputy"), [("deputy", "deputy代表"), ("station", None), ("point", None)])
async def test_a_firm_makes_its_suggestion_through_any_of_them(
    client: Client, target: str, deputy: str | None
) -> None:
    token = await issue(client, target)
    firm = {"kind": "enterprise", "firm_name": "示例渔具厂", "title": "园区夜间缺充电位"}
    case = await submit(client, "firm", code=token, **firm)
    seen = await case.seen_by("liaison")
    assert (seen["deputy_name"], seen["firm_name"], seen["status"]) == (deputy, "示例渔具厂", "registered")
