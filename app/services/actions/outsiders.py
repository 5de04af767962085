"""Asking somebody without an account: to help with a matter, or to take it over in place of another platform."""

from datetime import timedelta

from app.domain.deadlines import day_of, end_of
from app.domain.vocabulary import Action, Status
from app.models import WorkLink
from app.schemas.actions.dispatching import PushExternalForm
from app.schemas.actions.outsiders import AskOutsiderForm, Outsider
from app.security.tokens import digest, new_work_link
from app.services.actions.dispatching import to_system
from app.services.moves import Move
from app.services.transitions import Effect

LINKING = frozenset({Action.ASK_OUTSIDER, Action.PUSH_EXTERNAL})


class Asking:
    """The effects that may make a work link. Afterwards this alone knows its token, which is stored nowhere."""

    def __init__(self) -> None:
        self.token = new_work_link()
        self.link: WorkLink | None = None

    def effect(self, action: Action) -> Effect:
        return self.ask_outsider if action is Action.ASK_OUTSIDER else self.push_external

    async def ask_outsider(self, move: Move, form: AskOutsiderForm) -> None:
        """Help for whoever asks: its answer never moves the case."""
        self._make(move, form, move.case.status)

    async def push_external(self, move: Move, form: PushExternalForm) -> Status:
        if form.system_id is not None:
            return await to_system(move, form.system_id)
        if form.outsider is None:
            raise LookupError("the form names a platform or an outsider")
        move.case.external_system_id, move.case.external_number = None, ""
        move.data["system"] = form.outsider.recipient
        self._make(move, form.outsider, Status.EXTERNAL)
        return Status.EXTERNAL

    def _make(self, move: Move, form: Outsider, status: Status) -> None:
        """`status` is where the case stands once it is made."""
        if move.actor.appointment_id is None:
            raise LookupError(f"{move.actor.role} has nobody answer for a work link")
        last_day = day_of(move.now + timedelta(days=form.days))
        self.link = WorkLink(
            county_code=move.case.county_code,
            case_id=move.case.id,
            assignment_id=move.acting_on.id if move.acting_on else None,
            digest=digest(self.token),
            recipient=form.recipient,
            task=form.task,
            shows_photos=form.shows_photos,
            status=status,
            version=move.case.version + 1,
            asked_role=move.actor.role,
            appointment_id=move.actor.appointment_id,
            created_at=move.now,
            expires_at=end_of(last_day),
        )
        move.session.add(self.link)
        move.data |= {"work_link_id": str(self.link.id), "expires_on": last_day.isoformat()}
