"""Start the service on a free port with an empty data folder, let the official SDK draw and edit, and stop.

Run by `make demo`: `python scripts/demo.py SDK_PYTHON FOLDER`.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

READY = re.compile(r"Danqing serves (http://\S+)")


def main(sdk_python: str, folder: str) -> int:
    """Run the demo; return the exit status of the SDK's part."""
    with tempfile.TemporaryDirectory(prefix="danqing-demo-") as data:
        command = [sys.executable, "-m", "danqing", "serve", "--port", "0", "--data", data]
        environment = os.environ | {"DANQING_LOG__LEVEL": "warning"}
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        try:
            base_url = _base_url(server)
            key = (Path(data) / "api-key").read_text().strip()
            sample = Path(__file__).with_name("demo_sdk.py")
            return subprocess.run([sdk_python, sample, base_url, key, folder], check=False).returncode
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate()


def _base_url(server: "subprocess.Popen[str]") -> str:
    assert server.stderr
    said: list[str] = []
    for line in server.stderr:
        if found := READY.search(line):
            return found[1]
        said.append(line)
    raise SystemExit("the service did not start:\n" + "".join(said))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
