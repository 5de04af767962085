"""Striking off: what an answer promised was done, and somebody other than the unit saw it."""

from app.domain.vocabulary import Status
from app.schemas.actions.rating import StrikeOffForm
from app.services import promises
from app.services.moves import Move


async def strike_off(move: Move, form: StrikeOffForm) -> Status:
    """With the case everything that its answers promised."""
    await promises.keep_all(move, form.proof, form.checker)
    return Status.CLOSED
