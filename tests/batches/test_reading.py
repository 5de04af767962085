"""Who sees which list, and what of it: on the screen and on paper the same."""

from datetime import timedelta

from app.db import unit_of_work
from app.models import Appointment
from tests.bad_input.checks import refused
from tests.batches.lists import drafted, entry, handed_over, seen
from tests.cases import OWNERS, Json, accept, act, answer, at_county, day, shortlisted
from tests.conftest import Client


async def listed(client: Client, who: str, **filters: object) -> list[str]:
    found = await client.get(who, "/desk/batches", **filters)
    assert found.status_code == 200, found.text
    return [item["title"] for item in found.json()["items"]]


async def three_lists(client: Client) -> None:
    """A draft and a list of the town, and one of the county to a unit of the county."""
    await drafted(client, await shortlisted(client), title="草稿")
    await handed_over(client, await shortlisted(client), title="镇清单")
    sent_up = entry(client, await at_county(client), main="county_a")
    await handed_over(client, who="county_office", items=[sent_up], title="县清单")


async def test_offices_see_their_own_the_county_all_and_units_what_was_handed_to_them(client: Client) -> None:
    await three_lists(client)
    for who, titles in {
        "town_office": ["镇清单", "草稿"],
        "far_town_office": [],
        "committee": [],
        "county_office": ["县清单", "镇清单", "草稿"],
        "county_office_away": [],
        "unit_handler": ["镇清单"],
        "unit_head": ["镇清单"],
        "town_b_handler": [],
        "county_a_handler": ["县清单"],
        "unit_handler_away": [],
    }.items():
        assert await listed(client, who) == titles, who
    for who in ("deputy", "liaison", "station_head", "mediator"):
        refused(await client.get(who, "/desk/batches"), 403, "FORBIDDEN")


async def test_lists_are_narrowed_and_paged(client: Client) -> None:
    await three_lists(client)
    town = str(client.world.offices["town_office"])
    assert await listed(client, "county_office", handed_over="false") == ["草稿"]
    assert await listed(client, "county_office", handed_over="true") == ["县清单", "镇清单"]
    assert await listed(client, "county_office", office_id=town) == ["镇清单", "草稿"]
    assert await listed(client, "county_office", q="县清") == ["县清单"]
    assert await listed(client, "county_office", q="第三次交办会", unsigned="true") == ["县清单", "镇清单"]
    [batch] = (await client.get("unit_handler", "/desk/batches")).json()["items"]
    assert (batch["cases"], batch["unsigned"], batch["office_name"]) == (1, 1, "town_office机关")
    await client.post("unit_handler", f"/desk/batches/{batch['id']}/accept", {"owners": OWNERS})
    assert await listed(client, "county_office", unsigned="true") == ["县清单"]
    assert await listed(client, "unit_handler", unsigned="true") == []
    first = (await client.get("county_office", "/desk/batches", limit=2)).json()
    rest = await client.get("county_office", "/desk/batches", limit=2, cursor=first["next_cursor"])
    assert [item["title"] for item in rest.json()["items"]] == ["草稿"]
    assert rest.json()["next_cursor"] is None


async def mixed(client: Client) -> tuple[Json, list[str]]:
    """One matter of each unit, and one of both."""
    titles = ("甲单位的路灯", "乙单位的水管", "两家一起的井盖")
    cases = [await shortlisted(client, title=title) for title in titles]
    items = [
        entry(client, cases[0]),
        entry(client, cases[1], main="town_b"),
        entry(client, cases[2], main="town_b", co=("town_a",)),
    ]
    return await handed_over(client, items=items), cases


async def test_a_unit_sees_its_own_matters_and_nothing_of_others(client: Client) -> None:
    batch, cases = await mixed(client)
    answered = await client.get("unit_handler", f"/desk/batches/{batch['id']}")
    mine = answered.json()
    assert [(item["position"], item["case_id"]) for item in mine["items"]] == [(1, cases[0]), (2, cases[2])]
    assert (mine["cases"], mine["unsigned"]) == (2, 3)
    assert [share["unit_name"] for share in mine["items"][1]["shares"]] == ["town_b单位", "town_a单位"]
    for hidden in (cases[1], "水管", batch["items"][1]["number"]):
        assert hidden not in answered.text
    for who in ("unit_handler_away", "county_a_handler"):
        refused(await client.get(who, f"/desk/batches/{batch['id']}"), 404, "BATCH_NOT_FOUND")


async def test_a_unit_that_gave_its_share_back_sees_that_and_no_other(client: Client) -> None:
    batch, (_, _, joint) = await mixed(client)
    reason = {"reason": "不属我单位", "legal_basis": "三定规定"}
    await act(client, "town_b_handler", joint, "request_return", **reason)
    await act(client, "town_office", joint, "decide_return", reason="同意", upheld=True)
    mine = await seen(client, "town_b_handler", batch)
    assert [[s["unit_name"] for s in item["shares"]] for item in mine["items"]] == [["town_b单位"]] * 2
    assert mine["items"][1]["shares"][0]["status"] == "returned"


async def test_each_share_is_shown_as_it_stands_today(client: Client) -> None:
    batch, (first, second, joint) = await mixed(client)
    await accept(client, first, "town_a")
    await answer(client, first)
    await accept(client, second, "town_b")
    until = day(client, 14)
    await act(client, "town_b_handler", second, "request_extension", until=until, reason="等待材料")
    await act(client, "town_office", second, "decide_extension", granted=True, reason="同意")
    now = await seen(client, "town_office", batch)
    assert {state["label"]: state["count"] for state in now["states"]} == {
        "待签收": 2,
        "办理中": 1,
        "已答复": 1,
    }
    assert [item["case_status"] for item in now["items"]] == ["replied", "handling", "dispatched"]
    assert [item["case_id"] for item in now["items"]] == [first, second, joint]
    due = [item["shares"][0]["reply_due_at"] for item in now["items"]]
    assert due == [f"{last}T23:59:59+08:00" for last in (day(client, 11), until, day(client, 11))]


async def test_titles_are_as_each_reader_may_read_them(client: Client) -> None:
    case_id = await shortlisted(client, title="张某家门口的路灯")
    await act(client, "station_head", case_id, "redact", reason="含姓名", redacted_text="路灯不亮。")
    batch = await handed_over(client, case_id)
    assert batch["items"][0]["title"] == "张某家门口的路灯"
    unit = await client.get("unit_handler", f"/desk/batches/{batch['id']}")
    assert unit.json()["items"][0]["title"] == "路灯不亮。"
    paper = await client.http.get(unit.json()["print_url"])
    assert "张某" not in unit.text + paper.text


async def test_on_paper_stands_what_its_reader_may_see(client: Client) -> None:
    batch, cases = await mixed(client)
    await accept(client, cases[0], "town_a")
    pages = {}
    for who in ("town_office", "unit_handler"):
        link = (await seen(client, who, batch))["print_url"]
        paper = await client.http.get(link)
        assert (paper.status_code, paper.headers["cache-control"]) == (200, "no-store")
        assert paper.headers["referrer-policy"] == "no-referrer"
        assert paper.headers["content-type"].startswith("text/html")
        assert "script" not in paper.headers["content-security-policy"]
        pages[who] = paper.text
    words = ("序号", "编号", "主办", "协办", "办理期限", "签收", batch["number"], "第三次交办会")
    for page in pages.values():
        for word in (
            *words,
            "2026 年 11 月 18 日",
            "2026 年 11 月 20 日",
            "2026 年 12 月 1 日",
            "town_a单位 <span",
        ):
            assert word in page
    assert "乙单位的水管" in pages["town_office"] and "共 3 件" in pages["town_office"]
    assert "乙单位的水管" not in pages["unit_handler"] and "共 2 件" in pages["unit_handler"]


async def test_a_draft_on_paper_says_so_and_nothing_on_it_is_markup(client: Client) -> None:
    case_id = await shortlisted(client, title="<script>alert(1)</script>")
    batch = await drafted(client, case_id, title="<b>清单</b>")
    page = (await client.http.get(batch["print_url"])).text
    assert "（草稿）" in page and "尚未交办" in page
    assert "<script>" not in page and "<b>清单" not in page


async def test_a_link_is_for_one_reader_for_a_while(client: Client) -> None:
    batch, _ = await mixed(client)
    link = (await seen(client, "unit_handler", batch))["print_url"]
    viewer, other = (str(client.world.people[who].appointment_id) for who in ("unit_handler", "town_office"))
    foreign = await drafted(client, await shortlisted(client))
    for forged in (
        link.replace(viewer, other),
        link.replace(batch["id"], foreign["id"]),
        link[:-1] + ("A" if link[-1] != "A" else "B"),
    ):
        refused(await client.http.get(forged), 403, "FILE_LINK_INVALID")
    refused(await client.http.get(link.partition("?")[0]), 422, "VALIDATION_FAILED")
    client.clock.now += timedelta(hours=2, seconds=1)
    refused(await client.http.get(link), 403, "FILE_LINK_EXPIRED")


async def test_a_link_ends_with_the_capacity_it_was_given_to(client: Client) -> None:
    batch, _ = await mixed(client)
    link = (await seen(client, "unit_handler", batch))["print_url"]
    async with unit_of_work(client.house.sessions) as session:
        appointment = await session.get_one(Appointment, client.world.people["unit_handler"].appointment_id)
        appointment.active = False
    refused(await client.http.get(link), 403, "APPOINTMENT_ENDED")


async def test_a_link_to_a_list_that_is_gone(client: Client) -> None:
    batch = await drafted(client, await shortlisted(client))
    await client.delete("town_office", f"/desk/batches/{batch['id']}")
    refused(await client.http.get(batch["print_url"]), 404, "BATCH_NOT_FOUND")
