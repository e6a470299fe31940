"""A load generator that costs little itself: raw HTTP/1.1 over kept connections, requests written beforehand."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run of requests showed; times are seconds."""

    count: int
    seconds: float
    latencies: list[float]
    bodies: list[bytes]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.count / self.seconds

    def quantile(self, part: float) -> float:
        """Return the latency under which that part of the requests stayed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    lines = {"Host": "127.0.0.1", "Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


async def run(port: int, make: Callable[[int], bytes], *, count: int, connections: int, keep: bool = False) -> Measured:
    """Send `count` requests, number i being `make(i)`, over so many connections; every answer must be a 200."""
    numbers = iter(range(count))
    latencies: list[float] = []
    bodies: list[bytes] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            began = time.perf_counter()
            writer.write(make(number))
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode() + (await reader.read(2000)).decode())
            body = await reader.readexactly(_length(head))
            latencies.append(time.perf_counter() - began)
            if keep:
                bodies.append(body)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(connections)))
    return Measured(count, time.perf_counter() - began, latencies, bodies)


def _length(head: bytes) -> int:
    at = head.lower().index(b"content-length:") + 15
    return int(head[at : head.index(b"\r\n", at)])
