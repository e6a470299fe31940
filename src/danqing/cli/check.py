"""What one look of `danqing doctor` comes to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at."""

    name: str
    found: str
    remedy: str = ""
    """What to do; empty: nothing, it is well."""

    @property
    def is_well(self) -> bool:
        """Whether nothing needs doing."""
        return not self.remedy
