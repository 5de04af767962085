"""代表码上办: every deputy has a code of his own in public places; scan, accepted at once, solved together, rated."""

from tests.cases import GOOD
from tests.conftest import Client
from tests.stories.play import read, send, submit

DEPUTIES = ("deputy", "colleague", "far_deputy")
STEPS = ["扫码提诉求", "线上即受理", "联动快解决", "满意再评价"]
PLACES = ("社区公告栏", "政务大厅")


async def hang_up(client: Client, deputy: str, place: str) -> str:
    """One more code of this deputy, for this place."""
    body = {"target": "deputy", "deputy_id": str(client.world.deputies[deputy]), "place": place}
    code = await send(client, "admin", "/admin/codes", body)
    client.world.code_ids[place] = code["id"]
    return str(code["token"])


async def test_every_deputys_own_code_leads_to_him_wherever_it_hangs(client: Client) -> None:
    for deputy in DEPUTIES:
        for place in PLACES:
            token = await hang_up(client, deputy, place)
            card = await send(client, None, "/public/codes/resolve", {"code": token}, status=200)
            assert (card["deputy"]["name"], card["place"]) == (f"{deputy}代表", place)
            case = await submit(client, code=token)
            assert case.status == "registered"
            assert (await case.seen_by(deputy))["deputy_name"] == f"{deputy}代表"
            await client.settle()
            scanned = await read(client, "admin", f"/admin/codes/{client.world.code_ids[place]}")
            assert scanned["scans"] == 1
        mine = await read(client, deputy, "/desk/cases", deputy_id=client.world.deputies[deputy])
        assert len(mine["items"]) == len(PLACES)


async def test_scan_accept_solve_rate_in_one_day(client: Client) -> None:
    case = await submit(client, title="井盖松动", text="车一过就响，怕掉下去。", code="deputy")
    receipt = await case.seen_by("resident")
    assert receipt["deputy_name"] == "deputy代表"
    await case.do("liaison", "screen", preset="mashangban", note="代表码收到，属实")
    assert await case.walked("resident") == STEPS[:2]
    client.clock.advance(hours=1)
    await case.do("deputy", "site_visit", text="看过了，属实，先围起来", visited_on="2026-11-20")
    await case.do("station_head", "shortlist", decided_by="联络站")
    await case.dispatch("town_office", "town_a", "town_b")
    await case.accept("town_a", "town_b")
    assert await case.walked("resident") == STEPS[:3]
    await case.do("town_b_handler", "give_opinion", opinion="交警已设围挡")
    client.clock.advance(hours=4)
    await case.reply("town_a", reply_class="resolved", public_text="井盖已更换，换了防响垫圈。")
    rated = await case.do("resident", "evaluate", **GOOD)
    assert rated["status"] == "closed"
    assert await case.walked("resident") == await case.walked("deputy") == STEPS
    seen = await case.seen_by("deputy")
    assert [rating["result"] for rating in seen["evaluations"]] == ["satisfied"]
    assert seen["closed_at"][:10] == seen["created_at"][:10] == "2026-11-20"


async def test_who_is_not_content_says_so_and_it_is_done_again(client: Client) -> None:
    case = await submit(client, code="colleague")
    await case.do("station_head", "shortlist", decided_by="联络站")
    await case.dispatch("town_office")
    await case.accept("town_a")
    await case.reply()
    bad = {"result": "dissatisfied", "attitude": "satisfied", "reason": "还是响"}
    await case.do("resident", "evaluate", **bad)
    assert (await case.do("town_office", "redo", reason="情况属实"))["round"] == 2
    await case.reply(reply_class="resolved", public_text="重新换过，现场同本人试过。")
    assert (await case.do("resident", "evaluate", **GOOD))["status"] == "closed"
