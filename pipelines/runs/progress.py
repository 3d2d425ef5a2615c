"""What a command shows while it runs: the stages' own progress lines, nothing else.

Belongs here: the logger of the command line. Does not belong here: what stages say (counts, never a person).
"""

import logging
import sys

import dagster as dg


class _Line(logging.Formatter):
    """Step and message, without run id and the rest that the UI shows better."""

    def format(self, record: logging.LogRecord) -> str:
        meta = getattr(record, "dagster_meta", {})
        return f"  {meta.get('step_key') or '':<28} {meta.get('orig_message', record.getMessage())}"


def _is_ours(record: logging.LogRecord) -> bool:
    """Dagster's own events stay in the UI, and so does its list of steps that wait for a failed one."""
    meta = getattr(record, "dagster_meta", {})
    text = str(meta.get("orig_message", record.getMessage()))
    return meta.get("dagster_event") is None and not text.startswith("Dependencies for step")


def _make(_context: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("tagging", logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    handler.addFilter(_is_ours)
    logger.addHandler(handler)
    return logger


progress = dg.LoggerDefinition(_make, description="Progress lines of the stages on standard error.")
