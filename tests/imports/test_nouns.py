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
    assert codes(unknown) == [(2, "名称", "IMPORT_NUMBER_UNKNOWN")]
