"""Whatever is typed ends in words and with a documented code: no traceback, no failure of the
program itself.
"""

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from tests.cli.test_help import EVERY

WRONG = ["--nope", "--nope"]
"""Two words that make a line wrong, also where the first is taken for the value of an option."""
SLOW = {
    ("submit",),
    ("sign-in",),
    ("replay",),
    ("install",),
    ("doctor",),
    ("flows", "check"),
    ("flows", "save-pages"),
}
"""What would start a browser, or read every flow: only read here, never carried out."""
OPTIONS = sorted(
    {
        option
        for command in EVERY.values()
        for parameter in command.params
        for option in parameter.opts
    }
    - {"--install-completion", "--show-completion"}
)
VALUES = [
    "",
    " ",
    "-",
    "--",
    "-h",
    "en",
    "xx",
    "facebook",
    "nowhere",
    "FR",
    "1",
    "-1",
    "nan",
    "a\nb",
    "a=b",
    "answer",
]
VALUES += [
    "2026-11-24-facebook-7k3q",
    "x" * 300,
    "~nobody/x",
    "{id}",
    "%s",
    "\udc80",
    "\u202e",
    "🙂",
    ".",
    "my-bank",
]
NAMES = {name for path in EVERY for name in path}
words = st.one_of(
    st.sampled_from(OPTIONS),
    st.sampled_from(VALUES),
    st.builds("{}={}".format, st.sampled_from(OPTIONS), st.sampled_from(VALUES)),
    # A path may lead anywhere, no argument can hold a NUL, and what is started stands in its own
    # place.
    st.text(st.characters(exclude_characters="/\0", exclude_categories=()), max_size=12).filter(
        lambda word: word not in NAMES
    ),
)
lines = st.tuples(
    st.lists(words, max_size=2),
    st.sampled_from([list(path) for path in EVERY]),
    st.lists(words, max_size=5),
)


@given(lines)
@example(([], [], ["--lang", "fr"]))
@example((["--"], [], []))
@example(([], ["sign-in"], []))
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_typed_ends_in_words_and_with_a_documented_code(shell, line):
    before, path, after = line
    assume("--" not in before[:-1])
    if tuple(path) in SLOW:
        after = [word for word in after if word != "--"] + WRONG
    ran = shell.here([*before, *path, *after], {})
    assert ran.code in (0, 1, 2)
    assert "unexpectedly" not in ran.err
    assert "UnicodeEncodeError" not in ran.err
    assert (ran.out + ran.err).strip()
