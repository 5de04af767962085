"""A change of terms."""

from uuid import UUID

from fastapi import APIRouter

from app.deps import AdminDep, NowDep, OnceDep, SessionDep
from app.openapi import problems
from app.routers.admin.doors import WRITE
from app.schemas.succession import TermChangeForm, TermChangeOut
from app.services import terms

router = APIRouter(prefix="/admin/terms", tags=["directory"])


@router.post(
    "/{row_id}/change",
    summary="换届",
    responses=problems(
        *WRITE,
        "NOT_FOUND",
        "REFERENCE_NOT_FOUND",
        "DEPUTY_NOT_FOUND",
        "TERM_OTHER_CONGRESS",
        "DEPUTY_OTHER_CONGRESS",
        "DEPUTY_NOT_LEAVING",
        "SUCCESSOR_NOT_IN_FORCE",
        "DATE_OUT_OF_RANGE",
        "IDEMPOTENCY_MISMATCH",
    ),
)
async def change_term(
    row_id: UUID, form: TermChangeForm, actor: AdminDep, session: SessionDep, once: OnceDep, now: NowDep
) -> TermChangeOut:
    """路径中是新一届。上一届的代表资格终止，当选的得到新一届的代表资格，没有其他代表资格的离任代表终止履职。

    离任代表的码和未办结事项归接替人，没有接替人的归所属联络站；已印制的码都能继续使用。办理后不能撤销，请先试算。
    """
    return await once(TermChangeOut, lambda: terms.change(session, actor, row_id, form, now))
