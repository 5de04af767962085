"""The life of a case, as one table.

Four readers use `TABLE` and nothing else decides a move: the guard (`guard.permit`), the `allowed_actions` of every
case view (`guard.allowed`), the generated diagram in the docs, and the test over every status × action × role.

A rule with subject ASSIGNMENT is judged by the status of the acting unit's own hand-over, and the case then
takes the status of its least advanced main or split hand-over (`outcomes.roll_up`).
"""

from app.domain.vocabulary import Status, Step
from app.domain.workflow import answering, handling, overlays, sorting
from app.domain.workflow.rules import CLAIMABLE, OPEN, SORTING, Rule, Subject

__all__ = ["CLAIMABLE", "OPEN", "SORTING", "STEP", "TABLE", "Rule", "Subject"]

TABLE: tuple[Rule, ...] = (*sorting.ROWS, *handling.ROWS, *answering.ROWS, *overlays.ROWS)

STEP: dict[Status, Step] = {
    Status.DRAFT: Step.DRAFT,
    Status.SUBMITTED: Step.REGISTER,
    Status.REGISTERED: Step.SORT,
    Status.PENDING_DISPATCH: Step.SORT,
    Status.DISPATCHED: Step.HANDLE,
    Status.RETURN_REVIEW: Step.HANDLE,
    Status.HANDLING: Step.HANDLE,
    Status.EXTERNAL: Step.HANDLE,
    Status.REPLY_REVIEW: Step.HANDLE,
    Status.REPLIED: Step.FEEDBACK,
    Status.EXPERT_REVIEW: Step.SUPERVISE,
    Status.TRACKING: Step.SUPERVISE,
    Status.CLOSED: Step.EVALUATED,
    Status.REFUSED: Step.REFUSED,
    Status.WITHDRAWN: Step.WITHDRAWN,
    Status.MERGED: Step.MERGED,
    Status.CONVERTED: Step.CONVERTED,
}
