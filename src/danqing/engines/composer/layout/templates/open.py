"""The open picture: a scene, with or without lettering at its edges. Posters and greeting cards are such, too."""

from danqing.engines.composer.layout.around import aloft, far, heap, props
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.bubbles import claim_said, reserve, speak
from danqing.engines.composer.layout.captions import page
from danqing.engines.composer.layout.cast import Cast, cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.layout.signs import carriers, claim_for, label
from danqing.engines.composer.layout.stage import ground
from danqing.engines.composer.layout.stand import TOYS, Pose, float_on, stand
from danqing.engines.composer.nouns import noun

UNDER_BOATS = frozenset(
    {"sea", "beach", "lake", "river", "underwater", "space", "sky", "moon", "room", "studio", "night"}
)
"""Scenes in which a boat may be: on the water, or out of it on purpose."""


def scene(draft: Draft) -> None:
    """Arrange a scene: lettering first, then who stands in front, then what is around them."""
    draft.on(place(draft))
    if draft.bare and draft.ground == "abstract":  # words alone have the page to themselves
        draft.top, draft.roof = draft.frame.h * 0.22, 0.62
    found = cast(draft)
    populate(draft, found)


def populate(draft: Draft, found: Cast) -> list[Pose]:
    """Put a cast and all lettering on the ground that lies."""
    carried = claim_for(draft, carriers(found))
    spoken = claim_said(draft)
    page(draft)
    said = reserve(draft, spoken)
    poses = stand(draft, found.front, _span(draft))
    poses += float_on(draft, found.afloat, alone=not poses)
    speak(draft, said, mouths(poses))
    heap(draft, found.heap, poses)
    behind = far(draft, found.far, crowded=bool(poses))
    props(draft, found.props, poses)
    label(draft, carried, [*poses, *behind])
    aloft(draft, found.lofty, alone=not poses and not behind)
    weather(draft)
    return poses


def mouths(poses: list[Pose]) -> list[tuple[float, float]]:
    """Return where those who may speak have their mouths: people, then animals, then anything but toys."""
    kinds = {"person": 0, "animal": 1}
    able = [p for p in poses if p.actor.noun.key not in TOYS]
    able.sort(key=lambda p: kinds.get(p.actor.noun.kind, 2))
    return [p.mouth for p in able]


def place(draft: Draft) -> str:
    """Return the scene asked for, or where the subjects are at home."""
    spec = draft.spec
    boats = any(n.kind == "water" for s in spec.subjects if not s.added and (n := noun(s.noun)))
    if boats and spec.scene not in UNDER_BOATS:
        return "river" if spec.scene in {"village", "street", "city", "forest", "park"} else "lake"
    if spec.scene:
        return spec.scene
    if "snow" in spec.weather:
        return "snow"
    if "rain" in spec.weather:
        return "street"
    kinds = {n.kind for s in spec.subjects if (n := noun(s.noun))}
    if kinds & {"animal", "vehicle", "plant", "building", "person", "water", "sky"}:
        return "meadow"
    return "abstract"


def _span(draft: Draft) -> Box:
    f = draft.frame
    return Box(f.w * 0.04, draft.top, f.w * 0.92, max(draft.floor - draft.top, f.h * 0.16))


def weather(draft: Draft) -> None:
    """Let it rain, snow, blow or be foggy, in front of all that stands."""
    spec = draft.spec
    falling = set(spec.weather)
    if ground(spec.scene) == "snow":
        falling.add("snow")
    if draft.stage.indoor:
        return
    for kind in ("fog", "rain", "snow", "wind"):
        if kind in falling:
            draft.add(f"{kind}fall", draft.frame, z=4 * draft.frame.h, params=Params(shadow=False, raised=False))
