"""The embedded engine: jobs become pictures by procedural drawing; no model, no weights, no network."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from danqing.core.errors import EngineRejected
from danqing.core.image import Failure, Image
from danqing.core.job import Job, Kind
from danqing.core.progress import Report, Step, unheard
from danqing.engines.composer.compose import Composition, compose
from danqing.engines.composer.decode import decode
from danqing.engines.composer.drawn import ignored, understood
from danqing.engines.composer.edit import edit
from danqing.engines.composer.parse import read
from danqing.engines.composer.parse.describing import describe
from danqing.engines.composer.parse.extending import extend
from danqing.engines.composer.signature import NAME, notes, signed, whole
from danqing.engines.composer.spec import Spec
from danqing.engines.engine import Drawing


class Composer:
    """Draws a job in the process that it is called in; a `danqing.engines.engine.Drawer`.

    `strict`: an edit that cannot be done as asked is refused, and not done as nearly as can be.
    """

    name = NAME

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict

    def draw(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Return `job.n` images; raises EngineRejected for what the composer cannot do."""
        job = replace(job, prompt=whole(job.prompt), negative_prompt=whole(job.negative_prompt))
        if job.kind is not Kind.DRAW:
            return edit(job, [decode(data) for data in references], strict=self._strict)
        if job.size is None:
            raise EngineRejected("size is missing.")
        spec = read(job.prompt, job.negative_prompt, job.style, job.prompt_extend)
        images: list[Image | Failure] = []
        told: list[tuple[Spec, Composition]] = []
        for number, seed in enumerate(range(job.seed, job.seed + job.n)):
            report(Step(number, job.n))
            asked = extend(spec, seed) if job.prompt_extend else spec
            made = compose(asked, job.size, seed)
            told.append((asked, made))
            images.append(_image(made, job, seed))
        asked, first = told[0]
        drawn = first.drawn
        return Drawing(
            images=tuple(images),
            actual_prompt=describe(drawn) if job.prompt_extend else None,
            notes=notes(understood(asked, drawn), (*ignored(asked, drawn), *_unset(first.missing))),
        )


def _unset(missing: Sequence[str]) -> tuple[str, ...]:
    """Say which characters were left out of the lettering, because no face has them."""
    return (f"{len(missing)} characters without a glyph: {' '.join(missing)}",) if missing else ()


def _image(composition: Composition, job: Job, seed: int) -> Image:
    told = json.dumps(asdict(composition.drawn), ensure_ascii=False, default=sorted)
    return signed(composition.pixels, {"Description": composition.drawn.prompt, "Spec": told}, job, seed)
