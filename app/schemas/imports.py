"""Spreadsheets on their way into the directory."""

from pydantic import Field

from app.domain.vocabulary import ImportNoun, ImportStatus, RowChange
from app.schemas.base import Id, Out, Page, Timestamp


class ImportItem(Out):
    """How one file stands."""

    id: Id
    noun: ImportNoun
    status: ImportStatus
    file_name: str = Field(description="文件名", examples=["代表.xlsx"])
    rows: int = Field(description="有内容的行数，不含表头", examples=[330])
    created: int = Field(description="新增的行数", examples=[12])
    changed: int = Field(description="修改的行数", examples=[3])
    unchanged: int = Field(description="不变的行数", examples=[315])
    error_count: int = Field(description="有错误的单元格数；不为 0 时什么都不导入", examples=[0])
    failure: str | None = Field(
        description="文件整体的问题，或确认时被拒绝的原因（错误代码）；没有时为 null", examples=[None]
    )
    failure_title: str | None = Field(description="该问题的中文说明；没有时为 null", examples=[None])
    marked: bool = Field(description="是否有标出错误的副本可以下载", examples=[False])
    created_at: Timestamp
    checked_at: Timestamp | None = Field(description="检查完成的时间；尚在检查为 null")
    finished_at: Timestamp | None = Field(description="导入完成的时间；没有导入为 null", examples=[None])


class CellProblem(Out):
    row: int | None = Field(description="表格中的行号；文件整体的问题为 null", examples=[7])
    column: str = Field(description="列的标题；整行的问题为空", examples=["区划代码"])
    code: str = Field(description="稳定的错误代码", examples=["CELL_AREA_CODE"])
    message: str = Field(description="给人看的中文说明", examples=["区划代码应为 2、4、6、9 或 12 位数字"])


class ImportOut(ImportItem):
    errors: list[CellProblem] = Field(description="错误，至多列出前 1000 个；全部见标出错误的副本")


class ImportPage(Page[ImportItem]):
    pass


class FieldChange(Out):
    column: str = Field(description="列的标题", examples=["接待时间"])
    before: str | None = Field(description="原来的内容；空白为 null", examples=["每周三上午"])
    after: str | None = Field(description="导入后的内容；空白为 null", examples=["每周四上午"])


class RowOut(Out):
    row: int = Field(description="表格中的行号", examples=[7])
    change: RowChange
    target_id: Id = Field(description="目录中的哪一条；新增的在导入后才有")
    label: str = Field(description="这一行是谁", examples=["赵新宇 411122102"])
    fields: list[FieldChange] = Field(description="有变化的各列；不变的行为空")


class RowPage(Page[RowOut]):
    pass
