"""What happens to a run from outside, and when: data of a case made real."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults.machine import Machine
from tests.faults.runs import TIME, Running, kill
from tests.faults.site import Site


@dataclass(frozen=True)
class Deed:
    """One deed: once words stand on stderr (`when`), or a request has come (`after`), what is done (`does`)."""

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


def _interrupt_twice(scene: Scene, _: Deed) -> None:
    """Press Ctrl-C and, once the first was taken, again; the system makes one of two signals that wait together."""
    scene.running.tell("SIGINT")
    until = time.monotonic() + TIME
    while _waiting(scene.running.process.pid) and time.monotonic() < until:
        time.sleep(0.01)
    if scene.running.process.poll() is None:
        scene.running.tell("SIGINT")


def _waiting(pid: int) -> bool:
    """Whether a signal has been sent to a process and not yet been taken."""
    try:
        with open(f"/proc/{pid}/status") as status:  # noqa: PTH123
            masks = dict(line.split(":\t") for line in status if line.startswith(("SigPnd", "ShdPnd")))
    except OSError:
        return False
    return any(int(mask, 16) for mask in masks.values())


_DOES: dict[str, Callable[[Scene, Deed], Any]] = {
    "nothing": lambda *_: None,
    "types": lambda scene, deed: scene.running.type(deed.line),
    "let_go": lambda scene, _: scene.site.let_go.set(),
    "site_goes": lambda scene, _: scene.site.go(),
    "interrupt": lambda scene, _: scene.running.tell("SIGINT"),
    "interrupt_twice": _interrupt_twice,
    "terminate": lambda scene, _: scene.running.tell("SIGTERM"),
    "hang_up": lambda scene, _: scene.running.tell("SIGHUP"),
    "kill": lambda scene, _: scene.running.tell("SIGKILL"),
    "kill_browser": lambda scene, _: kill(scene.running.process.pid, "browser"),
    "kill_renderer": lambda scene, _: kill(scene.running.process.pid, "renderer"),
    "kill_driver": lambda scene, _: kill(scene.running.process.pid, "driver"),
    "remove_records": lambda scene, _: shutil.rmtree(scene.machine.data / "records"),
    "move_clock": lambda scene, deed: scene.machine.set_clock(deed.line),
    "presses": lambda scene, deed: scene.machine.press(deed.line),
    "writes": lambda scene, deed: scene.machine.write(deed.line),
    "presses_enter": lambda scene, _: scene.machine.press_enter(),
    "stores": lambda scene, deed: scene.site.store(deed.line),
    "close_window": lambda scene, _: scene.machine.close_windows(),
}
