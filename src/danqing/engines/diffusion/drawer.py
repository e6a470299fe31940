"""The drawer over open-weight models, in a process of its own for each device."""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from danqing.core.errors import EngineBusy, EngineError, EngineLost
from danqing.core.job import Door, Job, Kind, Size, model_of
from danqing.core.progress import Report, unheard
from danqing.engines.diffusion import folder, levers, source
from danqing.engines.diffusion.drawing import Work, is_short_of_memory
from danqing.engines.diffusion.families import Chosen
from danqing.engines.diffusion.libraries import diffusers, torch
from danqing.engines.diffusion.loader import Loaded, freed, load
from danqing.engines.diffusion.memory import Memory
from danqing.engines.diffusion.plan import Plan, plan
from danqing.engines.diffusion.profiles import Profile, profile_of
from danqing.engines.diffusion.source import Source
from danqing.engines.diffusion.terms import Model, Terms
from danqing.engines.engine import READY, Drawing
from danqing.engines.fake import plain_png

log = logging.getLogger(__name__)

WARMING = (("a cat", 512), ("a red fox in the snow under the northern lights", 768))
"""Prompts, and sides of squares."""
SHARE = 0.9
"""How much of a device's memory weights may take, unless the settings say."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A model that was looked at and not loaded yet."""

    source: Source
    chosen: Chosen
    profile: Profile
    model: Model

    @property
    def key(self) -> tuple[object, ...]:
        return (self.source, self.chosen.name, self.model.profile, self.model.lora)


class Diffusion:
    """Draws each model with what lies in its folder."""

    def __init__(self, **options: object) -> None:
        self._terms = terms = msgspec.convert(options, Terms)
        self.name = f"diffusers/{diffusers.__version__}"
        self._known = {name: _look(name, model, terms) for name, model in terms.models.items()}
        self._broken: dict[str, str] = {}
        self._tell: Callable[[str], None] = lambda _: None
        self._is_prepared = False
        self._memory = Memory(budget=_budget(terms), freed=lambda: freed(terms))

    def prepare(self, tell: Callable[[str], None]) -> None:
        """Load what is to be there from the start, as far as memory goes, and warm what is compiled."""
        self._tell = tell
        for name, known in self._known.items():
            fits = self._memory.has(known.key) or self._memory.fits(folder.weigh(known.source.folder))
            if self._terms.load == "start" and fits:
                self._ready(name)
        self._is_prepared = True

    def _ready(self, name: str) -> None:
        try:
            self._loaded(name)
            if self._terms.compile:
                self._tell(f"compiling {name}")
                self._warm(name)
        except EngineError as error:
            log.error("%s is not drawn with: %s", name, error.message)  # noqa: TRY400  its own words are all
        except Exception:
            log.exception("%s could not be warmed, and draws without being compiled", name)
            levers.stop_compiling(self._loaded(name).pipeline)

    def draw(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Draw `job.n` images of exactly `job.size`. Raises EngineRejected, EngineLost, EngineBusy, EngineError."""
        name = model_of(job.model)
        known = self._known.get(name)
        if known is None:
            raise EngineLost(f"diffusion.models names no {name}")
        made = plan(job, known.chosen.family, known.profile, known.model, self._terms.batch)
        engine = f"{self.name}/{known.chosen.name}"
        work = Work(
            loaded=self._loaded(name),
            plan=made,
            references=references,
            terms=self._terms,
            report=report,
            make_room=lambda: self._memory.keep_only(known.key),
            software=f"Danqing {engine}",
        )
        try:
            images = tuple(work.images())
        except RuntimeError as error:
            if "CUDA error" not in str(error):
                raise
            # After such an error nothing on the card works any more in this process: a new one must take its place.
            log.error("the card failed, and its process is replaced: %s", error)  # noqa: TRY400
            sys.exit(1)
        return Drawing(images=images, notes=_notes(made, work), engine=engine)

    def _loaded(self, name: str) -> Loaded:
        if name in self._broken:
            raise EngineLost(self._broken[name])
        known = self._known[name]
        if self._memory.has(known.key):
            return self._memory.get(known.key, 0, lambda: self._load(known))
        self._tell(f"loading {name}")
        try:
            return self._memory.get(known.key, folder.weigh(known.source.folder), lambda: self._load(known))
        except folder.BrokenModel as error:
            self._broken[name] = error.message
            log.error("%s: %s", name, error.message)  # noqa: TRY400  its own words are all
            raise EngineLost(error.message) from error
        except RuntimeError as error:
            if not is_short_of_memory(error):
                raise
            freed(self._terms)
            log.error("there is not enough memory to load %s: %s", name, error)  # noqa: TRY400
            raise EngineBusy from error
        finally:
            self._tell(READY if self._is_prepared else "loading")

    def _load(self, known: _Known) -> Loaded:
        return load(known.source, known.model, known.chosen.family, known.profile, self._terms)

    def _warm(self, name: str) -> None:
        """Draw small pictures of two sizes and two lengths of prompt: code is made for the first, and for any after."""
        known = self._known[name]
        edits = not known.chosen.family.draws
        for words, side in WARMING:
            job = Job(
                door=Door.TEXT2IMAGE,
                model=name,
                kind=Kind.EDIT if edits else Kind.DRAW,
                prompt=words,
                size=Size(width=side, height=side),
                images=("a plain picture",) if edits else (),
            )
            hasty = msgspec.structs.replace(known.model, steps=2)
            work = Work(
                loaded=self._loaded(name),
                plan=plan(job, known.chosen.family, known.profile, hasty, self._terms.batch),
                references=(plain_png(side, side, 1),) if edits else (),
                terms=self._terms,
                report=unheard,
                make_room=lambda: None,
            )
            list(work.images())


def _notes(made: Plan, work: Work) -> dict[str, str]:
    notes = {"ignored": ", ".join(made.ignored)} if made.ignored else {}
    return {**notes, "memory": "short; drawn with less of it"} if work.was_short else notes


def _look(name: str, model: Model, terms: Terms) -> _Known:
    """Look at a model before anything is loaded. Raises InvalidParameter, BrokenModel."""
    where, chosen = source.found(name, model, terms)
    return _Known(where, chosen, profile_of(name, model, chosen), model)


def _budget(terms: Terms) -> int:
    """Return the bytes that weights may take: what is set, or most of what the device has."""
    if terms.memory_gb:
        return int(terms.memory_gb * 1e9)
    if terms.device.startswith("cuda"):
        return int(SHARE * torch.cuda.mem_get_info(terms.device)[1])
    return int(0.5 * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
