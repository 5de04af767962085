"""代表调解矛盾纠纷: a deputy mediates over wages or land; what he cannot settle goes back and on."""

from app.domain.vocabulary import Kind
from app.presets.practices import practices
from tests.cases import GOOD, day
from tests.conftest import Client
from tests.stories.play import Matter, enter, past, read, submit

FIGURES = practices()[41].figures
STEPS = ["受理", "选定调解人", "调解", "回访", "结案"]
SIDES = [
    {"name": "李某", "capacity": "装修工人", "phone": "19900000061"},
    {"name": "张某", "capacity": "装修队负责人", "phone": "19900000062"},
]
AGREED = "欠薪一万二千元分两次付清：本月底八千元，下月十五日四千元，双方签字。"


async def dispute(client: Client, title: str = "装修队欠薪") -> Matter:
    """Told at the station with the practice named, and waiting for somebody to mediate."""
    story = {"kind": "dispute", "title": title, "text": "工人李某与装修队张某，工钱拖了三个月。"}
    case = await enter(client, "liaison", **story, category_code=None, preset="mediation")
    await case.do("liaison", "register")
    await case.do("station_head", "shortlist", decided_by="联络站")
    return case


async def test_a_deputy_mediates_and_both_sides_agree(client: Client) -> None:
    case = await dispute(client)
    claimed = await case.do("deputy", "claim")
    assert claimed["status"] == "handling"
    assert (await case.done("liaison", "claim"))["data"]["claimer"] == "deputy"
    await case.refuses("colleague", "claim", "ILLEGAL_MOVE")
    await case.refuses("mediator", "complete", "FORBIDDEN", public_text=AGREED)
    await case.do("deputy", "set_disputants", disputants=SIDES)
    await case.do("deputy", "progress", text="分别听了两边，约周五面谈")
    await case.refuses("mediator", "progress", "FORBIDDEN", text="我也去谈谈")
    client.clock.advance(days=3)
    signed = {"text": AGREED, "signed_on": day(client, 0), "signed_by": ["李某", "张某", "deputy代表"]}
    agreement = signed | {"perform_by": day(client, 25)}
    await case.do("deputy", "complete", public_text="工钱分两次付清，双方已签字。", agreement=agreement)
    await case.do("deputy", "revisit", text="八千元已到账", holds=True)
    await case.do("county_office", "evaluate", **GOOD)
    seen = await case.seen_by("deputy")
    assert (seen["status"], seen["replies"][0]["agreement"]) == ("closed", agreement)
    assert seen["disputants"] == SIDES
    stranger = await case.seen_by("colleague")
    assert [side["capacity"] for side in stranger["disputants"]] == [side["capacity"] for side in SIDES]
    assert not {"李某", "张某", "19900000061"} & set(str(stranger["disputants"]).split("'"))
    assert stranger["replies"][0]["agreement"] is None
    assert [step["label"] for step in seen["steps"]] == STEPS
    assert all(step["reached_at"] for step in seen["steps"])


async def test_who_quarrels_can_tell_it_himself_and_rates_it(client: Client) -> None:
    case = await submit(client, kind="dispute", title="两家排水打架", category_code=None)
    await case.do("liaison", "screen", note="两家都愿意调解", preset="mediation")
    await case.do("station_head", "shortlist", decided_by="联络站")
    await case.do("deputy", "claim")
    await case.do("deputy", "complete", public_text="共用一条沟，费用平摊。")
    assert (await case.do("resident", "evaluate", **GOOD))["status"] == "closed"
    assert [step["label"] for step in (await case.seen_by("resident"))["steps"]] == STEPS


async def test_what_cannot_be_settled_goes_back_and_to_a_unit(client: Client) -> None:
    case = await dispute(client)
    await case.do("deputy", "claim")
    back = await case.do("deputy", "give_back", reason="对方不肯到场，建议劳动监察处理")
    assert back["status"] == "pending_dispatch"
    await case.dispatch("town_office")
    await case.accept("town_a")
    await case.reply()
    assert (await case.do("county_office", "evaluate", **GOOD))["status"] == "closed"
    figures = await read(client, "county_office", "/desk/figures", kind="dispute")
    assert (figures["dispute_success"]["numerator"], figures["dispute_success"]["denominator"]) == (0, 1)


async def test_nineteen_of_twenty_end_by_agreement(client: Client) -> None:
    case = await dispute(client)
    await case.do("deputy", "claim")
    await case.do("deputy", "complete", public_text=AGREED)
    await case.do("county_office", "evaluate", **GOOD)
    claimer = client.world.people["deputy"].account_id
    agreed, ended_otherwise = 95, 5
    await past(client, agreed - 1, kind=Kind.DISPUTE, claimer_id=claimer)
    await past(client, ended_otherwise, kind=Kind.DISPUTE)
    await dispute(client, "还在等人调解的一件")
    success = (await read(client, "county_office", "/desk/figures", kind="dispute"))["dispute_success"]
    assert success["numerator"] == agreed >= FIGURES["solved"]
    assert success["rate"] == FIGURES["success_percent"] / 100
    assert success["excluded"] == 1
