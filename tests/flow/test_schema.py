"""The schemas for editors: up to date, themselves valid, and of the loader's opinion where a schema can have one."""

import datetime as dt

import jsonschema
import yaml
from tools.flow_schemas import TEXTS, flow_schema, schema_of

from optout.flow.load import FLOW_FILE, shipped_folder
from optout.flow.recipient import LETTER_FILE, Recipient

VALIDATOR = jsonschema.Draft202012Validator
SCHEMAS = {FLOW_FILE: flow_schema(), LETTER_FILE: schema_of(Recipient)}


def mistakes(text, name=FLOW_FILE):
    validator = VALIDATOR(SCHEMAS[name], format_checker=jsonschema.FormatChecker())
    return list(validator.iter_errors(plain(yaml.safe_load(text))))


def plain(data):
    """Give the data as an editor sees it: a date is a text."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return data.isoformat() if isinstance(data, dt.date) else data


def test_the_schema_files_are_schemas_and_what_the_models_say():
    for schema in SCHEMAS.values():
        VALIDATOR.check_schema(schema)
    for name, text in TEXTS.items():
        assert (shipped_folder() / name).read_text("utf-8") == text, "stale: python -m tools.flow_schemas"


def test_what_is_valid_is_so_by_the_schema_too(flows):
    assert mistakes(flows.valid) == []
    assert mistakes(flows.changed("seen_live: never", "seen_live: 2026-11-24")) == []
    for name in SCHEMAS:
        for file in shipped_folder().glob(f"*/{name}"):
            assert mistakes(file.read_text("utf-8"), name) == [], file


LETTER = [("format: 1\n", ""), ("format: 1\n", "format: 1\nextra: 1\n"), ("seat: NL", "seat: Netherlands"),
          ("grade: C", "grade: sure")]  # fmt: skip
FLOW = [
    ("law: GDPR Art. 21(1)\n", ""), ("law: GDPR Art. 21(1)", "law: no"), ("format: 1", "format: 2"),
    ("format: 1\n", "format: 1\nextra: 1\n"), ("format: 1\n", "format: 1\nid: example\n"),
    ("check_email: email", "chek_email: email"), ("check_email: email", "check_email: email\n    click: link"),
    ("    - click: link", "    - fill: comment"), ("role: combobox", "role: listbox"), ("seat: IE\n", ""),
    ("answer_within: one month", "answer_within: 31"), ("seen_live: never", "seen_live: yesterday"),
    ("    rejected: refused\n", "    optional: true\n"), ("request: POST **/submit", "request: submit"),
    ("with: comment", "with: secret"),
]  # fmt: skip


def test_the_schemas_refuse_what_the_loader_refuses(flows):
    text = (shipped_folder() / "reddit" / LETTER_FILE).read_text("utf-8")
    for old, new in LETTER:
        assert old in text
        assert mistakes(text.replace(old, new, 1), LETTER_FILE), new
    for old, new in FLOW:
        assert mistakes(flows.changed(old, new)), new
        assert flows.mistakes(flows.changed(old, new))
