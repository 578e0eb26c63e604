"""The JSON schema of `record.json`: `python -m optout.evidence.schema` writes it beside this file."""

from pathlib import Path

from optout.evidence.hostile import json_text
from optout.evidence.record import Record

FILE = Path(__file__).with_name("record.schema.json")


def schema_text() -> str:
    """Give the schema as the file must hold it."""
    schema = Record.model_json_schema(mode="serialization")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "The record of an objection"}
    return json_text({**head, **{name: part for name, part in schema.items() if name != "title"}}, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema_text(), "utf-8", newline="\n")
