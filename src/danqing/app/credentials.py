"""What is made once and must stay secret: what is signed with, the first administrator's token, the first key."""

import os
import secrets
from pathlib import Path

from danqing.admission.secret import derived, hashed
from danqing.admission.tenancy import Tenancy
from danqing.app.files import folder_of
from danqing.settings import Settings

ACCOUNT = "default"
KEY_FILE = "api-key"
ADMIN_FILE = "admin-token"
SECRET_FILE = "secret"  # noqa: S105  the file's name


def secret_of(settings: Settings) -> bytes:
    """Return what URLs are signed with: made once for a data folder, readable by its owner alone."""
    if settings.data.ephemeral:
        return secrets.token_bytes(32)
    return _kept_secret(settings, SECRET_FILE, secrets.token_hex(32))


def admin_token_of(settings: Settings) -> str:
    """Return the first token of the admin API: made once for a data folder, and anew if its file is taken away."""
    fresh = f"adm-{secrets.token_hex(16)}"
    return fresh if settings.data.ephemeral else _kept_secret(settings, ADMIN_FILE, fresh).decode()


async def first_key(settings: Settings, who: Tenancy, root: bytes) -> str:
    """Give a ledger without any account the account `default`, and return its key if that was now.

    As long as the key opens something, it is in its file.
    """
    secret = derived(root, "first key")
    made = await who.keyring.begin(ACCOUNT, secret)
    key = who.directory.key_of(hashed(secret))
    if key is not None and key.revoked is None and not settings.data.ephemeral:
        path = folder_of(settings) / KEY_FILE
        if made or not path.exists():
            write_private(path, secret)
    return secret if made else ""


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _kept_secret(settings: Settings, name: str, fresh: str) -> bytes:
    path = folder_of(settings) / name
    if not path.exists():
        write_private(path, fresh)
    return path.read_bytes().strip()
