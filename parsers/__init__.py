"""Bytes or text of an annual report → a `Report`. Pure: no network, no clock, no environment."""

from parsers.form import FORMS, SECTIONS, TABLES, Address, Block, Form, Label
from parsers.narrative.notices import NOT_READ
from parsers.proof.identities import year_chain
from parsers.read import Trace, read_report, trace_report
from parsers.report import Cell, Check, Claim, Header, Issue, Report, Section

__all__ = [
    "FORMS",
    "NOT_READ",
    "SECTIONS",
    "TABLES",
    "Address",
    "Block",
    "Cell",
    "Check",
    "Claim",
    "Form",
    "Header",
    "Issue",
    "Label",
    "Report",
    "Section",
    "Trace",
    "read_report",
    "trace_report",
    "year_chain",
]
