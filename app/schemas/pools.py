"""Claim pools: what waits at county level for a committee to take it."""

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from app.schemas.base import Id, In, Out, Timestamp
from app.schemas.cases import CaseItem

MOST_CLAIMS = 50


class PoolOut(Out):
    """What waits for one committee, or for any."""

    office_id: Id | None = Field(description="委室；null 为未分领域、各委室都可认领的")
    name: str = Field(description="委室名称", examples=["城建环资工委"])
    active: bool = Field(description="委室是否启用；停用的仍有事项在等，请改由别的委室办理", examples=[True])
    waiting: int = Field(description="等待认领的件数", examples=[12])
    waiting_is_capped: bool = Field(description="为 true 时已到统计上限，实际更多", examples=[False])
    oldest_at: Timestamp | None = Field(description="其中最早的何时交来；没有等待的为 null")
    items: list[CaseItem] = Field(description="等得最久的至多 10 件")


class PoolList(Out):
    pools: list[PoolOut] = Field(description="委室只看本委室的和未分领域的，代表工委看全部")


class SeenCase(In):
    case_id: Id
    version: int = Field(ge=1, description="所见事项的版本号", examples=[3])


class ClaimsForm(In):
    cases: list[SeenCase] = Field(min_length=1, max_length=MOST_CLAIMS, description="要认领的事项")

    @field_validator("cases")
    @classmethod
    def each_once(cls, value: list[SeenCase]) -> list[SeenCase]:
        if len({item.case_id for item in value}) < len(value):
            raise PydanticCustomError("repeated", "同一事项列了两次")
        return value


class ClaimResult(Out):
    case_id: Id
    claimed: bool = Field(description="是否认领成功", examples=[True])
    version: int | None = Field(description="认领后的版本号；未成功的为 null", examples=[4])
    code: str | None = Field(
        description="未成功的原因，与单独认领时的错误代码相同；成功的为 null", examples=["STALE_VERSION"]
    )
    message: str = Field(description="未成功的说明；成功的为空", examples=["内容已被他人更新，请刷新后重试"])


class ClaimResults(Out):
    items: list[ClaimResult] = Field(description="每个事项一条，按提交的先后")
