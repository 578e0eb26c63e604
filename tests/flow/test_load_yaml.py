"""Of YAML, a flow file may use a small part; the rest is refused with its line."""

import hashlib
import os
import re

import pytest

from optout.errors import FlowError
from optout.flow.load import DEPTH_LIMIT, FLOW_LIMIT, MISTAKES_LIMIT, load_flow


def test_the_valid_flow_is_valid(flows):
    assert flows.load(flows.valid).title == "Object to example"


def test_the_id_is_the_folder_and_the_hash_is_that_of_the_line_of_sha256sum(flows):
    loaded = load_flow(flows.folder(flows.valid, "some-folder"))
    assert loaded.flow.id == "some-folder"
    line = f"{hashlib.sha256(flows.valid.encode()).hexdigest()}  flow.yaml\n"
    assert loaded.sha256 == hashlib.sha256(line.encode()).hexdigest()


def padded(text, size):
    return text + "#" * (size - len(text.encode()))


def test_a_file_of_exactly_the_limit_is_read(flows):
    assert flows.load(padded(flows.valid, FLOW_LIMIT))


def test_a_file_one_byte_larger_is_refused(flows):
    assert flows.mistake(padded(flows.valid, FLOW_LIMIT + 1)) == "0: : is larger than 64 KB"


def nested(depth):
    return "[" * depth + "]" * depth


def test_a_file_nested_to_the_limit_is_read(flows):
    text = flows.changed("notes: [a note]", f"notes: {nested(DEPTH_LIMIT - 1)}")  # one level is the file itself
    assert flows.mistakes(text)[0].where == "notes.0"  # read, and then not a text


@pytest.mark.parametrize("depth", [DEPTH_LIMIT, 500])
def test_a_file_nested_deeper_is_refused(flows, depth):
    assert "is nested deeper than 20" in flows.mistake(flows.changed("notes: [a note]", f"notes: {nested(depth)}"))


def test_a_file_of_nothing_but_brackets_is_refused(flows):
    assert "nest" in flows.mistake("a: " + nested(32_000))


def test_a_file_nested_deeper_in_blocks_is_refused(flows):
    text = "\n".join(" " * level + "a:" for level in range(DEPTH_LIMIT + 1))
    assert flows.mistake(text) == f"{DEPTH_LIMIT + 1}: : is nested deeper than 20"


@pytest.mark.parametrize("piece", ["? a\n", "- &a 1\n", "1: b\n"])
def test_of_a_file_full_of_mistakes_the_first_hundred_are_told(flows, piece):
    mistakes = flows.mistakes(piece * 1_000)
    assert len(mistakes) == MISTAKES_LIMIT
    assert [mistake.line for mistake in mistakes] == sorted({mistake.line for mistake in mistakes})


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_that_is_not_utf_8_is_refused(flows, encoding):
    assert flows.mistake(flows.changed("a note", "é").encode(encoding)).endswith(": is not UTF-8 text")


def test_the_line_of_the_first_byte_that_is_not_utf_8_is_named(flows):
    assert flows.mistake(b"a: b\nc: \xff\n") == "2: : is not UTF-8 text"


def test_a_byte_order_mark_is_allowed(flows):
    assert flows.load("\ufeff" + flows.valid)


def test_windows_line_ends_are_allowed(flows):
    assert flows.load(flows.valid.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", "3: a: stands here twice"),
        ("a:\n  b: 1\n  b: 2\n", "3: a.b: stands here twice"),
        ("a: [{b: 1, b: 2}]", "1: a.0.b: stands here twice"),
        ("a: &x 1", "1: : anchors and aliases are not allowed"),
        ("a: &x [1]", "1: : anchors and aliases are not allowed"),
        ("a: *x", "1: : anchors and aliases are not allowed"),
        ("a:\n  <<: {b: 1}", "2: a: merge keys are not allowed"),
        ("a: !!str 1", "1: : tags are not allowed"),
        ("a: !mine {}", "1: : tags are not allowed"),
        ("a: !!python/object/apply:os.system [id]", "1: : tags are not allowed"),
        ("a: ! b", "1: : tags are not allowed"),
        ("a: 1\n---\nb: 2", "2: : a second document is not allowed"),
        ("a: 1\n...\n---\n", "3: : a second document is not allowed"),
        ("1: a", "1: : a key must be text: put quotes around it"),
        ("words:\n  no: nei", "2: words: a key must be text: put quotes around it"),
        ("? [a]\n: b", "1: : a key must be text: put quotes around it"),
        ("~: a", "1: : a key must be text: put quotes around it"),
        ("", "1: : must be a mapping: key: value"),
        ("# nothing", "1: : must be a mapping: key: value"),
        ("- a", "1: : must be a mapping: key: value"),
        ("a", "1: : must be a mapping: key: value"),
        ("a: 2026-02-30", "1: a: is not a date or a number; put quotes around it if it is text"),
        ("a: 2001-12-14 21:59:43-99:99", "1: a: is not a date or a number; put quotes around it if it is text"),
        ("a: " + "9" * 5000, "1: a: is not a date or a number; put quotes around it if it is text"),
        ("a: 12:30:00", "1: a: is not a date or a number; put quotes around it if it is text"),
        ("a: 0x_", "1: a: is not a date or a number; put quotes around it if it is text"),
        ("a: 1" + ":1" * 300 + ".0", "1: a: is not a date or a number; put quotes around it if it is text"),
    ],
)
def test_this_is_refused(flows, text, says):
    assert flows.mistake(text) == says


@pytest.mark.parametrize(
    "text", ["a: [", "a: b: c", "\ta: b", "a: 'b", "%YAML 9", "a: \x00", "a: \x1b", "a: =", "a: <<", "{", "@", "a: |9x"]
)
def test_what_is_not_yaml_is_refused_with_a_line(flows, text):
    assert re.match("[12]: : is not YAML: ", flows.mistake(text))


def test_every_anchor_alias_and_tag_is_named(flows):
    assert [(m.line, m.says.split()[0]) for m in flows.mistakes("a: &x 1\nb: *x\nc: !t 1\n")] == [
        (1, "anchors"),
        (2, "anchors"),
        (3, "tags"),
    ]


def test_every_key_that_stands_twice_is_named(flows):
    assert [m.where for m in flows.mistakes("a: 1\na: 1\nb: {c: 1, c: 2}\n")] == ["a", "b.c"]


def test_a_key_cannot_drive_the_terminal(flows):
    mistake = flows.mistake('"\\e[31m\\u202Ea": 1\n"\\e[31m\\u202Ea": 2\n')
    assert mistake == "2: [31ma: stands here twice"


def test_a_flow_that_is_missing_says_so(tmp_path):
    with pytest.raises(FlowError, match=r"flow\.yaml: cannot be read: No such file or directory$"):
        load_flow(tmp_path / "none")


def test_a_flow_that_is_a_folder_says_so(tmp_path):
    (tmp_path / "flow.yaml").mkdir()
    with pytest.raises(FlowError, match=r"flow\.yaml: cannot be read: "):
        load_flow(tmp_path)


def test_a_file_below_the_working_folder_is_named_from_there(flows, monkeypatch):
    folder = flows.folder("a: [", "mine")
    monkeypatch.chdir(folder.parent)
    assert flows_file(folder) == "mine/flow.yaml"


def test_a_file_elsewhere_is_named_without_the_folders_that_may_hold_a_persons_name(flows, monkeypatch):
    folder = flows.folder("a: [", "mine")
    monkeypatch.chdir(os.sep)
    monkeypatch.chdir(folder.parents[1])
    monkeypatch.chdir(flows.folder("", "other"))
    assert flows_file(folder) == f"{folder.parent.name}/mine/flow.yaml"


def flows_file(folder):
    with pytest.raises(FlowError) as caught:
        load_flow(folder)
    return caught.value.mistakes[0].file
