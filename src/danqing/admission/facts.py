"""What the audit log may tell of who there is: everything but hashes, and nothing that opens anything."""

from dataclasses import asdict

from danqing.admission.entry import Facts
from danqing.admission.tenants import Record

HIDDEN = frozenset({"hash", "created", "used"})
"""Hashes are of no use to a reader, and the entry has its own time."""


def facts(record: Record | None) -> Facts | None:
    """Return what may be told of a record; None of nothing."""
    if record is None:
        return None
    return {name: value for name, value in asdict(record).items() if name not in HIDDEN}
