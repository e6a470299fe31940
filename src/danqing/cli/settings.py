"""`danqing settings`: every value and where it came from."""

from danqing.cli.options import ConfigOption, JsonOption
from danqing.cli.terminal import say_json, say_rows


def settings(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show every setting, its value and where that was said: default, file or environment. Secrets are masked."""
    from danqing.settings import Settings

    told = Settings.load(config).sources()
    if as_json:
        say_json([{"name": name, "value": value, "source": source} for name, value, source in told])
    else:
        say_rows(("setting", "value", "from"), told)
