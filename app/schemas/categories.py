"""What matters are about, as administrators keep it and as everybody reads it."""

from typing import Annotated, Any

from pydantic import Field

from app.schemas.base import Out, Page, Text
from app.schemas.directory import Active, DirectoryEdit, DirectoryForm, DirectoryOut


class CategoryFields(DirectoryForm):
    name: Annotated[str, Text(1, 40)] = Field(description="名称", examples=["路灯"])
    promise: Annotated[str, Text(0, 200)] = Field(
        "", description="对群众的承诺", examples=["七个工作日内答复"]
    )
    refusal: Annotated[str, Text(0, 200)] = Field(
        "", description="联络站不受理时，应当去的渠道；受理的为空", examples=[""]
    )
    sensitive: bool = Field(False, description="反映个人问题：自始密封办理", examples=[False])


class CategoryForm(CategoryFields):
    code: str = Field(
        max_length=60,
        pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$",
        description="代码；点号之前是上级类别的代码",
        examples=["lighting.street_lamp"],
    )

    def columns(self) -> dict[str, Any]:
        """Codes are paths: what stands before the last dot is the parent."""
        return super().columns() | {"parent_code": self.code.rpartition(".")[0] or None}


class CategoryEdit(CategoryFields, DirectoryEdit):
    """Not the code: cases carry it."""

    active: Active


class CategoryCard(Out):
    code: str = Field(description="代码", examples=["lighting.street_lamp"])
    name: str = Field(description="名称", examples=["路灯"])
    parent_code: str | None = Field(description="上级类别的代码", examples=["lighting"])
    promise: str = Field(description="对群众的承诺", examples=["七个工作日内答复"])
    refusal: str = Field(description="联络站不受理时，应当去的渠道；受理的为空", examples=[""])
    sensitive: bool = Field(description="反映个人问题：自始密封办理", examples=[False])


class CategoryList(Out):
    items: list[CategoryCard] = Field(description="全部启用的类别，按代码排列，上级在前")


class CategoryCardPage(Page[CategoryCard]):
    pass


class CategoryOut(CategoryCard, DirectoryOut):
    active: Active


class CategoryPage(Page[CategoryOut]):
    pass
