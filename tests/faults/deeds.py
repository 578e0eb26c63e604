"""What happens to a run from outside, and when: data of a case made real."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults.machine import Machine
from tests.faults.runs import TIME, Running, kill
from tests.faults.site import Site


@dataclass(frozen=True)
class Deed:
    """One deed: once words stand on stderr (`when`), or a request has come (`after`), what is done
    (`does`).
    """

    does: str
    when: str = ""
    after: str = ""
    line: str = ""

    def wait(self, running: Running, site: Site) -> None:
        """Wait for the moment."""
        if self.when:
            running.wait_for(self.when)
        if self.after:
            method, _, path = self.after.partition(" ")
            site.wait_for(method, path, TIME)


@dataclass(frozen=True)
class Scene:
    """Where deeds are done."""

    machine: Machine
    site: Site
    running: Running


def perform(scene: Scene, deeds: list[Deed]) -> None:
    """Do one deed after another, each at its moment."""
    for deed in deeds:
        deed.wait(scene.running, scene.site)
        _DOES[deed.does](scene, deed)


_DOES: dict[str, Callable[[Scene, Deed], Any]] = {
    "types": lambda scene, deed: scene.running.type(deed.line),
    "let_go": lambda scene, _: scene.site.let_go.set(),
    "interrupt": lambda scene, _: scene.running.tell("SIGINT"),
    "terminate": lambda scene, _: scene.running.tell("SIGTERM"),
    "hang_up": lambda scene, _: scene.running.tell("SIGHUP"),
    "kill_browser": lambda scene, _: kill(scene.running.process.pid, "browser"),
    "kill_renderer": lambda scene, _: kill(scene.running.process.pid, "renderer"),
    "kill_driver": lambda scene, _: kill(scene.running.process.pid, "driver"),
    "remove_records": lambda scene, _: shutil.rmtree(scene.machine.data / "records"),
    "presses": lambda scene, deed: scene.machine.press(deed.line),
    "close_window": lambda scene, _: scene.machine.close_windows(),
}
