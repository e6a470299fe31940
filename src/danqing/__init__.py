"""Danqing: a self-hosted image service that speaks the DashScope image API."""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from danqing.app import create_app
    from danqing.settings import Settings

__all__ = ["Settings", "__version__", "create_app"]
__version__ = version("danqing")

_HOMES = {"create_app": "danqing.app", "Settings": "danqing.settings"}


def __getattr__(name: str) -> object:
    # Late, so that a drawing process or a client command does not load the whole service with the package.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'danqing' has no attribute {name!r}")
