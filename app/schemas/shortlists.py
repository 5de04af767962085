"""What a meeting decided of the matters before it: who sat, when, and what became of each."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import ShortlistDecision, Status
from app.schemas.actions.base import Name
from app.schemas.base import Day, Id, In, Out, Page, Text, Timestamp
from app.schemas.batches import MOST_CASES, EachCaseOnce

_ANSWER = ("public_text", "basis", "answered_by")


class DeciderForm(In):
    """Somebody who sat and decided: a deputy, a resident representative, somebody of the organ."""

    name: Name
    capacity: Annotated[str, Text(1, 40)] = Field(description="以什么身份参加", examples=["居民代表"])


class DecisionForm(In):
    """What the meeting decided of one matter, with what that decision needs."""

    case_id: Id = Field(description="事项")
    version: int = Field(ge=1, description="所见事项的版本号", examples=[3])
    decision: ShortlistDecision
    reason: Annotated[str, Text(0, 300, lines=True)] = Field(
        "",
        description="理由；上报、暂不报送时必填，上报的理由群众能看到",
        examples=["群众反映集中，属县级职责"],
    )
    public_text: Annotated[str, Text(0, 2000, lines=True)] = Field(
        "", description="就地办理的答复；只用于就地办理，且必填", examples=[""]
    )
    basis: Annotated[str, Text(0, 300)] = Field(
        "", description="就地办理的依据；只用于就地办理，且必填", examples=[""]
    )
    answered_by: Annotated[str, Text(0, 120)] = Field(
        "", description="由到站的单位负责人答复时，写明单位与姓名；只用于就地办理", examples=[""]
    )

    @model_validator(mode="after")
    def carries_what_its_decision_needs(self) -> Self:
        on_spot = self.decision is ShortlistDecision.ON_SPOT
        needed = ("public_text", "basis") if on_spot else ("reason",) if self.gives_reason else ()
        if missing := [name for name in needed if not getattr(self, name)]:
            raise PydanticCustomError(
                "decision_incomplete",
                "“{label}”还需填写答复、依据或理由",
                {"label": self.decision.label, "fields": ",".join(missing)},
            )
        if extra := [name for name in _ANSWER if not on_spot and getattr(self, name)]:
            raise PydanticCustomError(
                "answer_not_on_spot", "只有就地办理才填写答复", {"fields": ",".join(extra)}
            )
        return self

    @property
    def gives_reason(self) -> bool:
        return self.decision in (ShortlistDecision.ESCALATE, ShortlistDecision.KEEP)


class MeetingForm(In):
    """One meeting with all that it decided; everything takes effect, or nothing does."""

    meeting: Annotated[str, Text(1, 120)] = Field(description="哪一次会议", examples=["杜曲镇第三季度选件会"])
    held_on: Day = Field(description="会议日期", examples=["2026-01-02"])
    station_id: Id | None = Field(
        None, description="在哪个联络站开的；站长不填则为本站，机关可不填", examples=[None]
    )
    event_id: Id | None = Field(None, description="对应的活动", examples=[None])
    deciders: list[DeciderForm] = Field(min_length=1, max_length=100, description="谁参加决定，至少一人")
    items: Annotated[list[DecisionForm], EachCaseOnce] = Field(
        min_length=1, max_length=MOST_CASES, description=f"对每件事项的决定，1 至 {MOST_CASES} 件，不重复"
    )


class DeciderOut(Out):
    name: str = Field(description="姓名", examples=["周平"])
    capacity: str = Field(description="以什么身份参加", examples=["居民代表"])


class DecisionOut(Out):
    """What was decided of one matter, and where it stands now."""

    case_id: Id
    number: str = Field(description="受理编号", examples=["411122-261120-7K3M9X"])
    title: str = Field(description="标题", examples=["老街东口路灯不亮"])
    decision: ShortlistDecision
    reason: str = Field(description="理由", examples=["群众反映集中，属县级职责"])
    status: Status = Field(description="事项现在的状态", examples=["pending_dispatch"])
    version: int = Field(description="事项现在的版本号", examples=[4])


class ShortlistSummary(Out):
    """One meeting in the list of meetings."""

    id: Id
    meeting: str = Field(description="哪一次会议", examples=["杜曲镇第三季度选件会"])
    held_on: Day = Field(description="会议日期")
    station_id: Id | None = Field(description="在哪个联络站开的；不在站里开的为 null")
    station_name: str | None = Field(description="联络站名称", examples=["杜曲镇人大代表联络站"])
    office_id: Id | None = Field(description="哪个机关记录的；联络站记录的为 null")
    office_name: str | None = Field(description="机关名称", examples=["杜曲镇人大主席团"])
    event_id: Id | None = Field(description="对应的活动", examples=[None])
    deciders: list[DeciderOut] = Field(description="谁参加决定")
    created_at: Timestamp


class ShortlistPage(Page[ShortlistSummary]):
    pass


class ShortlistOut(ShortlistSummary):
    """A meeting with what it decided of each matter that the reader may see."""

    items: list[DecisionOut] = Field(description="对每件事项的决定")
