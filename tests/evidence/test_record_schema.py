"""What is sealed fits the schema that is published for it."""

import json

import jsonschema
from tools.schemas import RECORD, SUPPLEMENT


def test_a_record_and_its_supplements_fit_and_a_record_with_anything_more_or_less_does_not(
    sealed, parcelled
):
    supplements = [*parcelled.parent.glob(f"{parcelled.name}-supplement-*/data/supplement.json")]
    for schema, files in {
        SUPPLEMENT: supplements,
        RECORD: [sealed.folder / "data" / "record.json"],
    }.items():
        fits = jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8")))
        every = [json.loads(file.read_text("utf-8")) for file in files]
        assert every
        assert all(map(fits.is_valid, every))
    [record] = every
    assert not fits.is_valid({**record, "more": 1})
    assert not any(
        fits.is_valid({key: value for key, value in record.items() if key != name})
        for name in record
    )
