import json

import jsonschema
import pytest
from tests.evidence.test_golden import kept
from tools.record_schemas import FILE, SUPPLEMENT_FILE, schema_text

from optout.evidence.record import SCHEMA_VERSION, Record


@pytest.fixture
def validator():
    schema = json.loads(FILE.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_shipped_schema_is_the_one_of_the_models():
    assert FILE.read_text("utf-8") == schema_text(), "stale: python -m tools.record_schemas"


def test_a_real_record_fits_the_schema(sealed, validator):
    validator.validate(json.loads((sealed.folder / "data" / "record.json").read_text("utf-8")))


ADDED_LATER = {"settings", "account_named", "account_withheld"}
"""What a record may lack that was made before there was anything to say of it."""


def test_a_record_with_anything_more_or_less_does_not_fit(sealed, validator):
    record = json.loads((sealed.folder / "data" / "record.json").read_text("utf-8"))
    assert not validator.is_valid({**record, "more": 1})
    for name in record.keys() - ADDED_LATER:
        assert not validator.is_valid({key: value for key, value in record.items() if key != name})


@pytest.mark.parametrize("golden", kept(), ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_a_record_of_every_version_fits_the_schema_as_it_is_read(golden, validator):
    text = (golden / "data" / "record.json").read_text("utf-8")
    read = Record.model_validate_json(text)
    validator.validate(json.loads(read.model_dump_json()))
    assert read.schema_version == SCHEMA_VERSION
    assert (json.loads(text)["schema_version"] == 1) == (golden.parent.name == "first-schema")


def test_of_a_record_of_the_first_version_only_its_sentences_are_left_where_they_are():
    [golden] = [folder for folder in kept() if folder.parent.name == "first-schema"]
    written = json.loads((golden / "data" / "record.json").read_text("utf-8"))
    read = json.loads(Record.model_validate(written).model_dump_json())
    told = {"schema_version", "says", "detail", "flow", "approval", "captures", "confirmation"}
    assert {name: read.get(name) for name in written if name not in told} == {
        name: value for name, value in written.items() if name not in told
    }
    assert written["says"]
    assert read["approval"] == {**written["approval"], "how": ""}
    assert read["flow"] == {**written["flow"], "way": {}, "called": {}}
    assert read["confirmation"]["text"] == written["confirmation"]["text"]


def test_the_supplement_of_every_released_version_fits_its_schema():
    schema = jsonschema.Draft202012Validator(json.loads(SUPPLEMENT_FILE.read_text("utf-8")))
    for golden in kept():
        for file in golden.parent.glob(f"{golden.name}-supplement-*/data/supplement.json"):
            schema.validate(json.loads(file.read_text("utf-8")))
