"""What a person reads when a flow is wrong: every mistake at once, each with its line, and no rejected value."""

import pytest

from optout.errors import FlowError
from optout.flow.load import load_flow

CANARY = "jane.doe@canary.example"


def test_every_mistake_is_reported_at_once_with_its_file_line_and_place(flows):
    text = (
        flows.changed("law: GDPR Art. 21(1)\n", "law: no\n")
        .replace("https://help.example.org/", "https://evil.eu/")
        .replace("with: comment", "with: secrets")
        .replace("request: POST **/submit", "request: submit")
        .replace("  - confirm: received", "  - confirm: got")
        .replace("{role: combobox, name: country}", "{role: listbox, name: country}")
        + "extra: 1\n"
    )
    found = {(m.line, m.where) for m in flows.mistakes(text)}
    assert found == {
        (line_of(text, "law: no"), "law"),
        (line_of(text, "https://evil.eu/"), "ways.1.0.open"),
        (line_of(text, "with: secrets"), "steps.3.fill.with"),
        (line_of(text, "request: submit"), "steps.4.send.request"),
        (line_of(text, "confirm: got"), "steps.6.confirm"),
        (line_of(text, "role: listbox"), "targets.country.role"),
        (line_of(text, "extra: 1"), "extra"),
    }


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def test_a_mistake_reads_as_file_line_place_and_what_is_wrong(flows, monkeypatch):
    text = flows.changed("request: POST **/submit", "request: submit")
    folder = flows.folder(text)
    monkeypatch.chdir(folder.parent)
    with pytest.raises(FlowError) as caught:
        load_flow(folder)
    place = f"example/flow.yaml:{line_of(text, 'request: submit')}: steps.4.send.request: "
    assert caught.value.says.startswith(place)
    assert caught.value.hint == "optout flows check"


def test_mistakes_stand_in_the_order_of_the_file(flows):
    lines = [m.line for m in flows.mistakes(flows.valid.replace("{", "{x: 1, ").replace("law:", "lawful:"))]
    assert len(lines) > 10
    assert lines == sorted(lines)


def test_a_word_that_is_missing_is_reported_at_the_line_of_what_should_hold_it(flows):
    text = flows.changed("    origin: the controller\n", "")
    mistake = flows.mistake(text)
    assert mistake == f"{line_of(text, '- fact')}: sources.0.origin: is missing"


SCALARS = [
    "Object to example",
    "ai-training",
    "one month",
    "IE",
    "never",
    "A\nnotes",
    "example.eu, example.org",
    "https://www.example.eu/form",
    "session",
    '"**/other"',
    "question\n    with",
    "email\n    again",
    "textbox\n    words",
    "country}",
    "input[type=email]",
    "POST **/submit",
    "[fr]}",
]


@pytest.mark.parametrize("old", SCALARS)
def test_a_rejected_value_is_never_in_a_message(flows, old):
    tail = old[old.index("\n") :] if "\n" in old else ""
    tail = tail or ("}" if old == "country}" else "]}" if old == "[fr]}" else "")
    new = ("[" if old == "[fr]}" else "") + f'"{CANARY}\\n\\e {CANARY}"' + tail
    start = flows.valid.index(old)
    text = flows.valid[:start] + new + flows.valid[start + len(old) :]
    with pytest.raises(FlowError) as caught:
        flows.load(text)
    assert "canary" not in f"{caught.value.says} {caught.value.hint} {caught.value!r} {caught.value.__cause__}"


@pytest.mark.parametrize(
    "raw", [f"a: [{CANARY}", f"{CANARY}", f"- {CANARY}", f"a: &{CANARY[:4]} {CANARY}", f"a: '{CANARY}", f"a: %{CANARY}"]
)
def test_a_value_is_never_in_a_message_about_yaml(flows, raw):
    with pytest.raises(FlowError) as caught:
        flows.load(raw)
    assert "canary" not in str(caught.value)
