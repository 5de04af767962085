"""The practices and presets as shipped, and what their file may not say."""

from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.domain.vocabulary import Kind, Status
from app.domain.workflow import STEP
from app.presets.practices import PLAIN, PRACTICES, load, practices, preset, presets

CASE_PRESETS = [preset for preset in presets().values() if preset.kinds]
WAY = (
    Status.SUBMITTED,
    Status.REGISTERED,
    Status.PENDING_DISPATCH,
    Status.DISPATCHED,
    Status.HANDLING,
    Status.REPLY_REVIEW,
    Status.REPLIED,
    Status.CLOSED,
)
"""What an ordinary case goes through."""


def test_names_are_short_and_no_two_are_the_same() -> None:
    names = Counter(practice.name for practice in practices())
    assert [name for name, times in names.items() if times > 1 or len(name) > 12] == []


@pytest.mark.parametrize("key", [preset.key for preset in CASE_PRESETS])
def test_every_status_stands_in_one_step_or_outside(key: str) -> None:
    found = preset(key)
    stood = Counter(status for step in found.steps for status in step.statuses)
    stood.update(found.outside)
    assert stood == dict.fromkeys(Status, 1)


@pytest.mark.parametrize("key", [preset.key for preset in CASE_PRESETS])
def test_no_preset_leads_an_ordinary_case_backwards(key: str) -> None:
    place = {status: index for index, step in enumerate(preset(key).steps) for status in step.statuses}
    walked = [place[status] for status in WAY]
    assert walked == sorted(walked)
    assert set(walked) | {place[Status.TRACKING]} == set(place.values()) - {place.get(Status.DRAFT)}


def test_the_plain_preset_is_for_every_kind_and_agrees_with_the_steps_of_the_lifecycle() -> None:
    plain = preset("")
    assert (plain.key, plain.kinds) == (PLAIN, frozenset(Kind))
    by_step: dict[str, set[Status]] = {}
    for status, step in STEP.items():
        if status not in plain.outside:
            by_step.setdefault(step.label.removesuffix("完成"), set()).add(status)
    assert {step.label: set(step.statuses) for step in plain.steps} == by_step


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{label: 登记, statuses: [submitted]}", "{label: 登记, statuses: []}", "six_steps：每个状态"),
        ("{label: 评议, statuses: [closed]}", "{label: 评议, statuses: [closed, replied]}", "replied"),
        ("{label: 督办, statuses: [expert_review, tracking]}", "{label: 督办}", "statuses"),
        ("outside: [refused, withdrawn", "outside: [draft, refused, withdrawn", "draft"),
        ("preset: business_link", "preset: business_lynk", "13：preset “business_lynk”不存在"),
        ("key: mediation", "key: wish_pool", "preset 重复：wish_pool"),
        ("key: mediation", "key: Mediation", "pattern"),
        ("roster: {least: 3, most: 5}", "roster: {least: 6, most: 5}", "least"),
        ("- 代表找得到", "- 牌子看得见", "self_run_point：stations"),
        ("    stations: [industry]\n", "", "industry_station：stations"),
        ("number: 7\n", "number: 8\n", "逐个编号"),
        (
            "nouns: [project]\n    roles: [county_office, deputy, unit_head]",
            "nouns: []\n    roles: []",
            "nouns",
        ),
        ("roles: [citizen, town_office, committee", "roles: [resident, town_office, committee", "roles"),
        ("figures: {routes: 4}", "figures: {routes: four}", "figures.routes"),
        ("    figures: {routes: 4}", "    figurs: {routes: 4}", "figurs"),
    ],
)
def test_a_broken_file_is_refused_whole(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = PRACTICES.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "practices.yaml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValidationError) as refused:
        load(broken)
    assert said in str(refused.value)
