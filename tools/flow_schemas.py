"""The JSON schemas of flows and letters, for editors: `python -m tools.flow_schemas` writes them into flows/."""

from optout.flow.load import shipped_folder
from optout.flow.model import SCHEMA_FILE, flow_schema, schema_text
from optout.flow.recipient import LETTER_SCHEMA_FILE, letter_schema

TEXTS = {SCHEMA_FILE: schema_text(flow_schema()), LETTER_SCHEMA_FILE: schema_text(letter_schema())}
"""What each file must hold."""

if __name__ == "__main__":
    for name, text in TEXTS.items():
        (shipped_folder() / name).write_text(text, "utf-8", newline="\n")
