"""The service as a process of its own, as its users run it."""

import os
import re
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from types import TracebackType

READY = re.compile(r"Danqing serves (http://\S+)/api/v1")

UNHURRIED = {"DANQING_LOG__LEVEL": "warning", "DANQING_LIMITS__SUBMISSIONS_PER_SECOND": "off"}
"""What tests want otherwise than users."""


class Live:
    """`danqing serve` on a free port, as fast as one can submit; killed at the end unless it has ended."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        said = {f"DANQING_{name.upper()}": str(value) for name, value in settings.items()}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "danqing", "serve", "--port", "0", "--data", str(folder)],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | UNHURRIED | said,
        )
        self.origin = self._wait()
        self._said: deque[str] = deque(maxlen=1000)
        # A server whose pipe is full stands still at its next line.
        self._listening = Thread(target=self._listen, daemon=True)
        self._listening.start()

    def __enter__(self) -> "Live":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def base_url(self) -> str:
        """What SDKs want as their base URL."""
        return f"{self.origin}/api/v1"

    @property
    def key(self) -> str:
        """The first account's key."""
        return (self.folder / "api-key").read_text().strip()

    @property
    def headers(self) -> Mapping[str, str]:
        """What every request must say."""
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._process.pid

    def terminate(self) -> int:
        """Ask the server to stop, and return its exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._ended()

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        if self._process.poll() is None:
            self._process.kill()
            self._ended()

    def said(self) -> str:
        """Return the last thousand lines that a server which has ended had written since it was ready."""
        return "".join(self._said)

    def _ended(self) -> int:
        status = self._process.wait(60)
        self._listening.join()
        assert self._process.stderr
        self._process.stderr.close()
        return status

    def _listen(self) -> None:
        assert self._process.stderr
        self._said.extend(self._process.stderr)

    def _wait(self) -> str:
        assert self._process.stderr
        said: list[str] = []
        for line in self._process.stderr:
            if found := READY.search(line):
                return found[1]
            said.append(line)
        self._process.communicate()
        raise AssertionError("the service did not start:\n" + "".join(said))
