"""The schemas for editors: up to date, themselves valid, and of the loader's opinion where a schema
can have one.
"""

import datetime as dt

import jsonschema
import yaml
from tools.schemas import TEXTS, flow_schema, schema_of

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
    for file, text in TEXTS.items():
        assert file.read_text("utf-8") == text, "stale: python -m tools.schemas"


def test_what_is_valid_is_so_by_the_schema_too(flows):
    assert mistakes(flows.valid) == []
    assert mistakes(flows.changed("seen_live: never", "seen_live: 2026-11-24")) == []
    for name in SCHEMAS:
        for file in shipped_folder().glob(f"*/{name}"):
            assert mistakes(file.read_text("utf-8"), name) == [], file


def test_the_schemas_refuse_what_the_loader_refuses(flows):
    for old, new in (
        ("law: GDPR Art. 21(1)", "law: no"),
        ("format: 1\n", "format: 1\nid: example\n"),
        ("check_email: email", "chek_email: email"),
        ("    - click: link", "    - fill: comment"),
        ("    rejected: refused\n", "    optional: true\n"),
        ("request: POST **/submit", "request: submit"),
    ):
        assert mistakes(flows.changed(old, new)), new
        assert flows.mistakes(flows.changed(old, new))
