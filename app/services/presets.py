"""By which practice a case goes: chosen by whoever enters, drafts or sorts it. A resident hands in plain matters."""

from app.domain.vocabulary import Kind, Role
from app.errors import Conflict, NotFound
from app.models import Case
from app.presets.practices import PLAIN, Preset, presets
from app.schemas.presets import PresetChoice, PresetList
from app.services.opening import NewCase


def take(case: Case | NewCase, key: str) -> None:
    """What it turns on is written on the case: a later change of the practice changes nothing that was promised.

    An empty key is the plain way. NotFound PRESET_NOT_FOUND, Conflict PRESET_NOT_FOR_KIND.
    """
    found = presets().get(key or PLAIN)
    if found is None:
        raise NotFound("PRESET_NOT_FOUND")
    if case.kind not in found.kinds:
        raise Conflict("PRESET_NOT_FOR_KIND", f"“{found.label}”不适用于“{case.kind.label}”")
    case.preset = key
    case.double_evaluation = found.double_evaluation
    case.talk_required = bool(found.talk_required)
    case.talk_with = _roles(found)


def _roles(preset: Preset) -> list[str]:
    return [role.value for role in Role if role in preset.talk_required]


def choices(kind: Kind | None) -> PresetList:
    """What a case may go by, of one kind or of any."""
    return PresetList(
        items=[
            PresetChoice(
                key=preset.key,
                label=preset.label,
                kinds=sorted(preset.kinds, key=list(Kind).index),
                steps=[step.label for step in preset.steps],
                double_evaluation=preset.double_evaluation,
                talk_required=bool(preset.talk_required),
                talk_with=_roles(preset),
            )
            for preset in presets().values()
            if (preset.kinds if kind is None else kind in preset.kinds)
        ]
    )
