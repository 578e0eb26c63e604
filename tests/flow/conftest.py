"""A flow file on disk, to change one thing in and load again."""

import itertools
from pathlib import Path

import pytest

from optout.errors import FlowError
from optout.flow.load import FLOW_FILE, load_flow


class FlowFiles:
    """Writes each flow into a new folder named `example` and loads it; a fresh folder for every
    load.
    """

    valid = Path(__file__).with_name("valid.yaml").read_text("utf-8")

    def __init__(self, root):
        self._root = root
        self._numbers = itertools.count()

    def changed(self, old, new):
        assert self.valid.count(old) == 1, (
            f"stands {self.valid.count(old)} times in valid.yaml: {old}"
        )
        return self.valid.replace(old, new)

    def folder(self, text, name="example"):
        folder = self._root / str(next(self._numbers)) / name
        folder.mkdir(parents=True)
        (folder / FLOW_FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    def load(self, text, name="example"):
        return load_flow(self.folder(text, name)).flow

    def mistakes(self, text, name="example"):
        with pytest.raises(FlowError) as caught:
            self.load(text, name)
        return caught.value.mistakes

    def mistake(self, text, name="example"):
        """Give the one mistake, as `line: where: says`."""
        mistakes = self.mistakes(text, name)
        assert len(mistakes) == 1, f"{len(mistakes)} mistakes: {mistakes}"
        return f"{mistakes[0].line}: {mistakes[0].where}: {mistakes[0].message}"


@pytest.fixture(scope="session")
def flows(tmp_path_factory):
    return FlowFiles(tmp_path_factory.mktemp("flows"))
