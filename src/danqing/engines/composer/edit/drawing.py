"""Jobs with references, drawn: every image of the job, encoded, with what is to be known of it."""

from collections.abc import Callable, Mapping, Sequence

from danqing.core.errors import EngineRejected
from danqing.core.image import Image
from danqing.core.job import Job, Kind
from danqing.engines.composer.edit.editing import Edited, edited
from danqing.engines.composer.edit.references import repaint, restyle
from danqing.engines.composer.mark import marked
from danqing.engines.composer.png import encode
from danqing.engines.composer.style.plane import Pixels
from danqing.engines.engine import Drawing

SOFTWARE = "Danqing composer/1.0 (procedural drawing, no AI model)"
_LONGEST_NOTE = 400
_KINDS: Mapping[Kind, Callable[[Job, Sequence[Pixels], int], Edited]] = {
    Kind.EDIT: edited,
    Kind.REPAINT: lambda job, images, seed: repaint(job, images[0], seed),
    Kind.RESTYLE: lambda job, images, seed: restyle(job, images[0], seed),
}


def edit(job: Job, images: Sequence[Pixels]) -> Drawing:
    """Return `job.n` pictures of exactly `job.size` from the references, image i with seed + i.

    Raises EngineRejected for a job without references, and for what is not done for anybody.
    """
    if not images:
        raise EngineRejected("An edit needs at least one image.")
    results = [_KINDS[job.kind](job, images, job.seed + number) for number in range(job.n)]
    first = results[0]
    notes = {"understood": ";".join(first.done), "ignored": ",".join(first.ignored)}
    return Drawing(
        images=tuple(_image(result, job, job.seed + number) for number, result in enumerate(results)),
        actual_prompt=first.description if job.prompt_extend else None,
        notes={key: " ".join(text.split())[:_LONGEST_NOTE] for key, text in notes.items() if text},
    )


def _image(result: Edited, job: Job, seed: int) -> Image:
    pixels = marked(result.picture) if job.watermark else result.picture
    chunks = {
        "Software": SOFTWARE,
        "Description": result.description,
        "Seed": str(seed),
        "Done": ";".join(result.done),
    }
    return Image(png=encode(pixels, chunks), width=pixels.shape[1], height=pixels.shape[0], seed=seed)
