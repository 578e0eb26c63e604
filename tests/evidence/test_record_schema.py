import json

import jsonschema
from tools.schemas import RECORD, SUPPLEMENT


def test_a_real_record_fits_the_schema_and_with_anything_more_or_less_it_does_not(sealed):
    validator = jsonschema.Draft202012Validator(json.loads(RECORD.read_text("utf-8")))
    record = json.loads((sealed.folder / "data" / "record.json").read_text("utf-8"))
    validator.validate(record)
    assert not validator.is_valid({**record, "more": 1})
    for name in record:
        assert not validator.is_valid({key: value for key, value in record.items() if key != name})


def test_the_supplements_of_a_record_fit_their_schema(parcelled):
    schema = jsonschema.Draft202012Validator(json.loads(SUPPLEMENT.read_text("utf-8")))
    files = [*parcelled.parent.glob(f"{parcelled.name}-supplement-*/data/supplement.json")]
    assert files
    for file in files:
        schema.validate(json.loads(file.read_text("utf-8")))
