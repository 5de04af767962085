"""What an upload gives back."""

from pydantic import Field

from app.schemas.base import Id, Out


class UploadOut(Out):
    upload_id: Id
    thumbnail_url: str = Field(
        description="缩略图链接（限时有效）", examples=["/api/v1/public/files/0198c5a0/thumbnail"]
    )
    media_type: str = Field(description="清理后的文件类型", examples=["image/jpeg"])
    width: int = Field(description="宽（像素）", examples=[1280])
    height: int = Field(description="高（像素）", examples=[960])
    size: int = Field(description="清理后的字节数", examples=[182044])
