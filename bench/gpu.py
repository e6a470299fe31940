"""Qwen-Image at full size on a graphics card: through the service, beside the bare pipeline and the calculated floor.

`make bench ARGS=gpu`, or a part of it: `make bench ARGS='gpu eager compiled'`. With `--tiny` everything is played with
a tiny model on the CPU: those figures say only what the service adds to an image.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.gpu_floor import WORKS, Work, seconds
from bench.table import Row

ENVIRONMENT = Path(__file__).parents[1] / ".cache" / "diffusion" / "bin" / "python"
TINY_WORKS = (Work(64, 4, guided=True), Work(64, 2, guided=False))
TINY_ROUNDS = 10
SHORT = tuple(work for work in WORKS if not work.guided)
"""Enough to tell one way of paying attention from another."""


@dataclass(frozen=True, slots=True)
class Setup:
    """One way to draw."""

    name: str
    bare: Mapping[str, object]
    """Fields of bench.gpu_bare.Options."""
    served: Mapping[str, object]
    """Settings of `[diffusion]`."""
    works: tuple[Work, ...] = WORKS


SETUPS = (
    Setup("eager", {}, {}),
    Setup("cudnn", {"attention": "_native_cudnn"}, {"attention": "_native_cudnn"}, SHORT),
    Setup("flash", {"attention": "_native_flash"}, {"attention": "_native_flash"}, SHORT),
    Setup("flash3", {"attention": "_flash_3"}, {"attention": "_flash_3"}, SHORT),
    Setup("compiled", {"compiled": True}, {"compile": True}),
    Setup("fp8", {"compiled": True, "fp8": True}, {"compile": True, "quantize": "fp8"}),
    Setup("cache", {"compiled": True, "cache": True}, {"compile": True, "cache": "cache-dit"}),
)

PUBLISHED = Row("published for one H200: 1024*1024, 50 steps with guidance", "20.0 s bare, 10.5 to 10.8 s with caches")


@dataclass(frozen=True, slots=True)
class Told:
    """What a process said: its device, the operations a second of that, and the seconds of each work."""

    device: str
    rate: float
    seconds: dict[Work, float] = field(default_factory=dict[Work, float])


def rows() -> list[Row]:
    """Return the table, measured where PyTorch is."""
    if find_spec("torch"):
        return list(_rows(sys.argv[1:]))
    if not ENVIRONMENT.exists():
        return [Row("no GPU: PyTorch is not here", "–", "`make diffusion` installs it")]
    command = [ENVIRONMENT, "-m", "bench.gpu", *sys.argv[1:]]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [Row(**record) for record in _records(said)]


def told(said: str) -> Told:
    """Read what bench.gpu_bare printed."""
    device, *works = _records(said)
    drawn = {Work(*record["work"]): float(record["seconds"]) for record in works}
    return Told(device["device"], device["rate"], drawn)


def compared(setup: str, work: Work, bare: Told, served: float) -> Row:
    """Return one line: the bare pipeline and the service, beside the floor of that device."""
    alone, floor = bare.seconds[work], seconds(work, bare.rate)
    adds = f"the service adds {(served - alone) * 1e3:.0f} ms, {(served / alone - 1) * 100:.1f} %"
    figure = f"bare {alone:.3g} s, served {served:.3g} s; {adds}"
    if bare.device == "CPU":
        return Row(f"{setup}: {work.name}", figure, "no aim: a tiny model")
    return Row(
        f"{setup}: {work.name}",
        f"{figure}; {alone / floor:.2f} × floor",
        f"adds < 2 %; the best exact one ≤ 1.25 × {floor:.3g} s",
    )


def _rows(words: list[str]) -> Iterator[Row]:
    tiny = "--tiny" in words
    if not tiny and not _has_card():
        yield Row("no GPU was found", "–", "one with 64 GB, such as an H100 or H200")
        return
    chosen = [setup for setup in SETUPS if setup.name in words] or list(SETUPS)
    with tempfile.TemporaryDirectory(prefix="danqing-bench-") as scratch:
        model = _model(Path(scratch), tiny=tiny)
        for setup in chosen:
            try:
                yield from _measured(setup, model, tiny=tiny)
            except (subprocess.CalledProcessError, AssertionError) as error:
                yield Row(setup.name, f"could not be had here: {str(error).splitlines()[-1][:120]}", "–")
    if not tiny:
        yield PUBLISHED


def _has_card() -> bool:
    import torch  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

    return bool(torch.cuda.is_available())


def _model(scratch: Path, *, tiny: bool) -> Path:
    if tiny:
        from tests.diffusion.tiny import build  # noqa: PLC0415

        return build("qwen-image", scratch / "qwen-image")
    from bench.gpu_model import write  # noqa: PLC0415

    return write(scratch / "qwen-image")


def _measured(setup: Setup, model: Path, *, tiny: bool) -> Iterator[Row]:
    from bench.gpu_served import measure  # noqa: PLC0415

    works = TINY_WORKS if tiny else setup.works
    rounds = TINY_ROUNDS if tiny else 1
    device, dtype = ("cpu", "float32") if tiny else ("cuda", "bfloat16")
    options = {**setup.bare, "device": device, "dtype": dtype, "random": not tiny, "rounds": rounds}
    options["works"] = [[work.side, work.steps, work.guided] for work in works]
    command = [sys.executable, "-m", "bench.gpu_bare", model, json.dumps(options)]
    bare = told(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    source = str(model) if tiny else f"random:{model}"
    served = measure(
        model.parent / f"served-{setup.name}", source, works, rounds, **setup.served, devices=device, dtype=dtype
    )
    yield from (compared(setup.name, work, bare, served[work]) for work in works)


def _records(said: str) -> Iterator[dict[str, Any]]:
    # Libraries print as well; what is ours is an object of JSON.
    yield from (json.loads(line) for line in said.splitlines() if line.startswith("{"))


if __name__ == "__main__":
    for row in rows():
        print(json.dumps(asdict(row)), flush=True)
