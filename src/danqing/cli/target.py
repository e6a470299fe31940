"""Which server a command speaks to, and with whose key."""

from dataclasses import dataclass
from pathlib import Path

from danqing.client.address import is_local, web
from danqing.core.errors import InvalidApiKey, InvalidParameter

KEY_FILE = "api-key"
"""In the data folder: the key that a local server made at its first start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A server's API and the key for it."""

    base_url: str
    api_key: str


def find(base_url: str, api_key: str, config: Path | None = None) -> Target:
    """Return where to ask; without a key, a local server's own is taken from its data folder.

    Raises InvalidParameter for a base URL that is none, InvalidApiKey if there is no key to be found.
    """
    if web(base_url) is None:
        raise InvalidParameter(f"{base_url!r} is no base URL; it looks like http://127.0.0.1:8000/api/v1")
    if key := api_key.strip():
        return Target(base_url=base_url, api_key=key)
    if is_local(base_url):
        return Target(base_url=base_url, api_key=_local_key(config))
    raise InvalidApiKey(f"No API-key provided. Give --api-key or set DASHSCOPE_API_KEY to ask {base_url}.")


def _local_key(config: Path | None) -> str:
    from danqing.settings import Settings

    file = Settings.load(config).data.folder / KEY_FILE
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        hint = "Start `danqing serve` here, give --api-key or set DASHSCOPE_API_KEY."
        raise InvalidApiKey(f"No API-key provided, and none is in {file} ({error.strerror}). {hint}") from error
