"""五种追责: each of the five is opened, proved and decided; the unit reads the decision and nothing before it."""

from app.domain.vocabulary import AccountabilityCause as Cause
from tests.accountability.steps import MATTERS, REPORTS, WORDS, decision, done, opened, reported
from tests.cases import GOOD
from tests.conftest import Client
from tests.stories.play import Matter, draft, read, send

EVIDENCE = {
    Cause.OVERDUE: "三个月期满未答复，催办三次",
    Cause.PERFUNCTORY: "两家单位互相推诿，答复照抄去年",
    Cause.REPRISAL: "提出建议后，代表经营的摊位被反复检查",
    Cause.DISCLOSURE: "把代表反映的住户姓名、病情贴在公告栏",
}
UNIT = "county_a"


async def answered(client: Client) -> Matter:
    """A deputy's suggestion with an answer, to be rated by her."""
    case = await draft(client, "deputy", "关于改造老街照明的建议", "建议分两期更换老街路灯。")
    await case.do("deputy", "submit")
    await case.do("county_office", "register")
    await case.do("county_office", "shortlist", decided_by="代表工委")
    await case.dispatch("county_office", UNIT)
    await case.accept(UNIT)
    talk = {"method": "meeting", "on": "2026-11-20", "record": "与代表当面沟通，明确分两期。"}
    await case.do(f"{UNIT}_handler", "communicate", **talk)
    await case.reply(UNIT)
    return case


async def test_each_of_the_five_is_opened_proved_and_decided(client: Client) -> None:
    case = await answered(client)
    unit_id = str(client.world.units[UNIT])
    await case.do("deputy", "evaluate", **GOOD)
    assert (await reported(client, case.id, "deputy")).status_code == 201
    (report,) = (await read(client, "county_office", REPORTS))["items"]
    pressed = await send(
        client, "county_office", f"{REPORTS}/{report['id']}/accountability", {"unit_id": unit_id}
    )
    matters = {Cause.PRESSURE: pressed}
    for cause, proof in EVIDENCE.items():
        evidence = [{"text": proof, "source": "事项经过"}]
        more = {"cause": cause.value, "unit_id": unit_id, "evidence": evidence, "case_id": case.id}
        matters[cause] = await opened(client, "county_office", **more)
    assert set(matters) == set(Cause)

    assert (await read(client, f"{UNIT}_head", MATTERS))["items"] == []
    for cause, made in matters.items():
        if cause is not Cause.REPRISAL:
            await done(client, "county_office", made, "decide", decision())
    reason = {"version": 1, "reason": "检查系全市统一部署，查无报复"}
    await done(client, "county_office", matters[Cause.REPRISAL], "dismiss", reason)

    known = (await read(client, f"{UNIT}_head", MATTERS))["items"]
    assert {item["cause"] for item in known} == set(Cause) - {Cause.REPRISAL}
    told = (await client.get(f"{UNIT}_head", MATTERS)).text
    assert not any(proof in told for proof in (*EVIDENCE.values(), WORDS, case.id))
    assert {(item["measure"], item["decided_by"]) for item in known} == {
        ("责令书面检查", "县人大常委会主任会议")
    }
    (kept,) = (await read(client, "county_office", MATTERS, state="dismissed"))["items"]
    assert kept["evidence"][0]["text"] == EVIDENCE[Cause.REPRISAL]
    assert (await client.get("county_b_head", f"{MATTERS}/{pressed['id']}")).status_code == 404
