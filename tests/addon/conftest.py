"""What tests of the add-on share: its folders, and the program started in them."""

import json
import re
from pathlib import Path

import pytest

from tests.addon.supervisor import TOKEN, write_options
from wyoming_kokoro.app import Application
from wyoming_kokoro.settings import Paths, load

HERE = {
    "engine.name": "tone",
    "wyoming.uri": "tcp://127.0.0.1:0",
    "http.host": "127.0.0.1",
    "http.port": 0,
    "http.ingress_port": 0,
    "discovery.zeroconf": False,
}
"""Free ports of this machine, and the engine that hums."""


class Installed:
    """An add-on with its folders, as the Supervisor has made them."""

    def __init__(self, folder: Path, log: pytest.LogCaptureFixture) -> None:
        self.data, self.config = folder / "data", folder / "config"
        self.data.mkdir()
        self.config.mkdir()
        self.options = self.data / "options.json"
        self.here: dict[str, object] = dict(HERE)
        self._log = log
        write_options(self.options, {})

    def server(self, supervisor: str, *, token: str = TOKEN, peer: str = "127.0.0.1") -> Application:
        """The program as the Supervisor starts it; without a token as users start it elsewhere."""
        inside = bool(token)
        paths = Paths(self.data, self.config, self.options if inside else None, self.config if inside else None)
        environment = {"SUPERVISOR_TOKEN": token} if inside else {}
        return Application(load(paths, {**self.here, "http.ingress_peers": [peer]}, environment), supervisor)

    def own(self, settings: object) -> None:
        """Write settings as the dashboard does."""
        (self.config / "override.json").write_text(json.dumps(settings), encoding="utf-8")

    def port(self, whose: str) -> int:
        """The port that the log last named: Wyoming's, HTTP's, or the proxy's."""
        return int(re.findall(rf"{whose}.* at \w+://[\d.]+:(\d+)", self._log.text)[-1])


@pytest.fixture
def installed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Installed:
    """An add-on just installed."""
    caplog.set_level("INFO", "wyoming_kokoro")
    return Installed(tmp_path, caplog)
