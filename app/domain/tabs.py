"""The tabs of each inbox, as data: a name, what people call it, and the statuses in it.

Offices and stations see where the case stands; a unit sees where its own hand-over stands.
"""

from dataclasses import dataclass

from app.domain.vocabulary import AssignmentStatus as A
from app.domain.vocabulary import Role, Status


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    statuses: frozenset[Status] = frozenset()
    shares: frozenset[A] = frozenset()


S = Status
_DONE = frozenset({S.CLOSED, S.REFUSED, S.WITHDRAWN, S.MERGED, S.CONVERTED})
_UNDER_WAY = frozenset({S.DISPATCHED, S.HANDLING, S.EXTERNAL, S.REPLY_REVIEW})

OFFICE_TABS = (
    Tab("to_sort", "待梳理", frozenset({S.SUBMITTED, S.REGISTERED})),
    Tab("to_dispatch", "待交办", frozenset({S.PENDING_DISPATCH})),
    Tab("to_decide", "待裁定", frozenset({S.RETURN_REVIEW, S.EXPERT_REVIEW})),
    Tab("under_way", "办理中", _UNDER_WAY),
    Tab("replied", "待评价", frozenset({S.REPLIED})),
    Tab("tracking", "承诺跟踪", frozenset({S.TRACKING})),
    Tab("done", "已结束", _DONE),
)
DEPUTY_TABS = (Tab("draft", "草稿", frozenset({S.DRAFT})), *OFFICE_TABS)
UNIT_TABS = (
    Tab("to_accept", "待签收", shares=frozenset({A.DISPATCHED})),
    Tab("handling", "办理中", shares=frozenset({A.HANDLING})),
    Tab("returning", "退办审核", shares=frozenset({A.RETURN_REVIEW})),
    Tab("to_sign", "待签发", shares=frozenset({A.REPLY_REVIEW})),
    Tab("replied", "已答复", shares=frozenset({A.REPLIED})),
    Tab("ended", "已退办", shares=frozenset({A.RETURNED, A.REPLACED, A.LAPSED})),
)


def tabs_of(role: Role) -> tuple[Tab, ...]:
    if role in (Role.UNIT_HANDLER, Role.UNIT_HEAD):
        return UNIT_TABS
    return DEPUTY_TABS if role in (Role.DEPUTY, Role.LIAISON) else OFFICE_TABS
