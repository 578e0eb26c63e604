"""Saved pages and their cases: what the file leaves to each case, and what is missing, told at once."""

import json

import pytest

from optout.errors import FlowError
from optout.flow.cases import Moment, load_cases, read_page
from optout.flow.load import load_flow
from optout.outcome import State

CASES = """\
format: 1
first: received-en
person:
  email: ada@example.eu
  comment: please
  terminal: true
  at:
    sign_in: [{press: "#go"}]
    approve: [{say: "yes"}]
set: {name: Ada}
answers:
  - {to: GET https://www.example.eu/form, page: form.html}
patience: 2
cases:
  received:
    about: it is received
    languages: [en, fr]
    expect: {outcome: confirmed, exit: 0, sends: 1}
  declined:
    about: the person says no
    words: fr
    set: {name: Grace}
    answers:
      - {to: GET **/login, page: login.html, set: {name: Joan}}
    person:
      comment: ""
      at:
        approve: [{say: "no"}]
    patience: 1
    expect: {outcome: stopped, reason: declined, exit: 4, sends: 0}
"""
PAGES = {
    "cases.yaml": CASES,
    "form.html": "<p lang={{ lang }}>{{ hello }}, {{name}}</p>",
    "login.html": "<p>{{ hello }} {{ name }}</p>",
    "words/en.yaml": "recorded: {hello: Hello}\n",
    "words/fr.yaml": "inferred: {hello: Bonjour}\n",
}


@pytest.fixture
def cases(flows):
    """Load the cases of the valid flow with some of its pages' files changed, or, with None, left out."""

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
        return [f"{m.file.rpartition('pages/')[2]}: {m.where}: {m.says}" for m in caught.value.mistakes]

    return load


def changed(old, new):
    assert CASES.count(old) == 1
    return {"cases.yaml": CASES.replace(old, new)}


def test_a_case_with_languages_becomes_one_case_for_each_and_the_first_is_first(cases):
    assert list(cases()) == ["received-en", "received-fr", "declined"]
    assert list(cases(changed("first: received-en", "first: declined"))) == ["declined", "received-en", "received-fr"]


def test_a_page_is_filled_in_the_language_of_its_case(cases):
    ready = cases()
    assert read_page(ready["received-en"], ready["received-en"].answers[0]) == "<p lang=en>Hello, Ada</p>"
    assert read_page(ready["received-fr"], ready["received-fr"].answers[0]) == "<p lang=fr>Bonjour, Ada</p>"


def test_an_answers_own_values_win_over_the_cases_and_these_over_the_files(cases):
    declined = cases()["declined"]
    own, common = declined.answers
    assert read_page(declined, own) == "<p>Bonjour Joan</p>"
    assert read_page(declined, common) == "<p lang=fr>Bonjour, Grace</p>"


def test_an_answers_own_language_wins_over_the_cases(cases):
    declined = cases(changed("page: login.html,", "page: login.html, words: en,"))["declined"]
    assert read_page(declined, declined.answers[0]) == "<p>Hello Joan</p>"


def test_a_recorded_word_wins_over_an_inferred_one(cases):
    ready = cases({"words/en.yaml": "recorded: {hello: Hi}\ninferred: {hello: Hello}\n"})["received-en"]
    assert read_page(ready, ready.answers[0]) == "<p lang=en>Hi, Ada</p>"


def test_a_cases_own_answers_come_before_the_files(cases):
    assert [answer.page for answer in cases()["declined"].answers] == ["login.html", "form.html"]


def test_what_a_case_leaves_out_of_the_person_comes_from_the_file_and_an_empty_text_takes_a_value_away(cases):
    person = cases()["declined"].person
    assert (person.email, person.comment, person.terminal) == ("ada@example.eu", "", True)
    assert [gesture.press for gesture in person.at[Moment.SIGN_IN]] == ["#go"]
    assert [gesture.say for gesture in person.at[Moment.APPROVE]] == ["no"]


def test_a_cases_own_waits_win_over_the_files_and_these_over_the_defaults(cases):
    ready = cases()
    assert (ready["declined"].patience, ready["received-en"].patience, ready["declined"].code_wait) == (1, 2, 3)


def test_what_must_come_out_is_read(cases):
    expected = cases()["declined"].case.expect
    assert (expected.outcome, expected.exit, expected.sends, expected.reason) == (State.STOPPED, 4, 0, "declined")


def test_values_are_escaped_in_an_html_page_and_the_page_is_not(cases):
    ready = cases(changed("set: {name: Ada}", "set: {name: '<script>\"a\" & ''b''</script>'}"))["received-en"]
    assert read_page(ready, ready.answers[0]) == (
        "<p lang=en>Hello, &lt;script&gt;&quot;a&quot; &amp; &#x27;b&#x27;&lt;/script&gt;</p>"
    )


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again(cases):
    ready = cases(changed("set: {name: Ada}", "set: {name: '{{ hello }}'}"))["received-en"]
    assert read_page(ready, ready.answers[0]) == "<p lang=en>Hello, {{ hello }}</p>"


def test_values_keep_a_json_page_json(cases):
    files = {"form.json": '{"a": "{{ name }}"}', "cases.yaml": PAGES["cases.yaml"].replace("form.html", "form.json")}
    files["cases.yaml"] = files["cases.yaml"].replace("set: {name: Ada}", "set: {name: 'a\"b\\<é'}")
    ready = cases(files)["received-en"]
    assert json.loads(read_page(ready, ready.answers[0])) == {"a": 'a"b\\<é'}


def test_values_stand_as_they_are_in_a_text_page(cases):
    files = {
        "form.txt": "{{ name }}",
        "cases.yaml": CASES.replace("form.html", "form.txt").replace("{name: Ada}", "{name: '<&'}"),
    }
    ready = cases(files)["received-en"]
    assert read_page(ready, ready.answers[0]) == "<&"


def test_missing_pages_words_and_placeholders_are_reported_together(mistakes):
    found = mistakes({"login.html": None, "words/en.yaml": None, "words/fr.yaml": "recorded: {hullo: Bonjour}\n"})
    assert found == [
        "form.html: : no value for hello in fr",
        "login.html: : cannot be read: No such file or directory",
        "words/en.yaml: : cannot be read: No such file or directory",
    ]


def test_every_placeholder_without_a_value_is_named(mistakes):
    found = mistakes({"form.html": "{{ b }}{{ hello }}{{ a }}"})
    assert found == ["form.html: : no value for a, b in en", "form.html: : no value for a, b in fr"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("first: received-en", "first: received", "cases.yaml: first: names no case of this file"),
        (
            "  declined:\n",
            "  received-fr:\n    about: it\n    expect: {outcome: confirmed, exit: 0, sends: 1}\n  declined:\n",
            "cases.yaml: cases: with their languages, two cases are named received-fr",
        ),
        (
            "languages: [en, fr]",
            "languages: [en, en]",
            "cases.yaml: cases: with their languages, two cases are named received-en",
        ),
        ("page: form.html", "page: ../form.html", "cases.yaml: answers.0.page: String should match pattern"),
        ("page: form.html", "page: /form.html", "cases.yaml: answers.0.page: String should match pattern"),
        (", page: form.html", "", "cases.yaml: answers.0: needs either page or fails"),
        ("page: form.html", "page: form.html, fails: reset", "cases.yaml: answers.0: needs either page or fails"),
        ("page: form.html", "page: form.html, status: 302", "cases.yaml: answers.0: a redirect leaves the saved pages"),
        (
            "page: form.html",
            "page: form.html, after: '1'",
            "cases.yaml: answers.0.after: Input should be a valid number",
        ),
        (
            "page: form.html",
            "page: form.html, after: yes",
            "cases.yaml: answers.0.after: Input should be a valid number",
        ),
        (
            "page: form.html",
            "page: form.html, cookie: 'a=b; c'",
            "cases.yaml: answers.0.cookie: String should match pattern",
        ),
        ("to: GET https", "to: https", "cases.yaml: answers.0.to: String should match pattern"),
        (
            'press: "#go"',
            'press: "#go", say: "yes"',
            "cases.yaml: person.at.sign_in.0: needs exactly one of press, type",
        ),
        (
            'press: "#go"',
            "type: secret",
            "cases.yaml: person.at.sign_in.0: needs exactly one of press, type (with into)",
        ),
        ('press: "#go"', "press: ~", "cases.yaml: person.at.sign_in.0: needs exactly one of press"),
        (
            'press: "#go"',
            'click: "#go"',
            "cases.yaml: person.at.sign_in.0: needs exactly one of press, type (with into), see, say, point, close",
        ),
        ("    sign_in:", "    breakfast:", "cases.yaml: person.at.breakfast: Input should be 'sign_in'"),
        ("outcome: stopped", "outcome: done", "cases.yaml: cases.declined.expect.outcome: Input should be 'planned'"),
        ("sends: 0", "sends: no", "cases.yaml: cases.declined.expect.sends: Input should be a valid integer"),
        ("terminal: true", "terminal: 'yes'", "cases.yaml: person.terminal: Input should be a valid boolean"),
        ("patience: 2", "patience: 0", "cases.yaml: patience: Input should be greater than 0"),
        ("  declined:", "  Declined:", "cases.yaml: cases.Declined: String should match pattern"),
        ("    words: fr", "    wrods: fr", "cases.yaml: cases.declined.wrods: is not a word of the flow language"),
    ],
)
def test_this_mistake_in_the_cases_is_told_with_its_place(mistakes, old, new, says):
    found = mistakes(changed(old, new))
    assert [one for one in found if one.startswith(says)], found
    assert len(found) == 1


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("words/en.yaml", "recorded: {Hello: Hello}", "words/en.yaml: recorded.Hello: String should match pattern"),
        ("words/en.yaml", "recorded: {hello: no}", "words/en.yaml: recorded.hello: must be text"),
        ("words/en.yaml", "hello: Hello", "words/en.yaml: hello: is not a word of the flow language"),
        ("words/en.yaml", "recorded: &a {hello: b}", "words/en.yaml: : anchors and aliases are not allowed"),
        ("login.html", b"\xff", "login.html: : is not UTF-8 text"),
        ("cases.yaml", b"\xff", "cases.yaml: : is not UTF-8 text"),
        ("cases.yaml", None, "cases.yaml: : cannot be read: No such file or directory"),
        ("form.html", "x" * (1024 * 1024 + 1), "form.html: : is larger than 1024 KB"),
        ("cases.yaml", "#" * (512 * 1024 + 1), "cases.yaml: : is larger than 512 KB"),
    ],
)
def test_this_mistake_in_another_file_is_told_with_its_name(mistakes, file, text, says):
    assert any(one.startswith(says) for one in mistakes({file: text}))
