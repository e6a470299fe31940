"""Which image is worked on, and with which of the others: decided from what was asked and how many were given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from danqing.engines.composer.edit.step import Action, Instruction, Step

_NEEDS_IMAGES = frozenset({Action.SWAP_BACKGROUND, Action.COMBINE, Action.IMITATE, Action.MONTAGE})
_LIGHTLY = Step(action=Action.ENHANCE, amount=0.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will be done."""

    base: int = 0
    """The image that is worked on, from 0."""
    steps: tuple[Step, ...] = ()
    ignored: tuple[str, ...] = ()
    understood: bool = True
    """False: nothing was, and the steps are what is done then."""


def plan(instruction: Instruction, count: int) -> Plan:
    """Return what is done with `count` images (1 or more): no step names an image that was not given.

    Several images of which the instruction says nothing are brought together. Of an instruction that asks for nothing
    that can be done, a light enhancement is left.
    """
    ignored = list(instruction.unfit)
    ignored += [f"image {index + 1}" for index in _missing(instruction.steps, count)]
    steps = [step for step in (_within(step, count) for step in instruction.steps) if step is not None]
    together = any(step.action in _NEEDS_IMAGES | {Action.REDRAW} for step in steps)
    if count > 1 and not together:
        framed = bool(instruction.unfit)
        steps.insert(0, Step(action=Action.COMBINE, images=tuple(range(1, count)), framed=framed))
    base = next((step.onto for step in steps if step.action in _NEEDS_IMAGES and step.onto > 0), 0)
    if not steps:
        return Plan(steps=(_LIGHTLY,), ignored=tuple(ignored), understood=False)
    order = tuple(Action)
    steps.sort(key=lambda step: order.index(step.action))
    return Plan(base=base, steps=tuple(steps), ignored=tuple(dict.fromkeys(ignored)))


def _missing(steps: Sequence[Step], count: int) -> Iterator[int]:
    for step in steps:
        yield from (index for index in (*step.images, step.onto) if index >= count)


def _within(step: Step, count: int) -> Step | None:
    """Return the step with images that were given; None when it has none left to work with."""
    if step.action not in _NEEDS_IMAGES:
        return step
    onto = step.onto if step.onto < count else 0
    named = tuple(index for index in step.images if index < count)
    if not named and not step.images:
        named = tuple(index for index in range(count) if index != onto or step.action is Action.MONTAGE)
    if step.action is not Action.MONTAGE:
        named = tuple(index for index in named if index != onto)
    return replace(step, images=named, onto=onto) if named else None
