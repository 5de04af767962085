"""Every table, so that one import fills the metadata."""

from app.models.assignments import Assignment, Evaluation, Reply
from app.models.base import metadata
from app.models.cases import Case, CaseEvent, CaseLink, Cosigner, Follower
from app.models.codes import Code, CodeScan
from app.models.deputies import Deputy, Mandate
from app.models.directory import Area, Category, Congress, County, FieldLink, Office, Station, Unit
from app.models.ledger import AuditEntry, RateWindow, RepeatedCall
from app.models.notices import Notice
from app.models.people import Account, Appointment, ExternalSystem, RefreshToken
from app.models.uploads import Upload

__all__ = [
    "Account",
    "Appointment",
    "Area",
    "Assignment",
    "AuditEntry",
    "Case",
    "CaseEvent",
    "CaseLink",
    "Category",
    "Code",
    "CodeScan",
    "Congress",
    "Cosigner",
    "County",
    "Deputy",
    "Evaluation",
    "ExternalSystem",
    "FieldLink",
    "Follower",
    "Mandate",
    "Notice",
    "Office",
    "RateWindow",
    "RefreshToken",
    "RepeatedCall",
    "Reply",
    "Station",
    "Unit",
    "Upload",
    "metadata",
]
