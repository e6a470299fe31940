"""The composition root: settings → parts → the service."""

from danqing.app.service import Service, create_app

__all__ = ["Service", "create_app"]
