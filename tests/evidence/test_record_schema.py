"""What is sealed fits the schema that is published for it."""

import io
import json

import bagit  # type: ignore[import-untyped]
import jsonschema
import pikepdf
from tools.schemas import RECORD, SUPPLEMENT

import optout


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


def test_the_bag_has_its_schema_and_size_and_an_archive_s_tool_validates_it(sealed):
    bag = bagit.Bag(str(sealed.folder))
    bag.validate()
    assert "record.schema.json" in bag.tagfile_entries()
    schema = json.loads((sealed.folder / "record.schema.json").read_text("utf-8"))
    record = json.loads((sealed.folder / "data" / "record.json").read_text("utf-8"))
    assert jsonschema.Draft202012Validator(schema).is_valid(record)
    sizes = [path.stat().st_size for path in (sealed.folder / "data").iterdir()]
    assert bag.info["Payload-Oxum"] == f"{sum(sizes)}.{len(sizes)}"


def test_the_metadata_of_the_summary_is_in_xmp_and_says_what_made_it(sealed):
    pdf = (sealed.folder / "START-HERE.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert sealed.folder.name in metadata["dc:title"]
        assert metadata["dc:language"] == {"en"}
        assert metadata["xmp:CreatorTool"].startswith(f"optout {optout.__version__}, ")
        assert metadata["xmp:CreateDate"]
        assert str(opened.docinfo["/Creator"]) == metadata["xmp:CreatorTool"]


def test_the_schema_explains_each_entry_of_a_record():
    schema = json.loads(RECORD.read_text("utf-8"))
    unexplained = [
        name for name, entry in schema["properties"].items() if "description" not in entry
    ]
    assert unexplained == []
