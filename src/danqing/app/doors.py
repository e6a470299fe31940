"""The HTTP side: what answers which caller."""

from danqing.app.files import HOUR, MB, KeptFiles
from danqing.server import admin_table
from danqing.server.dashscope import Dashscope
from danqing.server.files import Files
from danqing.server.links import Links
from danqing.server.routes import Doors
from danqing.settings import Settings
from danqing.storage.signing import Signer


def doors_of(settings: Settings, parts: admin_table.Parts, files: KeptFiles, signer: Signer, admin_token: str) -> Doors:
    """Return what answers, over the same parts for every door."""
    said = settings.server
    dashscope = Dashscope(
        catalog=parts.gateway.catalog,
        gateway=parts.gateway,
        keys=parts.tenancy.keys,
        access=parts.tenancy.access,
        uploads=files.uploads,
        links=Links(signer=signer, public_url=said.public_url, valid_for=settings.tasks.retention_hours * HOUR),
        clock=parts.clock,
        region=said.region,
        max_body=said.max_body_mb * MB,
    )
    opened = Files(storage=files.storage, uploads=files.uploads, signer=signer, max_upload=files.max_upload)
    admin = admin_table.application(parts, admin_token)
    return Doors(dashscope=dashscope, files=opened, health=parts.health, admin=admin)
