"""Unfinished pictures: what the latents of a step look like, small, so that looking costs next to nothing."""

from io import BytesIO
from typing import Any

from PIL import Image

from danqing.engines.diffusion.libraries import numpy, torch

SIDE = 48
"""Places of latents along the longer side that are decoded: 384 pixels, a tenth of what a picture costs."""


def due(step: int, steps: int, wanted: int) -> bool:
    """Say whether a preview is due after step number `step` (from 1): evenly spread, and none after the last."""
    if not wanted or step >= steps:
        return False
    return step * (wanted + 1) // steps > (step - 1) * (wanted + 1) // steps


def foreseen(scheduler: Any, index: int, before: Any, after: Any) -> Any:
    """Return what the latents would be without their noise, if the last step's direction were kept to the end.

    Every flow goes along v: after = before + (s1 - s0) * v, and its end is after - s1 * v. The latents themselves where
    that cannot be told.
    """
    sigmas = getattr(scheduler, "sigmas", None)
    if before is None or sigmas is None or index + 1 >= len(sigmas):
        return after
    last, now = float(sigmas[index]), float(sigmas[index + 1])
    if last == now:
        return after
    return after - now * (after - before) / (now - last)


def preview(pipeline: Any, latents: Any, height: int, width: int, number: int) -> bytes | None:
    """Return image number `number` of a batch of latents as a PNG; None where it cannot be told what they look like."""
    one = latents[number : number + 1]
    unpack = getattr(pipeline, "_unpack_latents", None)
    if one.dim() == 3:
        if unpack is None:
            return None
        one = unpack(one, height, width, pipeline.vae_scale_factor)
    with torch.inference_mode():
        seen = _decoded(pipeline.vae, _small(one))
    return None if seen is None else _png(seen)


def _small(latents: Any) -> Any:
    height, width = latents.shape[-2:]
    shrink = min(1.0, SIDE / max(height, width))
    size = (max(4, round(height * shrink)), max(4, round(width * shrink)))
    flat = latents[:, :, 0] if latents.dim() == 5 else latents
    small = torch.nn.functional.interpolate(flat.float(), size=size, mode="area")
    return small[:, :, None] if latents.dim() == 5 else small


def _decoded(vae: Any, latents: Any) -> Any:
    config, latents = vae.config, latents.to(vae.dtype)
    if getattr(config, "latents_mean", None) is not None:
        shape = (1, -1, *([1] * (latents.dim() - 2)))
        mean, std = (
            torch.tensor(told).view(shape).to(latents.device, latents.dtype)
            for told in (config.latents_mean, config.latents_std)
        )
        latents = latents * std + mean
    elif getattr(config, "scaling_factor", None):
        latents = latents / config.scaling_factor + (config.shift_factor or 0)
    else:
        return None
    shown = vae.decode(latents, return_dict=False)[0]
    return shown[:, :, 0] if shown.dim() == 5 else shown


def _png(shown: Any) -> bytes | None:
    colours = shown[0, :3].float().clamp(-1, 1).permute(1, 2, 0).cpu().numpy()
    if not numpy.isfinite(colours).all():
        return None
    file = BytesIO()
    Image.fromarray(((colours + 1) * 127.5).round().astype("uint8")).save(file, "PNG")
    return file.getvalue()
