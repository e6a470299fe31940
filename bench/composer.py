"""How long the composer takes: the documents' own prompts at 1328*1328 and edits of a photograph of one megapixel.

All on one core, PNG included, but for the last row. The best of several rounds counts, since a neighbour on the
machine only slows.
"""

import functools
import multiprocessing
import os
import resource
import statistics
import time
import tomllib
from collections.abc import Callable, Mapping
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import cv2

from bench.table import Row
from danqing.core.image import Image
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.composer.composer import Composer
from danqing.engines.composer.decode import decode
from danqing.engines.composer.png import encode

SIZE = Size(width=1328, height=1328)
MEGAPIXEL = Size(width=1024, height=1024)
GALLERY = Path(__file__).parents[1] / "tests" / "gallery" / "prompts.toml"
DOCUMENTED = "Model Studio"
ROUNDS = 3
PHOTOGRAPHED = "girl18"
"""Drawn with a lens's blur and a film's grain, the nearest to a photograph that there is."""

WHOLE = (
    "make it brighter",
    "warmer colors",
    "black and white",
    "sepia",
    "sharpen",
    "watercolor style",
    "oil painting style",
    "ink wash painting style",
    "pencil sketch",
    "rotate 90 degrees",
    "expand the canvas",
    "change the blue to green",
    'write "Hello" at the bottom',
    "add three balloons",
    "make it snow",
)
"""Instructions that concern the whole picture."""
CUT_OUT = (
    "blur the background",
    "remove the background",
    "replace the background with a beach",
    "put the person of image 2 into image 1",
    "remove the person",
)
"""Instructions that need to know what the subject is."""
REFERENCES = (
    ("a portrait in a bamboo forest, oil painting", Kind.REPAINT),
    ("a lighthouse by the sea at sunset", Kind.RESTYLE),
)
SHARED = ("puppies_en", "couplet", "slide", "ecommerce", "girl", "bike")
"""What each of two processes draws, and one by itself."""


def rows() -> list[Row]:
    """Draw every documented prompt, then edit, as the service does."""
    told = prompts()
    by_clock, by_cores = _beside([told[name] for name in SHARED])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    drawn = {name: _best(functools.partial(_draw, prompt)) for name, prompt in told.items()}
    peak = _peak()
    photo = decode(_draw(told[PHOTOGRAPHED]))
    encoding = _best(lambda: encode(photo, {}))
    edits = [_edits("without segmentation", WHOLE, "≤ 400 ms"), _edits("with segmentation", CUT_OUT, "≤ 900 ms")]
    return [
        Row(f"mean of {len(drawn)} prompts", f"{statistics.mean(drawn.values()):.0f} ms", "≤ 180 ms"),
        _slowest("the slowest", drawn, "≤ 400 ms"),
        Row("of it, writing a photo-like PNG", f"{encoding:.0f} ms", "≤ 20 ms"),
        *edits,
        _slowest("wanx-v1 reference", {kind.value: _best(_edit(text, kind)) for text, kind in REFERENCES}, "≤ 900 ms"),
        Row("peak memory of the process, drawing", f"{peak:.0f} MB", "≤ 250 MB"),
        Row("peak memory of the process, edits included", f"{_peak():.0f} MB", "≤ 250 MB"),
        Row("two processes, where one is 1", f"{by_clock:.2f}", "≥ 1.8"),
        Row("the same by the time of the cores", f"{by_cores:.2f}", "≥ 1.8"),
    ]


def prompts() -> dict[str, str]:
    """Return the prompts that the API's documentation uses as examples."""
    told = tomllib.loads(GALLERY.read_text("utf-8"))
    return {name: row["prompt"] for name, row in told.items() if str(row.get("source", "")).startswith(DOCUMENTED)}


def _draw(prompt: str, size: Size = SIZE) -> bytes:
    job = Job(door=Door.TEXT2IMAGE, model="composer", kind=Kind.DRAW, prompt=prompt, size=size, seed=1)
    (image,) = Composer().draw(job, []).images
    assert isinstance(image, Image)
    return image.png


@functools.cache
def _photos() -> list[bytes]:
    """Return two photographs of one megapixel, as JPEG."""
    told = prompts()
    pictures = [decode(_draw(told[name], MEGAPIXEL)) for name in (PHOTOGRAPHED, "cat")]
    return [cv2.imencode(".jpg", cv2.cvtColor(p, cv2.COLOR_RGB2BGR))[1].tobytes() for p in pictures]


def _edit(prompt: str, kind: Kind = Kind.EDIT) -> Callable[[], object]:
    job = Job(
        door=Door.MULTIMODAL, model="composer", kind=kind, prompt=prompt, size=MEGAPIXEL, seed=1, ref_strength=0.6
    )
    photos = _photos() if "image 2" in prompt else _photos()[:1]
    return lambda: Composer().draw(job, photos)


def _edits(what: str, instructions: tuple[str, ...], aim: str) -> Row:
    return _slowest(f"edits of a photo of 1 MP {what}", {text: _best(_edit(text)) for text in instructions}, aim)


def _slowest(what: str, best: Mapping[str, float], aim: str) -> Row:
    slowest = max(best, key=lambda name: best[name])
    return Row(f"{what} ({slowest})", f"{best[slowest]:.0f} ms", aim)


def _best(do: Callable[[], object]) -> float:
    times: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        do()
        times.append((time.perf_counter() - began) * 1e3)
    return min(times)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _beside(told: list[str]) -> tuple[float, float]:
    """Return how much more two processes draw than one, by the clock and by the time that cores spent on them.

    Best against best, one and two by turns. Neighbours on the machine take from the first and not from the second.
    """
    turns = [(_together(1, told), _together(2, told)) for _ in range(ROUNDS)]
    alone, both = ([min(times) for times in zip(*runs, strict=True)] for runs in zip(*turns, strict=True))
    return 2 * alone[0] / both[0], 2 * alone[1] / both[1]


def _together(count: int, told: list[str]) -> tuple[float, float]:
    """Return the seconds until each of `count` processes has drawn all of `told`, and those of a core for the slowest.

    Imports and first pictures aside.
    """
    fresh = multiprocessing.get_context("spawn")
    gate, spent = fresh.Barrier(count + 1), fresh.Queue()
    processes = [fresh.Process(target=_wait_and_draw, args=(gate, spent, told)) for _ in range(count)]
    for process in processes:
        process.start()
    gate.wait()
    began = time.perf_counter()
    gate.wait()
    took = time.perf_counter() - began
    cores = max(float(spent.get()) for _ in processes)
    for process in processes:
        process.join()
    return took, cores


def _wait_and_draw(gate: Barrier, spent: "Queue[float]", told: list[str]) -> None:
    for prompt in told:
        _draw(prompt)
    gate.wait()
    began = time.process_time()
    for prompt in told:
        _draw(prompt)
    spent.put(time.process_time() - began)
    gate.wait()
