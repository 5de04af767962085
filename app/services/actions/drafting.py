"""While a suggestion is a draft: its deputy, or the helper who wrote it for him, corrects it and invites others."""

from app.errors import Conflict
from app.schemas.actions import drafting as forms
from app.services import drafts, intake, presets, references, sources
from app.services.moves import Move

_REVISED = ("title", "text", "category_code", "area_code", "visibility", "preset")


async def revise(move: Move, form: forms.ReviseForm) -> None:
    """Another title or text is another suggestion: whoever else had signed is asked to sign again."""
    case, session = move.case, move.session
    before = {name: getattr(case, name) for name in _REVISED}
    for name in ("title", "text", "visibility"):
        value = getattr(form, name)
        if value is not None:
            setattr(case, name, value)
    if form.category_code is not None:
        case.category_code = (await references.category(session, case.county_code, form.category_code)).code
    if form.area_code is not None:
        case.area_code = (
            await intake.area_in_county(session, form.area_code, case.county_code) or case.area_code
        )
    if form.preset is not None:
        presets.take(case, form.preset)
    named = {"cases": form.source_case_ids, "events": form.source_event_ids}
    await sources.name(session, move.actor, case, **named, now=move.now)
    changed = [name for name, value in before.items() if getattr(case, name) != value]
    if {"title", "text"} & set(changed):
        await drafts.unsign(session, case)
    move.data = {"changed": changed + ["sources"] * any(each is not None for each in named.values())}


async def invite(move: Move, form: forms.InviteForm) -> None:
    """Who is asked already is not asked twice; Conflict NOTHING_CHANGED if all were."""
    if not await drafts.invite(move.session, move.case, form.cosigner_ids):
        raise Conflict("NOTHING_CHANGED", "邀请的代表都已受邀")
