"""Which of the caller's pictures a text speaks of: 图1, the second image, images 1 and 3."""

import re

_FIGURES = {"一": 1, "二": 2, "三": 3, "first": 1, "second": 2, "third": 3, "1st": 1, "2nd": 2, "3rd": 3}
_LIST = (
    r"[1-9１-９](?![0-9])(?:\s*(?:[,，、&和与與及跟と]|and|with)\s*(?:图|圖|images?|pictures?)?\s*[1-9１-９](?![0-9]))*"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:图片|圖片|图像|圖像|画像|畫像|照片|图|圖|写真)\s*({_LIST}|[一二三](?![个個只隻张張幅位条條种種对對些样樣]))",
        r"第\s*([1-3１-３一二三])\s*(?:[张張幅枚个個]\s*)?(?:图|圖|照片|画|畫|写真)",
        r"([1-3１-３一二三])\s*枚目",
        rf"\b(?:image|picture|photo|img|pic|figure|reference)s?\s*#?\s*({_LIST})",
        r"\b(first|second|third|1st|2nd|3rd)\s+(?:(?:input|given|reference)\s+)?(?:image|picture|photo|pic|reference)\b",
    )
)


def references(text: str) -> frozenset[int]:
    """Return the numbers of the pictures that a text names."""
    named = (match[1] for pattern in _PATTERNS for match in pattern.finditer(text))
    return frozenset(number for name in named for number in _numbers(name))


def _numbers(name: str) -> tuple[int, ...]:
    known = _FIGURES.get(name.lower())
    return (known,) if known else tuple(int(figure) for figure in re.findall(r"\d", name))
