"""What a year came to, as the product recorded it and as the plans say."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import Line, Quality
from app.simulation.plan import Plan
from app.terminal import table

_ENDS = text(
    """
    SELECT count(*) AS cases, count(*) FILTER (WHERE status = 'closed') AS closed,
        count(*) FILTER (WHERE colour <> 'green') AS coloured FROM "case" WHERE created_at >= :first
    """
)
_ANSWERS = text(
    """
    SELECT count(*) FILTER (WHERE stopped_at <= due_at) AS on_time, count(*) AS answered
    FROM case_clock WHERE name = 'reply' AND assignment_id IS NOT NULL AND stopped_at IS NOT NULL
      AND started_at >= :first
    """
)
_LINES = text(
    """
    SELECT data->>'cause' AS cause, data->>'line' AS line, count(*) FROM case_event
    WHERE action IN ('turn_colour', 'remind') AND at >= :first
      AND coalesce(data->>'clock', 'reply') IN ('reply', 'redo') GROUP BY 1, 2
    """
)
_MOVES = text(
    """
    SELECT action, count(*) FROM case_event WHERE at >= :first AND action IN ('close_unrated', 'evaluate') GROUP BY 1
    """
)


@dataclass(frozen=True)
class Outcome:
    """The end figures of a year."""

    cases: int
    closed: int
    still_coloured: int
    answered: int
    on_time: int
    unrated: int
    rated: int
    by_time: dict[str, int]
    by_quality: dict[str, int]

    def told(self) -> str:
        """For the terminal."""
        rows = [
            ("事项", str(self.cases), ""),
            ("办结", str(self.closed), f"其中未评价 {self.unrated}"),
            ("按时答复", str(self.on_time), f"{self.on_time / max(self.answered, 1):.1%}"),
            *(
                (line.label, str(self.by_time.get(line.value, 0)), "时间")
                for line in Line
                if line is not Line.LAPSE
            ),
            *(
                (line.label, str(self.by_quality.get(line.value, 0)), "质量")
                for line in (Line.YELLOW, Line.RED)
            ),
        ]
        return table([("指标", "数", "说明"), *rows])


def expected(plans: Iterable[Plan]) -> Outcome:
    """From the plans alone."""
    listed = list(plans)
    by_time: Counter[str] = Counter()
    for plan in listed:
        by_time.update({line: times for line, times in plan.lines.items() if times})
    quality = Counter(plan.quality for plan in listed if _flagged(plan))
    words = {Quality.LOW: "yellow", Quality.POOR: "red"}
    rated = sum(plan.rating is not None for plan in listed)
    return Outcome(
        cases=len(listed),
        closed=len(listed),
        still_coloured=0,
        answered=len(listed),
        on_time=sum(plan.late == 0 for plan in listed),
        unrated=len(listed) - rated,
        rated=rated,
        by_time=dict(by_time),
        by_quality={words[flag]: times for flag, times in quality.items() if flag},
    )


def _flagged(plan: Plan) -> bool:
    return plan.quality is not None


async def recorded(session: AsyncSession, first: object) -> Outcome:
    """As the tables say."""

    async def rows(statement: Any) -> list[Any]:
        return list((await session.exec(statement, params={"first": first})).all())

    (ends,), (answers,) = await rows(_ENDS), await rows(_ANSWERS)
    lines, moves = await rows(_LINES), dict(await rows(_MOVES))
    return Outcome(
        cases=ends.cases,
        closed=ends.closed,
        still_coloured=ends.coloured,
        answered=answers.answered,
        on_time=answers.on_time,
        unrated=moves.get("close_unrated", 0),
        rated=moves.get("evaluate", 0),
        by_time={each.line: each.count for each in lines if each.cause == "time"},
        by_quality={each.line: each.count for each in lines if each.cause == "quality"},
    )
