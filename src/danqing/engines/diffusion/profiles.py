"""Ways to run a model, as `profiles.toml` has them."""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from danqing.core.errors import InvalidParameter
from danqing.engines.diffusion.families import Chosen
from danqing.engines.diffusion.terms import Model

LIGHTNING: Mapping[str, float | None] = {"base_shift": math.log(3), "max_shift": math.log(3), "shift_terminal": None}
"""What a Lightning LoRA's schedule has other than the model's own (as published with Qwen-Image-Lightning)."""


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way."""

    about: str
    families: tuple[str, ...] = ()
    """Those that it is for; empty: all."""
    needs_lora: bool = False
    steps: int | None = None
    guidance: float | None = None
    lightning: bool = False


@cache
def profiles() -> Mapping[str, Profile]:
    """Return all of them by name."""
    text = (files("danqing.engines.diffusion") / "profiles.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Profile])


def profile_of(name: str, model: Model, chosen: Chosen) -> Profile:
    """Return the profile of the model of that name. Raises InvalidParameter for one that does not fit it."""
    known = profiles()
    if model.profile not in known:
        raise InvalidParameter(f"{model.profile!r} is no profile; known: {', '.join(known)}")
    profile = known[model.profile]
    if profile.families and chosen.name not in profile.families:
        raise InvalidParameter(f"the profile {model.profile!r} is not for {name!r}, which is of {chosen.name}")
    if profile.needs_lora and not model.lora:
        raise InvalidParameter(f"the profile {model.profile!r} of {name!r} needs a LoRA: name one in diffusion.loras")
    return profile
