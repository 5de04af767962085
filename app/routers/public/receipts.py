"""Following a matter with the slip in the hand, without an account."""

from datetime import timedelta

from fastapi import APIRouter, Depends

from app.deps import SessionDep, address_of, limited
from app.openapi import problems
from app.schemas.cases import ReceiptOut
from app.schemas.intake import ReceiptForm
from app.services import receipts

router = APIRouter(prefix="/public/receipts", tags=["public"])


@router.post(
    "/follow",
    summary="凭受理编号和查询码看进度",
    dependencies=[Depends(limited("receipt", 10, timedelta(minutes=1), by=address_of))],
    responses=problems("RECEIPT_NOT_FOUND"),
)
async def follow_receipt(form: ReceiptForm, session: SessionDep) -> ReceiptOut:
    """不显示提交人未同意公开的内容。编号或查询码有一个不对，都返回同一个错误。"""
    return await receipts.follow(session, form.number, form.check_code)
