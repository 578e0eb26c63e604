"""The JSON schemas of records and supplements: `python -m tools.record_schemas` writes them beside their models."""

from pathlib import Path

from optout.evidence import record
from optout.evidence.record import Record, RecordModel
from optout.evidence.redaction import json_text
from optout.evidence.supplement import Supplement

FILE = Path(record.__file__).with_name("record.schema.json")
SUPPLEMENT_FILE = FILE.with_name("supplement.schema.json")


def schema_text() -> str:
    """Give the schema of a record as the file must hold it."""
    return _text(Record, "The record of an objection")


def supplement_schema_text() -> str:
    """Give the schema of a supplement as the file must hold it."""
    return _text(Supplement, "A file that was added to the record of an objection")


def _text(model: type[RecordModel], title: str) -> str:
    schema = model.model_json_schema(mode="serialization")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return json_text({**head, **{name: part for name, part in schema.items() if name != "title"}}, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema_text(), "utf-8", newline="\n")
    SUPPLEMENT_FILE.write_text(supplement_schema_text(), "utf-8", newline="\n")
