"""Everything about who there is, put together over one shelf."""

from dataclasses import dataclass

from danqing.admission.access import Access
from danqing.admission.administration import Administration
from danqing.admission.audit import Audit
from danqing.admission.directory import Directory
from danqing.admission.keyring import Keyring
from danqing.admission.keys import Keys
from danqing.admission.shelf import Shelf
from danqing.core.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenancy:
    """Who there is, what is done to them, who may come in, and what was written down about it."""

    directory: Directory
    audit: Audit
    keys: Keys
    access: Access
    administration: Administration
    keyring: Keyring


async def tenancy(shelf: Shelf, clock: Clock, *, region: str = "", root: bytes = b"") -> Tenancy:
    """Load whoever is on the shelf.

    `region` is the server's own; `root` is the secret from which temporary tokens and repeatable keys follow.
    """
    directory = Directory()
    audit = Audit(shelf, clock)
    keys = Keys(directory, shelf, clock, region=region, root=root)
    administration = Administration(directory, shelf, audit, clock)
    await administration.catch_up()
    return Tenancy(
        directory=directory,
        audit=audit,
        keys=keys,
        access=Access(directory=directory, keys=keys, audit=audit, clock=clock, learn=administration.catch_up),
        administration=administration,
        keyring=Keyring(administration, region=region, root=root),
    )
