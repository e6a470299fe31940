"""The one judge of what callers say: call → model → job."""

from collections.abc import Mapping

from danqing.catalog import turns
from danqing.catalog.model import PATH, Model
from danqing.core.errors import AccessDenied, ModelNotFound, WrongUrl
from danqing.core.job import Call, Door, Job, Kind, Said


class Catalog:
    """Every model by name."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = dict(models)

    @property
    def models(self) -> tuple[Model, ...]:
        """All models in the order of their files."""
        return tuple(self._models.values())

    def named(self, name: str) -> Model:
        """Return the model of that name. Raises ModelNotFound."""
        model = self._models.get(name)
        if model is None:
            raise ModelNotFound
        return model

    def find(self, call: Call) -> Model:
        """Return the model that a call names.

        What is refused here is refused at once, on every path: WrongUrl for a model at an endpoint that does not
        serve it, ModelNotFound, AccessDenied for a synchronous call of an asynchronous endpoint or the reverse.
        """
        model = self.named(call.model)
        if call.door not in model.doors:
            raise WrongUrl(f"{WrongUrl.message} Use {_ways(model)} for {model.name}.")
        if call.wants_async and call.door not in model.async_doors:
            raise AccessDenied("current user api does not support asynchronous calls")
        if not call.wants_async and call.door not in model.sync_doors:
            raise AccessDenied("current user api does not support synchronous calls.")
        return model

    def check(self, model: Model, call: Call, seed: int) -> Job:
        """Return what the call asks of the model, with every default filled in; `seed` is for a caller who said none.

        Unknown parameters, and those that the model does not have, are ignored. Raises InvalidParameter, and
        InvalidInput for a picture that is no URL: on asynchronous calls these are the failure of a task.
        """
        prompt, images = turns.read(model, call)
        said = call.parameters.get
        kind, ref_strength = _reference(model, said("ref_mode"), said("ref_strength"), drawn_from=len(images))
        return Job(
            door=call.door,
            model=model.name,
            kind=kind,
            prompt=prompt,
            negative_prompt=model.negative_prompt.optional("negative_prompt", said("negative_prompt")),
            size=model.size.read(said("size")),
            n=model.n.read("n", said("n")),
            seed=model.seed.read("seed", said("seed"), seed),
            style=model.style.read(said("style")) if model.style else "",
            images=images,
            sides=model.images.sides,
            ref_strength=ref_strength,
            prompt_extend=(
                model.prompt_extend.read("prompt_extend", said("prompt_extend")) if model.prompt_extend else False
            ),
            watermark=model.watermark.read("watermark", said("watermark")) if model.watermark else "",
            answer=model.answer,
            previews=call.previews,
        )


def _reference(model: Model, mode: Said, strength: Said, *, drawn_from: int) -> tuple[Kind, float]:
    if model.reference is None:
        return model.kind, 0.5  # said of no picture, read by nobody
    kind = model.reference.read(mode)
    return kind if drawn_from else model.kind, model.reference.strength.read("ref_strength", strength)


def _ways(model: Model) -> str:
    return " or ".join(_way(model, door) for door in model.doors)


def _way(model: Model, door: Door) -> str:
    only_async = door not in model.sync_doors
    return f"POST {PATH}{door.value}{' with X-DashScope-Async: enable' if only_async else ''}"
