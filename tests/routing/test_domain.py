"""Which rule fits, and what is said of it: pure."""

from typing import Any
from uuid import uuid4

import pytest

from app.domain.routing import Facts, Rule, Target, TargetKind, match, told, why
from app.domain.vocabulary import Kind

STATION, UNIT = uuid4(), uuid4()
FACTS = Facts(Kind.APPEAL, "lighting.street_lamp", "411122102201", STATION, "老街路灯\nLED 灯不亮")


def rule(name: str = "规则", **more: Any) -> Rule:
    target = Target(TargetKind.UNIT, UNIT, "县单位")
    return Rule(**{"id": None, "name": name, "reason": "因为", "target": target, **more})


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({}, True),
        ({"kinds": frozenset({Kind.APPEAL, Kind.WISH})}, True),
        ({"kinds": frozenset({Kind.WISH})}, False),
        ({"category_code": "lighting"}, True),
        ({"category_code": "lighting.street_lamp"}, True),
        ({"category_code": "light"}, False),
        ({"category_code": "lighting.street_lamp.led"}, False),
        ({"area_code": "411122"}, True),
        ({"area_code": "411122102"}, True),
        ({"area_code": "411122103"}, False),
        ({"station_id": STATION}, True),
        ({"station_id": uuid4()}, False),
        ({"words": ("水", "路灯")}, True),
        ({"words": ("led",)}, True),
        ({"words": ("灯\nLED",)}, True),
        ({"words": ("水", "电")}, False),
        ({"category_code": "lighting", "words": ("水",)}, False),
    ],
)
def test_all_conditions_must_hold_and_an_empty_one_always_does(
    conditions: dict[str, Any], fits: bool
) -> None:
    assert rule(**conditions).fits(FACTS) is fits


def test_a_case_without_a_category_fits_no_category() -> None:
    facts = Facts(Kind.APPEAL, None, "411122", STATION, "")
    assert not rule(category_code="lighting").fits(facts)
    assert rule().fits(facts)


def test_the_first_that_fits_decides() -> None:
    never, first, second = rule("不符", area_code="411121"), rule("先"), rule("后")
    assert match(FACTS, [never, first, second]) is first
    assert match(FACTS, [never]) is None


def test_nothing_goes_to_the_unit_that_it_is_about_nor_to_where_nobody_is() -> None:
    accused = Facts(Kind.APPEAL, None, "411122", STATION, "", UNIT)
    other = rule("另一个", target=Target(TargetKind.UNIT, uuid4(), "另一单位"))
    assert match(accused, [rule(), other]) is other
    gone = rule("停用", target=Target(TargetKind.UNIT, UNIT, "县单位", in_force=False))
    assert match(FACTS, [gone]) is None


def test_why_names_the_conditions_that_held_and_never_the_word() -> None:
    full = rule(
        kinds=frozenset({Kind.APPEAL}),
        category_code="lighting",
        category_name="照明",
        area_code="411122",
        area_name="示例县",
        station_id=STATION,
        station_name="甲站",
        words=("路灯",),
    )
    text = why(full, FACTS)
    assert text == "种类“群众诉求”；类别“照明”；区划“示例县”；来自“甲站”；内容含规则所列词语"
    assert why(rule(), FACTS) == "其余事项"
    assert told(rule(), FACTS) == "因为（其余事项）"


def test_what_is_told_fits_where_it_is_kept() -> None:
    long = rule(reason="长" * 100, category_code="lighting", category_name="名" * 200)
    assert len(told(long, FACTS)) == 200
