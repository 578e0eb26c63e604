"""Saved pages and their cases: what the file leaves to each case, and what is missing, told at
once.
"""

import json
from pathlib import Path

import pytest

from optout.errors import FlowError
from optout.flow.cases import load_cases, read_page
from optout.flow.load import load_flow
from optout.outcome import State

CASES = Path(__file__).with_name("cases.yaml").read_text("utf-8")
PAGES = {
    "cases.yaml": CASES,
    "form.html": "<p lang={{ lang }}>{{ hello }}, {{name}}</p>",
    "login.html": "<p>{{ hello }} {{ name }}</p>",
    "words/en.yaml": "recorded: {hello: Hello}\n",
    "words/fr.yaml": "inferred: {hello: Bonjour}\n",
}


def changed(old, new):
    assert CASES.count(old) == 1
    return {"cases.yaml": CASES.replace(old, new)}


def in_page(name, value):
    return {
        "cases.yaml": CASES.replace("form.html", name).replace("{name: Ada}", f"{{name: {value}}}")
    }


@pytest.fixture
def cases(flows):
    """Load the cases of the valid flow with some of its pages' files changed, or, with None, left
    out.
    """

    def load(changed=()):
        folder = flows.folder(flows.valid)
        for name, text in {**PAGES, **dict(changed)}.items():
            file = folder / "pages" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if text is not None:
                file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_cases(load_flow(folder))

    return load


@pytest.fixture
def mistakes(cases):
    def load(changed):
        with pytest.raises(FlowError) as caught:
            cases(changed)
        return [
            f"{m.file.rpartition('pages/')[2]}: {m.where}: {m.message}"
            for m in caught.value.mistakes
        ]

    return load


def test_a_case_with_languages_becomes_one_case_for_each_and_the_first_is_first(cases):
    assert list(cases()) == ["received-en", "received-fr", "declined"]
    assert list(cases(changed("first: received-en", "first: declined"))) == [
        "declined",
        "received-en",
        "received-fr",
    ]


def test_what_is_nearer_wins_an_answer_over_its_case_and_this_over_the_file(cases):
    ready = cases()
    declined, received = ready["declined"], ready["received-en"]
    assert [answer.page for answer in declined.answers] == ["login.html", "form.html"]
    assert [read_page(declined, answer) for answer in declined.answers] == [
        "<p>Bonjour Joan</p>",
        "<p lang=fr>Bonjour, Grace</p>",
    ]
    assert (declined.patience, received.patience, declined.code_wait) == (1, 2, 3)
    person = declined.person  # an empty text takes a value away
    assert (person.email, person.comment, person.terminal) == ("ada@example.eu", "", True)
    assert [gesture.press for gesture in person.at["sign_in"]] == ["#go"]
    assert [gesture.say for gesture in person.at["approve"]] == ["no"]
    expected = declined.expect
    assert (expected.outcome, expected.exit, expected.sends, expected.reason) == (
        State.STOPPED,
        4,
        0,
        "declined",
    )
    in_english = cases(changed("page: login.html,", "page: login.html, words: en,"))["declined"]
    assert read_page(in_english, in_english.answers[0]) == "<p>Hello Joan</p>"


@pytest.mark.parametrize(
    ("files", "read"),
    [
        ({}, "<p lang=en>Hello, Ada</p>"),
        (
            {"words/en.yaml": "recorded: {hello: Hi}\ninferred: {hello: Hello}\n"},
            "<p lang=en>Hi, Ada</p>",
        ),
        # a value is escaped as its page needs it, and is not filled again
        (
            changed("set: {name: Ada}", "set: {name: '<script>\"a\" & ''b''</script>'}"),
            "<p lang=en>Hello, &lt;script&gt;&quot;a&quot; &amp; &#x27;b&#x27;&lt;/script&gt;</p>",
        ),
        (
            changed("set: {name: Ada}", "set: {name: '{{ hello }}'}"),
            "<p lang=en>Hello, {{ hello }}</p>",
        ),
        (
            {"form.json": '"{{ name }}"', **in_page("form.json", "'a\"b\\<é'")},
            json.dumps('a"b\\<é'),
        ),
        ({"form.txt": "{{ name }}", **in_page("form.txt", "'<&'")}, "<&"),
        (
            {
                "form.html": "{{ name }}<script>say('{{ name }}')</script>{{ name }}",
                **in_page("form.html", "l'<b>"),
            },
            "l&#x27;&lt;b&gt;<script>say('l\\u0027\\u003cb>')</script>l&#x27;&lt;b&gt;",
        ),
    ],
)
def test_a_page_is_filled_in_the_language_of_its_case(cases, files, read):
    ready = cases(files)
    assert read_page(ready["received-en"], ready["received-en"].answers[0]) == read
    if not files:
        assert (
            read_page(ready["received-fr"], ready["received-fr"].answers[0])
            == "<p lang=fr>Bonjour, Ada</p>"
        )


def test_missing_pages_words_and_placeholders_are_reported_together(mistakes):
    form = {
        "form.html": "{{ b }}{{ hello }}{{ a }}",
        "words/fr.yaml": "recorded: {hullo: Bonjour}\n",
    }
    assert mistakes({"login.html": None, "words/en.yaml": None, **form}) == [
        "form.html: : no value for a, b, hello in fr",
        "login.html: : cannot be read: No such file or directory",
        "words/en.yaml: : cannot be read: No such file or directory",
    ]


# fmt: off
MISTAKES = [
    ("first: received-en", "first: received",
     "first: names no case that is played; one with languages is named with one, as in received-en"),
    *(("page: form.html", f"page: {page}", "answers.0.page: String should match pattern")
      for page in ("../form.html", "/form.html")),
    (", page: form.html", "", "answers.0: needs one of page, fails and leads_to"),
    ("page: form.html", "page: form.html, fails: reset", "answers.0: needs one of page, fails and leads_to"),
    ("page: form.html", "page: form.html, cookie: 'a=b; c'", "answers.0.cookie: String should match pattern"),
    ("to: GET https", "to: https", "answers.0.to: String should match pattern"),
    ("    sign_in:", "    breakfast:", "person.at.breakfast: Input should be 'sign_in'"),
    ("  declined:", "  Declined:", "cases.Declined: String should match pattern"),
    ("    words: fr", "    wrods: fr", "cases.declined.wrods: is not a word of the flow language"),
]
IN_FILES = [
    ("words/en.yaml", "recorded: {Hello: Hello}", "recorded.Hello: String should match pattern"),
    ("words/en.yaml", "recorded: {hello: no}", "recorded.hello: must be text"),
    ("words/en.yaml", "hello: Hello", "hello: is not a word of the flow language"),
    ("login.html", b"\xff", ": is not UTF-8 text"),
    ("cases.yaml", b"\xff", ": is not UTF-8 text"),
    ("cases.yaml", None, ": cannot be read: No such file or directory"),
    ("form.html", "x" * (1024 * 1024 + 1), ": is larger than 1024 KB"),
    ("cases.yaml", "#" * (512 * 1024 + 1), ": is larger than 512 KB"),
]
# fmt: on


def test_a_mistake_in_the_cases_is_told_with_its_place(mistakes):
    for old, new, says in MISTAKES:
        [found] = mistakes(changed(old, new))
        assert found.startswith(f"cases.yaml: {says}")


def test_a_mistake_in_another_file_is_told_with_its_name(mistakes):
    for file, text, says in IN_FILES:
        assert any(one.startswith(f"{file}: {says}") for one in mistakes({file: text}))


def test_a_value_that_breaks_what_it_is_put_into_is_a_mistake_of_the_file(cases):
    broken = changed("to: GET **/login, page: login.html", "to: 'GET {{name}}', page: login.html")
    [text] = broken.values()
    with pytest.raises(FlowError, match="with its values"):
        cases({"cases.yaml": text.replace("set: {name: Grace}", "set: {name: Grace Hopper}")})
