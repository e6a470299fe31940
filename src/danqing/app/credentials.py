"""What is made once and must stay secret: what is signed with, the first administrator's token, the first key."""

import os
import secrets
from pathlib import Path

from danqing.admission.secret import derived, hashed
from danqing.admission.shared import shared
from danqing.admission.tenancy import Tenancy
from danqing.app.files import folder_of
from danqing.database.database import Database
from danqing.settings import Settings

ACCOUNT = "default"
KEY_FILE = "api-key"
ADMIN_FILE = "admin-token"
SECRET_FILE = "secret"  # noqa: S105  the file's name


async def secret_of(settings: Settings, database: Database | None) -> bytes:
    """Return what URLs and tokens are signed with: one for all processes of a shared database, else for the folder."""
    fresh = secrets.token_hex(32)
    if database is not None:
        return (await shared(database, SECRET_FILE, fresh)).encode()
    return _kept_secret(settings, SECRET_FILE, fresh)


async def admin_token_of(settings: Settings, database: Database | None) -> str:
    """Return the first token of the admin API, which is in its file too.

    Of a data folder: made once, and anew if its file is taken away. Of a shared database: the same for all processes,
    and made anew if its row is taken away.
    """
    fresh = f"adm-{secrets.token_hex(16)}"
    if database is None:
        return _kept_secret(settings, ADMIN_FILE, fresh).decode()
    token = await shared(database, ADMIN_FILE, fresh)
    _keep(folder_of(settings) / ADMIN_FILE, token)
    return token


async def first_key(settings: Settings, who: Tenancy, root: bytes) -> str:
    """Give a ledger without any account the account `default`, and return its key if that was now.

    As long as the key opens something, it is in its file.
    """
    secret = derived(root, "first key")
    made = await who.keyring.begin(ACCOUNT, secret)
    key = who.directory.key_of(hashed(secret))
    if key is not None and key.revoked is None and not settings.data.ephemeral:
        _keep(folder_of(settings) / KEY_FILE, secret)
    return secret if made else ""


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _kept_secret(settings: Settings, name: str, fresh: str) -> bytes:
    if settings.data.ephemeral:
        return fresh.encode()
    path = folder_of(settings) / name
    if not path.exists():
        write_private(path, fresh)
    return path.read_bytes().strip()


def _keep(path: Path, secret: str) -> None:
    if not path.exists() or path.read_text("utf-8").strip() != secret:
        write_private(path, secret)
