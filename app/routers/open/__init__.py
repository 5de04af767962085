"""Other platforms, each request signed."""

from fastapi import APIRouter

from app.deps import SystemDep
from app.domain.vocabulary import Role
from app.routers.actions import add_actions

router = APIRouter(prefix="/open")
add_actions(router, [Role.EXTERNAL], SystemDep, "as_system", "external", "SIGNATURE_INVALID")
routers = [router]
