"""Which models there are, and what draws them."""

from danqing.catalog.catalog import Catalog
from danqing.catalog.load import load
from danqing.core.errors import Refused
from danqing.engines.delivery import MOST_BYTES
from danqing.engines.fleet import MAKERS, Fleet, Making, fleet
from danqing.settings import BadSettings, Settings
from danqing.storage.fetch import Fetcher, Within


def catalog_of(settings: Settings) -> Catalog:
    """Return the shipped models with the operator's own on top. Raises BadCatalog, BadSettings."""
    catalog = load(settings.engines.models_file)
    for model in catalog.models:
        for engine in model.engines:
            if engine not in MAKERS:
                known = ", ".join(MAKERS)
                raise BadSettings(f"model {model.name!r} is drawn by an unknown engine {engine!r}; known: {known}")
    return catalog


def engines_of(settings: Settings, catalog: Catalog) -> Fleet:
    """Return the engines that the catalog names. Raises BadSettings for one that cannot be used as it is set."""
    results = Fetcher(Within(bytes=MOST_BYTES), allow_private=settings.inputs.allow_private_networks)
    try:
        return fleet(Making(wanted=settings, models=catalog.models, fetch=results.fetch))
    except Refused as error:
        raise BadSettings(error.message) from error
