"""A small API with one of everything that the real one may use."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, File, Header, Query, Response, UploadFile
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import Field

from app import docs_page
from app.domain.labels import LabelledEnum
from app.openapi import files, operation_id, problems
from app.schemas.base import AreaCode, CountedPage, Day, Id, In, Out, Page, Position, Text, Timestamp


class Colour(LabelledEnum):
    """How urgent it is."""

    GREEN = "green", "绿"
    RED = "red", "红"


class Comment(Out):
    id: Id
    text: str = Field(description="内容", examples=["已修好"])
    replies: list["Comment"] = Field(description="回复")
    parent: "Comment | None" = Field(description="上级评论")


class PhotoProof(In):
    type: Literal["photo"] = Field(description="照片")
    upload_ids: list[Id] = Field(min_length=1, max_length=9, description="上传标识")


class WordProof(In):
    type: Literal["word"] = Field(description="文字")
    text: Annotated[str, Text(1, 200, lines=True)] = Field(description="说明", examples=["路灯已修"])


class NewItem(In):
    """Docstrings are for those who read the code."""

    title: Annotated[str, Text(1, 50)] = Field(description="标题", examples=["路灯不亮"])
    colour: Colour
    amount: int = Field(gt=0, lt=10, description="数量")
    area_code: AreaCode
    position: Position | None = None
    due: Day | None = None
    proof: Annotated[PhotoProof | WordProof, Field(discriminator="type", description="证明")]


class Item(Out):
    id: Id = Field(description="事项标识")
    title: str = Field(description="标题", examples=["路灯不亮"])
    colour: Colour | None = Field(description="颜色；未分级时为 null")
    scores: dict[str, int] = Field(description="各项得分")
    span: tuple[int, int] = Field(description="起止")
    position: Position | None
    created_at: Timestamp
    comments: list[Comment] = Field(description="评论")


class ItemPage(Page[Item]):
    pass


class ItemCount(CountedPage[Item]):
    pass


class Photo(Out):
    upload_id: Id


bearer = HTTPBearer(auto_error=False, scheme_name="citizen")
Citizen = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
router = APIRouter(prefix="/items", tags=["items"])


@router.post(
    "",
    status_code=201,
    summary="提交事项",
    responses=problems("CODE_UNKNOWN", "CASE_NOT_FOUND", "CODE_REPLACED"),
)
async def submit_item(
    form: NewItem,
    citizen: Citizen,
    idempotency_key: Annotated[str, Header(max_length=64, description="重复提交保护", examples=["k-1"])],
) -> Item:
    """English remarks for maintainers."""
    raise NotImplementedError


@router.get("", summary="事项列表")
async def list_items(
    colour: Annotated[Colour | None, Query(description="颜色")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="每页条数", examples=[20])] = 20,
) -> ItemPage:
    raise NotImplementedError


@router.get("/count", summary="计数")
async def count_items() -> ItemCount:
    raise NotImplementedError


@router.post("/photos", status_code=201, summary="上传照片", responses=problems("FILE_TOO_LARGE"))
async def upload_photo(file: Annotated[UploadFile, File(description="照片")], citizen: Citizen) -> Photo:
    raise NotImplementedError


@router.get(
    "/{id}/poster",
    summary="下载海报",
    response_class=Response,
    responses=files("image/png", "application/pdf", description="海报") | problems("CASE_NOT_FOUND"),
)
async def download_poster(id: Id) -> Response:
    raise NotImplementedError


@router.delete("/{id}", status_code=204, summary="删除", responses=problems("CASE_NOT_FOUND"))
async def delete_item(id: Id) -> None:
    raise NotImplementedError


def create_sample() -> FastAPI:
    app = FastAPI(
        title="样例",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_tags=[{"name": "items", "description": "事项"}],
        generate_unique_id_function=operation_id,
    )
    app.include_router(router)
    docs_page.mount(app)
    return app
