"""A flow that extends another one: what it takes over, where a mistake is named, and what the hash
covers.
"""

import hashlib
import re
from pathlib import Path

import pytest

from optout.errors import FlowError
from optout.flow.cases import load_cases, read_page
from optout.flow.find import find_flow
from optout.flow.load import BASE_FILE, load_flow, shipped_folder, shipped_ids

OWN = "format: 1\nextends: ../example\ntitle: Object elsewhere\n"
CASES = Path(__file__).with_name("extended.yaml").read_text("utf-8")


@pytest.fixture
def place(flows):
    """Give a folder with the valid flow, its pages, and room for flows beside it."""
    folder = flows.folder(flows.valid)
    write(
        folder,
        {
            "cases.yaml": CASES,
            "form.html": "{{hello}} {{name}}",
            "words/en.yaml": "recorded: {hello: Hi}",
        },
    )
    return folder.parent


def write(folder, pages, text=None):
    for name, page in pages.items():
        file = folder / "pages" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
    if text is not None:
        folder.mkdir(exist_ok=True)
        (folder / "flow.yaml").write_text(text, "utf-8")
    return folder


def mine(place, text=OWN, **pages):
    return write(
        place / "mine", {name.replace("_", "."): page for name, page in pages.items()}, text
    )


def mistakes(folder):
    with pytest.raises(FlowError) as caught:
        load_flow(folder)
    return [
        re.sub(r"^.*/(\w+/flow\.yaml)", r"\1", str(mistake)) for mistake in caught.value.mistakes
    ]


def test_what_a_flow_does_not_say_it_takes_over_and_what_it_says_again_takes_its_place(place):
    with (place / "example" / "flow.yaml").open("a", encoding="utf-8") as file:
        file.write("also: [Theirs]\n")
    theirs = load_flow(place / "example").flow
    flow = load_flow(mine(place, OWN + "arrived: [email]\n")).flow
    assert (flow.id, flow.title, flow.arrived) == ("mine", "Object elsewhere", ["email"])
    assert (theirs.also, flow.also) == (["Theirs"], [])  # what people call a flow is its own
    own = {"id", "title", "arrived", "extends", "also"}
    assert flow.model_dump(exclude=own) == theirs.model_dump(exclude=own)


def test_targets_and_the_like_are_taken_over_one_by_one_and_sources_and_notes_are_added(place):
    theirs = load_flow(place / "example").flow
    added = (
        "targets: {country: {role: combobox, name: land}, more: {role: link, words: {en: More}}}\n"
        'sources: [{fact: mine, origin: me, grade: "?"}]\nnotes: [mine]\n'
    )
    flow = load_flow(mine(place, OWN + added)).flow
    assert set(flow.targets) == {*theirs.targets, "more"}
    assert (flow.targets["country"].name, flow.targets["email"]) == (
        "land",
        theirs.targets["email"],
    )
    assert [source.fact for source in flow.sources] == [
        "mine",
        *(source.fact for source in theirs.sources),
    ]
    assert flow.notes == ["mine", *theirs.notes]


def test_a_mistake_is_named_in_the_file_and_line_that_has_it(place):
    own = mine(place, OWN + "targets:\n  country: {role: combo, name: c}\n")
    [mistake] = mistakes(own)
    assert mistake.startswith("mine/flow.yaml:5: targets.country.role: ")
    theirs = place / "example" / "flow.yaml"
    text = theirs.read_text("utf-8").replace("    origin: the controller\n", "    origin: no\n")
    theirs.write_text(text, "utf-8")
    line = text[: text.index("origin: no")].count("\n") + 1
    [theirs, _own] = mistakes(own)
    assert theirs.startswith(f"example/flow.yaml:{line}: sources.0.origin: must be text")


def test_a_rule_between_parts_of_both_files_is_held(place):
    assert mistakes(mine(place, OWN + "hosts: [example.com]\n"))[0].startswith("example/flow.yaml:")
    [mistake] = mistakes(mine(place, OWN + "arrived: [nothing]\n"))
    assert mistake == "mine/flow.yaml:4: arrived.0: names no target of this flow"


def test_only_a_folder_beside_it_can_be_extended(place):
    for name in ("facebook", "../../example", "/example", "../example/", "..", "../Example", ""):
        [*_others, mistake] = [
            one for one in mistakes(mine(place, f"extends: '{name}'\n")) if "extends" in one
        ]
        assert mistake.startswith("mine/flow.yaml:1: extends: ")


def test_without_one_beside_it_a_flow_of_the_program_is_extended_and_one_step_is_all_there_is(
    place,
):
    loaded = load_flow(mine(place, OWN.replace("example", "facebook")))
    assert loaded.base == find_flow("facebook").folder
    (place / "linked").symlink_to(place / "example")
    write(place / "other", {}, OWN)
    for name, says in {
        "nobody": "names no flow beside this one, and none of the program's",
        "linked": "names no flow beside this one, and none of the program's",
        "other": "names a flow that extends another one",
        "mine": "names a flow that extends another one",
    }.items():
        assert mistakes(mine(place, OWN.replace("example", name))) == [
            f"mine/flow.yaml:2: extends: {says}"
        ]


def test_the_hash_is_that_of_the_files_by_name_and_changes_with_each_of_them(place):
    own = mine(place, cases_yaml="format: 1\n")
    every = {
        f"../example/{n}": place / "example" / n
        for n in ("flow.yaml", "pages/cases.yaml", "pages/form.html")
    }
    every |= {"../example/pages/words/en.yaml": place / "example" / "pages" / "words" / "en.yaml"}
    every |= {"flow.yaml": own / "flow.yaml", "pages/cases.yaml": own / "pages" / "cases.yaml"}
    lines = "".join(
        f"{hashlib.sha256(every[name].read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(every)
    )
    seen = {load_flow(own).sha256}
    assert seen == {hashlib.sha256(lines.encode()).hexdigest()}
    for file in every.values():
        file.write_text(file.read_text("utf-8") + "\n", "utf-8")
        seen.add(load_flow(own).sha256)
    assert len(seen) == len(every) + 1


def test_cases_pages_and_words_are_taken_over_and_each_can_be_said_again(place):
    own = write(place / "mine", {"words/en.yaml": "inferred: {hello: Ho}"}, OWN)
    said = "set: {form: https://a.example.eu/}\nanswers: [{to: GET **/mine, fails: reset}]\n"
    write(own, {"cases.yaml": f"format: 1\n{said}cases: {{received: {{about: otherwise}}}}\n"})
    [received] = load_cases(
        load_flow(own)
    ).values()  # what it does not name is played with the flow that it extends
    assert (received.about, received.expect.body) == ("otherwise", {"at": "https://a.example.eu/"})
    [first, answer] = received.answers
    assert (first.fails, answer.to, answer.cookie) == ("reset", "GET https://a.example.eu/", "a=1")
    assert read_page(received, answer) == "Ho Ada of https://a.example.eu/"
    write(own, {"form.html": "mine"})
    assert read_page(received, answer) == "mine"


def test_pages_of_another_flow_are_played_with_this_one_but_for_the_cases_that_are_only_there(
    place,
):
    text = CASES.replace(
        "    about: the person says no\n", "    about: the person says no\n    only_here: true\n"
    )
    write(place / "example", {"cases.yaml": text})
    valid = (place / "example" / "flow.yaml").read_text("utf-8")
    loaded = load_flow(
        mine(place, valid.replace("format: 1\n", "format: 1\npages_of: ../example\n", 1))
    )
    assert list(load_cases(loaded)) == ["received"]
    assert list(load_cases(load_flow(place / "example"))) == ["received", "declined"]


@pytest.mark.parametrize(
    ("added", "broken", "at"),
    [
        # Its own `sign_in` replaces the other one: what is missing in it is its own mistake.
        ("sign_in: {open: https://www.example.eu/}\n", None, "mine/flow.yaml"),
        # Its own source is first: the mistake in the other file's is at that file's line.
        ('sources: [{fact: mine, origin: me, grade: "?"}]\n', "grade: A", "example/flow.yaml"),
    ],
    ids=["replaced", "joined"],
)
def test_a_mistake_is_at_the_line_of_the_file_that_has_it(place, added, broken, at):
    file = place / "example" / "flow.yaml"
    if broken:
        text = file.read_text("utf-8")
        assert broken in text
        file.write_text(text.replace(broken, "grade: Z", 1), "utf-8")
    with pytest.raises(FlowError) as caught:
        load_flow(mine(place, OWN + added))
    [mistake] = caught.value.mistakes
    line = Path(mistake.file if Path(mistake.file).is_absolute() else place / at).read_text("utf-8")
    assert mistake.file.endswith(at)
    assert (broken is None) == ("sign_in" in line.splitlines()[mistake.line - 1])
    assert (broken is not None) == ("grade: Z" in line.splitlines()[mistake.line - 1])


def base_beside(place):
    """Make what flows of a product have in common: the valid flow, without what is its controller's."""
    base = place / "product"
    base.mkdir()
    text = (place / "example" / "flow.yaml").read_text("utf-8")
    own = "".join(line for line in text.splitlines(keepends=True) if line.startswith("title:"))
    (base / "base.yaml").write_text(text.replace(own, ""), "utf-8")
    return base


def test_a_flow_extends_what_the_forms_of_a_product_have_in_common(place):
    base_beside(place)
    theirs = load_flow(place / "example").flow
    flow = load_flow(mine(place, OWN.replace("../example", "../product"))).flow
    own = {"id", "title", "extends"}
    assert flow.model_dump(exclude=own) == theirs.model_dump(exclude=own)


def test_the_hash_of_a_flow_covers_what_the_forms_of_a_product_have_in_common(place):
    base = base_beside(place)
    folder = mine(place, OWN.replace("../example", "../product"))
    before = load_flow(folder).sha256
    with (base / "base.yaml").open("a", encoding="utf-8") as file:
        file.write("# one more line\n")
    assert load_flow(folder).sha256 != before


def test_the_hash_of_a_flow_covers_its_own_file_whatever_lies_beside_it(place):
    """Who trusts a flow trusts what is run."""
    folder = mine(place)
    (folder / "base.yaml").write_text("format: 1\n", "utf-8")
    before = load_flow(folder).sha256
    with (folder / "flow.yaml").open("a", encoding="utf-8") as file:
        file.write("# one more line\n")
    assert load_flow(folder).sha256 != before


def test_what_forms_of_a_product_have_in_common_is_no_flow():
    bases = [file.parent.name for file in shipped_folder().glob(f"*/{BASE_FILE}")]
    assert bases
    assert not {*bases} & {*shipped_ids()}
