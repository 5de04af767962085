"""专班与结对帮助: a liaison helps a deputy who cannot use the application, writes for him, and he alone decides."""

from tests.cases import OWNERS, day
from tests.conftest import Client
from tests.stories.play import Json, Matter, enter, read, send

CONSENT = "代表本人口述，逐条念给他听，同意代为起草"


async def paired(client: Client, who: str = "liaison", deputy: str = "deputy") -> str:
    """The administrator joins a liaison with the deputy whom he helps."""
    body = {
        "kind": "helper_deputy",
        "appointment_id": str(client.world.people[who].appointment_id),
        "to_deputy_id": str(client.world.deputies[deputy]),
        "starts_on": "2026-11-01",
        "note": "不会用手机，每周上门一次",
    }
    return str((await send(client, "admin", "/admin/links", body))["id"])


def proxy(client: Client, deputy: str = "deputy", **more: str) -> Json:
    body: Json = {
        "title": "关于修缮村口小桥的建议",
        "text": "桥面塌了一角，建议汛期前修好。",
        "on_behalf_of_id": str(client.world.deputies[deputy]),
        "consent": CONSENT,
    }
    return body | more


async def test_only_his_helper_writes_for_him_and_only_with_his_consent(client: Client) -> None:
    stranger = await client.post("liaison", "/desk/suggestions", proxy(client))
    assert (stranger.status_code, stranger.json()["code"]) == (403, "HELPER_LINK_REQUIRED")
    await paired(client)
    silent = await client.post("liaison", "/desk/suggestions", proxy(client, consent=""))
    assert (silent.status_code, silent.json()["code"]) == (422, "VALIDATION_FAILED")
    other = await client.post("liaison", "/desk/suggestions", proxy(client, "colleague"))
    assert other.json()["code"] == "HELPER_LINK_REQUIRED"
    far = await client.post("far_liaison", "/desk/suggestions", proxy(client))
    assert far.json()["code"] == "HELPER_LINK_REQUIRED"
    await send(client, "liaison", "/desk/suggestions", proxy(client))


async def drafted(client: Client) -> Matter:
    made = await send(client, "liaison", "/desk/suggestions", proxy(client))
    return Matter(client, made["id"], made["number"], made["version"], made["status"])


async def test_the_helper_drafts_the_deputy_hands_in_and_it_is_his(client: Client) -> None:
    await paired(client)
    case = await drafted(client)
    (waiting,) = (await read(client, "liaison", "/desk/cases", tab="draft"))["items"]
    assert waiting["id"] == case.id
    await case.refuses("liaison", "submit", "FORBIDDEN")
    await case.do("liaison", "revise", text="桥面塌了一角，栏杆也断了，建议汛期前修好。")
    draft = await case.seen_by("deputy")
    assert (draft["status"], draft["deputy_name"]) == ("draft", "deputy代表")
    assert "栏杆也断了" in draft["text"]
    assert [entry["actor_name"] for entry in draft["timeline"]] == ["liaison", "liaison"]
    assert draft["timeline"][-1]["on_behalf_of"] == "deputy代表"
    await case.do("deputy", "submit")
    await case.do("county_office", "register")
    await case.do("county_office", "shortlist", decided_by="县人大代表工委")
    await case.dispatch("county_office", "county_a")
    await case.do("county_a_handler", "accept", owners=OWNERS)
    talk = {"method": "visit", "on": day(client, 0), "record": "到家里同代表说清楚了。"}
    await case.do("county_a_handler", "communicate", **talk)
    await case.reply("county_a", reply_class="resolved", public_text="小桥已加固。")
    good = {"result": "satisfied", "attitude": "satisfied"}
    await case.refuses("liaison", "evaluate", "FORBIDDEN", **good)
    assert (await case.do("deputy", "evaluate", **good))["status"] == "closed"
    for who in ("deputy", "liaison"):
        mine = await read(client, who, "/desk/cases", kind="suggestion")
        assert [(item["id"], item["status"]) for item in mine["items"]] == [(case.id, "closed")]


async def test_what_voters_told_the_deputy_is_entered_for_him_with_the_mark(client: Client) -> None:
    consent = "代表口述选民意见，同意代录"
    his = {"on_behalf_of_id": str(client.world.deputies["deputy"]), "contact": None, "consent": consent}
    his |= {"title": "村口路太窄", "channel": "phone"}
    said = {"text": "选民说村口路太窄", "visibility": "units"} | his
    refused = await client.post("liaison", "/desk/cases", said)
    assert refused.json()["code"] == "HELPER_LINK_REQUIRED"
    link_id = await paired(client)
    case = await enter(client, "liaison", **his)
    seen = await case.seen_by("liaison")
    assert (seen["deputy_name"], seen["proxy_consent"]) == ("deputy代表", consent)
    submitted = await case.done("deputy", "submit")
    assert (submitted["role"], submitted["on_behalf_of"]) == ("liaison", "deputy代表")
    log = {"method": "visit", "on": day(client, 0), "record": "上门帮录一条", "case_id": case.id}
    await send(client, "liaison", f"/desk/links/{link_id}/contacts", log)
    (mine,) = (await read(client, "liaison", "/desk/links", kind="helper_deputy"))["items"]
    assert (mine["to_name"], mine["contacts"], mine["can_log"]) == ("deputy代表", 1, True)
    assert (await client.get("far_liaison", f"/desk/links/{link_id}/contacts")).status_code == 404


async def test_when_the_help_ends_so_does_writing_for_him(client: Client) -> None:
    link_id = await paired(client)
    row = await read(client, "admin", f"/admin/links/{link_id}")
    ended = {"starts_on": "2026-11-01", "ends_on": "2026-11-20", "version": row["version"]}
    changed = await client.put("admin", f"/admin/links/{link_id}", ended)
    assert changed.status_code == 200, changed.text
    await drafted(client)
    client.clock.advance(days=1)
    refused = await client.post("liaison", "/desk/suggestions", proxy(client))
    assert refused.json()["code"] == "HELPER_LINK_REQUIRED"
