import json

import jsonschema
from tools.record_schemas import FILE, SUPPLEMENT_FILE, schema_text, supplement_schema_text


def test_the_shipped_schemas_are_those_of_the_models():
    assert FILE.read_text("utf-8") == schema_text(), "stale: python -m tools.record_schemas"
    assert SUPPLEMENT_FILE.read_text("utf-8") == supplement_schema_text(), "stale: python -m tools.record_schemas"


def test_a_real_record_fits_the_schema_and_with_anything_more_or_less_it_does_not(sealed):
    validator = jsonschema.Draft202012Validator(json.loads(FILE.read_text("utf-8")))
    record = json.loads((sealed.folder / "data" / "record.json").read_text("utf-8"))
    validator.validate(record)
    assert not validator.is_valid({**record, "more": 1})
    for name in record:
        assert not validator.is_valid({key: value for key, value in record.items() if key != name})


def test_the_supplements_of_a_record_fit_their_schema(parcelled):
    schema = jsonschema.Draft202012Validator(json.loads(SUPPLEMENT_FILE.read_text("utf-8")))
    files = [*parcelled.parent.glob(f"{parcelled.name}-supplement-*/data/supplement.json")]
    assert files
    for file in files:
        schema.validate(json.loads(file.read_text("utf-8")))
