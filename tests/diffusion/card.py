"""The test's side of the card that does what it is told; the other side is played/sitecustomize.py."""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

PLAYED = Path(__file__).parent / "played"


class Card:
    """A folder that the drawing processes look into before each pass through a model."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._pipe = folder / "hold"

    @property
    def surroundings(self) -> dict[str, str]:
        """What a server's environment must have."""
        return {"TEST_CARD": str(self._folder), "PYTHONPATH": str(PLAYED)}

    @property
    def passes(self) -> int:
        """How many passes through a transformer have begun."""
        return self._log().count("forward")

    @property
    def overflows(self) -> int:
        """How often the memory was not enough."""
        return self._log().count("out of memory")

    @contextmanager
    def held(self) -> Generator[None]:
        """Hold every pass that begins, until the context ends."""
        os.mkfifo(self._pipe)
        try:
            yield
        finally:
            self.release()

    def reached(self, passes: int) -> None:
        """Let passes go, one at a time, until so many have begun; the last one is held."""
        while self.passes < passes:
            self._pipe.write_text("")  # waits for somebody who reads

    def release(self) -> None:
        """Hold nothing any more."""
        with suppress(FileNotFoundError):
            with suppress(OSError):  # nobody is held
                os.close(self._opened_now())
            self._pipe.unlink()

    def break_at(self, *passes: int, words: str = "The size of tensor a must match the size of tensor b") -> None:
        """Let passes fail, counted from the next, in these words."""
        numbers = " ".join(str(self.passes + number) for number in passes)
        (self._folder / "break").write_text(f"{numbers}\n{words}")

    def allow(self, places: int) -> None:
        """Have memory to decode so many places of latents at once."""
        (self._folder / "room").write_text(str(places))

    def _opened_now(self) -> int:
        opened = os.open(self._pipe, os.O_WRONLY | os.O_NONBLOCK)
        self._pipe.unlink()
        return opened

    def _log(self) -> list[str]:
        path = self._folder / "passes"
        return path.read_text().splitlines() if path.exists() else []
