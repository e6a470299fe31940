"""Hard masks of a subject on a small picture: one way for plain grounds, one for all others."""

from collections.abc import Sequence

import cv2
import numpy as np

from danqing.engines.composer.edit.faces import Face
from danqing.engines.composer.style.plane import Pixels, Plane

_ROUNDS = 2
_PLAIN = 0.86
"""The share of the border that must be of one colour for a ground to be plain."""


def on_plain_ground(lab: Plane) -> Plane | None:
    """Return what differs from a ground of one colour, holes filled; None when the ground is no such thing."""
    rim = max(2, round(0.03 * min(lab.shape[:2])))
    border = np.vstack([part.reshape(-1, 3) for part in (lab[:rim], lab[:, :rim], lab[:, -rim:])])
    ground = np.median(border, axis=0)
    if float((np.linalg.norm(border - ground, axis=1) < 10).mean()) < _PLAIN:
        return None
    like = (np.linalg.norm(lab - ground, axis=2) < 12).astype(np.uint8)
    framed: Plane = np.pad(like, 1, constant_values=1)
    framed[-1] = 0  # a subject may stand on the picture's foot
    labels: Plane = cv2.connectedComponents(framed, connectivity=4)[1]
    other = (labels[1:-1, 1:-1] != labels[0, 0]).astype(np.uint8)
    return largest(cv2.morphologyEx(other, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), 0.02)


def grown(small: Pixels, lab: Plane, people: Sequence[Face]) -> Plane:
    """Return the hard mask that GrabCut grows from saliency and faces: its largest pieces, without holes and crumbs."""
    if _is_grain(lab):
        return np.zeros(lab.shape[:2], np.uint8)
    seeds = _seeds(lab)
    for face in people:
        _add_person(seeds, face)
    if not {cv2.GC_FGD, cv2.GC_PR_FGD} & set(np.unique(seeds).tolist()):
        return np.zeros(seeds.shape, np.uint8)
    cv2.setRNGSeed(1)  # it throws dice of its own
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(np.ascontiguousarray(small[..., ::-1]), seeds, (0, 0, 0, 0), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    mask = ((seeds == cv2.GC_FGD) | (seeds == cv2.GC_PR_FGD)).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return cv2.morphologyEx(largest(mask, 0.2, 2), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))


def _is_grain(lab: Plane) -> bool:
    """Whether there is nothing but noise, on which a cut would take seconds: a blur leaves next to none of it."""
    light = lab[..., 0]
    return float(cv2.GaussianBlur(light, (0, 0), 2).std()) < 0.4 * float(light.std())


def largest(mask: Plane, least: float, most: int = 255) -> Plane:
    """Return only the `most` largest pieces of a hard mask that are at least `least` of the largest."""
    found = cv2.connectedComponentsWithStats(mask)
    count, labels = found[0], np.asarray(found[1], np.intp)
    if count <= 2:
        return mask
    areas = np.asarray(found[2], np.intp)[1:, cv2.CC_STAT_AREA]
    order = np.argsort(-areas)[:most]
    kept: Plane = np.zeros(count, np.uint8)
    kept[[int(index) + 1 for index in order if areas[index] >= least * areas[order[0]]]] = 1
    return kept[labels]


def _seeds(lab: Plane) -> Plane:
    """Return GrabCut's four classes by how far each colour is from those of the border, and how near to the middle."""
    height, width = lab.shape[:2]
    saliency = _unlike_border(lab) * 0.7 + 0.5 * _prior(height, width)
    seeds = np.where(saliency > np.percentile(saliency, 62), cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    seeds[saliency > np.percentile(saliency, 93)] = cv2.GC_FGD
    rim = max(1, round(0.025 * min(height, width)))
    seeds[:rim] = cv2.GC_BGD
    seeds[:, :rim] = cv2.GC_BGD
    seeds[:, -rim:] = cv2.GC_BGD
    return seeds


def _unlike_border(lab: Plane) -> Plane:
    rim = max(3, round(0.05 * min(lab.shape[:2])))
    border = np.vstack([part.reshape(-1, 3) for part in (lab[:rim], lab[:, :rim], lab[:, -rim:])])
    sample = np.ascontiguousarray(border[:: max(1, len(border) // 1200)])
    cv2.setRNGSeed(1)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 1.0)
    _, _, centers = cv2.kmeans(sample, min(5, len(sample)), np.empty(0, np.int32), stop, 2, cv2.KMEANS_PP_CENTERS)
    nearest: Plane = np.min([np.linalg.norm(lab - center, axis=2) for center in centers], axis=0).astype(np.float32)
    return cv2.GaussianBlur(nearest / (float(nearest.max()) + 1e-6), (0, 0), 3)


def _prior(height: int, width: int) -> Plane:
    down = ((np.arange(height, dtype=np.float32) / height - 0.55) / 0.38) ** 2
    across = ((np.arange(width, dtype=np.float32) / width - 0.5) / 0.32) ** 2
    return np.asarray(np.exp(-(down[:, None] + across[None]) / 2), np.float32)


def _add_person(seeds: Plane, face: Face) -> None:
    """Mark a face as subject, and head and shoulders as likely, in place."""
    (x, y), (width, height) = face.middle, (face.width, face.height)
    likely = np.zeros(seeds.shape, np.uint8)
    cv2.ellipse(likely, _at(x, y - height * 0.05), _at(width * 0.85, height * 0.95), 0, 0, 360, (1,), -1)
    foot = seeds.shape[0]
    if face.kind == "human":
        sides = ((0.45, 0.6), (1.5, 1.6), (1.6, (foot - y) / max(1.0, height)))
        right = [_at(x + width * dx, y + height * dy) for dx, dy in sides]
        left = [_at(x - width * dx, y + height * dy) for dx, dy in reversed(sides)]
        cv2.fillPoly(likely, [np.array(right + left, np.int32)], (1,))
        low = seeds[round(foot * 0.8) :]
        low[low == cv2.GC_BGD] = cv2.GC_PR_BGD
    seeds[(likely > 0) & (seeds != cv2.GC_FGD)] = cv2.GC_PR_FGD
    cv2.ellipse(seeds, _at(x, y), _at(width * 0.38, height * 0.48), 0, 0, 360, (cv2.GC_FGD,), -1)
    if face.kind == "human":
        corners = _at(x - width * 0.5, y + height * 1.1), _at(x + width * 0.5, min(foot - 1, y + height * 2.2))
        cv2.rectangle(seeds, *corners, (cv2.GC_FGD,), -1)


def _at(x: float, y: float) -> tuple[int, int]:
    return int(x), int(y)
