"""Jobs with references, drawn: every image of the job, encoded, with what is to be known of it."""

from collections.abc import Callable, Mapping, Sequence

from danqing.core.errors import EngineRejected
from danqing.core.image import Image
from danqing.core.job import Job, Kind
from danqing.engines.composer.edit.editing import Edited, edited
from danqing.engines.composer.edit.references import repaint, restyle
from danqing.engines.composer.signature import notes, signed
from danqing.engines.composer.style.plane import Pixels
from danqing.engines.engine import Drawing

_KINDS: Mapping[Kind, Callable[[Job, Sequence[Pixels], int], Edited]] = {
    Kind.EDIT: edited,
    Kind.REPAINT: lambda job, images, seed: repaint(job, images[0], seed),
    Kind.RESTYLE: lambda job, images, seed: restyle(job, images[0], seed),
}


def edit(job: Job, images: Sequence[Pixels], *, strict: bool = False) -> Drawing:
    """Return `job.n` pictures of exactly `job.size` from the references, image i with seed + i.

    Raises EngineRejected for a job without references, for what is not done for anybody, and, if `strict`, for an
    instruction of which anything is not done as asked.
    """
    if not images:
        raise EngineRejected("An edit needs at least one image.")
    results = [_drawn(job, images, job.seed + number, strict=strict) for number in range(job.n)]
    first = results[0]
    return Drawing(
        images=tuple(_image(result, job, job.seed + number) for number, result in enumerate(results)),
        actual_prompt=first.description if job.prompt_extend else None,
        notes=notes(first.done, first.ignored),
    )


def _drawn(job: Job, images: Sequence[Pixels], seed: int, *, strict: bool) -> Edited:
    result = _KINDS[job.kind](job, images, seed)
    # Words that a repainted or restyled picture shows nothing of are no part of an instruction.
    if strict and job.kind is Kind.EDIT and result.ignored:
        raise EngineRejected(f"This edit cannot be done as asked: {', '.join(result.ignored)}.")
    return result


def _image(result: Edited, job: Job, seed: int) -> Image:
    return signed(result.picture, {"Description": result.description, "Done": ";".join(result.done)}, job, seed)
