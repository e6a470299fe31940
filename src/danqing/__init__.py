"""Danqing: a self-hosted image service that speaks the DashScope image API."""

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from danqing.app import create_app
    from danqing.settings import Settings

__all__ = ["Settings", "__version__", "create_app"]
__version__ = version("danqing")


def __getattr__(name: str) -> object:
    # Late, so that a drawing process or a client command does not load the whole service with the package.
    if name == "create_app":
        from danqing.app import create_app

        return create_app
    if name == "Settings":
        from danqing.settings import Settings

        return Settings
    raise AttributeError(f"module 'danqing' has no attribute {name!r}")
