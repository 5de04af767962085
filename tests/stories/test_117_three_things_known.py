"""三知跟踪: the deputy who passed a dispute on knows which unit has it, who is in charge and what came of it."""

from app.presets.practices import practices
from tests.cases import GOOD, OWNERS, day
from tests.conftest import Client
from tests.stories.play import enter, timed

DAYS = practices()[116].figures["days"]
DAMAGE = {
    "title": "浇地水泡了住房，两年没人赔",
    "text": "邻家浇地时水漫进屋，墙裂了，找了两年没有结果。",
    "channel": "reception",
}


async def test_a_deputy_follows_a_dispute_to_its_end_in_three_days(client: Client) -> None:
    await timed(client, DAYS, "calendar_day", clock="reply", kind="appeal")
    lead = str(client.world.deputies["deputy"])
    case = await enter(client, "liaison", deputy_id=lead, **DAMAGE)
    await case.do("town_office", "register")
    await case.do("town_office", "shortlist", decided_by="镇人大主席团")
    await case.dispatch("town_office")

    handed = await case.seen_by("deputy")
    (share,) = handed["assignments"]
    assert (share["unit_name"], share["status"], share["owners"]) == ("town_a单位", "dispatched", {})
    await case.accept("town_a")
    (share,) = (await case.seen_by("deputy"))["assignments"]
    assert share["owners"] == OWNERS
    client.clock.advance(days=1)
    await case.do("deputy", "urge", text="老人还住在裂墙的屋里，请先安置")
    await case.do("unit_handler", "progress", text="已请人估损，双方同意估价")
    assert (await case.done("deputy", "progress"))["data"]["text"] == "已请人估损，双方同意估价"
    client.clock.advance(days=DAYS - 1)
    await case.reply("town_a", reply_class="resolved", public_text="损失已全部赔付到户。")

    known = await case.seen_by("deputy")
    (answer,) = known["replies"]
    assert (answer["public_text"], answer["signer"]) == ("损失已全部赔付到户。", "周平")
    (share,) = known["assignments"]
    assert share["reply_due_at"][:10] == answer["signed_at"][:10] == day(client, 0)
    await case.do(
        "deputy", "feedback", method="visit", told_on=day(client, 0), text="上门告知，本人已收到赔款"
    )
    assert (await case.do("deputy", "evaluate", **GOOD))["status"] == "closed"


async def test_a_deputy_of_another_station_knows_nothing_of_it(client: Client) -> None:
    case = await enter(client, "liaison", deputy_id=str(client.world.deputies["deputy"]), **DAMAGE)
    answer = await client.get("far_deputy", f"/desk/cases/{case.id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "CASE_NOT_FOUND")
