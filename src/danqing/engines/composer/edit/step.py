"""One thing that an instruction asks for: what the reader of instructions hands to those who carry them out."""

from dataclasses import dataclass
from enum import StrEnum

from danqing.engines.composer.spec import Language, Place, Spec


class Action(StrEnum):
    """What can be done to a picture, in the order in which it is done; the value is the row in `data/edit.toml`."""

    ROTATE = "rotate"
    FLIP = "flip"
    UPEND = "upend"  # flip, upside down
    CROP = "crop"
    EXPAND = "expand"
    REDRAW = "redraw"  # draw what is described, in the picture's colours: all that is left of a depth map
    MONTAGE = "montage"
    SWAP_BACKGROUND = "swap_background"  # for another image
    COMBINE = "combine"
    REMOVE_BACKGROUND = "remove_background"
    REPLACE_BACKGROUND = "replace_background"
    BLUR_BACKGROUND = "blur_background"
    SKY = "sky"
    ERASE = "erase"
    RECOLOR = "recolor"
    ADD = "add"
    WEATHER = "weather"
    ENHANCE = "enhance"
    SHARPEN = "sharpen"
    BLUR = "blur"
    BRIGHTEN = "brighten"
    DARKEN = "darken"
    CONTRAST = "contrast"
    SOFTEN = "soften"  # less contrast
    SATURATE = "saturate"
    FADE = "fade"  # less saturation
    WARM = "warm"
    COOL = "cool"
    INVERT = "invert"
    GRAYSCALE = "grayscale"
    SEPIA = "sepia"
    VIGNETTE = "vignette"
    IMITATE = "imitate"  # take another image's colours
    RESTYLE = "restyle"
    BORDER = "border"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do; which fields count depends on the action."""

    action: Action
    amount: float = 1.0
    """How strongly, where 1 is the usual; for ROTATE degrees clockwise, for CROP the share of each side that stays."""
    color: str = ""
    """The new or the frame's colour, a name of `data/colors.toml`."""
    source: str = ""
    """RECOLOR, ERASE: the colour that the thing has now; empty: the subject, whatever its colour."""
    style: str = ""
    place: Place = Place.ANYWHERE
    images: tuple[int, ...] = ()
    """Of several given images, those that are brought in, from 0; for COMBINE and MONTAGE none means all."""
    onto: int = 0
    """The image that is worked on, from 0; -1: none of them, but what `spec` describes."""
    framed: bool = False
    """COMBINE: show the images as prints, without cutting anything out."""
    spec: Spec | None = None
    """What is to be drawn: subjects for ADD, a scene for a background or a sky, an hour for WEATHER …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What an instruction asks for, in the order in which it is done."""

    steps: tuple[Step, ...] = ()
    language: Language = Language.EN
    """Quotations aside."""
    unfit: tuple[str, ...] = ()
    """What was understood and cannot be done without a model: `pose`, `outfit` …, rows of `data/edit.toml`."""
    refused: str = ""
    """The row of `data/edit.toml` for what is not done for anybody; empty: nothing of the kind was asked."""
