import json

import jsonschema
import pytest
from tools.record_schemas import FILE, SUPPLEMENT_FILE, schema_text


@pytest.fixture
def validator():
    schema = json.loads(FILE.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_shipped_schema_is_the_one_of_the_models():
    assert FILE.read_text("utf-8") == schema_text(), "stale: python -m tools.record_schemas"


def test_a_real_record_fits_the_schema(sealed, validator):
    validator.validate(json.loads((sealed.folder / "data" / "record.json").read_text("utf-8")))


def test_a_record_with_anything_more_or_less_does_not_fit(sealed, validator):
    record = json.loads((sealed.folder / "data" / "record.json").read_text("utf-8"))
    assert not validator.is_valid({**record, "more": 1})
    for name in record:
        assert not validator.is_valid({key: value for key, value in record.items() if key != name})


def test_the_supplements_of_a_record_fit_their_schema(parcelled):
    schema = jsonschema.Draft202012Validator(json.loads(SUPPLEMENT_FILE.read_text("utf-8")))
    files = [*parcelled.parent.glob(f"{parcelled.name}-supplement-*/data/supplement.json")]
    assert files
    for file in files:
        schema.validate(json.loads(file.read_text("utf-8")))
