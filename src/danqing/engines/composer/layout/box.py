"""Rectangles in pixels, y downwards."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle: left, top, width and height; an `ink.Area` whose parts have names."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge: where a figure's feet are."""
        return self.y + self.h

    @property
    def cx(self) -> float:
        """The middle, across."""
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        """The middle, downwards."""
        return self.y + self.h / 2

    def part(self, x: float, y: float, w: float, h: float) -> "Box":
        """Return the part of this box that fractions of its width and height name."""
        return Box(self.x + x * self.w, self.y + y * self.h, w * self.w, h * self.h)

    def inset(self, by: float) -> "Box":
        """Return the box with `by` pixels taken off every side (negative: grown)."""
        return Box(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)

    def shift(self, dx: float, dy: float) -> "Box":
        """Return the box moved."""
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def overlap(self, other: "Box") -> float:
        """Return the area that both cover, in square pixels."""
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(0.0, across) * max(0.0, down)

    def holds(self, other: "Box", slack: float = 0.5) -> bool:
        """Whether `other` lies inside, give or take `slack` pixels."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def kept_in(self, frame: "Box") -> "Box":
        """Return the box moved, as little as needed, to lie inside `frame`; one that is too big keeps its top left."""
        x = max(frame.x, min(self.x, frame.right - self.w))
        y = max(frame.y, min(self.y, frame.bottom - self.h))
        return Box(x, y, self.w, self.h)


def standing(cx: float, base: float, w: float, h: float) -> Box:
    """Return the box of a thing `w` by `h` whose foot is at (cx, base)."""
    return Box(cx - w / 2, base - h, w, h)
