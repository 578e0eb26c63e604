"""Each rule of the flow language, with one thing in a valid flow changed."""
# ruff: noqa: RUF001 - letters of other scripts are among what people write

import pytest

from optout.flow.model import STEP_TYPES

TEXT = "must be text; YAML reads words like no, 0123, 1.10 and 2026-01-01 as something else, so put quotes around it"
FLAT = "must be text, with nothing below it"


@pytest.mark.parametrize(
    "value", ["no", "Yes", "on", "0123", "1.10", "2026-01-01", "1.5e+3", "~", "0x1f", "[a]", "{a: b}"]
)
@pytest.mark.parametrize(
    ("old", "where"),
    [
        ("title: Object to example", "title"),
        ("law: GDPR Art. 21(1)", "law"),
        ("  - fact: the form is there", "sources.0.fact"),
        ("  open: https://www.example.eu/", "sign_in.open"),
        ("    with: about_ai", "steps.0.choose.with"),
    ],
)
def test_what_yaml_does_not_read_as_text_is_an_error_in_a_text_field(flows, old, where, value):
    key = old.rpartition(":")[0] if "https" not in old else "  open"
    mistakes = flows.mistakes(flows.changed(old + "\n", f"{key}: {value}\n"))
    assert [m.says for m in mistakes if m.where == where] == [FLAT if value[0] in "[{" else TEXT]


def test_a_word_that_yaml_reads_as_no_is_an_error_among_the_words(flows):
    assert flows.mistake(flows.changed("{en: Submit}", "{en: no}")).endswith(f"targets.submit.words.en: {TEXT}")


def test_the_same_values_in_quotes_are_text(flows):
    assert flows.load(flows.changed("notes: [a note]", 'notes: ["no", "0123", "1.10", "2026-01-01"]')).notes[0] == "no"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # order
        (
            "  - send: submit\n    request: POST **/submit\n    dialog: sure\n",
            "",
            "steps: exactly one send is needed, there are 0",
        ),
        (
            "  - enter_code: code\n    wrong: refused\n    optional: true\n",
            "  - send: submit\n    request: POST **/b\n",
            "steps: exactly one send is needed, there are 2",
        ),
        (
            "  - confirm: received\n    rejected: refused\n",
            "",
            "steps: a confirm is needed after send, or nothing could be proved",
        ),
        ("    rejected: refused\n", "    optional: true\n", "steps.6.confirm.optional: this step may not be optional"),
        ("    dialog: sure\n", "    optional: true\n", "steps.4.send.optional: this step may not be optional"),
        # names
        ("check_email: email", "check_email: mail", "steps.2.check_email: names no target of this flow"),
        ("again: email", "again: mail", "steps.2.again: names no target of this flow"),
        ("confirm: received", "confirm: got", "steps.6.confirm: names no phrase of this flow"),
        ("rejected: refused", "rejected: link", "steps.6.rejected: names no phrase of this flow"),
        ("dialog: sure", "dialog: unsure", "steps.4.dialog: names no phrase of this flow"),
        ("wrong: refused", "wrong: bad", "steps.5.wrong: names no phrase of this flow"),
        ("    - click: link", "    - click: submi", "ways.1.1.click: names no target of this flow"),
        ("arrived: [email]", "arrived: [email, form]", "arrived.1: names no target of this flow"),
        ("close_first: [link]", "close_first: [cookies]", "close_first.0: names no target of this flow"),
        (
            "already_objected: earlier",
            "already_objected: never",
            "notices.already_objected: names no phrase of this flow",
        ),
        ("    cookie: session", "    target: avatar", "sign_in.done.target: names no target of this flow"),
        ("with: about_ai", "with: about_ads", "steps.0.with: names neither a choice nor country"),
        (
            "  about_ai:\n",
            "  country: {words: {en: Yes!}}\n  about_ai:\n",
            "choices.country: means the person's country; a choice needs another name",
        ),
        # what a target is
        (
            "{role: textbox, only: textarea}",
            "{role: textbox}",
            "targets.comment: needs words, name, only, kind, labelled_by or testid, or it cannot be found",
        ),
        ("inferred: [fr]", "inferred: [de]", "phrases.received: inferred names languages without words: de"),
        (
            "{en: Submit}",
            '{en: ["*"]}',
            "targets.submit.words.en: holds only marks such as * or (optional), which do not count as words",
        ),
        *[
            ("{en: thank you, fr", f"{{en: {gap}, fr", f"phrases.received.words.en: {says}")
            for says in ("may have one gap “…”, with words before and after it",)
            for gap in ("thank you …", "… thank you", "thank … you … all", "(…)")
        ],
        ("only: textarea", "only: //textarea", "targets.comment.only: must be plain CSS"),
        ("only: textarea", "only: ../..", "targets.comment.only: must be plain CSS"),
        ("only: textarea", "only: text=Submit", "targets.comment.only: must be plain CSS"),
        ("only: textarea", "only: form >> textarea", "targets.comment.only: must be plain CSS"),
        # closed
        ("format: 1\n", "format: 1\nscript: alert(1)\n", "script: is not a word of the flow language"),
        ("    dialog: sure\n", "    javascript: x\n", "steps.4.send.javascript: is not a word of the flow language"),
        ("format: 1\n", "format: 1\nid: facebook\n", "id: is the folder's name; leave it out"),
        ("law: GDPR Art. 21(1)\n", "", "law: is missing"),
        ("format: 1", "format: 2", "format: Input should be 1"),
        ("seen_live: never", "seen_live: 0", "seen_live: must be a date such as 2026-11-24, or never"),
        ("seen_live: never", "seen_live: no", "seen_live: must be a date such as 2026-11-24, or never"),
        ("seen_live: never", "seen_live: yesterday", "seen_live: must be a date such as 2026-11-24, or never"),
        (
            "seen_live: never",
            "seen_live: 2026-11-24 10:00:00",
            "seen_live: must be a date such as 2026-11-24, or never",
        ),
        (
            "cookie: session",
            "cookie: a\n    url: '**/home'",
            "sign_in.done: give exactly one of cookie, url and target",
        ),
        ("    cookie: session\n", "    {}\n", "sign_in.done: give exactly one of cookie, url and target"),
        (
            "answer_within: one month",
            "answer_within: 31 days",
            "answer_within: Input should be 'one month' or 'none'",
        ),
        ("seat: IE", "seat: Ireland", "seat: must be a country such as IE, or a part of one such as DE-BE"),
        ("seat: IE", "seat: NO", f"seat: {TEXT}"),
        ("hosts: [example.eu, example.org]", "hosts: example.eu", "hosts: must be a list"),
        ("notices:\n  already_objected: earlier", "notices: [earlier]", "notices: must be a mapping, key: value"),
        (
            "{en: About AI}",
            "{EN: About AI}",
            "choices.about_ai.words.EN: String should match pattern '^[a-z]{2,3}(-[A-Z]{2})?$'",
        ),
    ],
)
def test_this_rule_is_held_to(flows, old, new, says):
    mistakes = [f"{m.where}: {m.says}" for m in flows.mistakes(flows.changed(old, new))]
    assert says in mistakes
    assert len(mistakes) == 1 or old == "hosts: [example.eu, example.org]"  # then no address is on a listed host either


@pytest.mark.parametrize(
    "step",
    [
        "fill: comment\n    with: comment",
        "choose: country\n    with: country",
        "check_email: email",
        "click: link",
        "open: https://example.eu/",
    ],
)
def test_nothing_is_filled_clicked_or_opened_after_send(flows, step):
    mistake = flows.mistake(flows.changed("  - enter_code: code\n", f"  - {step}\n  - enter_code: code\n"))
    verb = step.partition(":")[0]
    assert f"steps.5.{verb}: nothing is {'opened' if verb == 'open' else 'filled or clicked'} after send" in mistake


@pytest.mark.parametrize("step", ["enter_code: code", "confirm: received"])
def test_no_code_and_no_proof_stands_before_send(flows, step):
    mistake = flows.mistake(flows.changed("  - send: submit\n", f"  - {step}\n  - send: submit\n"))
    assert mistake.endswith(f"steps.4.{step.partition(':')[0]}: stands before send")


@pytest.mark.parametrize(
    "value", ["jane@example.eu", "Jane Doe", "email", "password", "account", "about_ai", "{{ comment }}"]
)
def test_with_names_a_field_of_the_person_and_never_a_value(flows, value):
    mistake = flows.mistake(flows.changed("    with: comment", f'    with: "{value}"'))
    assert "steps.3.fill.with: Input should be 'comment' or 'country'" in mistake
    assert value not in mistake.removesuffix("'comment' or 'country'")


@pytest.mark.parametrize(
    "step",
    ["submit: form", "fil: comment", "{}", "[fill]", "fill", "click: link\n    open: https://example.eu/", "1: 2"],
)
def test_an_unknown_verb_is_answered_with_the_list_of_verbs(flows, step):
    text = flows.changed("  - check_email: email\n    again: email\n", f"  - {step}\n")
    mistakes = [m.says for m in flows.mistakes(text)]
    if step == "1: 2":
        assert mistakes == ["a key must be text: put quotes around it"]
    else:
        assert mistakes == ["needs exactly one verb of: " + ", ".join(STEP_TYPES)]


@pytest.mark.parametrize("step", ["fill: comment", "send: submit", "evaluate: 1"])
def test_a_way_is_made_of_open_and_click(flows, step):
    assert flows.mistake(flows.changed("    - click: link", f"    - {step}")).endswith(
        "ways.1.1: a way is made of open and click"
    )


BAD_ADDRESSES = {
    "http://www.example.eu/": "is not https",
    "https://me@www.example.eu/": "holds user information",
    "https://127.0.0.1/": "is an IP address",
    "https://www.example.eu:8443/": "names a port",
    "https://evilexample.eu/": "is not on a listed host",
    "https://example.eu.evil.eu/": "is not on a listed host",
    "javascript:alert(1)": "is not https",
}


@pytest.mark.parametrize(("address", "problem"), BAD_ADDRESSES.items())
@pytest.mark.parametrize(
    ("old", "where"),
    [
        ("  open: https://www.example.eu/\n", "sign_in.open"),
        ("  - - open: https://www.example.eu/form\n", "ways.0.0.open"),
        ("  - - open: https://help.example.org/\n", "ways.1.0.open"),
    ],
)
def test_every_address_is_held_to_the_policy(flows, old, where, address, problem):
    mistake = flows.mistake(flows.changed(old, f"{old.partition('open:')[0]}open: '{address}'\n"))
    assert mistake.endswith(f"{where}: the address {problem}")


def test_an_address_among_the_steps_is_held_to_the_policy(flows):
    text = flows.changed("  - check_email", "  - open: https://evil.eu/\n  - check_email")
    assert flows.mistake(text).endswith("steps.2.open: the address is not on a listed host")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("POST **/submit", "POST https://evil.eu/**", "steps.4.send.request"),
        ("POST **/submit", "[POST **/a, POST http://example.eu/b]", "steps.4.send.request"),
        ('"**/other"', "https://evil.eu/other", "wrong_form.0"),
        ("cookie: session", "url: https://evil.eu/**", "sign_in.done.url"),
    ],
)
def test_a_glob_may_not_name_a_host_that_is_not_listed(flows, old, new, where):
    assert f"{where}: the address is not" in flows.mistake(flows.changed(old, new))


@pytest.mark.parametrize(
    "host",
    ["localhost", "Example.eu", "127.0.0.1", "*.example.eu", "https://example.eu", "example.eu:80", "bücher.example"],
)
def test_only_a_plain_host_name_can_be_listed(flows, host):
    mistakes = flows.mistakes(flows.changed("[example.eu, example.org]", f"[example.eu, example.org, '{host}']"))
    assert [m.where for m in mistakes] == ["hosts.2"]


@pytest.mark.parametrize("name", ["Example", "1example", "exa mple", "é", "a" * 41, "example_"])
def test_a_folder_whose_name_is_no_id_is_refused(flows, name):
    assert "id: the folder's name is the id" in flows.mistake(flows.valid, name)


UNSEEN = "holds a line break, several spaces in a row, or a character that cannot be seen"
FORGING = [
    r"\n  hosts   facebook.com", r"\r", r"\t", r"\e[2J", r"\x9b2J", r"\u0085", r"\u2028", r"\u2029", r"\u202Eevil",
    r"\u2066", r"\u200F", r"\u061C", r"\u200B", r"\uFEFF", r"\U000E0061", r"\uE000", "x" + " " * 60 + "hosts",
    r"a\u3000b", r"\u2800", r"\u3164",
]  # fmt: skip


@pytest.mark.parametrize("forged", FORGING)
@pytest.mark.parametrize(
    ("old", "where"),
    [
        ("controller: Example Ltd", "controller"),
        ("title: Object to example", "title"),
        ("a note", "notes.0"),
        ("POST **/submit", "steps.4.send.request"),
    ],
)
def test_no_text_of_a_flow_forges_a_line_or_hides_what_it_says(flows, old, where, forged):
    head, colon, said = old.rpartition(": ")
    told = flows.mistakes(flows.changed(old, f'{head}{colon}"{said}{forged}"'))
    assert {m.where for m in told} == {where}
    assert UNSEEN in {m.says for m in told} or where.endswith("request")


@pytest.mark.parametrize("told", ["Exempel AB – “Ä”", "Société\u00a0: données", "Κάτι ελληνικό, нещо българско"])
def test_what_people_write_in_any_language_is_a_text(flows, told):
    assert flows.load(flows.changed("a note", f'"{told}"')).notes == [told]
