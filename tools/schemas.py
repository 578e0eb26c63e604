"""The JSON schemas of flows, letters, records and supplements: `python -m tools.schemas` writes them."""

import json
from pathlib import Path
from typing import Any

from optout.evidence import record
from optout.evidence.record import Record, RecordModel
from optout.evidence.redaction import json_text
from optout.evidence.supplement import Supplement
from optout.flow.load import SCHEMA_FILE, shipped_folder
from optout.flow.model import Flow, FlowModel
from optout.flow.recipient import Recipient

RECORD = Path(record.__file__).with_name("record.schema.json")
SUPPLEMENT = RECORD.with_name("supplement.schema.json")
_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def flow_schema() -> dict[str, Any]:
    """Return the schema of a flow, generated from the models."""
    schema = schema_of(Flow)
    # What a flow that extends another one does not say, that one says.
    return {"anyOf": [{"required": ["extends"]}, {"required": schema.pop("required")}], **schema}


def schema_of(model: type[FlowModel]) -> dict[str, Any]:
    """Return the schema of a file whose id is the name of its folder, and is not said in it."""
    schema = model.model_json_schema()
    del schema["properties"]["id"]
    schema["required"].remove("id")
    return {**_DIALECT, **schema}


def _sorted(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _sealed(model: type[RecordModel], title: str) -> str:
    schema = model.model_json_schema(mode="serialization")
    schema.pop("title")
    return json_text({**_DIALECT, "title": title, **schema}, indent=2) + "\n"


TEXTS = {
    shipped_folder() / SCHEMA_FILE: _sorted(flow_schema()),
    shipped_folder() / "letter.schema.json": _sorted(schema_of(Recipient)),
    RECORD: _sealed(Record, "The record of an objection"),
    SUPPLEMENT: _sealed(Supplement, "A file that was added to the record of an objection"),
}
"""What each file must hold."""

if __name__ == "__main__":
    for file, text in TEXTS.items():
        file.write_text(text, "utf-8", newline="\n")
