"""The HTTP side: what answers which caller."""

from danqing.app.files import HOUR, MB, KeptFiles
from danqing.flow.previews import Previews
from danqing.server import admin_table
from danqing.server.dashscope import Dashscope
from danqing.server.files import Files
from danqing.server.links import Links
from danqing.server.openai import OpenAI
from danqing.server.routes import Doors
from danqing.settings import Settings
from danqing.storage.signing import Signer


def doors_of(
    settings: Settings,
    parts: admin_table.Parts,
    files: KeptFiles,
    previews: Previews,
    signer: Signer,
    admin_token: str,
) -> Doors:
    """Return what answers, over the same parts for every door."""
    said = settings.server
    links = Links(signer=signer, public_url=said.public_url, valid_for=settings.tasks.retention_hours * HOUR)
    dashscope = Dashscope(
        catalog=parts.gateway.catalog,
        gateway=parts.gateway,
        access=parts.tenancy.access,
        uploads=files.uploads,
        links=links,
        clock=parts.clock,
        region=said.region,
        max_body=said.max_body_mb * MB,
    )
    openai = OpenAI(
        catalog=parts.gateway.catalog,
        gateway=parts.gateway,
        access=parts.tenancy.access,
        storage=files.storage,
        links=links,
        previews=previews,
        clock=parts.clock,
        max_body=said.max_body_mb * MB,
    )
    opened = Files(storage=files.storage, uploads=files.uploads, signer=signer, max_upload=files.max_upload)
    admin = admin_table.application(parts, admin_token)
    return Doors(dashscope=dashscope, openai=openai, files=opened, health=parts.health, admin=admin)
