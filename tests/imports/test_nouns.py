"""Every noun of the directory out and in again."""

from typing import Any

import pytest

from app.domain.vocabulary import ImportNoun
from tests.conftest import Client, Deliver
from tests.imports.files import applied, changes, checked, codes, csv, exported, xlsx

NOUNS = [noun.value for noun in ImportNoun]
FORMATS = {noun: "xlsx" if noun in ("stations", "groups") else "csv" for noun in NOUNS}
TOWN, STATION = "411122102", "town联络站"
FILES: dict[str, list[dict[str, Any]]] = {
    "areas": [{"区划代码": 411122104, "名称": "丙镇", "设立日期": "2020年1月2日"}],
    "stations": [
        {
            "名称": "上站",
            "种类": "乡镇（街道）站",
            "区划代码": TOWN,
            "上级联络站": STATION,
            "功能": "代表联络站、基层示范点",
        }
        | {"纬度": 33.5, "经度": 114.0, "电话": 19900000009.0, "简介": "第一行\n第二行", "设立级别": "县"}
    ],
    "points": [
        {"名称": "下点", "种类": "村（社区）点", "区划代码": TOWN, "上级联络站": "上点"},
        {"名称": "上点", "种类": "村（社区）点", "区划代码": TOWN, "上级联络站": STATION},
    ],
    "units": [
        {"名称": "县水利局一科", "交办路径": "政府", "区划代码": "411122", "上级单位": "县水利局"},
        {"名称": "县水利局", "交办路径": "政府", "区划代码": "411122", "主要负责人": "周平"},
    ],
    "deputies": [
        {"姓名": "王　伟", "性别": "男", "区划代码": TOWN, "所属联络站": STATION, "接待时间": "周一"},
        {"姓名": "王伟", "区划代码": "411122103", "所属联络站": STATION, "主管单位": "court单位"},
    ],
    "mandates": [
        {
            "代表": "colleague代表",
            "人大": "示例县人大",
            "届次": "第十七届",
            "选区": "一",
            "任期开始": "2027-01-05",
        }
    ],
    "groups": [
        {"小组名称": "一组", "种类": "混合编组", "区划代码": TOWN, "活动联络站": STATION}
        | {"成员身份": "人大代表", "成员姓名": "deputy代表", "加入日期": "2026-01-02"},
        {"小组名称": "一组", "种类": "混合编组", "区划代码": TOWN, "活动联络站": STATION}
        | {"成员身份": "专家", "成员姓名": "孙和", "加入日期": "2026-01-02", "成员电话": "19900000003"},
        {"小组名称": "法制组", "种类": "专业代表小组", "区划代码": "411122", "对口委室": "committee机关"},
    ],
    "links": [
        {
            "联系种类": "代表联系企业",
            "联系人": "deputy代表",
            "联系对象": "示例面粉厂",
            "开始日期": "2026-01-02",
        },
        {"联系种类": "代表联系网格", "联系人": "deputy代表", "联系对象": TOWN, "开始日期": "2026-01-02"},
        {
            "联系种类": "联络员帮助代表",
            "联系人": "liaison",
            "联系对象": "colleague代表",
            "开始日期": "2026-01-02",
        },
        {
            "联系种类": "人大机关联系代表",
            "联系人": "committee机关",
            "联系对象": "deputy代表",
            "开始日期": "2026-01-02",
        },
    ],
}


@pytest.mark.parametrize("noun", NOUNS)
async def test_what_is_imported_is_there_and_an_export_changes_nothing(
    client: Client, deliver: Deliver, noun: str
) -> None:
    rows = FILES[noun]
    done = await applied(client, deliver, noun, xlsx(noun, *rows))
    assert (done["rows"], done["created"], done["changed"]) == (len(rows), len(rows), 0)
    again = await checked(client, deliver, noun, xlsx(noun, *rows))
    assert (again["status"], again["unchanged"]) == ("ready", len(rows)), again["errors"]
    whole = await checked(client, deliver, noun, await exported(client, noun, FORMATS[noun]))
    assert whole["status"] == "ready", whole["errors"]
    told = await changes(client, whole["id"], change="change")
    assert (whole["created"], whole["changed"], told) == (0, 0, [])
    assert whole["unchanged"] >= len(rows)


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_template_has_the_header_and_no_rows(client: Client, deliver: Deliver, noun: str) -> None:
    answer = await client.get("admin", f"/admin/imports/templates/{noun}", format=FORMATS[noun])
    assert answer.status_code == 200
    run = await checked(client, deliver, noun, answer.content)
    assert (run["status"], run["failure"]) == ("failed", "SHEET_EMPTY")


async def test_homonyms_are_told_apart_by_where_they_are(client: Client, deliver: Deliver) -> None:
    await applied(client, deliver, "deputies", csv("deputies", *FILES["deputies"]))
    link = {"联系种类": "代表联系选民", "联系人": "王伟", "联系对象": "吴桐", "开始日期": "2026-01-02"}
    run = await checked(client, deliver, "links", csv("links", link))
    assert codes(run) == [(2, "联系人", "IMPORT_NAME_AMBIGUOUS")]
    await applied(client, deliver, "links", csv("links", link | {"联系人所在": TOWN}))


async def made(client: Client, path: str, **body: Any) -> str:
    answer = await client.post("admin", f"/admin/{path}", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def namesakes(client: Client) -> None:
    """Two of everything that may have the same name, in the same place, and what hangs on each of them."""
    area = {"area_code": TOWN}
    top = str(client.world.stations["town"])
    for _ in range(2):
        station = await made(client, "stations", name="一站", tier="station", kind="town", **area)
        place = {"tier": "point", "kind": "village", "parent_id": station, **area}
        await made(client, "stations", name="一点", **place)
        unit = await made(client, "units", name="一局", route="government", **area)
        await made(client, "units", name="一科", route="government", parent_id=unit, **area)
        office = await made(client, "offices", kind="committee", name="一委", **area)
        deputy = await made(
            client, "deputies", name="王 伟", station_id=station, heads_unit_id=unit, intro="一\n二", **area
        )
        seat = {"term_id": str(client.world.terms["next"]), "starts_on": "2027-01-01"}
        await made(client, "mandates", deputy_id=deputy, **seat)
        helper = await made(client, "appointments", role="liaison", scope_id=top, name="李 岚")
        group = await made(
            client, "groups", kind="professional", name="一组", sponsor_id=office, station_id=station, **area
        )
        await made(client, f"groups/{group}/members", deputy_id=deputy)
        for phone in ("19900000005", "19900000006", "19900000006"):
            await made(client, f"groups/{group}/members", role="expert", name="孙和", phone=phone)
        for link in (
            {"kind": "deputy_voter", "deputy_id": deputy, "party_name": "吴桐"},
            {"kind": "deputy_station", "deputy_id": deputy, "station_id": station},
            {"kind": "office_deputy", "office_id": office, "to_deputy_id": deputy},
            {"kind": "helper_deputy", "appointment_id": helper, "to_deputy_id": deputy},
        ):
            await made(client, "links", starts_on="2026-01-01", **link)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
async def test_an_export_changes_nothing_whoever_shares_a_name(
    client: Client, deliver: Deliver, format: str
) -> None:
    await namesakes(client)
    for noun, least in zip(NOUNS, (4, 4, 3, 9, 6, 6, 8, 8), strict=True):
        run = await checked(client, deliver, noun, await exported(client, noun, format))
        assert run["status"] == "ready", (noun, run["errors"])
        assert (run["created"], run["changed"]) == (0, 0), (noun, await changes(client, run["id"]))
        assert run["unchanged"] == least, noun


async def test_a_term_is_told_by_its_number_where_congresses_share_a_name(
    client: Client, deliver: Deliver
) -> None:
    city = "4111"
    await made(client, "areas", code=city, name="示例市")
    congress = await made(client, "congresses", level="city", name="示例县人大", area_code=city)
    term = await made(client, "terms", congress_id=congress, name="第十六届", starts_on="2022-01-01")
    deputy = str(client.world.deputies["deputy"])
    await made(client, "mandates", deputy_id=deputy, term_id=term, starts_on="2022-01-01")
    run = await checked(client, deliver, "mandates", await exported(client, "mandates"))
    assert (run["status"], run["unchanged"], run["changed"]) == ("ready", 5, 0), run["errors"]


async def test_what_a_form_takes_and_a_file_does_not_is_exported_and_told(
    client: Client, deliver: Deliver
) -> None:
    unit = {"name": "一局", "route": "government", "area_code": TOWN, "phone": "5E3"}
    number = await made(client, "units", **unit)
    run = await checked(client, deliver, "units", await exported(client, "units"))
    assert [(column, code) for _, column, code in codes(run)] == [("电话", "CELL_DIGITS_LOST")]
    row = {"编号": number, "名称": "一局", "交办路径": "政府", "区划代码": TOWN, "电话": "19900000007"}
    run = await checked(client, deliver, "units", csv("units", row))
    (change,) = await changes(client, run["id"])
    assert change["fields"] == [{"column": "电话", "before": "5E3", "after": "19900000007"}]


MEMBER = {"小组名称": "一组", "种类": "专业代表小组", "区划代码": TOWN, "对口委室": "committee机关"}
EXPERT = MEMBER | {"成员身份": "专家", "成员姓名": "孙和", "加入日期": "2026-01-02"}


async def test_with_their_numbers_groups_and_members_are_renamed_and_keep_what_they_are(
    client: Client, deliver: Deliver
) -> None:
    about = {"kind": "professional", "area_code": TOWN, "sponsor_id": str(client.world.offices["committee"])}
    one, other = [await made(client, "groups", name="一组", **about) for _ in range(2)]
    joined = {"role": "expert", "name": "孙和", "joined_on": "2026-01-02"}
    expert, namesake = [await made(client, f"groups/{one}/members", **joined) for _ in range(2)]
    unclear = await checked(client, deliver, "groups", csv("groups", EXPERT))
    assert codes(unclear) == [(2, "小组名称", "IMPORT_NAME_AMBIGUOUS")]
    numbered = EXPERT | {"小组编号": one}
    unclear = await checked(client, deliver, "groups", csv("groups", numbered))
    assert codes(unclear) == [(2, "成员姓名", "IMPORT_NAME_AMBIGUOUS")]
    number = numbered | {"成员编号": expert}
    for wrong, column, code in (
        ({"小组编号": expert}, "小组编号", "IMPORT_NUMBER_UNKNOWN"),
        ({"种类": "混合编组", "对口委室": ""}, "小组编号", "IMPORT_NUMBER_OTHER"),
        ({"成员编号": one}, "成员编号", "IMPORT_NUMBER_UNKNOWN"),
        ({"小组编号": other}, "成员编号", "IMPORT_NUMBER_OTHER"),
        ({"成员身份": "直报员"}, "成员编号", "IMPORT_NUMBER_OTHER"),
        ({"成员身份": "人大代表", "成员姓名": "deputy代表"}, "成员编号", "IMPORT_NUMBER_OTHER"),
    ):
        run = await checked(client, deliver, "groups", csv("groups", number | wrong))
        assert codes(run) == [(2, column, code)], wrong
    renamed = {"小组名称": "二组", "成员姓名": "孙合"}
    done = await applied(client, deliver, "groups", csv("groups", number | renamed))
    assert (done["created"], done["changed"]) == (0, 1)
    kept = (await client.get("admin", f"/admin/groups/{one}/members")).json()["items"]
    assert {item["id"]: item["name"] for item in kept} == {expert: "孙合", namesake: "孙和"}
    groups = (await client.get("admin", "/admin/groups")).json()["items"]
    assert {item["id"]: item["name"] for item in groups} == {one: "二组", other: "一组"}


async def test_with_its_number_a_row_may_be_renamed(client: Client, deliver: Deliver) -> None:
    station = client.world.stations["other"]
    row = {"编号": str(station), "名称": "新名联络站", "种类": "产业站", "区划代码": "411122103"}
    done = await applied(client, deliver, "stations", csv("stations", row))
    assert (done["created"], done["changed"]) == (0, 1)
    found = (await client.get("admin", f"/admin/stations/{station}")).json()
    assert (found["name"], found["kind"], found["version"], found["tier"]) == (
        "新名联络站",
        "industry",
        2,
        "station",
    )
    told = (await client.get("admin", "/admin/audit", row_id=str(station))).json()["items"]
    assert [(each["action"], each["noun"], each["actor_name"]) for each in told] == [
        ("edit", "station", "admin")
    ]
    assert (told[0]["before"]["name"], told[0]["after"]["name"]) == ("other联络站", "新名联络站")
    unknown = await checked(
        client, deliver, "stations", csv("stations", row | {"编号": str(client.world.units["court"])})
    )
    assert codes(unknown) == [(2, "编号", "IMPORT_NUMBER_UNKNOWN")]
