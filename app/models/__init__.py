"""Every table, so that one import fills the metadata."""

from app.models.assignments import Assignment, Evaluation, Reply
from app.models.base import metadata
from app.models.cases import Case, CaseEvent, CaseLink, Cosigner, Follower
from app.models.clocks import CalendarDay, CalendarNotice, ClockRule
from app.models.codes import Code, CodeScan
from app.models.deputies import Deputy, Mandate
from app.models.directory import Area, Category, Congress, County, FieldLink, Office, Station, Term, Unit
from app.models.events import Event, EventPerson
from app.models.groups import DeputyGroup, GroupMember, Link, LinkContact
from app.models.imports import ImportRow, ImportRun
from app.models.ledger import AuditEntry, RateWindow, RepeatedCall
from app.models.notices import Notice
from app.models.people import Account, Appointment, ExternalSystem, RefreshToken
from app.models.uploads import Upload
from app.models.work import Batch, BatchItem, RoutingRule, SavedFilter, Shortlist, ShortlistItem, WorkLink

__all__ = [
    "Account",
    "Appointment",
    "Area",
    "Assignment",
    "AuditEntry",
    "Batch",
    "BatchItem",
    "CalendarDay",
    "CalendarNotice",
    "Case",
    "CaseEvent",
    "CaseLink",
    "Category",
    "ClockRule",
    "Code",
    "CodeScan",
    "Congress",
    "Cosigner",
    "County",
    "Deputy",
    "DeputyGroup",
    "Evaluation",
    "Event",
    "EventPerson",
    "ExternalSystem",
    "FieldLink",
    "Follower",
    "GroupMember",
    "ImportRow",
    "ImportRun",
    "Link",
    "LinkContact",
    "Mandate",
    "Notice",
    "Office",
    "RateWindow",
    "RefreshToken",
    "RepeatedCall",
    "Reply",
    "RoutingRule",
    "SavedFilter",
    "Shortlist",
    "ShortlistItem",
    "Station",
    "Term",
    "Unit",
    "Upload",
    "WorkLink",
    "metadata",
]
