"""Prompts: read into a Spec, and a Spec told in plain words."""

from danqing.engines.composer.parse.extending import extend
from danqing.engines.composer.parse.reader import read

__all__ = ["extend", "read"]
