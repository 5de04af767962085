"""A preset is taken whole or refused with a line for every problem."""

import re
import shutil
from pathlib import Path

import pytest

from app.domain.vocabulary import Role
from app.presets.loader import PRESETS, PresetError, load


def test_the_shipped_presets_load_and_somebody_signs_in_for_every_role() -> None:
    preset = load()
    assert {person.role for person in preset.county.staff} == set(Role) - {
        Role.CITIZEN,
        Role.DEPUTY,
        Role.EXTERNAL,
        Role.SYSTEM,
    }
    assert all(deputy.mandates for deputy in preset.county.deputies)


def test_phone_numbers_are_impossible_ones() -> None:
    text = (PRESETS / "demo_county.yaml").read_text() + (PRESETS / "story.yaml").read_text()
    numbers = re.findall(r"(?<!\d)1\d{10}(?!\d)", text)
    assert numbers
    assert {number[:7] for number in numbers} == {"1990000"}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("demo_county.yaml", "place: 吕集村公告栏", "plaec: 吕集村公告栏", "codes.0.place：Field required"),
        ("demo_county.yaml", "station: pepper-point", "station: salt-point", "“salt-point”不存在"),
        ("demo_county.yaml", "parent: duqu-station", "parent: pepper-point", "“pepper-point”不存在，或不能"),
        ("demo_county.yaml", "    parent: duqu-station\n", "", "联络点须有 parent"),
        ("demo_county.yaml", "heads_unit: housing", "heads_unit: house", "“house”不存在"),
        ("demo_county.yaml", 'code: "411122102901"', "code: 411122102901", "areas.8.code"),
        ("demo_county.yaml", '{code: "411122102", ', '{code: "411122109", ', "411122102901 的上级"),
        ("demo_county.yaml", "key: agriculture", "key: education", "key 重复：education"),
        ("demo_county.yaml", "demo-neighbour", "demo-firm", "js_code 重复：demo-firm"),
        ("demo_county.yaml", "role: admin,", "role: admin, office: county-office,", "身份 admin 的所在"),
        ("demo_county.yaml", "category: farming.sales", "category: elsewhere.labour", "“elsewhere.labour”"),
        ("demo_county.yaml", "    deputy: wang-xiuyun\n    visib", "    visib", "须写一个"),
        ("demo_county.yaml", "kind: enterprise", "kind: company", "cases.6.kind"),
        ("demo_county.yaml", "{deputy: li-zhixia, place", "{deputy: zhao-linfeng, place", "“li-zhixia”"),
        ("demo_county.yaml", "offices:", "offices: [", "demo_county.yaml：while parsing"),
        ("categories.yaml", "code: roads.bus", "code: bus", "“”不存在"),
        ("categories.yaml", "code: roads.bus", "code: roads.signs", "类别代码重复：roads.signs"),
        ("categories.yaml", "sensitive: true", "sensitiv: true", "sensitiv：Extra inputs"),
    ],
)
def test_a_broken_preset_is_refused_by_name(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    for name in ("categories.yaml", "demo_county.yaml"):
        shutil.copy(PRESETS / name, tmp_path)
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1))
    with pytest.raises(PresetError) as refused:
        load(tmp_path)
    assert said in str(refused.value)


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    shutil.copy(PRESETS / "categories.yaml", tmp_path)
    text = (PRESETS / "demo_county.yaml").read_text()
    (tmp_path / "demo_county.yaml").write_text(text.replace("station: law-studio", "station: nowhere"))
    with pytest.raises(PresetError) as refused:
        load(tmp_path)
    assert str(refused.value).count("“nowhere”") == 2
