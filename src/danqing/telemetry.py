"""What the service tells of itself: one log line for each request and each task, and its metrics.

Events are `request` (at the answer), `task` (at the end of a task), `rewrite` (of a prompt, where that is set) and
`service` (start, stop, what is odd).
Prompts, keys and the signatures of URLs are never logged.
"""

import logging
import sys
from typing import TextIO

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from structlog.typing import EventDict, FilteringBoundLogger

REQUEST = "request"
TASK = "task"
REWRITE = "rewrite"
SERVICE = "service"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)

log: FilteringBoundLogger = structlog.get_logger()


def set_up(level: str, form: str, stream: TextIO = sys.stderr) -> None:
    """Send our events and the libraries' warnings to `stream`, as text on a terminal and JSON elsewhere."""
    least = logging.getLevelNamesMapping()[level.upper()]
    text = form == "text" or (form == "auto" and stream.isatty())
    shared = [
        structlog.stdlib.add_log_level if text else structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    ending = structlog.dev.ConsoleRenderer(colors=stream.isatty()) if text else structlog.processors.JSONRenderer(_json)
    structlog.configure(
        processors=[*shared, ending],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(least, logging.WARNING), handlers=[_FromLibraries()], force=True)


def _json(event: EventDict, **_: object) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()


class _FromLibraries(logging.Handler):
    """Brings what uvicorn and others log into our one stream."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell a library's record as an event of the service."""
        error = record.exc_info if record.exc_info and record.exc_info[0] else None
        log.log(record.levelno, SERVICE, told_by=record.name, message=record.getMessage(), exc_info=error)


class Metrics:
    """All metrics, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("danqing_requests", "Requests answered.", ["route", "status"], registry=self.registry)
        self.tasks = Counter("danqing_tasks", "Tasks ended.", ["model", "engine", "outcome"], registry=self.registry)
        self.images = Counter("danqing_images", "Images drawn and kept.", ["model", "engine"], registry=self.registry)
        self.depth = Gauge("danqing_queue_depth", "Tasks by state.", ["model", "state"], registry=self.registry)
        self.waited = Histogram(
            "danqing_wait_seconds", "From submission to start.", ["model"], registry=self.registry, buckets=SECONDS
        )
        self.ran = Histogram(
            "danqing_run_seconds", "From start to end.", ["model", "engine"], registry=self.registry, buckets=SECONDS
        )
        self.resting = Gauge(
            "danqing_engine_resting",
            "1: the engine failed too often, and is left alone.",
            ["engine"],
            registry=self.registry,
        )
        self.rewrites = Counter(
            "danqing_rewrites", "Prompts that were to be rewritten.", ["outcome"], registry=self.registry
        )

    def text(self) -> bytes:
        """Return everything in Prometheus' text form."""
        return generate_latest(self.registry)
