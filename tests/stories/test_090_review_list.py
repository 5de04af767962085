"""审议意见交办清单: what was said in deliberation and what came from below, as one list to the units that study it."""

from tests.cases import CONTACT, GOOD, OWNERS, RESOLVED, day, dispatch_form, handler
from tests.conftest import Client
from tests.stories.play import Json, Matter, enter, held, planned, read, send, submit, timed

SAID = {"加快水毁农田修复": "county_a", "规范涉企检查": "county_b", "完善村级养老设施": "county_a"}
FROM_BELOW = {"秸秆还田补贴发得慢": "county_b"}


async def deliberated(client: Client) -> list[Matter]:
    """What the standing committee said at its meeting, each sentence a matter of the list: nobody's in person."""
    event = await planned(client, "county_office", "meeting", "县人大常委会第三十次会议", "deputy")
    client.clock.advance(days=1)
    await held(client, "county_office", event)
    said = {
        "kind": "review_item",
        "preset": "review_list",
        "channel": "event",
        "event_id": event["id"],
        "station_id": str(client.world.stations["town"]),
        "contact": None,
        "consent": "",
    }
    cases = [await enter(client, "county_office", title=title, **said) for title in SAID]
    seen = await read(client, "county_office", f"/desk/events/{event['id']}")
    assert {case["title"] for case in seen["cases"]} == SAID.keys()
    for case in cases:
        first = await case.done("county_office", "submit")
        assert first["on_behalf_of"] == "县人大常委会第三十次会议"
        await case.do("county_office", "register")
    return cases


async def test_who_is_heard_for_the_list_may_stay_unnamed_and_says_that_he_agrees(client: Client) -> None:
    said: Json = {"kind": "review_item", "preset": "review_list", "channel": "letter", "contact": None}
    said |= {"station_id": str(client.world.stations["town"]), "anonymous": True}
    case = await enter(client, "county_office", title="养老院缺护工", consent="来信人同意列入清单", **said)
    seen = await case.seen_by("county_office")
    assert (seen["contact"], seen["proxy_consent"]) == (None, "来信人同意列入清单")
    assert (await case.done("county_office", "submit"))["on_behalf_of"] == "匿名群众"


async def listed(client: Client) -> tuple[Json, list[Matter]]:
    """The list, handed over as one, with two months for what the standing committee said."""
    await timed(client, 2, "month", clock="reply", kind="review_item")
    cases = await deliberated(client)
    cases += [await submit(client, title=title, kind="opinion", contact=CONTACT) for title in FROM_BELOW]
    for case in cases:
        await case.do("county_office", "shortlist", decided_by="县人大常委会主任会议")
    units = [*SAID.values(), *FROM_BELOW.values()]
    body = {
        "title": "审议意见交办清单",
        "meeting": "县人大常委会第三十次会议",
        "met_on": day(client, 0),
        "items": [
            {"case_id": case.id} | dispatch_form(client, main=unit)
            for case, unit in zip(cases, units, strict=True)
        ],
    }
    batch = await send(client, "county_office", "/desk/batches", body)
    assert (batch["cases"], batch["not_ready"]) == (len(cases), 0)
    path = f"/desk/batches/{batch['id']}"
    gone = await send(client, "county_office", f"{path}/hand-over", {"version": batch["version"]}, status=200)
    assert {item["case_status"] for item in gone["items"]} == {"dispatched"}
    due = [item["shares"][0]["reply_due_at"][:10] for item in gone["items"]]
    assert due == ["2027-01-21"] * len(SAID) + ["2026-12-01"] * len(FROM_BELOW)
    return gone, cases


async def refresh(case: Matter, who: str) -> None:
    """The list moved it; whoever acts on it looks first."""
    case.version = (await case.seen_by(who))["version"]


async def test_one_list_each_unit_its_part_one_result_a_matter(client: Client) -> None:
    batch, cases = await listed(client)
    units = [*SAID.values(), *FROM_BELOW.values()]
    for unit in ("county_a", "county_b"):
        mine = await read(client, handler(unit), f"/desk/batches/{batch['id']}")
        assert len(mine["items"]) == units.count(unit)
        path = f"/desk/batches/{batch['id']}/accept"
        taken = await send(client, handler(unit), path, {"owners": OWNERS}, status=200)
        assert taken["accepted"] == units.count(unit)
    for case, unit in zip(cases, units, strict=True):
        await refresh(case, "county_office")
        await case.reply(unit, **RESOLVED)
        rater = "resident" if case is cases[-1] else "county_office"
        await case.do(rater, "evaluate", **GOOD)
    done = await read(client, "county_office", f"/desk/batches/{batch['id']}")
    assert [item["case_status"] for item in done["items"]] == ["closed"] * len(cases)
    assert [(state["status"], state["count"]) for state in done["states"]] == [("replied", len(cases))]
    printed = await client.http.get(done["print_url"])
    assert printed.status_code == 200
    assert all(title in printed.text for title in SAID)


async def test_the_four_steps_of_a_review_item(client: Client) -> None:
    batch, (case, *_) = await listed(client)
    assert await case.walked("county_office") == ["汇总成单", "清单交办"]
    path = f"/desk/batches/{batch['id']}/accept"
    await send(client, "county_a_handler", path, {"owners": OWNERS}, status=200)
    await refresh(case, "county_a_handler")
    assert await case.walked("county_a_handler") == ["汇总成单", "清单交办", "研究处理"]
    await case.reply("county_a", **RESOLVED)
    assert await case.walked("county_office") == ["汇总成单", "清单交办", "研究处理", "反馈结果"]
