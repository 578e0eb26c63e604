"""Forms of other kinds: what is saved of each replays as the run on the live page went."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.authoring.again import FLOW, SENT, Live

pytestmark = pytest.mark.faults

WIZARD = Path(__file__).with_name("wizard.html").read_text("utf-8")
FORM = """<!doctype html><html lang="en"><body><main><h1>Object</h1><form method="post" action="/send">
<label>{email} <input type="email" {name}></label>{more}<button>Submit</button></form></main>"""
WHY = '<label>Why <textarea name="why"></textarea></label>'
PLAIN = FORM.format(email="Email address", name="name=email", more=WHY)


@pytest.fixture
def wizard_flow(tmp_path):
    """Give the tests' flow with a step that clicks `Next`."""
    text = (FLOW / "flow.yaml").read_text("utf-8")
    for old, new in (
        ("  - fill: comment", "  - click: next\n    optional: true\n  - fill: comment"),
        ("targets:", "targets:\n  next: {role: button, words: {en: Next}}"),
    ):
        text = text.replace(old, new, 1)
    (tmp_path / "flow").mkdir()
    (tmp_path / "flow" / "flow.yaml").write_text(text, "utf-8")
    return tmp_path / "flow"


def test_a_wizard_without_a_form_that_sends_by_script_keeps_its_states(
    setup, tmp_path, wizard_flow
):
    saved = Live(WIZARD, "ok", wizard_flow, SENT).save(setup, tmp_path)
    assert saved.differs == []
    assert saved.form.count("<section data-state=") == 2
    assert 'data-next="2">Next' in saved.form
    assert '<button type="submit" tabindex="0">Submit' in saved.form
    assert "canary7" not in saved.form


def test_a_page_that_has_changed_is_saved_as_it_is_and_stops_the_replay_at_the_same_place(
    setup, tmp_path
):
    changed = FORM.format(email="Where do we reach you", name="", more="")
    saved = Live(changed, options=replace(SENT, patience=3)).save(setup, tmp_path)
    assert saved.differs == []
    assert "Where do we reach you" in saved.made.texts
    assert "exit: 3" in saved.made.files["cases.yaml"]


def test_a_page_that_shows_no_form_of_the_flow_leaves_no_personal_page(setup, tmp_path):
    saved = Live("<!doctype html><p>Hello Grace", options=replace(SENT, patience=1)).save(
        setup, tmp_path
    )
    assert not [name for name, html in saved.made.files.items() if "Grace" in html]


def test_what_a_script_does_with_what_is_typed_is_told_to_be_lost(setup, tmp_path):
    refusing = """<script>document.querySelector('[type=email]').addEventListener('input', (event) =>
      event.target.setCustomValidity('Use the address of your account'));</script>"""
    assert Live(PLAIN + refusing).save(setup, tmp_path).differs
