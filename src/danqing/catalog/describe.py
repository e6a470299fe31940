"""What each model accepts, in words: for the command line and for docs/models.md."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import assert_never

from danqing.catalog.model import PATH, Model, Offer, Route
from danqing.catalog.rules import Images, Reference, Seed, SizeChoice, SizeFitted, SizeRange, SizeRule, Text
from danqing.core.job import Door

FITTED = "about 1024*1024 pixels in the ratio of the last picture, sides multiples of 16"
NONE = "–"


def facts(model: Model) -> dict[str, str]:
    """Return what the model accepts, by parameter, in the order in which one asks for it; plain text."""
    return dict(_facts(model))


def price(model: Model) -> str:
    """Return what the public cloud asks for an image, by region; a dash where no document says."""
    return "; ".join(_offer(region, offer) for region, offer in model.offers.items()) or NONE


def limits(model: Model) -> str:
    """Return what the public cloud allows an account; a dash where no document says."""
    if model.limits is None:
        return NONE
    return f"{model.limits.submissions_per_second:g} submissions a second, tasks at once: {model.limits.tasks_at_once}"


def drawn_by(model: Model) -> str:
    """Return the engines that draw it, the first choice first, and those that draw it for some callers only."""
    return "; ".join((_order(model.engines), *map(_route, model.routes)))


def groups(models: Iterable[Model]) -> list[tuple[Model, ...]]:
    """Return models that stand together and accept the same as one group."""
    return [tuple(group) for _, group in groupby(models, key=facts)]


def markdown(models: Sequence[Model]) -> str:
    """Return a table of the models, and one for each group of them."""
    listed = (
        _row(f"`{model.name}`", model.about, _escaped(price(model)), limits(model), drawn_by(model)) for model in models
    )
    table = "\n".join(
        (_row("model", "what for", "cloud price", "cloud limits", "drawn by"), _row(*["---"] * 5), *listed)
    )
    return "\n\n".join((table, *map(_section, groups(models)))) + "\n"


def _section(group: Sequence[Model]) -> str:
    heading = "## " + ", ".join(f"`{model.name}`" for model in group)
    rows = (_row(name, _escaped(text)) for name, text in facts(group[0]).items())
    return "\n".join((heading, "", _row("parameter", "accepted"), _row("---", "---"), *rows))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _facts(model: Model) -> Iterator[tuple[str, str]]:
    yield "endpoints", "; ".join(_door(model, door) for door in model.doors)
    yield "prompt", _text(model.prompt)
    yield "negative_prompt", _text(model.negative_prompt)
    if model.images.high:
        yield "pictures", _pictures(model.images, model.reference)
    yield "size", _size(model.size)
    yield "n", str(model.n.low) if model.n.low == model.n.high else _range(model.n.low, model.n.high, model.n.default)
    yield "seed", _seed(model.seed)
    if model.style:
        yield "style", f"{model.style.auto} (default), {', '.join(model.style.choices)}"
    if model.prompt_extend:
        yield "prompt_extend", f"true or false (default {str(model.prompt_extend.default).lower()})"
    if model.watermark:
        yield "watermark", f"true or false (default false); the mark is {model.watermark.text}"
    yield "kept by the cloud", f"{model.retention_hours:g} hours"


def _order(engines: tuple[str, ...]) -> str:
    return ", then ".join(engines)


def _route(route: Route) -> str:
    named = (("account", route.accounts), ("workspace", route.workspaces))
    whose = " in ".join(f"{what} {' or '.join(names)}" for what, names in named if names)
    return f"{_order(route.engines)} for {whose}"


def _door(model: Model, door: Door) -> str:
    modes = (("synchronous", model.sync_doors), ("asynchronous", model.async_doors))
    return f"POST {PATH}{door.value} ({' and '.join(mode for mode, doors in modes if door in doors)})"


def _text(text: Text) -> str:
    return f"a string; the first {text.most} characters are read"


def _seed(seed: Seed) -> str:
    unset = "" if seed.unset is None else f"; {seed.unset} is the same as none"
    return f"{_range(seed.low, seed.high, 'random')}; image number i, from 0, is drawn with seed + i{unset}"


def _pictures(images: Images, reference: Reference | None) -> str:
    count = _range(images.low, images.high)
    if reference is None:
        return count
    modes = " or ".join(reference.modes)
    strength = _range(reference.strength.low, reference.strength.high, reference.strength.default)
    return f"{count}; ref_mode {modes} (default {reference.mode}), ref_strength {strength}"


def _size(size: SizeRule) -> str:
    match size:
        case SizeChoice():
            told = ", ".join(f"{one} (default)" if one == size.default else one for one in size.sizes)
            return told + (f"; also {', '.join(size.also)}" if size.also else "")
        case SizeRange():
            sides = f"width*height, each {size.low} to {size.high}, at most {size.most} pixels in all"
            return f"{sides} (default {size.default or FITTED})"
        case SizeFitted():
            return f"cannot be chosen: {FITTED}"
        case _:
            assert_never(size)


def _range(low: float, high: float, default: float | str | None = None) -> str:
    return f"{low} to {high}" + ("" if default is None else f" (default {default})")


def _offer(region: str, offer: Offer) -> str:
    free = f", the first {offer.free_images} free for {offer.free_days} days" if offer.free_images else ""
    return f"{region} {offer.price} {offer.currency} an image{free}"


def _escaped(text: str) -> str:
    return text.replace("*", r"\*").replace("<", r"\<").replace("|", r"\|")
