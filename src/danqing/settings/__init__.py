"""Every setting: its type, range, default and one sentence. Read here and nowhere else."""

from danqing.settings.sources import PREFIX, BadSettings
from danqing.settings.stages import Settings, every_setting

__all__ = ["PREFIX", "BadSettings", "Settings", "every_setting"]
