"""A preset is taken whole or refused with a line for every problem."""

import re
import shutil
from pathlib import Path

import pytest

from app.domain.vocabulary import Role
from app.presets.loader import FILES, PRESETS, PresetError, load


def test_the_shipped_presets_load_and_somebody_signs_in_for_every_role() -> None:
    preset = load()
    assert {person.role for person in preset.county.staff} == set(Role) - {
        Role.CITIZEN,
        Role.DEPUTY,
        Role.EXTERNAL,
        Role.OUTSIDER,
        Role.SYSTEM,
    }
    assert all(deputy.mandates for deputy in preset.county.deputies)


def broken(folder: Path, file: str, old: str, new: str) -> Path:
    """All files, with the first `old` of one of them replaced."""
    for name in FILES:
        shutil.copy(PRESETS / f"{name}.yaml", folder)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    return folder


def test_phone_numbers_are_impossible_ones() -> None:
    text = "".join(path.read_text() for path in PRESETS.glob("*.yaml"))
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
        (
            "demo_county.yaml",
            "parent: police, route",
            "parent: polizei, route",
            "traffic-police：“polizei”不存在",
        ),
        ("places.yaml", 'code: "411122001901"', "code: 411122001901", "areas.5.code"),
        ("places.yaml", '{code: "411122102", name', '{code: "411122199", name', "411122102901 的上级"),
        ("demo_county.yaml", "key: audit,", "key: education,", "key 重复：education"),
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
        ("categories.yaml", "code: sanitation.noise.square", "code: sanitation.square", "“sanitation”不存在"),
        ("demo_county.yaml", "leader: ma-qinghe", "leader: ma-nobody", "learning-group：“ma-nobody”不存在"),
        ("demo_county.yaml", "helper: demo-liaison", "helper: demo-nobody", "“demo-nobody”不存在"),
        ("matters.yaml", "owner: power", "owner: powder", "“powder”不存在"),
        ("matters.yaml", "at: field", "at: sea", "“sea”不存在"),
        ("matters.yaml", "{spot}的{few}盏", "{spot}的{fwe}盏", "不认识的空位 {fwe}"),
        ("matters.yaml", "category: roads.bus", "category: roads.accident", "“roads.accident”不存在"),
        ("phrases.yaml", "{many}户", "{manny}户", "不认识的空位 {manny}"),
    ],
)
def test_a_broken_preset_is_refused_by_name(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    broken(tmp_path, file, old, new)
    with pytest.raises(PresetError) as refused:
        load(tmp_path)
    assert said in str(refused.value)


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    broken(tmp_path, "demo_county.yaml", "office: duqu-presidium", "office: nowhere")
    text = (tmp_path / "demo_county.yaml").read_text()
    (tmp_path / "demo_county.yaml").write_text(text.replace("station: law-studio", "station: nowhere"))
    with pytest.raises(PresetError) as refused:
        load(tmp_path)
    assert str(refused.value).count("“nowhere”") == 4
