"""Text as what is seen: cleaned of what cannot be drawn, and cut into characters, an emoji sequence being one."""

import re
import unicodedata

_EMOJI_BY_DEFAULT = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd"
    "\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e"
    "\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
    # Drawn as text by the standard, as pictures by everybody who types them in a prompt.
    "\u2600\u2601\u2603\u2604\u2614\u2618\u2620\u2622\u2665\u2660\u2663\u2666\u2708\u2744\u2764"
)
"""Characters below U+10000 that are emoji without being asked (Unicode's Emoji_Presentation), and a few more."""

_TONE = "\U0001f3fb-\U0001f3ff"
_ELEMENT = rf"(?:[\U0001f000-\U0001faff{_EMOJI_BY_DEFAULT}](?!\ufe0e)\ufe0f?|[\u00a9-\u3299]\ufe0f)[{_TONE}]?"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # a flag
    "|[0-9#*]\ufe0f?\u20e3"  # a keycap
    rf"|{_ELEMENT}(?:\u200d{_ELEMENT})*[\U000e0020-\U000e007f]*"
)
_CLUSTER = re.compile(rf"{_EMOJI.pattern}|.[\u0300-\u036f\u3099\u309a]*", re.DOTALL)
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")


def clean(text: str) -> str:
    """Return `text` composed (NFC), with control characters as spaces, no doubled spaces, and line feeds kept."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    spaced = ("".join(" " if unicodedata.category(c) == "Cc" else c for c in line) for line in lines)
    return "\n".join(filter(None, (" ".join(line.split()) for line in spaced)))


def clusters(text: str) -> list[str]:
    """Return the characters of `text` as they are seen: emoji sequences and accents whole, invisible marks gone."""
    found: list[str] = _CLUSTER.findall(text)
    return [c for c in found if is_emoji(c) or _UNSEEN.sub("", c)]


def is_emoji(cluster: str) -> bool:
    """Whether a cluster is drawn as a picture."""
    return _EMOJI.fullmatch(cluster) is not None
