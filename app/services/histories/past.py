"""One case in memory on its way through its past. Each step asks the table, takes its form, and leaves its entry."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import chain
from random import Random
from typing import Any
from uuid import UUID

from app.domain import guard
from app.domain.deadlines import CHINA, check_days, day_of
from app.domain.outcomes import OPEN_ASSIGNMENT, roll_up
from app.domain.vocabulary import Action, Colour, Kind, Part, Role, Status
from app.domain.workflow import Rule, Subject
from app.models import (
    Assignment,
    Case,
    CaseLink,
    Cosigner,
    Deputy,
    Evaluation,
    Follower,
    Reply,
    Unit,
)
from app.models.base import Json, Row
from app.schemas.actions import FORMS
from app.schemas.actions.base import NOT_CARRIED
from app.security.access import recused
from app.security.actors import SYSTEM, Actor
from app.services.bulk import Values
from app.services.histories.scenes import Scene
from app.services.histories.timing import Timing
from app.services.moves import RATER, Standing, view_for
from app.services.transitions import FINAL

_RULE = {action: next(guard.rules_for(action, Kind.SUGGESTION)) for action in (Action.SUBMIT, Action.COSIGN)}
_AT_ONCE = timedelta(seconds=1)
_DAY_BEGINS, _AWAKE = timedelta(hours=7), 14 / 24


def awake(moment: datetime) -> datetime:
    """The same day between seven and nine in the evening; what was earlier stays earlier."""
    midnight = moment.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + _DAY_BEGINS + (moment - midnight) * _AWAKE


def id_at(moment: datetime, rng: Random) -> UUID:
    """A UUIDv7 of that moment, so that a list by id is a list by time (RFC 9562, 5.7)."""
    milliseconds = int(moment.timestamp() * 1000)
    bits = milliseconds << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    return UUID(int=bits)


@dataclass
class Step:
    """What is being done. The body of `Past.doing` changes rows and `data`; `to` is where a CASE rule then leads."""

    rule: Rule
    at: datetime
    data: Json
    to: Status | None = None


@dataclass
class Past:
    """A case with everything that hangs on it. `stands` is its status so far; the row gets it when it is written."""

    case: Case
    scene: Scene
    moments: Iterator[datetime]
    rng: Random
    stands: Status
    now: datetime
    timing: Timing
    master: "Past | None" = None
    dispatcher: Actor = SYSTEM
    claimer: Actor = SYSTEM
    """Who took on a wish or a dispute."""
    shares: list[Assignment] = field(default_factory=list)  # newest first
    events: list[Values] = field(
        default_factory=list
    )  # rows of CaseEvent; objects would take most of the time
    replies: list[Reply] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    cosigners: list[Cosigner] = field(default_factory=list)
    followers: list[Follower] = field(default_factory=list)
    links: list[CaseLink] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)

    @property
    def current(self) -> list[Assignment]:
        return [share for share in self.shares if share.round == self.case.round]

    @property
    def main(self) -> Assignment:
        """The main hand-over, or the first part of a split one."""
        return next(
            share
            for share in reversed(self.current)
            if share.part is not Part.CO and share.status in OPEN_ASSIGNMENT
        )

    @property
    def open_shares(self) -> list[Assignment]:
        return [share for share in self.shares if share.status in OPEN_ASSIGNMENT]

    @property
    def last_at(self) -> datetime:
        moment: datetime = next(entry["at"] for entry in reversed(self.events) if entry["version"])
        return moment

    @property
    def ended(self) -> bool:
        return self.stands in FINAL

    @property
    def lead(self) -> tuple[Deputy, Actor]:
        if self.scene.deputy is None:
            raise LookupError(f"no deputy leads {self.case.title}")
        return self.scene.deputy

    @property
    def external(self) -> Actor:
        """The other platform itself."""
        system_id, name = self.system
        county = self.case.county_code
        return Actor(role=Role.EXTERNAL, name=name, body=name, county_code=county, system_id=system_id)

    @property
    def system(self) -> tuple[UUID, str]:
        if self.scene.cast.system is None:
            raise LookupError("the county knows no other platform")
        return self.scene.cast.system

    @property
    def rater(self) -> Actor | None:
        """Whose rating the case waits for."""
        return self.scene.rater

    @property
    def in_force(self) -> list[Reply]:
        """The last answer that each unit signed, and what was answered in this round without a hand-over."""
        last: dict[UUID | None, Reply] = {}
        holders = {share.id: share.unit_id for share in self.shares}
        for reply in reversed(self.replies):
            unit_id = holders[reply.assignment_id] if reply.assignment_id else None
            if reply.signed_at is not None and (unit_id is not None or reply.round == self.case.round):
                last.setdefault(unit_id, reply)
        return list(last.values())

    def peek(self) -> date:
        """The day of the next move."""
        upcoming = next(self.moments)
        self.moments = chain([upcoming], self.moments)
        return day_of(upcoming)

    def unit(self, share: Assignment) -> Unit:
        return self.scene.cast.unit_rows[share.unit_id]

    def at_unit(self, role: Role, share: Assignment) -> Actor:
        """Somebody of the unit that holds the share."""
        found = self.scene.cast.one(role, share.unit_id)
        if found is None:
            raise LookupError(f"nobody is {role} of {self.unit(share).name}")
        return found

    def another_unit(self) -> Unit:
        """One of the county's that the dispatcher reaches and that did not have the case yet."""
        cast, had = self.scene.cast, {share.unit_id for share in self.shares}
        reached = cast.fields.get(self.dispatcher.office_id or self.case.id) or frozenset(cast.unit_rows)
        county = [unit for unit in cast.unit_rows.values() if len(unit.area_code) == 6]
        fresh = [unit for unit in county if unit.id in reached - had]
        if not fresh:  # the whole field had it: the county office hands it over, to anybody
            self.dispatcher = self.scene.county_office
            fresh = [unit for unit in county if unit.id not in had]
        return self.rng.choice(fresh)

    def new_id(self, at: datetime) -> UUID:
        return id_at(at, self.rng)

    def say(self, key: str, **more: object) -> str:
        return self.scene.say(key, **more)

    def open_with(self, actor: Actor, action: Action, at: datetime, *, on_behalf_of: str = "") -> None:
        """The first entry: a matter handed in, or a draft signed by its author."""
        turn = self.timing.before(self.case, [], action, at)
        self._note(self.timing.after(turn, action, ""))
        self._record(_RULE[action], actor, action, None, None, at, {}, on_behalf_of)

    @contextmanager
    def doing(
        self,
        actor: Actor,
        action: Action,
        acting_on: Assignment | None = None,
        *,
        soon: bool = False,
        **fields: Any,
    ) -> Iterator[Step]:
        """One move at the next moment (`soon`: a second after the last). Raises what the front door would."""
        at = self.last_at + _AT_ONCE if soon else next(self.moments)
        data = self._carried(action, at, fields)
        step = Step(self._permitted(actor, action, acting_on), at, data)
        before, round_before = self.stands, self.case.round
        turn = self.timing.before(self.case, self.shares, action, at)
        yield step
        after = self._after(step, before)
        self._stand(after)
        self.case.version += 1
        self.case.updated_at = at
        if after is not before:
            self.case.closed_at = at if after in FINAL else None
        turn.shares = self.shares
        self._note(self.timing.after(turn, action, str(step.data.get("reason", ""))))
        colour = self.case.colour if self.case.colour is not turn.colour else None
        self._record(step.rule, actor, action, acting_on, before, at, step.data, "", round_before, colour)

    def _carried(self, action: Action, at: datetime, fields: dict[str, Any]) -> Json:
        """What the form of the action would leave in the timeline."""
        if action not in FORMS:
            return {}
        form = FORMS[action](version=self.case.version, **fields)
        check_days(dict(form), at)
        return form.model_dump(mode="json", exclude=NOT_CARRIED, exclude_defaults=True)

    def _permitted(self, actor: Actor, action: Action, acting_on: Assignment | None) -> Rule:
        if recused(actor, self.case, self.shares):
            raise LookupError(f"{actor.name} may not act on {self.case.title}")
        view = view_for(actor, self.case, self.shares, self._standing(actor), acting_on)
        return guard.permit(action, replace(view, status=self.stands))

    def _standing(self, actor: Actor) -> Standing:
        rater = RATER.get(actor.role)
        rated = any(
            rating.rater is rater
            and rating.account_id == actor.account_id
            and rating.round == self.case.round
            for rating in self.evaluations
        )
        signing = next((item for item in self.cosigners if item.deputy_id == actor.deputy_id), None)
        field_units = self.scene.cast.fields.get(actor.office_id) if actor.office_id else None
        in_field = field_units if field_units and actor.role is Role.COMMITTEE else frozenset()
        return Standing(signing if actor.deputy_id else None, in_field, rated=rated)

    def _after(self, step: Step, before: Status) -> Status:
        """A hand-over moves the case by its least advanced part; anything else by its rule."""
        if step.rule.subject is Subject.ASSIGNMENT and step.to is None:
            return roll_up((share.part, share.status) for share in self.current)
        after = step.to or before
        if step.rule.subject is Subject.CASE and after is not before and after not in step.rule.to:
            raise LookupError(f"{step.rule.action} does not lead from {before} to {after}")
        return after

    def _record(
        self,
        rule: Rule,
        actor: Actor,
        action: Action,
        acting_on: Assignment | None,
        before: Status | None,
        at: datetime,
        data: Json,
        on_behalf_of: str,
        round_number: int = 1,
        colour: Colour | None = None,
    ) -> None:
        entry: Values = {
            "id": self.new_id(at),
            "county_code": self.case.county_code,
            "case_id": self.case.id,
            "version": self.case.version,
            "round": round_number,
            "action": action,
            "from_status": before,
            "to_status": self.stands,
            "role": actor.role,
            "account_id": actor.account_id,
            "appointment_id": actor.appointment_id,
            "actor_name": actor.name,
            "public_name": actor.public_name,
            "affiliation": actor.affiliation,
            "on_behalf_of": on_behalf_of,
            "assignment_id": acting_on.id if acting_on else None,
            "unit_id": actor.unit_id,
            "audience": rule.audience,
            "data": data,
            "colour": colour,
            "at": at,
        }
        self.events.append(entry)

    def _stand(self, status: Status) -> None:
        """Where it stands so far; only what is written at last is the status of a row."""
        self.stands = status
        vars(self.case).update(status=status)

    def _note(self, entries: list[Values]) -> None:
        """What the product noted by itself, each at its own moment."""
        self.events += [entry | {"id": self.new_id(entry["at"])} for entry in entries]

    def up_to_now(self) -> None:
        """What nobody did but time."""
        self._note(self.timing.now(self.case, self.shares, self.now))

    def register_itself(self) -> None:
        with self.doing(SYSTEM, Action.REGISTER, soon=True) as step:
            step.to = Status.REGISTERED
