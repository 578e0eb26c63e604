"""The JSON schema of a flow file, for editors. The loader checks more: addresses, names and the order of steps."""

import json
from typing import Any

from optout.flow.model import Flow

SCHEMA_FILE = "flow.schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def flow_schema() -> dict[str, Any]:
    """Give the schema, generated from the models."""
    schema = Flow.model_json_schema()
    # A flow file does not say its id: it is the folder's name.
    del schema["properties"]["id"]
    required = [name for name in schema.pop("required") if name != "id"]
    # What a flow that extends another one does not say, that one says.
    return {"$schema": _DIALECT, **schema, "anyOf": [{"required": ["extends"]}, {"required": required}]}


def flow_schema_text() -> str:
    """Give the schema as `flows/flow.schema.json` holds it."""
    return json.dumps(flow_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
