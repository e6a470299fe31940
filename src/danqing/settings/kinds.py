"""What settings are made of: stages, and the types that several of them have."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from danqing.settings.sources import pairs, words

Seconds = Annotated[float, Field(gt=0)]
Hours = Annotated[float, Field(gt=0)]
Words = Annotated[tuple[str, ...], BeforeValidator(words)]
Pairs = Annotated[dict[str, str], BeforeValidator(pairs)]


class Stage(BaseModel):
    """The settings of one stage."""

    model_config = ConfigDict(extra="forbid", frozen=True)
