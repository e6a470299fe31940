"""`danqing doctor`: the settings against the machine."""

from typing import TYPE_CHECKING

import typer

from danqing.cli.options import ConfigOption, JsonOption
from danqing.cli.terminal import say_json, say_rows

if TYPE_CHECKING:
    from danqing.cli.check import Check


def doctor(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Check the settings against this machine and whatever they name elsewhere; say what to do about what fails."""
    from danqing.cli.checks import examine

    checks = list(examine(config))
    if as_json:
        say_json([_record(check) for check in checks])
    else:
        say_rows(("", "check", "found", "what to do"), [_row(check) for check in checks])
    if not all(check.is_well for check in checks):
        raise typer.Exit(1)


def _row(check: "Check") -> tuple[str, str, str, str]:
    return "✓" if check.is_well else "✗", check.name, check.found, check.remedy


def _record(check: "Check") -> dict[str, object]:
    return {"check": check.name, "ok": check.is_well, "found": check.found, "remedy": check.remedy}
