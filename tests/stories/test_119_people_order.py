"""群众点单代表派单: a resident orders, a deputy says whose it is, the government takes it, the resident rates."""

from app.presets.practices import practices
from tests.cases import GOOD, dispatch_form
from tests.conftest import Client
from tests.stories.play import Matter, read, submit

SUGGESTIONS = practices()[118].figures["suggestions"]
STEPS = ["群众点单", "代表派单", "政府接单", "群众评单"]
ORDERS = {
    "安置房片区孩子上学远": ("county_a", "关于调整中学布点的建议"),
    "规划路断头三年没打通": ("county_b", "关于打通断头路的建议"),
    "收了房却办不下证": ("county_a", "关于分期验收的建议"),
}


async def ordered(client: Client, title: str, unit: str) -> Matter:
    """A deputy proposes the unit and cannot hand over himself; the office does, as he proposed."""
    case = await submit(client, title=title)
    await case.refuses("deputy", "dispatch", "FORBIDDEN", **dispatch_form(client))
    await case.do("liaison", "screen", preset="resident_order", note="核实属实")
    proposed = str(client.world.units[unit])
    await case.do("deputy", "propose_route", unit_id=proposed, reason="属该单位职责")
    await case.do("station_head", "shortlist", decided_by="联络点代表会")
    await case.do("town_office", "escalate", reason="县直单位职责")
    assert (await case.seen_by("county_office"))["proposed_unit_id"] == proposed
    assert await case.walked("resident") == STEPS[:2]
    await case.dispatch("county_office", unit)
    return case


async def test_order_route_take_rate(client: Client) -> None:
    for title, (unit, _) in ORDERS.items():
        case = await ordered(client, title, unit)
        assert (await case.seen_by("resident"))["units"] == [f"{unit}单位"]
        await case.accept(unit)
        assert await case.walked("deputy") == STEPS[:3]
        await case.reply(unit)
        assert await case.walked("resident") == STEPS
        await case.refuses(f"{unit}_handler", "evaluate", "FORBIDDEN", **GOOD)
        assert (await case.do("resident", "evaluate", **GOOD))["status"] == "closed"
        (rating,) = (await case.seen_by("deputy"))["evaluations"]
        assert (rating["rater"], rating["result"]) == ("citizen", "satisfied")


async def test_what_many_wait_for_becomes_a_suggestion_between_sessions(client: Client) -> None:
    for title, (unit, suggestion) in ORDERS.items():
        case = await ordered(client, title, unit)
        await case.do("deputy", "convert", kind="suggestion", title=suggestion, ends_case=False)
        (link,) = (await case.seen_by("deputy"))["links"]
        path = f"/desk/cases/{link['target_case_id']}"
        draft = await read(client, "deputy", path)
        assert (draft["title"], draft["status"], draft["kind"]) == (suggestion, "draft", "suggestion")
        sent = await client.post("deputy", f"{path}/actions/submit", {"version": draft["version"]})
        assert sent.json()["status"] == "submitted"
    received = await read(
        client, "county_office", "/desk/cases", kind="suggestion", status="submitted", with_total=True
    )
    assert received["total"] == SUGGESTIONS == len(ORDERS)
