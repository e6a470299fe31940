"""Prompts: read into a Spec, and a Spec told in plain words."""

from danqing.engines.composer.parse.describing import describe
from danqing.engines.composer.parse.extending import extend
from danqing.engines.composer.parse.reader import read

__all__ = ["describe", "extend", "read"]
