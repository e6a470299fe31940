"""Who drew a picture, and of what it was made: in its file, in the notes about it, in its corner if asked for."""

from collections.abc import Iterable, Mapping

from danqing.core.image import Image
from danqing.core.job import Job
from danqing.engines.composer.ink import Pixels
from danqing.engines.composer.mark import marked
from danqing.engines.composer.png import encode

NAME = "composer/1.0"
SOFTWARE = f"Danqing {NAME} (procedural drawing, no AI model)"
LONGEST_NOTE = 400
"""Characters; notes become headers."""


def signed(pixels: Pixels, texts: Mapping[str, str], job: Job, seed: int) -> Image:
    """Return a picture as a file that says who drew it, from which seed, and `texts`; with the mark if `job` asks."""
    if job.watermark:
        pixels = marked(pixels)
    png = encode(pixels, {"Software": SOFTWARE, "Seed": str(seed), **texts})
    return Image(png=png, width=pixels.shape[1], height=pixels.shape[0], seed=seed)


def notes(understood: Iterable[str], ignored: Iterable[str]) -> dict[str, str]:
    """Return what was understood of a prompt, and what was not; one line each, and no line for nothing."""
    said = {"understood": ";".join(understood), "ignored": ",".join(ignored)}
    # What cannot be printed, such as the joiners inside emoji, has no place in a header.
    plain = {key: "".join(c if c.isprintable() else " " for c in text) for key, text in said.items()}
    return {key: " ".join(text.split())[:LONGEST_NOTE] for key, text in plain.items() if text.strip()}


def whole(text: str) -> str:
    """Return `text` with halves of characters, which JSON can carry and UTF-8 cannot, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
