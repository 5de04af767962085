"""What an administrator of the small county could add, one body a noun."""

from dataclasses import dataclass
from typing import Any

from tests.conftest import Client
from tests.world import HOME

Json = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """`body` makes a row; `change` is what an edit says besides the version (and the rest of the body, if `whole`)."""

    noun: str
    body: Json
    change: Json
    missing: str = "NOT_FOUND"
    whole: bool = True
    versioned: bool = True

    def edit(self, version: int) -> Json:
        kept = self.body if self.whole else {}
        return kept | self.change | ({"version": version} if self.versioned else {})


PATHS = (
    "areas",
    "congresses",
    "terms",
    "stations",
    "offices",
    "units",
    "categories",
    "deputies",
    "mandates",
    "appointments",
    "external-systems",
    "groups",
    "links",
)
VERSIONED = tuple(path for path in PATHS if path != "external-systems")


def entry(client: Client, path: str) -> Entry:
    """Of the county that HOME's administrator keeps."""
    world = client.world
    area, station = {"area_code": f"{HOME}102"}, str(world.stations["town"])
    entries = {
        "areas": Entry(
            "area",
            {"code": f"{HOME}104", "name": "丙镇", "valid_from": "2020-01-01"},
            {"name": "丙街道", "valid_from": "2020-06-01"},
            "AREA_NOT_FOUND",
            whole=False,
        ),
        "congresses": Entry(
            "congress", {"name": "甲镇人大", "level": "town", **area}, {"name": "甲镇人民代表大会"}
        ),
        "terms": Entry(
            "term",
            {"congress_id": str(world.congresses["county"]), "name": "第十八届", "starts_on": "2032-01-01"},
            {"ends_on": "2036-12-31"},
        ),
        "stations": Entry(
            "station",
            {
                "name": "商会联络点",
                "tier": "point",
                "kind": "industry",
                "parent_id": station,
                "phone": "19900000009",
                "position": {"lat": 33.5, "lng": 114.25, "datum": "gcj02"},
                "functions": ["liaison", "legislative"],
                "host": "县商会",
                "industry": "食品产业",
                "level": "county",
                "schedule": [
                    {"weekdays": [1, 3], "starts": "08:30", "ends": "11:30", "label": "代表接待"},
                    {"weekdays": [5], "starts": "14:00", "ends": "17:00", "label": ""},
                ],
                "services": ["政策咨询", "法律咨询"],
                "standards": {"有固定场所": True, "有工作台账": False},
                "duties": "联系服务企业",
                **area,
            },
            {
                "name": "商会站",
                "active": False,
                "position": None,
                "functions": ["liaison", "legislative", "model"],
                "schedule": [],
                "standards": {"有固定场所": True, "有工作台账": True},
            },
            "STATION_NOT_FOUND",
        ),
        "offices": Entry(
            "office",
            {"kind": "committee", "name": "农工委", **area},
            {"name": "农业农村委", "active": False, **area},
            whole=False,
        ),
        "units": Entry(
            "unit",
            {
                "name": "县水利局",
                "route": "government",
                "parent_id": str(world.units["county_a"]),
                **area,
            },
            {"phone": "19900000008", "active": True},
            "UNIT_NOT_FOUND",
        ),
        "categories": Entry(
            "category",
            {"code": "lighting.lawn_lamp", "name": "草坪灯", "promise": "七日内答复"},
            {"name": "绿地灯", "promise": "三日内答复", "active": True},
            "CATEGORY_NOT_FOUND",
            whole=False,
        ),
        "deputies": Entry(
            "deputy",
            {"name": "钱清", "gender": "female", "station_id": station, **area},
            {"status": "suspended", "intro": "村医"},
            "DEPUTY_NOT_FOUND",
        ),
        "mandates": Entry(
            "mandate",
            {
                "deputy_id": str(world.deputies["deputy"]),
                "term_id": str(world.terms["next"]),
                "starts_on": "2027-01-01",
            },
            {
                "term_id": str(world.terms["next"]),
                "starts_on": "2027-01-01",
                "ends_on": "2029-06-30",
            },
            whole=False,
        ),
        "appointments": Entry(
            "appointment",
            {
                "role": "liaison",
                "scope_id": station,
                "name": "刘岚",
                "post": "liaison",
                "duties": "接待登记",
                "affiliation": "甲镇政府",
                "chosen_by": "竞选产生",
                "starts_on": "2026-01-01",
                "ends_on": "2026-12-31",
            },
            {"name": "刘兰", "active": False, "post": "liaison", "ends_on": "2027-12-31"}
            | {"duties": "", "affiliation": "", "chosen_by": "", "starts_on": None},
            whole=False,
        ),
        "external-systems": Entry(
            "external_system", {"name": "数字城管"}, {"active": False}, versioned=False
        ),
        "groups": Entry(
            "group",
            {"kind": "mixed", "name": "甲镇第1代表小组", **area},
            {"name": "甲镇第2代表小组", "plan": "每季度视察一次", "active": False, **area},
            "GROUP_NOT_FOUND",
            whole=False,
        ),
        "links": Entry(
            "link",
            {
                "kind": "deputy_firm",
                "deputy_id": str(world.deputies["deputy"]),
                "party_name": "示例面粉厂",
                "starts_on": "2026-09-01",
            },
            {"starts_on": "2026-09-02", "ends_on": "2026-12-31", "party_phone": "19900000004"},
            "LINK_NOT_FOUND",
            whole=False,
        ),
    }
    return entries[path]


async def added(client: Client, path: str, **more: Any) -> Json:
    """A row made over HTTP."""
    answer = await client.post("admin", f"/admin/{path}", entry(client, path).body | more)
    assert answer.status_code == 201, answer.text
    row: Json = answer.json()
    return row


async def city_seat(client: Client) -> Json:
    """A mandate of `deputy` in the congress of the city, in a term named 第八届 since 2022-03-01."""
    await added(client, "areas", code=HOME[:4], name="示例市")
    city = await added(client, "congresses", name="市人大", level="city", area_code=HOME[:4])
    term = await added(client, "terms", congress_id=city["id"], name="第八届", starts_on="2022-03-01")
    return await added(client, "mandates", term_id=term["id"], starts_on="2022-03-01")


def refusal(answer: Any) -> tuple[int, str]:
    """Status and code of a problem document."""
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, body["code"]
