"""The OpenAPI document as a product: declared by the routes, finished, converted, committed and compared.

`publish` is not exported here: it needs the whole app, and the app needs this package for its routes.
"""

from app.openapi.changes import breaking_changes
from app.openapi.declare import Responses, files, operation_id, problems
from app.openapi.document import document
from app.openapi.downgrade import downgrade

__all__ = [
    "Responses",
    "breaking_changes",
    "document",
    "downgrade",
    "files",
    "operation_id",
    "problems",
]
