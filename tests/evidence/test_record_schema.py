import json

import jsonschema
import pytest
from tests.evidence.test_golden import kept

from optout.evidence.schema import FILE, SUPPLEMENT_FILE, schema_text

LATER = {"answer_due"}
"""What records have had only since a later version than the first."""


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
    for name in record.keys() - LATER:
        assert not validator.is_valid({key: value for key, value in record.items() if key != name})


@pytest.mark.parametrize("golden", kept(), ids=lambda folder: folder.parent.name)
def test_a_record_of_every_released_version_fits_the_schema(golden, validator):
    validator.validate(json.loads((golden / "data" / "record.json").read_text("utf-8")))


def test_the_supplement_of_every_released_version_fits_its_schema():
    schema = jsonschema.Draft202012Validator(json.loads(SUPPLEMENT_FILE.read_text("utf-8")))
    for golden in kept():
        file = golden.with_name(f"{golden.name}-supplement-1") / "data" / "supplement.json"
        schema.validate(json.loads(file.read_text("utf-8")))
