"""联名立法建议: a survey and talks, what people said there, a proposal that deputies sign, a place in the reserve."""

from uuid import UUID

from app.domain.vocabulary import Role, Route
from app.presets.practices import practices
from tests.cases import GOOD, day
from tests.conftest import Client
from tests.stories.play import Json, Matter, building, enter, held, planned, read, send
from tests.world import HOME

FIGURES = practices()[121].figures
STEPS = ["调研联名", "提交审查", "立法论证", "入库反馈"]
TITLE = "关于制定养犬管理条例的建议"


async def listened(client: Client) -> list[Json]:
    """The survey and the talks, each held with what was said there written down as opinions."""
    town = str(client.world.stations["town"])
    plans = [("survey", f"立法调研{number}") for number in range(FIGURES["surveys"])]
    plans += [("talk", f"立法座谈{number}") for number in range(FIGURES["talks"])]
    events = [
        await planned(client, "deputy", kind, title, "deputy", station_id=town, allow_overlap=True)
        for kind, title in plans
    ]
    client.clock.advance(days=1, hours=3)
    for number in range(FIGURES["opinions"]):
        event = events[number % len(events)]
        said = {"kind": "opinion", "channel": "event", "event_id": event["id"]}
        await enter(client, "liaison", title=f"养犬意见{number}", **said)
    return [await held(client, "deputy", event, people=12) for event in events]


async def reserve(client: Client) -> None:
    """The organ that keeps the reserve of bills, and who acts for it."""
    async with building(client) as builder:
        await builder.unit("law", HOME, Route.CONGRESS)
        for post, role in (("handler", Role.UNIT_HANDLER), ("head", Role.UNIT_HEAD)):
            await builder.person(f"law_{post}", role, unit_id=client.world.units["law"])


async def proposed(client: Client, events: list[Json]) -> Matter:
    """The draft, with what it rests on and those who are asked to sign it."""
    invited = [str(client.world.deputies[name]) for name in ("colleague", "far_deputy")]
    body: Json = {"title": TITLE, "text": "附三十条意见归纳。", "preset": "bill_proposal"}
    body |= {"cosigner_ids": invited, "source_event_ids": [event["id"] for event in events]}
    body["source_case_ids"] = [case["id"] for event in events for case in event["cases"]]
    made = await send(client, "deputy", "/desk/suggestions", body)
    return Matter(client, made["id"], made["number"], made["version"], made["status"])


async def test_a_survey_and_talks_bring_what_the_proposal_rests_on(client: Client) -> None:
    events = await listened(client)
    assert [event["kind"] for event in events] == ["survey", *["talk"] * FIGURES["talks"]]
    assert {event["status"] for event in events} == {"held"}
    said = [UUID(case["id"]) for event in events for case in event["cases"]]
    assert len(said) == len(set(said)) == FIGURES["opinions"]
    desk = await read(client, "deputy", "/desk/cases", kind="opinion", channel="event", with_total=True)
    assert desk["total"] == FIGURES["opinions"]


async def test_signed_by_several_and_taken_into_the_reserve(client: Client) -> None:
    await reserve(client)
    case = await proposed(client, await listened(client))
    assert await case.walked("deputy") == STEPS[:1]
    await case.do("colleague", "cosign")
    waiting = [
        signer["name"] for signer in (await case.seen_by("deputy"))["signers"] if not signer["signed_at"]
    ]
    assert waiting == ["far_deputy代表"]
    await case.do("far_deputy", "cosign")
    await case.do("deputy", "submit")
    occasions = FIGURES["surveys"] + FIGURES["talks"]
    for who, hidden in (("county_office", 0), ("far_deputy", FIGURES["opinions"])):
        rests_on = await case.seen_by(who)
        assert len([source for source in rests_on["sources"] if source["event_id"]]) == occasions
        assert rests_on["hidden_sources"] == hidden
        assert len(rests_on["sources"]) == occasions + FIGURES["opinions"] - hidden
    await case.do("county_office", "register")
    await case.do("county_office", "shortlist", decided_by="县人大常委会主任会议")
    assert await case.walked("far_deputy") == STEPS[:2]
    await case.dispatch("county_office", "law", route="congress")
    await case.accept("law")
    talk = {"method": "meeting", "on": day(client, 0), "record": "与领衔代表论证了必要性。"}
    await case.do("law_handler", "communicate", **talk)
    assert await case.walked("deputy") == STEPS[:3]
    await case.reply("law", reply_class="resolved", public_text="已列入立法储备库。")
    assert await case.walked("deputy") == STEPS
    assert (await case.do("deputy", "evaluate", **GOOD))["status"] == "closed"
    seen = await case.seen_by("colleague")
    assert [reply["public_text"] for reply in seen["replies"]] == ["已列入立法储备库。"]
    signed = [entry["actor_name"] for entry in seen["timeline"] if entry["action"] == "cosign"]
    assert set(signed) == {"deputy", "colleague", "far_deputy"}


async def test_it_is_a_practice_of_suggestions_only(client: Client) -> None:
    body = {"title": TITLE, "text": "附意见。", "preset": "no_such_practice"}
    unknown = await client.post("deputy", "/desk/suggestions", body)
    assert unknown.json()["code"] == "PRESET_NOT_FOUND"
    other = await client.post("deputy", "/desk/suggestions", body | {"preset": "resident_order"})
    assert other.json()["code"] == "PRESET_NOT_FOR_KIND"
