"""From an instruction to the steps that it asks for: pure, and driven by `data/edit.toml`."""

from collections.abc import Sequence
from dataclasses import replace

from danqing.engines.composer.edit.asking import STEPS
from danqing.engines.composer.edit.clauses import Clause, clauses, joined
from danqing.engines.composer.edit.step import Action, Instruction, Step
from danqing.engines.composer.edit.words import rows
from danqing.engines.composer.spec import Language

_ORDER = tuple(Action)


def read(instruction: str, negative: str = "") -> Instruction:
    """Return what an instruction asks for; takes any string, and always says the same of the same.

    Colours, scenes and things that `negative` names are not asked for.
    """
    said = clauses(instruction, negative)
    refused = next((row.key for row in rows("refused").values() if _has_words(row.key, said)), "")
    read_clauses = [_read_clause(clause) for clause in _gathered(said)]
    steps = [step for clause in read_clauses for step in clause.steps]
    unfit = dict.fromkeys(name for clause in read_clauses for name in clause.unfit)
    ordered = sorted(_once(steps), key=lambda step: _ORDER.index(step.action))
    language = said[0].language if said else Language.EN
    return Instruction(steps=tuple(ordered), language=language, unfit=tuple(unfit), refused=refused)


def _has_words(key: str, said: Sequence[Clause]) -> bool:
    row = rows("refused")[key]
    whole = "".join(clause.marked for clause in said)
    return bool(said) and row.search(whole, said[0].language) is not None


def _gathered(said: Sequence[Clause]) -> list[Clause]:
    """Join to each clause those after it that ask for nothing themselves: they go on describing."""
    gathered: list[Clause] = []
    for clause in said:
        if _is_kept(clause):
            continue
        last = _read_clause(gathered[-1]) if gathered else None
        if last is None:
            gathered.append(clause)
        elif _describes_on(last, clause):
            gathered[-1] = joined(gathered[-1], clause)
        else:
            gathered.append(clause)
    return gathered


def _describes_on(last: Instruction, clause: Clause) -> bool:
    if any(step.action is Action.REDRAW for step in last.steps):
        return True
    empty = not last.steps and not last.unfit
    return empty or _read_clause(clause) == Instruction()


def _is_kept(clause: Clause) -> bool:
    return rows("clause")["keep"].search(clause.marked, clause.language) is not None


def _read_clause(clause: Clause) -> Instruction:
    found = {key: step for key, step in _asked(clause) if step is not None}
    unfit = [row for row in rows("unfit").values() if row.search(clause.marked, clause.language) is not None]
    beaten = {key for name in found for key in rows("action")[name].beats}
    if "*" in beaten:
        return Instruction(steps=tuple(step for key, step in found.items() if "*" in rows("action")[key].beats))
    beaten |= {key for row in unfit for key in row.beats if row.key not in beaten}
    if not found and any(row.key == "swap" for row in unfit):
        found = _instead(clause)
    elif found.keys() - {"add"}:
        beaten.add("swap")
    steps = tuple(step for key, step in found.items() if key not in beaten)
    left = tuple(row.key for row in unfit if row.key not in beaten and not _done(row.key, found))
    shown = any(row.shows for row in unfit if row.key in left) and len(clause.images) > 1
    if shown and not steps:
        others = tuple(index for index in clause.images if index)
        steps = (Step(action=Action.COMBINE, images=others, framed=True),)
    return Instruction(steps=steps, unfit=left)


def _asked(clause: Clause) -> list[tuple[str, Step | None]]:
    return [
        (key, STEPS[Action(key)](clause, match))
        for key, row in rows("action").items()
        if (match := row.search(clause.marked, clause.language)) is not None
    ]


def _instead(clause: Clause) -> dict[str, Step]:
    """Return the step that adds what should have taken something's place."""
    match = rows("unfit")["swap"].search(clause.marked, clause.language)
    step = STEPS[Action.ADD](clause, match) if match else None
    return {} if step is None else {"add": step}


def _done(unfit: str, found: dict[str, Step]) -> bool:
    """Whether what sounded undoable is done after all: a background can be removed, the text just be written."""
    return unfit in {"remove", "move", "view"} and bool(found)


def _once(steps: Sequence[Step]) -> list[Step]:
    """Join what is said twice: the last word on one thing counts, texts and added things are all kept."""
    found: dict[tuple[Action, str, int], Step] = {}
    for number, step in enumerate(steps):
        several = step.action in {Action.WRITE, Action.ADD, Action.RECOLOR}
        found[step.action, step.source, number if several else 0] = step
    return [replace(step) for step in found.values()]
