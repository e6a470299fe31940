"""`GET …/models`: the names that the service knows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from danqing.core.errors import Error
from danqing.wire import lenient
from danqing.wire.body import ENCODER
from danqing.wire.listing import number

MOST_ON_A_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One model; the field names are the wire's own."""

    model: str
    provider: str = ""
    source: str = ""
    opensource: bool = False
    """Whether its weights are open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which models are wanted."""

    model: str = ""
    """Only this one; empty: all."""
    page: int = 1
    page_size: int = 10


def wanted(query: Mapping[str, str]) -> Wanted:
    """Read the query; keys that are unknown say nothing. Raises InvalidParameter."""
    return Wanted(
        model=query.get("model", ""),
        page=number(query, "page_no", 1, 1_000_000),
        page_size=number(query, "page_size", 10, MOST_ON_A_PAGE),
    )


def encode(known: Sequence[Entry], asked: Wanted, request_id: str) -> bytes:
    """Return the page that was asked for of all the models known."""
    matching = [entry for entry in known if asked.model in {"", entry.model}]
    first = (asked.page - 1) * asked.page_size
    output = {
        "models": [asdict(entry) for entry in matching[first : first + asked.page_size]],
        "page_no": asked.page,
        "page_size": asked.page_size,
        "total": len(matching),
    }
    return ENCODER.encode({"output": output, "request_id": request_id})


def decode(body: bytes) -> tuple[Entry, ...]:
    """Read a page of models. Raises Error for what is none."""
    output = lenient.table((lenient.read(body) or {}).get("output"))
    if not output:
        raise Error("The list of models has no output.")
    items = map(lenient.table, lenient.rows(output.get("models")))
    return tuple(_entry(item) for item in items if lenient.text(item.get("model")))


def _entry(item: dict[str, object]) -> Entry:
    return Entry(
        model=lenient.text(item.get("model")),
        provider=lenient.text(item.get("provider")),
        source=lenient.text(item.get("source")),
        opensource=item.get("opensource") is True,
    )
