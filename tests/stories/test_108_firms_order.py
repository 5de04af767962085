"""企业点单代表服务: a firm orders, deputies serve, one committee has it done, and the firm says whether it was."""

from datetime import datetime

from app.domain.vocabulary import Kind
from app.presets.practices import practices
from tests.cases import GOOD
from tests.conftest import Client
from tests.stories.play import Matter, past, read, submit, timed

FIGURES = practices()[107].figures
STEPS = ["汇总梳理", "分析研判", "交办督办", "反馈评价"]


async def ordered(client: Client) -> Matter:
    """Scanned by the firm, sorted by the station, taken up by the committee whose field it is."""
    firm = {"kind": "enterprise", "firm_name": "示例装备公司"}
    case = await submit(client, "firm", title="扩产用地批了半年没有结果", **firm)
    field = str(client.world.offices["committee"])
    await case.do("liaison", "screen", preset="enterprise_four_steps", note="到厂核实，属实")
    assert await case.walked("firm") == STEPS[:1]
    await case.do("station_head", "shortlist", decided_by="产业链联络站")
    await case.do("town_office", "escalate", reason="属县级职权")
    assert await case.walked("firm") == STEPS[:2]
    await case.do("committee", "claim")
    assert (await case.seen_by("county_office"))["committee_id"] == field
    return case


async def test_land_for_a_firm_in_as_many_days_as_it_took(client: Client) -> None:
    await timed(client, FIGURES["days"], "calendar_day", clock="reply", kind="enterprise")
    case = await ordered(client)
    await case.dispatch("committee", "county_a")
    await case.accept("county_a")
    client.clock.advance(days=20)
    await case.do("deputy", "urge", text="企业等着签合同")
    await case.do("committee", "supervise", text="请专班推进")
    await case.do("county_a_handler", "progress", text="规划已调整，正在组卷")
    assert await case.walked("firm") == STEPS[:3]
    client.clock.advance(days=FIGURES["days"] - 20)
    await case.reply("county_a", reply_class="resolved", public_text="用地手续已办结。")
    assert await case.walked("firm") == STEPS
    assert (await case.do("firm", "evaluate", **GOOD))["status"] == "closed"
    seen = await case.seen_by("deputy")
    (answer,) = seen["replies"]
    taken = datetime.fromisoformat(answer["signed_at"]) - datetime.fromisoformat(seen["created_at"])
    assert taken.days == FIGURES["days"]
    assert [(rating["rater"], rating["result"]) for rating in seen["evaluations"]] == [
        ("citizen", "satisfied")
    ]
    await past(client, FIGURES["solved"] - 1, kind=Kind.ENTERPRISE, firm_name="示例企业")
    figures = await read(
        client, "county_office", "/desk/figures", kind="enterprise", **{"from": "2026-11-01"}
    )
    assert [(each["status"], each["count"]) for each in figures["by_status"]] == [
        ("closed", FIGURES["solved"])
    ]
    took = figures["reply_days"]
    assert (took["count"], took["mean"], took["median"]) == (1, FIGURES["days"], FIGURES["days"])
    assert [(unit["unit_name"], unit["median"]) for unit in took["by_unit"]] == [
        ("county_a单位", FIGURES["days"])
    ]
    on_time = figures["on_time"]
    assert (on_time["numerator"], on_time["denominator"]) == (1, 1)


async def test_the_field_decides_which_committee_has_it_done(client: Client) -> None:
    case = await ordered(client)
    taken = await client.get("far_committee", f"/desk/cases/{case.id}")
    assert (taken.status_code, taken.json()["code"]) == (404, "CASE_NOT_FOUND")
    await case.refuses("deputy", "supervise", "FORBIDDEN", text="请抓紧")


async def test_the_four_steps_are_for_firms_only(client: Client) -> None:
    case = await submit(client)
    await case.refuses(
        "liaison", "screen", "PRESET_NOT_FOR_KIND", preset="enterprise_four_steps", note="核实"
    )
    offered = (await read(client, "liaison", "/desk/presets", kind="enterprise"))["items"]
    assert {choice["key"]: choice["steps"] for choice in offered}["enterprise_four_steps"] == STEPS
