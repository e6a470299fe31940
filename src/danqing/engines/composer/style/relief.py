"""Subjects in the round: a silhouette becomes a height field, the height field is lit."""

from typing import NamedTuple

import cv2
import numpy as np

from danqing.engines.composer.style.noise import noise
from danqing.engines.composer.style.plane import Pixels, Plane, gray, soft
from danqing.engines.composer.style.warp import warp

_LIGHT = (-0.45, -0.62, 0.64)
_HALFWAY = (-0.25, -0.42, 0.87)
"""Towards the light, and halfway between it and the eye; x to the right, y down, z out of the picture."""


class Body(NamedTuple):
    """What a subject is made of."""

    depth: float
    """How round; 1 is a cushion."""
    gloss: float
    """The strength of the highlight."""
    fibre: float
    """How rough the surface is."""
    fray: float
    """How loose the edge is."""


def relief(rgba: Pixels, rng: np.random.Generator, body: Body) -> Pixels:
    """Return straight RGBA of the same size, its subjects given a body; nothing to see stays nothing."""
    made = np.zeros_like(rgba)
    solid = rgba[..., 3] > 10
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return made
    top, left = max(0, int(rows[0]) - 12), max(0, int(columns[0]) - 12)
    part = np.ascontiguousarray(rgba[top : int(rows[-1]) + 13, left : int(columns[-1]) + 13])
    if body.fray:
        part = _frayed(part, rng, body.fray)
    lit = _lit(part[..., :3], *_normals(part, rng, body), body.gloss)
    made[top : top + part.shape[0], left : left + part.shape[1]] = np.dstack([lit, part[..., 3]])
    return made


def _frayed(part: Plane, rng: np.random.Generator, fray: float) -> Plane:
    size = max(0.5, max(part.shape[:2]) / 420) * fray
    dx, dy = (noise(part.shape, rng, 3) * (0.55 * size) + noise(part.shape, rng, 6) * (0.40 * size) for _ in range(2))
    moved = warp(part, dx, dy)
    # Colour is spread under the edge first, or the fibres that stand out would be black.
    spread = cv2.dilate(moved[..., :3], np.ones((5, 5), np.uint8))
    colour = np.where(moved[..., 3:] < 200, spread, moved[..., :3])
    soft_edge = cv2.GaussianBlur(moved[..., 3].astype(np.float32), (0, 0), 2.0 * size)
    # Steep enough that the noise reaches the edge only, and tears no holes.
    alpha = soft_edge * 2.7 - 210 + noise(part.shape, rng, 2) * 45
    return np.dstack([colour, np.clip(alpha, 0, 255).astype(np.uint8)])


def _normals(part: Plane, rng: np.random.Generator, body: Body) -> tuple[Plane, Plane, Plane]:
    height, width = part.shape[:2]
    edge = max(6.0, min(height, width) * 0.16)  # how far from the silhouette the surface has become level
    inside = (part[..., 3] > 127).astype(np.uint8)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    rise = np.clip(distance * (1 / edge), 0, 1)
    surface = np.sqrt(np.clip(1 - (1 - rise) ** 2, 0, 1)) * (edge * 0.55 * body.depth)
    surface = cv2.GaussianBlur(surface, (0, 0), edge * 0.08 + 1)
    # As steep on a large face as on a small one: what is drawn on it is embossed a little, and not cut into it.
    features = soft(gray(part[..., :3]).astype(np.float32), max(3.0, edge * 0.075))
    surface += features * (0.015 * edge / 12)
    if body.fibre:
        surface += noise(part.shape, rng, 2) * (0.55 * body.fibre) + noise(part.shape, rng, 7) * (0.7 * body.fibre)
    slope_x = cv2.Sobel(surface, cv2.CV_32F, 1, 0, ksize=3, scale=-1 / 8)
    slope_y = cv2.Sobel(surface, cv2.CV_32F, 0, 1, ksize=3, scale=-1 / 8)
    length = 1 / np.sqrt(slope_x * slope_x + slope_y * slope_y + 0.5625)
    return slope_x * length, slope_y * length, length * 0.75


def _lit(colour: Plane, x: Plane, y: Plane, z: Plane, gloss: float) -> Plane:
    diffuse = np.clip(x * _LIGHT[0] + y * _LIGHT[1] + z * _LIGHT[2], 0, 1)
    shine = np.clip(x * _HALFWAY[0] + y * _HALFWAY[1] + z * _HALFWAY[2], 0, 1) ** 42 * (255 * gloss)
    shade = diffuse * 0.68 + 0.52
    rim = np.clip(1 - z, 0, 1) ** 2 * np.clip(x, 0, 1) * 25
    ambient = (1 - diffuse) * 5
    channels = [
        np.clip(channel * shade + shine + rim * warm + ambient * cool, 0, 255).astype(np.uint8)
        for channel, warm, cool in zip(cv2.split(colour), (1.0, 0.9, 0.8), (1.0, 0.75, 1.5), strict=True)
    ]
    return cv2.merge(channels)
