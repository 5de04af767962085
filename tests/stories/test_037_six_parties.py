"""六方联办: six named roles a suggestion, and what each of them did."""

from tests.cases import GOOD
from tests.conftest import Client
from tests.stories.play import Json, handed_in, read

ROLES = ["leader", "government", "committee", "centre", "unit", "deputy"]
ACTS = {
    "leader": ("county_office", "召集协调会，定下完成时间"),
    "government": ("county_office", "落实资金，明确牵头单位"),
    "committee": ("county_office", "到现场促办两次"),
    "centre": ("county_office", "发出催办单"),
    "unit": ("county_a_handler", "管网改造完工"),
    "deputy": ("deputy", "参加验收"),
}


async def test_each_of_the_six_has_a_name_and_acts_on_record(client: Client) -> None:
    case = await handed_in(client, "关于改造污水管网的建议", "建议分片改造老城区管网。")
    six: Json = {slot: {"name": f"{slot}一方"} for slot in ROLES}
    six["unit"] |= {"unit_id": str(client.world.units["county_a"])}
    await case.refuses("county_a_handler", "set_parties", "FORBIDDEN", **six)
    await case.do("county_office", "set_parties", **six)
    for slot, (who, text) in ACTS.items():
        await case.do(who, "record_party_act", slot=slot, text=text)
    await case.refuses("county_a_handler", "record_party_act", "FORBIDDEN", slot="leader", text="代为督办")
    found = (await read(client, "deputy", f"/desk/cases/{case.id}/parties"))["slots"]
    assert [slot["slot"] for slot in found] == ROLES
    assert [slot["name"] for slot in found] == [f"{slot}一方" for slot in ROLES]
    assert {slot["slot"]: [act["text"] for act in slot["acts"]] for slot in found} == {
        slot: [text] for slot, (_, text) in ACTS.items()
    }
    await case.reply("county_a", reply_class="resolved", public_text="管网改造已完工。")
    await case.do("deputy", "evaluate", **GOOD)
    assert case.status == "closed"


async def test_whoever_is_not_named_has_nothing_to_sign(client: Client) -> None:
    case = await handed_in(client, "关于增设停车位的建议", "建议利用边角地。")
    await case.do("county_office", "set_parties", leader={"name": "李副主任"})
    await case.refuses("county_a_head", "record_party_act", "PARTY_SLOT_EMPTY", slot="unit", text="已施工")
    empty = (await read(client, "county_office", f"/desk/cases/{case.id}/parties"))["slots"]
    assert [slot["name"] for slot in empty] == ["李副主任", None, None, None, None, None]
