"""What `danqing doctor` looks at elsewhere: the ledger's database, the bucket, and whatever is asked over HTTP."""

import asyncio
import time
import uuid
from collections.abc import Iterator

from danqing.cli.check import Check
from danqing.core.errors import Unavailable
from danqing.settings import Settings

SECONDS = 5.0
"""For an answer."""

OLDEST = 130000
"""PostgreSQL 13, as it numbers itself."""

APART = 2.0
"""Seconds that two clocks may be apart: signed addresses and prices begin and end by this machine's."""

ASK = """
    SELECT current_setting('server_version') AS version,
        CAST(current_setting('server_version_num') AS INTEGER) AS number,
        CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION) AS now,
        has_schema_privilege(current_schema(), 'CREATE') AS writes
"""


def database(settings: Settings) -> Check:
    """Check that the server of the ledger is there, new enough, lets us make tables, and has our time."""
    try:
        from danqing.database.postgres_session import Session
    except ImportError:
        return Check(name="ledger", found="asyncpg is not installed", remedy="install danqing[postgres]")
    session = Session(settings.data.url.get_secret_value(), "danqing doctor")
    try:
        session.connect()
        before = time.time()
        (told,) = session.execute(ASK).fetchall()
        apart = told["now"] - (before + time.time()) / 2
    except Unavailable as error:
        return Check(name="ledger", found=f"no answer: {error.__cause__}", remedy="start the database, or set data.url")
    except Exception as error:  # noqa: BLE001  whatever the server or the address has against it
        return Check(name="ledger", found=f"{type(error).__name__}: {error}", remedy="correct data.url")
    finally:
        session.close()
    found = f"PostgreSQL {told['version']}, its clock {apart * 1000:+.0f} ms from ours"
    return Check(name="ledger", found=found, remedy=_wrong(told["number"], apart, writes=bool(told["writes"])))


def _wrong(version: int, apart: float, *, writes: bool) -> str:
    if version < OLDEST:
        return "use PostgreSQL 13 or later"
    if not writes:
        return "give the user of data.url the right to make tables in the first schema of its search path"
    return "let both machines keep time (NTP)" if abs(apart) > APART else ""


def storage(settings: Settings) -> Check:
    """Check that a file can be kept where the settings say, read and deleted again."""
    from danqing.app.files import storage_of

    async def tried() -> None:
        key = f"doctor/{uuid.uuid4().hex}"
        objects = storage_of(settings)
        await objects.put(key, b"well")
        if await objects.get(key) != b"well":
            raise Unavailable("what was kept was read differently")
        await objects.delete((key,))

    where = settings.storage.url
    try:
        asyncio.run(asyncio.wait_for(tried(), 6 * SECONDS))
    except Exception as error:  # noqa: BLE001  whatever a bucket or a folder has against it
        cause = error.__cause__ or error
        remedy = "set storage.url, and in [storage] what opens it"
        return Check(name="storage", found=f"{where}: {cause or type(cause).__name__}", remedy=remedy)
    return Check(name="storage", found=f"{where}: written, read and deleted")


def addresses(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield every setting that names a server which is asked over HTTP, and its address."""
    from danqing.engines.dashscope_cloud import REGIONS

    named = (
        *(("openai.servers", url) for url in settings.openai.servers),
        ("cloud.url", settings.cloud.url),
        ("cloud.beijing_key", REGIONS["cn-beijing"] if settings.cloud.beijing_key.get_secret_value() else ""),
        ("cloud.singapore_key", REGIONS["ap-southeast-1"] if settings.cloud.singapore_key.get_secret_value() else ""),
        ("rewriting.url", settings.rewriting.url),
        ("moderation.judge_url", settings.moderation.judge_url),
        ("moderation.pictures_url", settings.moderation.pictures_url),
    )
    yield from ((setting, url) for setting, url in named if url)


def reached(setting: str, url: str) -> Check:
    """Check that somebody answers at an address; whatever the answer, unless it is a fault."""
    import httpx

    from danqing.client.address import is_local

    try:
        with httpx.Client(timeout=SECONDS, trust_env=not is_local(url)) as http:
            status = http.get(f"{url.rstrip('/')}/models").status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Check(name=setting, found=f"{url}: {error}", remedy=f"start what should answer there, or set {setting}")
    remedy = f"look at what answers there, or set {setting}" if status >= 500 else ""
    return Check(name=setting, found=f"{url}: answers ({status})", remedy=remedy)


def examine(settings: Settings) -> Iterator[Check]:
    """Yield a check for whatever the settings have elsewhere."""
    if settings.data.url.get_secret_value():
        yield database(settings)
    if settings.storage.url:
        yield storage(settings)
    for setting, url in addresses(settings):
        yield reached(setting, url)
