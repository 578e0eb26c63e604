"""The JSON schemas of flows and letters, for editors: `python -m tools.flow_schemas` writes them into flows/."""

import json
from typing import Any

from optout.flow.load import SCHEMA_FILE, shipped_folder
from optout.flow.model import Flow, FlowModel
from optout.flow.recipient import Recipient


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
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


TEXTS = {SCHEMA_FILE: _text(flow_schema()), "letter.schema.json": _text(schema_of(Recipient))}
"""What each file must hold."""

if __name__ == "__main__":
    for name, text in TEXTS.items():
        (shipped_folder() / name).write_text(text, "utf-8", newline="\n")
