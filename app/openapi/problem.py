"""The problem document as clients read it: the members of every refusal, and those that some codes add."""

from uuid import UUID

from pydantic import BaseModel, Field

from app.domain.vocabulary import Status
from app.errors import CATALOGUE
from app.openapi.examples import example
from app.openapi.walk import REF, Json
from app.schemas.base import SAMPLE_TOKEN, Problem
from app.schemas.codes import StationCard


class ProblemItem(BaseModel):
    """Why one case of several could not be done."""

    case_id: UUID = Field(description="事项")
    code: str = Field(description="稳定的错误代码", examples=["BATCH_CASE_HANDED_OVER"])
    title: str = Field(description="给人看的中文标题", examples=[CATALOGUE["BATCH_CASE_HANDED_OVER"].title])
    detail: str | None = Field(description="针对这一件的中文说明；没有时为 null", examples=[None])


class HintedProblem(Problem):
    """Everything that may stand in a problem. The members declared here are absent where they do not apply."""

    case_status: Status = Field(description="事项当前状态（ILLEGAL_MOVE、STALE_VERSION）")
    version: int = Field(description="事项当前版本号（ILLEGAL_MOVE、STALE_VERSION）", examples=[4])
    items: list[ProblemItem] = Field(
        description="逐件说明哪些事项不能办、为什么（BATCH_NOT_READY、SHORTLIST_NOT_READY）"
    )
    assignments: list[UUID] = Field(description="可以选择的交办单（ASSIGNMENT_REQUIRED）")
    stations: list[StationCard] = Field(description="可以去的联络站（CODE_ 开头的代码）；找不到码时为若干个")
    replaced_by: str = Field(description="新的码（CODE_REPLACED）", examples=[SAMPLE_TOKEN])


EXAMPLES = "#/components/examples/"
_CASE = ("case_status", "version")
_ADDED: dict[str, tuple[str, ...]] = {
    "VALIDATION_FAILED": ("errors",),
    "ILLEGAL_MOVE": _CASE,
    "STALE_VERSION": _CASE,
    "BATCH_NOT_READY": ("items",),
    "SHORTLIST_NOT_READY": ("items",),
    "ASSIGNMENT_REQUIRED": ("assignments",),
    "CODE_UNKNOWN": ("stations",),
    "CODE_REVOKED": ("stations",),
    "CODE_REPLACED": ("stations", "replaced_by"),
    "CODE_SUSPENDED": ("stations",),
    "CODE_ENDED": ("stations",),
    "CODE_STATION_CLOSED": ("stations",),
}


def components() -> Json:
    """The schema `Problem` and what it is made of."""
    schema = HintedProblem.model_json_schema(ref_template=REF + "{model}")
    parts: Json = schema.pop("$defs")
    return parts | {Problem.__name__: schema | {"required": list(Problem.model_fields)}}


_COMPONENTS = components()
_FULL: Json = example(_COMPONENTS[Problem.__name__], _COMPONENTS)


def examples() -> Json:
    """One example a code of the catalogue, referred to as `EXAMPLES` + code."""
    return {code: {"summary": kind.title, "value": _body(code)} for code, kind in CATALOGUE.items()}


def _body(code: str) -> Json:
    problem = CATALOGUE[code]
    plain = {
        "type": f"urn:problem:{code}",
        "title": problem.title,
        "status": problem.status,
        "code": code,
        "detail": None,
        "request_id": _FULL["request_id"],
        "errors": [],
    }
    return plain | {member: _FULL[member] for member in _ADDED.get(code, ())}
