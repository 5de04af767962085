"""What a list of routing rules would have done to the cases of the last days. Changes nothing."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.routing import Facts, Rule, Target, match, told
from app.domain.vocabulary import Status
from app.models import Case, RoutingRule
from app.schemas.routing import (
    DryRunExample,
    DryRunForm,
    DryRunOut,
    RuleForm,
    RuleTally,
    TargetOut,
    TargetTally,
)
from app.security.actors import Actor
from app.services.routing import rules_of
from app.services.routing_rules import check, place

MOST_CASES, MOST_EXAMPLES, AT_ONCE = 100_000, 100, 1_000


async def dry_run(session: AsyncSession, actor: Actor, form: DryRunForm, now: datetime) -> DryRunOut:
    """The newest cases of the period, streamed: however many there are, only some are held at a time."""
    today = await rules_of(session, actor.county_code)
    proposed = today if form.rules is None else await _proposed(session, actor.county_code, form.rules)
    tally = _Tally(today, proposed)
    query = _cases(actor.county_code, now - timedelta(days=form.days))
    stream = await session.stream(query.execution_options(yield_per=AT_ONCE))
    async for rows in stream.partitions(AT_ONCE):
        await asyncio.to_thread(tally.add, rows)
    return tally.out(form.days, stored=form.rules is None)


async def _proposed(session: AsyncSession, county_code: str, forms: Sequence[RuleForm]) -> tuple[Rule, ...]:
    """Those that are on. All of them and their order are held to what stored rules are held to."""
    rows = [RoutingRule(county_code=county_code, position=0, **form.columns()) for form in forms]
    found = await check(session, county_code, rows, proposed=True)
    place(rows)
    return tuple(found.rule(row) for row in rows if row.active)


def _cases(county_code: str, since: datetime) -> Any:
    """What rules ask of a case, and by what it is known; no draft, which is nobody's business yet."""
    came_in = func.coalesce(Case.origin_station_id, Case.station_id)
    columns: tuple[Any, ...] = (
        Case.number,
        Case.sealed,
        Case.kind,
        Case.category_code,
        Case.area_code,
        came_in,
        Case.title,
        Case.text,
        Case.accused_unit_id,
    )
    return (
        select(*columns)
        .where(
            Case.county_code == county_code,
            col(Case.created_at) >= since,
            col(Case.status) != Status.DRAFT,
        )
        .order_by(col(Case.id).desc())
        .limit(MOST_CASES + 1)
    )


class _Tally:
    """Counts as the cases come by, newest first."""

    def __init__(self, today: Sequence[Rule], proposed: Sequence[Rule]) -> None:
        self._today, self._proposed = today, proposed
        self._taken: Counter[Rule] = Counter()
        self._targets: Counter[Target] = Counter()
        self._examples: list[DryRunExample] = []
        self._cases = self._different = 0
        self._capped = False

    def add(self, rows: Iterable[Any]) -> None:
        for number, sealed, kind, category_code, area_code, came_in, title, text, accused in rows:
            if self._cases == MOST_CASES:
                self._capped = True
                return
            self._cases += 1
            facts = Facts(kind, category_code, area_code, came_in, f"{title}\n{text}", accused)
            rule = match(facts, self._proposed)
            if rule is not None:
                self._taken[rule] += 1
                self._targets[rule.target] += 1
            self._compare(number, sealed, facts, rule)

    def _compare(self, number: str, sealed: bool, facts: Facts, rule: Rule | None) -> None:
        if self._today is self._proposed:
            return
        goes, went = _leads(rule, facts), _leads(match(facts, self._today), facts)
        if goes == went:
            return
        self._different += 1
        if sealed or len(self._examples) == MOST_EXAMPLES:
            return
        example = DryRunExample(
            number=number,
            kind=facts.kind,
            category_code=facts.category_code,
            area_code=facts.area_code,
            from_target=_shown(went),
            to_target=_shown(goes),
            reason=told(rule, facts) if rule else "",
        )
        self._examples.append(example)

    def out(self, days: int, *, stored: bool) -> DryRunOut:
        return DryRunOut(
            days=days,
            cases=self._cases,
            cases_are_capped=self._capped,
            unmatched=self._cases - self._taken.total(),
            rules=[
                RuleTally(
                    rule_id=rule.id if stored else None,
                    name=rule.name,
                    target=TargetOut.model_validate(rule.target),
                    cases=self._taken[rule],
                )
                for rule in self._proposed
            ],
            targets=[
                TargetTally(target=TargetOut.model_validate(target), cases=cases)
                for target, cases in self._targets.most_common()
            ],
            different=self._different,
            examples=self._examples,
        )


def _leads(rule: Rule | None, facts: Facts) -> Target | None:
    """Where the matter ends up; None if it stays where it came in."""
    return None if rule is None or rule.target.id == facts.station_id else rule.target


def _shown(target: Target | None) -> TargetOut | None:
    return TargetOut.model_validate(target) if target else None
