"""Pictures to be edited, drawn here: shapes, gradients, noise, a car, a coast, and what the composer draws."""

import functools

import cv2
import numpy as np

from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.composer.compose import compose
from danqing.engines.composer.parse import read
from danqing.engines.composer.style.plane import Pixels


def flat(width: int = 96, height: int = 64, color: tuple[int, int, int] = (120, 90, 60)) -> Pixels:
    return np.full((height, width, 3), color, np.uint8)


def gradient(width: int = 160, height: int = 120) -> Pixels:
    """Red grows to the right, green downwards; no two corners are alike."""
    made = np.full((height, width, 3), 60, np.uint8)
    made[..., 0] = np.linspace(20, 230, width, dtype=np.uint8)[None]
    made[..., 1] = np.linspace(10, 200, height, dtype=np.uint8)[:, None]
    return made


def noise(width: int = 160, height: int = 120, seed: int = 5) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def car(width: int = 320, height: int = 240) -> Pixels:
    """A red car on gray asphalt under a pale sky."""
    made = np.full((height, width, 3), (150, 152, 150), np.uint8)
    made[: height // 2] = (196, 214, 228)
    x, y, unit = width // 2, round(height * 0.62), width // 10
    cv2.rectangle(made, (x - 3 * unit, y - unit), (x + 3 * unit, y + unit // 2), (205, 32, 36), -1)
    cv2.rectangle(made, (x - 2 * unit, y - 2 * unit), (x + unit, y - unit), (190, 28, 32), -1)
    for side in (-2, 2):
        cv2.circle(made, (x + side * unit, y + unit // 2), unit * 2 // 3, (30, 30, 32), -1)
    return made


def on_white(width: int = 240, height: int = 200) -> Pixels:
    """A blue disc on a white ground, as in a catalogue."""
    made = np.full((height, width, 3), 250, np.uint8)
    cv2.circle(made, (width // 2, height // 2), min(width, height) // 3, (40, 80, 190), -1)
    return made


def coast(width: int = 320, height: int = 220) -> Pixels:
    """A clear sky over a textured shore."""
    made = np.zeros((height, width, 3), np.uint8)
    ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    made[:] = np.array((90, 150, 225), np.float32) + ramp * np.array((110, 75, 20), np.float32)
    low = height * 3 // 5
    grains = np.random.default_rng(2).integers(0, 90, (height - low, width, 1), np.uint8)
    made[low:] = np.array((70, 60, 30), np.uint8) + grains
    return made


@functools.cache
def drawn(prompt: str, width: int = 256, height: int = 256) -> Pixels:
    return compose(read(prompt), Size(width=width, height=height), 3).pixels


def job(prompt: str, width: int = 160, height: int = 120, **more: object) -> Job:
    wanted = {"kind": Kind.EDIT, "n": 1, "seed": 7, **more}
    return Job(
        door=Door.MULTIMODAL,
        model="qwen-image-edit",
        prompt=prompt,
        size=Size(width=width, height=height),
        **wanted,  # pyright: ignore[reportArgumentType]
    )


def apart(one: Pixels, other: Pixels) -> float:
    """Return the mean difference of two pictures, in steps of 0 … 255."""
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())
