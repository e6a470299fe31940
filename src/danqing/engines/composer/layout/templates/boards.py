"""Writing on a board: a long text by hand on glass, with somebody beside it."""

from danqing.engines.composer.color import legible
from danqing.engines.composer.layout.around import the_rest
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.bubbles import claim_said, reserve, speak
from danqing.engines.composer.layout.captions import page
from danqing.engines.composer.layout.cast import Actor, Cast, cast
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.hand import Hand
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.layout.stand import Pose, stand
from danqing.engines.composer.layout.templates.open import mouths
from danqing.engines.composer.layout.templates.portrait import seat, take_label, take_sitter
from danqing.engines.composer.layout.typeset import typeset
from danqing.engines.composer.nouns import hue, noun
from danqing.engines.composer.spec import Lettering, Role

GLASS = ("#eef6fa", "#20242c")
CHALK = ("#2f6149", "#fdfdf6")
"""A board's colour, and what is written on it with."""
HOUSED = frozenset({"cafe", "kitchen", "library", "office", "street"})
"""Places where a board may stand."""
SCHOOLS = frozenset({"room", "classroom", "school"})


def board(draft: Draft) -> None:
    """Arrange a board with what is written on it; a sitter takes the right, or the lower, part, others stand below."""
    school = draft.spec.scene in SCHOOLS
    housed = draft.spec.scene in HOUSED
    draft.on("classroom" if school else draft.spec.scene if housed else "glass")
    surface = CHALK if school or housed else GLASS
    texts = [t for t in draft.texts if t[1].role is Role.BOARD]
    if not texts:
        texts = [t for t in draft.texts if t[1].role in {Role.TEXT, Role.BODY, Role.TITLE}]
    draft.claim(texts)
    sitter = take_sitter(draft) if _is_alone(draft) else None
    label = take_label(draft) if sitter is not None else None
    found = cast(draft)
    stands = bool(found.front or found.heap) and sitter is None
    spoken = claim_said(draft)
    page(draft)
    said = reserve(draft, spoken)
    pane, room = _pane(draft, beside=sitter is not None, below=stands)
    painter = "chalkboard" if surface is CHALK else "pane"
    draft.add(painter, pane, z=-draft.frame.h, params=Params(color=surface[0], shadow=False, raised=False))
    _write(draft, [t for _, t in texts], room, surface)
    _sit(draft, sitter, label)
    poses = _stand_below(draft, found, pane) if stands else []
    speak(draft, said, mouths(poses) or [(draft.frame.w * 0.7, draft.frame.h * 0.45)])
    draft.taken.append(pane)
    the_rest(draft, found, poses)


def _stand_below(draft: Draft, found: Cast, pane: Box) -> list[Pose]:
    f = draft.frame
    groups, found.front = found.front, []
    return stand(draft, groups, Box(f.w * 0.06, pane.bottom, f.w * 0.88, draft.floor - pane.bottom))


def _is_alone(draft: Draft) -> bool:
    people = [s.count for _, s in draft.subjects if (n := noun(s.noun)) is not None and n.kind == "person"]
    return people == [1]


def _sit(draft: Draft, sitter: Actor | None, label: Lettering | None) -> None:
    f = draft.frame
    if sitter is not None:
        size = min(f.h * 0.86, f.w * (0.62 if draft.wide else 0.95), f.h * (1.0 if draft.wide else 0.56))
        x = f.w * 0.99 - size * 0.86 if draft.wide else f.cx - size / 2
        seat(draft, sitter, Box(x, f.h - size, size, size), label)


def _pane(draft: Draft, *, beside: bool, below: bool) -> tuple[Box, Box]:
    """Return the board, and the part of it that is written on."""
    f = draft.frame
    top = max(draft.top, f.h * 0.06)
    foot = f.h * (0.56 if below else 0.94)
    if draft.wide:
        pane = Box(f.w * 0.04, top, f.w * 0.92, max(min(draft.low, foot) - top, f.h * 0.2))
        return pane, pane.part(0.045, 0.07, 0.52 if beside else 0.91, 0.86)
    tall = (f.h * 0.50 if beside else min(draft.low, foot)) - top
    pane = Box(f.w * 0.05, top, f.w * 0.90, max(tall, f.h * 0.2))
    return pane, pane.part(0.06, 0.08, 0.88, 0.84)


def _write(draft: Draft, texts: list[Lettering], room: Box, surface: tuple[str, str]) -> None:
    weight = sum(len(t.text) + 12 for t in texts) or 1
    under, ink = surface
    y = room.y
    for text in texts:
        share = room.h * (len(text.text) + 12) / weight
        color = legible(hue(text.color) or ink, under)
        big = 0.11 if len(text.text) < 24 else 0.068
        style = Hand(face="hand", biggest=big, most_lines=40, leading=1.36, look="plain", ink=color, under=under)
        align = "left" if len(text.text) > 24 else "center"
        lines, used = typeset(text, Box(room.x, y, room.w, share), style, draft.unit, align=align)
        draft.write("lettering", used, lines)
        y += share


def card(draft: Draft) -> None:
    """Arrange the prompt itself, typeset, and the line that nothing drawable was named in it."""
    draft.on("abstract")
    draft.style = ""
    f = draft.frame
    box = Box(f.w * 0.10, f.h * 0.14, f.w * 0.80, f.h * 0.72)
    draft.add("sheet", box, params=Params(shadow=False))
    said = draft.spec.prompt.strip() or "…"
    most = 220
    prompt = Lettering(text=said if len(said) <= most else said[: most - 1] + "…")
    style = Hand(face="bold", biggest=0.072, most_lines=8, leading=1.28, look="plain", ink="#2b3a55", under="#ffffff")
    lines, used = typeset(prompt, box.part(0.09, 0.16, 0.82, 0.62), style, draft.unit)
    draft.write("lettering", used, lines)
    note = Lettering(text=NOTES[draft.spec.language.value])
    style = Hand(face="body", biggest=0.024, most_lines=2, look="plain", ink="#66738a", under="#ffffff")
    lines, used = typeset(note, box.part(0.06, 0.86, 0.88, 0.09), style, draft.unit)
    draft.write("lettering", used, lines)
    draft.texts = []


NOTES = {
    "en": "Danqing composer: no drawable subject recognised",
    "zh": "丹青 composer：没有识别到可以画的内容",
    "zh-Hant": "丹青 composer：沒有識別到可以畫的內容",
    "ja": "丹青 composer：描ける題材が見つかりませんでした",
}
