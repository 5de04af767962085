"""代表亮身份: in the station and outside, online and in person, at any hour, people know who he is and find him."""

from app.domain.deadlines import CHINA
from tests.cases import GOOD
from tests.conftest import Client
from tests.stories.play import enter, read, send, submit


async def test_at_eleven_on_a_sunday_night_he_is_known_and_can_be_told(client: Client) -> None:
    client.clock.advance(days=2, hours=14)
    assert client.clock().astimezone(CHINA).strftime("%a %H:%M") == "Sun 23:00"
    token = client.world.codes["deputy"]
    card = await send(client, None, "/public/codes/resolve", {"code": token}, status=200)
    deputy, station = card["deputy"], card["station"]
    assert (deputy["name"], deputy["reception"]) == ("deputy代表", "每周三上午")
    assert [seat["level"] for seat in deputy["mandates"]] == ["county"]
    assert (station["address"], station["phone"]) == ("示例路 1 号", "19900000001")
    case = await submit(client, title="半夜水管爆了")
    assert case.status == "registered"
    mine = await read(client, "deputy", "/desk/cases", deputy_id=client.world.deputies["deputy"])
    assert [item["id"] for item in mine["items"]] == [case.id]


async def test_what_is_told_in_the_station_reaches_the_same_deputy(client: Client) -> None:
    lead = str(client.world.deputies["deputy"])
    told = await enter(client, "liaison", channel="reception", deputy_id=lead, title="路口视线被广告牌挡住")
    scanned = await submit(client, title="路口缺一面反光镜")
    await told.do("town_office", "register")
    for case in (told, scanned):
        answered = {"public_text": "当天已处理。", "basis": "镇里现场办公"}
        assert (await case.do("deputy", "answer_on_spot", **answered))["status"] == "replied"
        seen = await case.seen_by("deputy")
        assert (seen["deputy_name"], seen["replies"][0]["public_text"]) == ("deputy代表", "当天已处理。")
    channels = {case["channel"] for case in (await read(client, "deputy", "/desk/cases"))["items"]}
    assert channels == {"reception", "scan"}
    assert (await scanned.do("resident", "evaluate", **GOOD))["status"] == "closed"
