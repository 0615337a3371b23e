"""Reports: the performance report and the documentary report, as PDF fit to hand to a board.

Plain data in, bytes out: the same data and the same day give the same bytes. Nothing here knows the web.
"""

from aplomb.reports.documents import documents_pdf
from aplomb.reports.performance import performance_pdf
from aplomb.reports.subject import STATUSES, Subject

__all__ = ["STATUSES", "Subject", "documents_pdf", "performance_pdf"]
