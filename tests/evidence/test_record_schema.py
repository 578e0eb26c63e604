import json

import jsonschema
import pytest

from optout.evidence.schema import FILE, schema_text


@pytest.fixture
def validator():
    schema = json.loads(FILE.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_shipped_schema_is_the_one_of_the_models():
    assert FILE.read_text("utf-8") == schema_text(), "stale: python -m optout.evidence.schema"


def test_a_real_record_fits_the_schema(sealed, validator):
    validator.validate(json.loads((sealed.folder / "data" / "record.json").read_text("utf-8")))


def test_a_record_with_anything_more_or_less_does_not_fit(sealed, validator):
    record = json.loads((sealed.folder / "data" / "record.json").read_text("utf-8"))
    assert not validator.is_valid({**record, "more": 1})
    for name in record:
        assert not validator.is_valid({key: value for key, value in record.items() if key != name})
