"""A network in front of a server that fails at the worst moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

PORT = 5432


@dataclass
class Network:
    """Carries everything, until a message that holds `at` comes by: once that is lost, or the answer to it."""

    server: str
    at: bytes = b"\0never\0"
    loses: Literal["message", "answer"] = "message"
    cut: int = 0
    """How often it was cut."""

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_unix_connection(self.server)
        answering = asyncio.create_task(_copy(back, writer))
        while data := await reader.read(65536):
            if self.at in data:
                self.at, self.cut = b"\0never\0", self.cut + 1
                answering.cancel()
                await asyncio.wait({answering})
                if self.loses == "answer":
                    forth.write(data)
                    await back.read(1)  # the server has answered, and nobody will know
                break
            forth.write(data)
        answering.cancel()
        await asyncio.wait({answering})
        for end in (forth, writer):
            end.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


@asynccontextmanager
async def network(url: str, folder: Path) -> AsyncIterator[tuple[Network, str]]:
    """Yield a network, and the address of the same ledger by way of it."""
    at = parse_qs(urlsplit(url).query)["host"][0]
    between = Network(f"{at}/.s.PGSQL.{PORT}")
    listening = await asyncio.start_unix_server(between.carry, f"{folder}/.s.PGSQL.{PORT}")
    yield between, url.replace(at, str(folder))
    listening.close()
