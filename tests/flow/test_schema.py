"""The schema for editors: up to date, itself valid, and of the loader's opinion where a schema can have one."""

import datetime as dt

import jsonschema
import pytest
import yaml
from tools.flow_schemas import TEXTS, flow_schema, letter_schema

from optout.flow.load import FLOW_FILE, shipped_folder
from optout.flow.recipient import LETTER_FILE

VALIDATOR = jsonschema.Draft202012Validator(flow_schema(), format_checker=jsonschema.FormatChecker())
OF_LETTERS = jsonschema.Draft202012Validator(letter_schema(), format_checker=jsonschema.FormatChecker())


def mistakes(text, validator=VALIDATOR):
    return list(validator.iter_errors(plain(yaml.safe_load(text))))


def plain(data):
    """Give the data as an editor sees it: a date is a text."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return data.isoformat() if isinstance(data, dt.date) else data


@pytest.mark.parametrize("name", TEXTS)
def test_the_schema_file_is_what_the_models_say(name):
    assert (shipped_folder() / name).read_text("utf-8") == TEXTS[name], "stale: python -m tools.flow_schemas"


def test_the_schemas_are_schemas():
    VALIDATOR.check_schema(flow_schema())
    OF_LETTERS.check_schema(letter_schema())


def test_the_valid_flow_is_valid_by_the_schema_too(flows):
    assert mistakes(flows.valid) == []
    assert mistakes(flows.changed("seen_live: never", "seen_live: 2026-11-24")) == []


@pytest.mark.parametrize(
    "file", [file for name in (FLOW_FILE, LETTER_FILE) for file in shipped_folder().glob(f"*/{name}")]
)
def test_what_is_shipped_is_valid_by_its_schema_too(file):
    assert mistakes(file.read_text("utf-8"), VALIDATOR if file.name == FLOW_FILE else OF_LETTERS) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("format: 1\n", ""), ("format: 1\n", "format: 1\nextra: 1\n"), ("seat: NL", "seat: Netherlands"),
     ("grade: C", "grade: sure"), ("seen_live: never\n", "")],
)  # fmt: skip
def test_the_schema_of_letters_refuses_what_is_none(old, new):
    text = (shipped_folder() / "reddit" / LETTER_FILE).read_text("utf-8")
    assert old in text
    assert mistakes(text.replace(old, new, 1), OF_LETTERS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("law: GDPR Art. 21(1)\n", ""), ("law: GDPR Art. 21(1)", "law: no"), ("format: 1", "format: 2"),
        ("format: 1\n", "format: 1\nextra: 1\n"), ("format: 1\n", "format: 1\nid: example\n"),
        ("check_email: email", "chek_email: email"), ("check_email: email", "check_email: email\n    click: link"),
        ("    - click: link", "    - fill: comment"), ("role: combobox", "role: listbox"),
        ("answer_within: one month", "answer_within: 31"), ("answer_within: one month\n", ""),
        ("seat: IE", "seat: Ireland"), ("seat: IE\n", ""), ("seen_live: never", "seen_live: yesterday"),
        ("    rejected: refused\n", "    optional: true\n"), ("request: POST **/submit", "request: submit"),
        ("with: comment", "with: secret"),
    ],
)  # fmt: skip
def test_the_schema_refuses_what_the_loader_refuses(flows, old, new):
    text = flows.changed(old, new)
    assert mistakes(text)
    assert flows.mistakes(text)
