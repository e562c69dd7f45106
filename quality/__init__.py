"""Great Expectations at the two edges: what landed, what is about to leave. It is imported by the first check."""

from quality.batch import check_batch
from quality.engine import build_data_docs
from quality.outgoing import check_outgoing
from quality.report import BatchReport, Failure

__all__ = ["BatchReport", "Failure", "build_data_docs", "check_batch", "check_outgoing"]
