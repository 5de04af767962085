"""线索转化为建议: what firms point out is written into suggestions by deputies, and the good ones are honoured."""

from app.domain.vocabulary import Kind, Status, Visibility
from app.presets.practices import practices
from tests.conftest import Client
from tests.stories.play import Json, Matter, held, past, planned, read, send, submit

SUGGESTIONS = practices()[106].figures["suggestions"]
THROUGH_THE_DOOR = 3
FIRM = {"kind": "enterprise", "firm_name": "示例食品厂"}


async def clues(client: Client) -> list[Json]:
    """As many as the row: a few handed in by the firm, the others as rows that wait at the station."""
    for number in range(THROUGH_THE_DOOR):
        await submit(client, "firm", title=f"企业线索{number}", visibility="public", **FIRM)
    waiting = {"status": Status.REGISTERED, "kind": Kind.ENTERPRISE, "visibility": Visibility.PUBLIC}
    deputy_id = client.world.deputies["deputy"]
    await past(
        client,
        SUGGESTIONS - THROUGH_THE_DOOR,
        title="早先的企业线索",
        text="用工和物流上的难处",
        deputy_id=deputy_id,
        **waiting,
    )
    found = await read(client, "deputy", "/desk/cases", kind="enterprise", limit=100)
    items: list[Json] = found["items"]
    return items


def known(client: Client, row: Json) -> Matter:
    return Matter(client, row["id"], row["number"], row["version"], row["status"])


async def test_every_clue_becomes_a_suggestion_that_is_handed_in(client: Client) -> None:
    found = await clues(client)
    assert len(found) == SUGGESTIONS
    for place, row in enumerate(found):
        clue, title = known(client, row), f"关于解决企业难题的建议（{place + 1}）"
        await clue.do("deputy", "convert", kind="suggestion", title=title, ends_case=True)
        assert clue.status == "converted"
    drafts = await read(client, "deputy", "/desk/cases", kind="suggestion", status="draft", limit=100)
    assert len(drafts["items"]) == SUGGESTIONS
    rest_on = set()
    for row in drafts["items"]:
        suggestion = known(client, row)
        await suggestion.do("deputy", "submit")
        (source,) = (await suggestion.seen_by("county_office"))["sources"]
        rest_on.add(source["case_id"])
    assert rest_on == {row["id"] for row in found}
    waiting = await read(
        client, "county_office", "/desk/cases", kind="suggestion", status="submitted", with_total=True
    )
    assert waiting["total"] == SUGGESTIONS
    figures = await read(client, "county_office", "/desk/figures")
    kinds = {each["kind"]: each["count"] for each in figures["by_kind"]}
    assert kinds == {"enterprise": SUGGESTIONS, "suggestion": SUGGESTIONS}


async def test_the_clue_shows_what_it_became_to_deputy_and_firm(client: Client) -> None:
    clue = await submit(client, "firm", title="园区没有夜班公交", **FIRM)
    title = "关于开通园区夜班公交的建议"
    asked: Json = {"cosigner_ids": [str(client.world.deputies["colleague"])]}
    await clue.do("deputy", "convert", kind="suggestion", title=title, ends_case=False, **asked)
    (link,) = (await clue.seen_by("deputy"))["links"]
    assert (link["kind"], link["title"]) == ("suggestion", title)
    draft = await read(client, "deputy", f"/desk/cases/{link['target_case_id']}")
    said = (await clue.seen_by("deputy"))["text"]
    assert (draft["kind"], draft["title"], draft["text"]) == ("suggestion", title, said)
    assert [source["case_id"] for source in draft["sources"]] == [clue.id]
    assert [signer["name"] for signer in draft["signers"]] == ["deputy代表", "colleague代表"]
    assert "转化" in {entry["label"] for entry in (await clue.seen_by("firm"))["timeline"]}
    assert clue.status == "registered"


async def test_several_clues_and_the_day_they_were_heard_make_one_suggestion(client: Client) -> None:
    clues = [await submit(client, "firm", title=f"园区用工难{number}", **FIRM) for number in range(2)]
    talk = await planned(
        client, "deputy", "talk", "企业座谈会", "deputy", station_id=str(client.world.stations["town"])
    )
    title = "关于园区用工的建议"
    made_from = {"source_case_ids": [clue.id for clue in clues], "source_event_ids": [talk["id"]]}
    made = await send(client, "deputy", "/desk/suggestions", {"title": title, "text": "两条", **made_from})
    suggestion = known(client, made)
    assert (await clues[0].seen_by("station_head"))["links"] == []
    await suggestion.do("deputy", "submit")
    for clue in clues:
        (link,) = (await clue.seen_by("station_head"))["links"]
        assert (link["title"], link["target_case_id"]) == (title, suggestion.id)
    seen = await suggestion.seen_by("county_office")
    assert {source["title"] for source in seen["sources"]} == {"园区用工难0", "园区用工难1", "企业座谈会"}


async def test_who_wrote_good_ones_is_honoured(client: Client) -> None:
    award = await planned(client, "county_office", "award", "优秀代表建议表彰", "deputy", "colleague")
    client.clock.advance(days=2)
    await held(client, "county_office", award, summary="表彰涉企优秀建议 28 件", people=60)
    (mine,) = (
        await read(client, "deputy", "/desk/events", kind="award", deputy_id=client.world.deputies["deputy"])
    )["items"]
    assert (mine["title"], mine["status"]) == ("优秀代表建议表彰", "held")
    others = client.world.deputies["far_deputy"]
    assert (await read(client, "deputy", "/desk/events", kind="award", deputy_id=others))["items"] == []
