"""Whatever is typed ends in words and with a documented code: no traceback, no failure of the program itself."""

import contextlib
import gc
import io
import os
import sys
from unittest import mock

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from tests.cli.test_help import EVERY

from optout.cli.entry import main
from optout.exits import EXIT_MEANINGS
from optout.i18n import speak

WRONG = ["--nope", "--nope"]
"""Two words that make a line wrong, also where the first is taken for the value of an option."""
SLOW = {("submit",), ("sign-in",), ("replay",), ("install",), ("doctor",), ("flows", "check"), ("flows", "save-pages")}
"""What would start a browser, or read every flow: only read here, never carried out."""
OPTIONS = sorted(
    {option for command in EVERY.values() for parameter in command.params for option in parameter.opts}
    - {"--install-completion", "--show-completion"}
)
VALUES = ["", " ", "-", "--", "-h", "en", "xx", "facebook", "nowhere", "FR", "1", "-1", "nan", "a\nb", "a=b", "answer"]
VALUES += ["2026-11-24-facebook-7k3q", "x" * 300, "~nobody/x", "{id}", "%s", "\udc80", "\u202e", "🙂", ".", "my-bank"]
NAMES = {name for path in EVERY for name in path}
words = st.one_of(
    st.sampled_from(OPTIONS),
    st.sampled_from(VALUES),
    st.builds("{}={}".format, st.sampled_from(OPTIONS), st.sampled_from(VALUES)),
    # A path may lead anywhere, no argument can hold a NUL, and what is started stands in its own place.
    st.text(st.characters(exclude_characters="/\0", exclude_categories=()), max_size=12).filter(
        lambda word: word not in NAMES
    ),
)
lines = st.tuples(
    st.lists(words, max_size=2), st.sampled_from([list(path) for path in EVERY]), st.lists(words, max_size=5)
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Give a place to work in, with an empty data folder and nothing of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("typed")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("OPTOUT_") and "DISPLAY" not in name
    }
    data = {"OPTOUT_DATA_DIR": str(folder / "data"), "XDG_STATE_HOME": str(folder / "state"), "COLUMNS": "80"}
    thresholds = gc.get_threshold()
    with contextlib.chdir(folder), mock.patch.dict(os.environ, {**kept, **data}, clear=True):
        yield folder
    speak("en")
    gc.set_threshold(*thresholds)


def typed(arguments):
    """Run the program as its console script does, in this process: its exit code and what it said."""
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", errors) for errors in ("strict", "backslashreplace")]
    code: object = 0
    as_typed, at_the_end = mock.patch.object(sys, "argv", ["optout", *arguments]), mock.patch("atexit.register")
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]), as_typed, at_the_end:
        try:
            main()
        except SystemExit as end:
            code = end.code
    for stream in streams:
        stream.seek(0)
    return code, streams[0].read(), streams[1].read()


@pytest.mark.usefixtures("place")
@given(lines)
@example(([], [], ["--lang", "fr"]))
@example((["--verbose"], [], []))
@example(([], ["flows"], ["--lang", "de"]))
@example((["--"], [], []))
@example(([], ["sign-in"], []))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_is_typed_ends_in_words_and_with_a_documented_code(line):
    before, path, after = line
    assume("--" not in before[:-1])
    if tuple(path) in SLOW:
        after = [word for word in after if word != "--"] + WRONG
    code, out, err = typed([*before, *path, *after])
    assert code in EXIT_MEANINGS
    assert code in (0, 1, 2)
    assert "Traceback" not in out + err
    assert "unexpectedly" not in err
    assert "UnicodeEncodeError" not in err
    assert (out + err).strip()
