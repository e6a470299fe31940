"""Where a model comes from: a folder, a folder without weights, or the hub's cache."""

from dataclasses import dataclass
from pathlib import Path

from danqing.core.errors import InvalidParameter
from danqing.engines.diffusion import families, folder
from danqing.engines.diffusion.families import Chosen
from danqing.engines.diffusion.folder import BrokenModel
from danqing.engines.diffusion.terms import Model, Terms

RANDOM = "random:"
"""Before a folder that has no weights: they are made up, for measuring how long a full-size model takes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A folder that has been looked at."""

    folder: Path
    random: bool = False


def found(name: str, model: Model, terms: Terms) -> tuple[Source, Chosen]:
    """Return the model's folder and family. Raises BrokenModel, InvalidParameter."""
    random = model.source.startswith(RANDOM)
    said = model.source.removeprefix(RANDOM)
    where = Path(said).expanduser()
    if not where.is_dir():
        where = _from_hub(said, terms)
    kind = folder.class_of(where)
    chosen = families.named(model.family) if model.family else families.recognised(kind, said)
    if chosen.family.kind != kind:
        raise InvalidParameter(f"{said} is a {kind}, and {chosen.name} is a {chosen.family.kind}")
    if chosen.family.must_accept and chosen.name not in terms.accept_licences:
        raise InvalidParameter(
            f"{name} is of {chosen.name}, whose licence is: {chosen.family.licence}. "
            f"If you accept it, say so in diffusion.accept_licences: {chosen.name}"
        )
    folder.check(where, weights=not random)
    return Source(where, random), chosen


def _from_hub(said: str, terms: Terms) -> Path:
    from danqing.engines.diffusion.libraries import diffusers  # noqa: PLC0415  only for models that are no folders

    if said.startswith(("/", ".", "~")) or said.count("/") != 1:
        raise BrokenModel(f"{said} is no folder, and no id of the hub, which is written as owner/name")
    try:
        return Path(
            diffusers.DiffusionPipeline.download(said, local_files_only=not terms.allow_download, use_safetensors=True)
        )
    except (OSError, ValueError) as error:
        why = (
            "cannot be downloaded"
            if terms.allow_download
            else "was not downloaded, and diffusion.allow_download is off"
        )
        raise BrokenModel(f"{said} {why}: {str(error).splitlines()[0][:200]}") from error
