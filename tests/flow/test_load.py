"""What the loader refuses, with one thing in a valid flow changed: every mistake at once, each with
its line.
"""

import hashlib
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optout.errors import FlowError
from optout.flow.load import load_flow
from optout.flow.model import STEP_TYPES

ID = "is the folder's name and not in the file: small letters, digits and dashes, 40 at most, a letter first"
TEXT = "must be text; YAML reads words like no, 0123, 1.10 and 2026-01-01 as something else, so put quotes around it"
NUMBER = "is not a date or a number; put quotes around it if it is text"
DATE = "must be a date such as 2026-11-24, or never"
BEFORE = "comes after send: before it there is no answer to read"
AFTER = "after send come enter_code and confirm alone: any other could send again"
TARGET, PHRASE, CHOICE = (
    f"names no {kind} of this flow" for kind in ("target", "phrase", "choice")
)
VERBS = f"needs exactly one verb of: {', '.join(verb for verb in STEP_TYPES if verb != 'open')}"
HOST = "the address has no plain host name, without user, port and number"
SITE = "  - {{hosts: [{}], controller: Example, law: UK GDPR Art. 21(1)}}\n"
SEND, ENTER = "  - send: submit\n", "  - enter_code: code\n"
OPENED = "  open: https://www.example.eu/\n"
OTHERWISE = "is needed where `want` is a choice, and only there: the choice that may be set now"
NO_GAP = "… stands for words between others: leave it out at either end, where no sentence could ever fit it"
AS_OF = "must be a day, a month or a year, such as 2026-08-18, 2026-08 or 2026"
VALUE_NAMES = "'comment', 'country', 'full_name', 'first_name' or 'last_name'"
SETTING = (
    "a setting is found by its words, labelled_by, testid and within alone: others lie beside it"
)

# fmt: off
RULES = [
    # order
    (SEND + "    request: POST **/submit\n    dialog: sure\n", "", "steps: exactly one send is needed, there are 0"),
    (ENTER, SEND + "    request: POST **/b\n" + ENTER, "steps: exactly one send is needed, there are 2"),
    ("  - confirm: received\n    rejected: refused\n", "",
     "steps: exactly one confirm is needed after send, or nothing could be proved"),
    (ENTER, "  - confirm: refused\n" + ENTER,
     "steps: exactly one confirm is needed after send, or nothing could be proved"),
    *((ENTER, f"  - {step}\n{ENTER}", f"steps.5.{step.partition(':')[0]}: {AFTER}")
      for step in ("fill: comment\n    with: comment", "click: link")),
    *((SEND, f"  - {step}\n{SEND}", f"steps.4.{step.partition(':')[0]}: {BEFORE}")
      for step in ("enter_code: code", "confirm: received")),
    ("answer_within: one month\n", "answer_within: no\n", f"answer_within: {TEXT}"),
    ("    rejected: refused\n", "    optional: true\n", "steps.6.optional: Input should be False"),
    ("    dialog: sure\n", "    optional: true\n", "steps.4.optional: Input should be False"),
    # verbs
    *(("  - check_email: email\n    again: email\n", f"  - {step}\n", f"steps.2: {VERBS}")
      for step in ("fil: comment", "{}", "[fill]", "fill", "click: link\n    fill: comment")),
    *(("    - click: link", f"    - {step}", "ways.1.1: needs exactly one verb of: open, click")
      for step in ("fill: comment", "evaluate: 1")),
    # dates
    *(("    grade: A", f'    grade: A\n    as_of: "{value}"', f"sources.0.as_of: {says}")
      for value, says in (("2026-13", "month must be in 1..12"), ("May 2026", AS_OF))),
    # names
    ("check_email: email", "check_email: mail", f"steps.2.check_email: {TARGET}"),
    ("again: email", "again: mail", f"steps.2.again: {TARGET}"),
    ("    - click: link", "    - click: submi", f"ways.1.1.click: {TARGET}"),
    ("arrived: [email]", "arrived: [email, form]", f"arrived.1: {TARGET}"),
    ("    cookie: session", "    target: avatar", f"sign_in.done.target: {TARGET}"),
    ("format: 1", "format: 1\naccount: me", f"account: {TARGET}"),
    ("confirm: received", "confirm: got", f"steps.6.confirm: {PHRASE}"),
    ("rejected: refused", "rejected: link", f"steps.6.rejected: {PHRASE}"),
    ("dialog: sure", "dialog: unsure", f"steps.4.dialog: {PHRASE}"),
    ("already_objected: earlier", "already_objected: never", f"notices.already_objected: {PHRASE}"),
    ("with: about_ai", "with: about_ads", f"steps.0.with: {CHOICE}"),
    *(("    with: comment", f'    with: "{value}"', f"steps.3.with: Input should be {VALUE_NAMES}")
      for value in ("jane@example.eu", "email", "about_ai")),
    # what a target is, and words
    *(("thank you, fr: merci}", f"thank you, fr: {phrase}}}", f"phrases.received.words.fr: {NO_GAP}")
      for phrase in ('"merci …"', '["merci", "merci …."]', '"… merci"')),
    ("[not sent, try again]", "[not … sent, try again …]", f"phrases.refused.words.en: {NO_GAP}"),
    ("{en: Submit}", "{en: no}", f"targets.submit.words.en: {TEXT}"),
    ("{en: Submit}", "{en: [a, no]}", f"targets.submit.words.en.1: {TEXT}"),
    ("{en: About AI}", "{EN: About AI}",
     "choices.about_ai.words.EN: String should match pattern '^[a-z]{2,3}(-[A-Z]{2})?$'"),
    *(("only: textarea", f"only: {css}", "targets.comment.only: must be plain CSS")
      for css in ("//textarea", "text=Submit")),
    # addresses
    (OPENED, "  open: http://www.example.eu/\n", "sign_in.open: the address is not https"),
    (OPENED, "  open: https://me@www.example.eu/\n", f"sign_in.open: {HOST}"),
    *((f"  - - open: {old}\n", "  - - open: https://evilexample.eu/\n",
       f"ways.{number}.0.open: the address is not on a listed host")
      for number, old in enumerate(("https://www.example.eu/form", "https://help.example.org/"))),
    ("  - check_email", "  - open: https://example.eu/\n  - check_email", f"steps.2: {VERBS}"),
    *((old, new, f"{where}: the address {says}; begin it with **/, or with https:// and a listed host")
      for old, new, where, says in (
          ("POST **/submit", "POST https://evil.eu/**", "steps.4.request", "is not on a listed host"),
          ("POST **/submit", "[POST **/a, POST http://example.eu/b]", "steps.4.request.1", "is not https"),
          ('"**/other"', "https://evil.eu/other", "wrong_form.0", "is not on a listed host"),
          ("cookie: session", "url: https://evil.eu/**", "sign_in.done.url", "is not on a listed host"))),
    ("[example.eu, example.org]", "[example.eu, example.org, localhost]",
     "hosts.2: is not a host name in small letters with at least one dot"),
    *(("sign_in:\n", f"sites:\n{sites}sign_in:\n", f"sites.{number}.hosts.0: {says}")
      for sites, number, says in (
          (SITE.format("example.co.uk"), 0, "is not on a listed host"),
          (SITE.format("example.org") + SITE.format("shop.example.org"), 1,
           "belongs to a site that stands before this one"))),
    # closed, whole, of the right kind
    ("format: 1\n", "format: 1\nscript: alert(1)\n", "script: is not a word of the flow language"),
    ("    dialog: sure\n", "    javascript: x\n", "steps.4.javascript: is not a word of the flow language"),
    ("format: 1\n", "format: 1\nid: facebook\n", f"id: {ID}"),
    ("law: GDPR Art. 21(1)\n", "", "law: is missing"),
    ("    origin: the controller\n", "", "sources.0.origin: is missing"),
    *(("seen_live: never", f"seen_live: {value}", f"seen_live: {DATE}")
      for value in ("0", "no", "yesterday", "2026-11-24 10:00:00")),
    ("seat: IE", "seat: Ireland", "seat: String should match pattern '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'"),
    ("seat: IE", "seat: NO", f"seat: {TEXT}"),
    *(("law: GDPR Art. 21(1)\n", f"law: {value}\n", f"law: {TEXT}")
      for value in ("no", "0123", "1.10", "2026-01-01", "~", "[a]", "{a: b}")),
    ("    with: about_ai\n", "    with: no\n", f"steps.0.with: {TEXT}"),
]
# fmt: on


def test_every_rule_is_held_to(flows):
    for old, new, says in RULES:
        found = [
            f"{m.where}: {m.message}"
            for m in flows.mistakes(flows.changed(old, new))
            if m.where != "notices.0"
        ]
        assert found == [says], (old, new)


SWITCH = Path(__file__).with_name("switch.yaml").read_text("utf-8")
PLAIN = "{role: switch, words: {en: Train}}"
# fmt: off
SETTINGS = [
    ('"off"', "never\n    otherwise: about_ai", f"steps.0.want: {CHOICE}"),
    ('"off"', "about_ai\n    otherwise: ads", f"steps.0.otherwise: {CHOICE}"),
    ('"off"', '"off"\n    entry: ads', f"steps.0.entry: {CHOICE}"),
    *(('"off"', want, f"steps.0.otherwise: {OTHERWISE}") for want in ("about_ai", '"off"\n    otherwise: about_ai')),
    ("{en: it is off}", "{fr: non}", "steps.0.means.en: is missing"),
    ("choices:", "  - click: setting\nchoices:",
     "steps.1.click: a flow that turns settings has no other steps; what leads there is a way"),
    *((PLAIN, f"{{role: switch, {way}}}", f"targets.setting: {SETTING}")
      for way in ("testid: train", "words: {en: Train}, name: a", "words: {en: Train}, only: a",
                  "words: {en: Train}, kind: send")),
]
# fmt: on


def test_a_flow_of_settings_has_rules_of_its_own(flows):
    for text in (SWITCH, SWITCH.replace('"off"', "about_ai\n    otherwise: about_ai")):
        assert flows.load(text).switches
    for old, new, says in SETTINGS:
        assert [f"{m.where}: {m.message}" for m in flows.mistakes(SWITCH.replace(old, new, 1))] == [
            says
        ]


FORGING = [
    r"\n  hosts   facebook.com", r"\t", r"\e[2J", r"\x9b2J", r"\u2028", r"\u202Eevil", r"\u200B", r"\uFEFF", r"\uE000",
    "x" + " " * 60 + "hosts", r"a\u3000b", r"\u2800",
]  # fmt: skip


@pytest.mark.parametrize("old", ["controller: Example Ltd", "a note", "POST **/submit"])
def test_no_text_of_a_flow_forges_a_line_or_hides_what_it_says(flows, old):
    head, colon, said = old.rpartition(": ")
    for forged in FORGING:
        [told] = flows.mistakes(flows.changed(old, f'{head}{colon}"{said}{forged}"'))
        assert "a character that cannot be seen" in told.message or told.where == "steps.4.request"


def test_what_people_write_in_any_language_is_a_text(flows):
    for told in (
        "Exempel AB – “Ä”",
        "Société\u00a0: données",
        "Κάτι ελληνικό, нещо българско",
        "no",
    ):
        assert flows.load(flows.changed("a note", f'"{told}"')).notes == [told]


def test_a_folder_whose_name_is_no_id_is_refused(flows):
    for name in ("Example", "1example", "exa mple", "é", "a" * 41, "example_"):
        assert f"id: {ID}" in flows.mistake(flows.valid, name)


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def test_mistakes_are_told_in_order_with_line_and_place(flows):
    text, wrong = flows.valid, {
        "law": ("law: GDPR Art. 21(1)\n", "law: no\n"),
        "steps.3.with": ("with: comment", "with: secrets"),
        "targets.country.role": ("{role: combobox, name: country}", "{role: listbox, name: country}"),
    }  # fmt: skip
    for old, new in wrong.values():
        text = text.replace(old, new)
    lines = [(line_of(text, new.strip()), where) for where, (_old, new) in wrong.items()]
    assert [(m.line, m.where) for m in flows.mistakes(text)] == lines


def test_a_mistake_reads_as_file_line_place_and_what_is_wrong(flows, monkeypatch):
    folder = flows.folder(flows.changed("request: POST **/submit", "request: submit"), "mine")
    monkeypatch.chdir(folder.parent)
    with pytest.raises(FlowError) as caught:
        load_flow(folder)
    line = line_of(flows.valid, "request: POST")
    assert caught.value.message.startswith(
        f"mine/flow.yaml:{line}: steps.4.request: String should match pattern"
    )
    assert caught.value.hint == "optout flows check"
    monkeypatch.chdir(flows.folder("", "other"))  # the folders above may hold a person's name
    with pytest.raises(FlowError) as caught:
        load_flow(folder)
    assert caught.value.mistakes[0].file == f"{folder.parent.name}/mine/flow.yaml"


CANARY = "jane.doe@canary.example"
SCALARS = [
    "Object to example", "ai-training", "one month", "IE", "never", "A\nnotes", "example.eu, example.org",
    "https://www.example.eu/form", "session", '"**/other"', "question\n    with", "email\n    again",
    "textbox\n    words", "country}", "input[type=email]", "POST **/submit", "[fr]}",
]  # fmt: skip


def test_a_rejected_value_is_never_in_a_message(flows):
    for old in SCALARS:
        tail = (
            old[old.index("\n") :] if "\n" in old else {"country}": "}", "[fr]}": "]}"}.get(old, "")
        )
        new = ("[" if old == "[fr]}" else "") + f'"{CANARY}\\n\\e {CANARY}"' + tail
        with pytest.raises(FlowError) as caught:
            flows.load(flows.valid.replace(old, new, 1))
        assert (
            "canary"
            not in f"{caught.value.message} {caught.value.hint} {caught.value!r} {caught.value.__cause__}"
        )


# Of YAML, a small part


def test_the_id_is_the_folder_and_the_hash_is_that_of_the_line_of_sha256sum(flows):
    loaded = load_flow(flows.folder(flows.valid, "some-folder"))
    assert loaded.flow.id == "some-folder"
    line = f"{hashlib.sha256(flows.valid.encode()).hexdigest()}  flow.yaml\n"
    assert loaded.sha256 == hashlib.sha256(line.encode()).hexdigest()


# fmt: off
REFUSED = [
    ("a: 1\nb: 2\na: 3\n", "1: a: stands here twice"),
    ("a: [{b: 1, b: 2}]", "1: a.0.b: stands here twice"),
    ('"\\e[31m\\u202Ea": 1\n"\\e[31m\\u202Ea": 2\n', "1: [31ma: stands here twice"),  # a key cannot drive the terminal
    ("a: &x [1]\nb: *x", "2: b: anchors and aliases are not allowed"),
    ("a:\n  <<: {b: 1}", "1: a: a key must be text: put quotes around it"),
    ("a: !mine b", "1: : is not YAML: could not determine a constructor for the tag '!mine'"),
    ("a: 1\n---\nb: 2", "2: : is not YAML: but found another document"),
    *((text, "1: : a key must be text: put quotes around it") for text in ("1: a", "? [a]\n: b", "~: a")),
    ("words:\n  no: nei", "1: words: a key must be text: put quotes around it"),
    *((text, "1: : must be a mapping: key: value") for text in ("", "# nothing", "- a", "a")),
    *((f"a: {value}", f"1: a: {NUMBER}")
      for value in ("2026-02-30", "!!int", "2001-12-14 21:59:43-99:99", "9" * 5000, "0x_", "1" + ":1" * 300 + ".0")),
    (b"a: b\nc: \xff\n", "2: : is not UTF-8 text"),
    ("a: é".encode("utf-16"), "1: : is not UTF-8 text"),
    ("#" * (64 * 1024 + 1), "0: : is larger than 64 KB"),
    (f"a: {'[' * 900}{']' * 900}", "1: : is nested too deep"),
    (f"a:\n  {'[' * 51}{']' * 51}", "2: : is nested too deep"),
]
# fmt: on


def test_the_rest_of_yaml_is_refused_with_its_place(flows):
    assert [flows.mistake(text) for text, _says in REFUSED] == [says for _text, says in REFUSED]


def test_what_editors_write_is_read_up_to_the_limits(flows):
    for text in ("\ufeff" + flows.valid, flows.valid.replace("\n", "\r\n")):
        assert (
            flows.load(text + "#" * (64 * 1024 - len(text.encode()))).title == "Object to example"
        )


def test_what_is_not_yaml_is_refused_with_a_line_and_no_value(flows):
    for text in (
        "a: [",
        "a: b: c",
        "\ta: b",
        "a: \x00",
        "a: =",
        f"a: [{CANARY}",
        f"a: '{CANARY}",
        f"a: %{CANARY}",
    ):
        assert re.match("[12]: : is not YAML: (?!.*canary)", flows.mistake(text))


PIECES = st.sampled_from([*"ab[]{}|>#%~=@'\"\n\té\ufeff\u2028", ": ", "- ", "\n  ", ", ", "&x ", "*x", "<<", "!!int ",
                          "---", "no", "0x", "2026-99-99"])  # fmt: skip


@settings(max_examples=100)
@given(data=st.data())
def test_whatever_stands_in_a_file_it_loads_or_says_why_and_soon(flows, data):
    text, began = flows.valid, time.process_time()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        middle = data.draw(st.one_of(st.just(text[start:end] * 2), PIECES, st.text(max_size=5)))
        text = text[:start] + middle + text[end:]
    with suppress(FlowError):
        flows.load(text.encode("utf-8", "replace"))
    assert time.process_time() - began < 10


def test_a_full_file_of_one_repeated_piece_is_refused_soon(flows):
    for piece in (
        "[",
        "{a: ",
        "- ",
        "? ",
        "a\n",
        "&a ",
        "- &a [*a, ",
        "---\n",
        "1:1",
        "0x",
        "\u2028",
    ):
        began = time.process_time()
        assert flows.mistakes((piece * 65_000).encode()[: 64 * 1024].decode("utf-8", "ignore"))
        assert time.process_time() - began < 10
