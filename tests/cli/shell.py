"""The program in a folder of its own, without anything of whoever runs the tests, and how it
ended.
"""

import io
import json
import os
import re
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pexpect
import pytest
from tests.local_site import command
from tests.program import Begun, at_terminal
from tests.rows import put

from optout.cli.entry import main
from optout.flow.find import find_flow
from optout.journal import Journal, ObjectionKey
from optout.outcome import State
from optout.translation import speak

POSIX = os.name == "posix"
IN_A_PROCESS = {
    "submit",
    "replay",
    "install",
    "doctor",
    "complain",
    "letter",
    "check",
    "save-pages",
}
IN_A_PROCESS |= {"PYTHONIOENCODING", "PATH"}
"""Commands that open a page, and variables that are read as a process begins."""
OPENS_NOTHING = {"--help", "-h", "--list", "--no-replay"}
"""With one of these, none of the commands opens a page."""
EXAMPLE = Path(__file__).parents[1] / "run" / "flow.yaml"
RECEIVED, DUE = "2026-11-25", "2026-12-28"
"""From which day on and by which an answer is due: Christmas Day, St Stephen's Day and a Sunday are passed over."""
IN = {
    "fr": {"OPTOUT_LANG": "fr", "LC_ALL": "de_DE.UTF-8"},
    "de": {"LC_ALL": "", "LANG": "de_DE.UTF-8"},
}
"""Variables by which a language is chosen: the setting goes before the system's."""
SECRET = "Ada-Lovelace-1815"
NO_BROWSER = """
import sys
from optout.browser import installed
installed._SYSTEM = "linux"
from optout.cli.entry import main
from optout.flow.find import find_flow
sys.argv = ["optout", *sys.argv[1:]]
main()
"""


class Shell:
    """A folder to work in, a data folder, and variables without anything of whoever runs the
    tests.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir(exist_ok=True)
        self.data = folder / "data"
        kept = {
            name: value
            for name, value in os.environ.items()
            if not re.match(r"OPTOUT_|CI$|DISPLAY$|WAYLAND", name)
        }
        plain = {"PYTHONIOENCODING": "utf-8", "COLUMNS": "100", "OPTOUT_DATA_DIR": str(self.data)}
        self.environ = {**kept, **plain, "XDG_STATE_HOME": str(folder / "state")}

    def run(self, *arguments: str, program: list[str] | None = None, **variables: str) -> "Ran":
        """Run a command: in this process where it opens no page and needs no stream of its own,
        which is quicker.
        """
        words = {*arguments}
        opens = (IN_A_PROCESS & words and not OPENS_NOTHING & words) or IN_A_PROCESS & {*variables}
        if program or opens or not arguments:
            return self.apart(*arguments, program=program, **variables)
        return self.here(arguments, variables)

    def here(self, arguments: Sequence[str], variables: dict[str, str]) -> "Ran":
        """Run a command in this process."""
        out = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        err = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True)
        environ = {**self.environ, **variables}
        with (
            pytest.MonkeyPatch.context() as patch,
            Path(os.devnull).open(encoding="utf-8") as nothing,
        ):
            for name in os.environ.keys() - environ.keys():
                patch.delenv(name)
            for name, value in environ.items():
                patch.setenv(name, value)
            patch.chdir(self.folder)
            patch.setattr(sys, "argv", command(*arguments))
            for name, stream in {"stdin": nothing, "stdout": out, "stderr": err}.items():
                patch.setattr(sys, name, stream)
            try:
                with pytest.raises(SystemExit) as ended:
                    main()
            finally:
                speak("en")
        said, told = (stream.buffer.getvalue().decode() for stream in (out, err))
        return Ran(int(ended.value.code or 0), said, told)

    def apart(self, *arguments: str, program: list[str] | None = None, **variables: str) -> "Ran":
        """Run a command in a process of its own."""
        return Ran(*Begun(arguments, {**self.environ, **variables}, self.folder, program).end())

    def begin(self, *arguments: str, **variables: str) -> Begun:
        """Begin a command in a process of its own, to do something meanwhile."""
        return Begun(arguments, {**self.environ, **variables}, self.folder)

    def terminal(self, *arguments: str, **variables: str) -> pexpect.spawn:
        # So wide that no sentence that a test looks for is broken.
        environment = {"TERM": "xterm", **self.environ, "COLUMNS": "400", **variables}
        return at_terminal(arguments, environment, self.folder, columns=120)

    def own_flow(self, text: str = EXAMPLE.read_text("utf-8"), name: str = "example") -> Path:
        (self.folder / name).mkdir(exist_ok=True)
        (self.folder / name / "flow.yaml").write_text(text, "utf-8")
        return self.folder / name

    def journal(self, *states: State) -> None:
        """Put a row for each state into the journal, each of an account of its own."""
        for state in states:
            name = state.value.replace("_", "-")
            objected(self.data, state, account=name, name=name)


def objected(
    data: Path,
    state: State,
    flow: str = "facebook",
    account: str = "default",
    name: str = "",
    due: str | None = DUE,
) -> str:
    """Put an objection into a journal; a confirmed one is due. Gives its name."""
    known, name = find_flow(flow).flow, name or f"2026-11-24-{flow}-{account[:4]}"
    with closing(Journal(data)) as journal:
        key = ObjectionKey(flow, known.controller, account, known.purpose)
        put(journal, name, State.SENT if state is State.CONFIRMED else state, key)
        if state is State.CONFIRMED:
            journal.set_state(name, state, received_on=RECEIVED, due_on=due)
    return name


class Ran:
    """How the program ended. Whatever the command, no traceback and no control character reaches a
    person.
    """

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err
        assert "Traceback" not in out + err
        assert "\x1b" not in out + err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def hint(self):
        return self.err.partition("\nhint: ")[2]


def refused(ran, code, *words):
    """What holds of every refusal: its exit code, nothing on stdout, what is wrong on stderr."""
    assert (ran.code, ran.out) == (code, ""), ran.err
    for word in words:
        assert word in ran.err
    return ran


def ends(terminal):
    terminal.expect(pexpect.EOF)
    said = terminal.before
    terminal.close()
    return terminal.exitstatus, said
