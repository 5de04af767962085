"""Every table, so that one import fills the metadata."""

from app.models.accountability import Accountability, AccountabilityEvidence, PressureReport
from app.models.assignments import Assignment, Evaluation, Reply
from app.models.base import metadata
from app.models.cases import Case, CaseEvent, CaseLink, Cosigner, Follower
from app.models.clocks import CalendarDay, CalendarNotice, CaseClock, ClockRule, LineRule
from app.models.codes import Code, CodeScan
from app.models.deputies import Deputy, Mandate
from app.models.directory import Area, Category, Congress, County, FieldLink, Office, Station, Term, Unit
from app.models.events import Event, EventPerson
from app.models.figures import CaseFact, RollUp
from app.models.groups import DeputyGroup, GroupMember, Link, LinkContact
from app.models.imports import ImportRow, ImportRun
from app.models.inquiries import Question
from app.models.ledger import AuditEntry, RateWindow, RepeatedCall
from app.models.notices import Notice
from app.models.people import Account, Appointment, ExternalSystem, RefreshToken
from app.models.promises import Ballot, Promise, PromiseEntry
from app.models.supervision import Alert, Indicator, Reading, Supervision, Topic, TopicCase, TopicEvidence
from app.models.uploads import Upload
from app.models.work import Batch, BatchItem, RoutingRule, SavedFilter, Shortlist, ShortlistItem, WorkLink

__all__ = [
    "Account",
    "Accountability",
    "AccountabilityEvidence",
    "Alert",
    "Appointment",
    "Area",
    "Assignment",
    "AuditEntry",
    "Ballot",
    "Batch",
    "BatchItem",
    "CalendarDay",
    "CalendarNotice",
    "Case",
    "CaseClock",
    "CaseEvent",
    "CaseFact",
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
    "Indicator",
    "LineRule",
    "Link",
    "LinkContact",
    "Mandate",
    "Notice",
    "Office",
    "PressureReport",
    "Promise",
    "PromiseEntry",
    "Question",
    "RateWindow",
    "Reading",
    "RefreshToken",
    "RepeatedCall",
    "Reply",
    "RollUp",
    "RoutingRule",
    "SavedFilter",
    "Shortlist",
    "ShortlistItem",
    "Station",
    "Supervision",
    "Term",
    "Topic",
    "TopicCase",
    "TopicEvidence",
    "Unit",
    "Upload",
    "WorkLink",
    "metadata",
]
