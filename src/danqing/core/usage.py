"""What a finished task used."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Images that were drawn and kept; failures cost nothing (seed 002)."""

    account: str
    key_id: str
    model: str
    images: int
