"""Finds where two files of a record, or of a supplement, contradict each other.

Whoever rewrites a folder with every hash has to keep all of it true: where only a part was
rewritten, some other file still says what was there before.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from pydantic import ValidationError

from optout.evidence import folder as bag
from optout.evidence.folder import FindingKind, Manifest, RecordFinding, Tree, finding
from optout.evidence.record import ANSWER_TEXT, BEFORE_SEND, RECORD_ID, PictureSize, Record
from optout.evidence.supplement import SUPPLEMENT, Supplement
from optout.evidence.verify.record_itself import contradictions_in_record
from optout.evidence.verify.timeline import contradictions_in_timeline
from optout.translation import LazyText, _

_SMALL, _LARGE = 65_536, 16_000_000  # bytes
# Chromium writes the title of a document into a PDF as it stands, in Latin letters or as UTF-16.
_PDF_TITLE = re.compile(rb"/Title\s*(?:\(((?:\\.|[^\\()])*)\)|<((?:[0-9A-Fa-f]{2})*)>)", re.DOTALL)
_ID_IN_TITLE = re.compile(rf"{RECORD_ID.strip('^$')}\b".encode())

_Contradiction = tuple[str, LazyText]
"""The path of a file, and on what it contradicts record.json."""


def contradictions(
    tree: Tree, record: Record, payload: Manifest, found: Sequence[RecordFinding]
) -> Iterator[RecordFinding]:
    """Report on what a file contradicts record.json.

    1. The files in data are the ones that record.json lists.
    2. record.json does not contradict itself.
    3. bag-info.txt says what record.json says; so does the title of START-HERE.pdf.
    4. The answer and the timeline are those of record.json.

    Of a file that something was `found` about nothing more is reported, and one thing of each other.
    """
    reported = {found_already.file for found_already in found}
    if bag.RECORD in reported:
        return
    # 1: such a file may be missing, so it need not be in the tree
    differing = [(path, _("its SHA-256")) for path in _other_files(record, payload)]
    others = [
        *_about(bag.RECORD, contradictions_in_record(record)),  # 2
        *_in_bag_info(tree, record.bag_info, complete=not found),  # 3
        *_about(bag.START_HERE, _in_title(tree, record)),
        *_in_data(tree, record),  # 4
    ]
    in_tree = [(path, subject) for path, subject in others if path in tree.sizes]
    message = _("{file} does not agree with record.json on {what}")
    yield from _one_of_each_file([*differing, *in_tree], reported, bag.RECORD, message)


def contradictions_of_supplement(
    tree: Tree, supplement: Supplement, found: Sequence[RecordFinding]
) -> Iterator[RecordFinding]:
    """Report on what a file contradicts supplement.json.

    1. The attached file has the size that it describes.
    2. bag-info.txt says what supplement.json says.

    Of a file that something was `found` about nothing more is reported, and one thing of each other.
    """
    reported = {found_already.file for found_already in found}
    if SUPPLEMENT in reported:
        return
    every: list[_Contradiction] = []
    # 1
    attached = f"data/{supplement.file.name}"
    if tree.sizes.get(attached) not in {supplement.file.size, None}:
        every.append((attached, _("its size")))
    # 2
    every += _in_bag_info(tree, supplement.bag_info, complete=not found)
    message = _("{file} does not agree with supplement.json on {what}")
    yield from _one_of_each_file(every, reported, SUPPLEMENT, message)


def _about(path: str, subjects: Iterable[LazyText]) -> Iterator[_Contradiction]:
    """Return each subject with the path of the file that contradicts record.json on it."""
    for subject in subjects:
        yield path, subject


def _one_of_each_file(
    every: Iterable[_Contradiction], reported: AbstractSet[str], description: str, message: LazyText
) -> Iterator[RecordFinding]:
    """Report the first contradiction of each file; nothing of those that were `reported` already.

    `message` is for a file that contradicts the description, which may also contradict itself.
    """
    first: dict[str, LazyText] = {}
    for path, subject in every:
        first.setdefault(path, subject)
    with_itself = _("{file} does not agree with itself on {what}")
    for path, subject in first.items():
        if path not in reported:
            text = with_itself if path == description else message
            yield finding(FindingKind.DISAGREES, path, text, what=subject)


def _other_files(record: Record, payload: Manifest) -> list[str]:
    """Return the path of each data file whose hash in record.json is not the one in the manifest."""
    if not payload.readable:
        return []
    listed = {path: sha256 for path, sha256 in payload.hashes.items() if path != bag.RECORD}
    described = {f"data/{name}": sha256 for name, sha256 in record.files.items()}
    paths = sorted(described.keys() | listed.keys())
    return [path for path in paths if described.get(path) != listed.get(path)]


# Beside data


def _in_bag_info(
    tree: Tree, described: Mapping[str, str], *, complete: bool
) -> Iterator[_Contradiction]:
    """Report each label of bag-info.txt with another value than the description leads to.

    The number of files is compared only if every file is as it was (`complete`).
    """
    data = tree.read(bag.BAG_INFO, _SMALL)
    if data is None:
        return
    info = data.decode("utf-8", "replace")
    expected = {**described, **(_size_of_payload(tree) if complete else {})}
    for label, value in expected.items():
        values = re.findall(rf"(?m)^{label}:(.*)$", info)
        is_unnamed = label == "External-Identifier" and not values
        if is_unnamed or any(bag.on_one_line(text) != bag.on_one_line(value) for text in values):
            yield bag.BAG_INFO, _("its line {label}").format(label=label)


def _size_of_payload(tree: Tree) -> dict[str, str]:
    sizes = [size for path, size in tree.sizes.items() if path.startswith("data/")]
    return bag.size_of_payload(sizes)


def _in_title(tree: Tree, record: Record) -> Iterator[LazyText]:
    """Compare the name of the record in the title of START-HERE.pdf."""
    names = _record_ids(_title_of(tree.read(bag.START_HERE, _LARGE) or b""))
    is_unnamed = record.printed and not names
    if is_unnamed or names - {record.request_id}:
        yield _("the name of the record")


def _title_of(pdf: bytes) -> bytes:
    """Return the title of a PDF; of one in UTF-16 only what Latin letters need is left."""
    match = _PDF_TITLE.search(pdf)
    if match is None:
        return b""
    in_latin, in_hex = match.groups()
    title = in_latin or bytes.fromhex((in_hex or b"").decode())
    return title.replace(b"\0", b"")


def _record_ids(title: bytes) -> set[str]:
    return {match[0].decode() for match in _ID_IN_TITLE.finditer(title)}


# In data


def _in_data(tree: Tree, record: Record) -> Iterator[_Contradiction]:
    """Compare the other files in data that are read here."""
    for path, compare in _CHECKS_OF_FILES.items():
        data = tree.read(path, _LARGE)
        if data is None:
            continue
        try:
            yield from _about(path, compare(data, record))
        except ValidationError:
            yield path, _("how it is written")
    yield from _in_pictures(tree, record)


def _in_pictures(tree: Tree, record: Record) -> Iterator[_Contradiction]:
    """Report each picture that has another size than record.json says."""
    for capture in record.captures:
        if capture.size is None or capture.file is None:
            continue
        path = f"data/{capture.file}"
        data = tree.read(path, _LARGE)
        if data is not None and PictureSize.of(data) != capture.size:
            yield path, _("the size of the picture")


def _in_answer(data: bytes, record: Record) -> list[LazyText]:
    """Compare the text of the page with the answer: it has all texts but those that are listed as absent."""
    answer = record.confirmation
    if answer is None:
        return []
    text = data.decode("utf-8", "replace")
    listed = [capture.absent for capture in record.captures if capture.file == ANSWER_TEXT]
    absent = listed[0] if listed else None
    has_listed_texts = absent is None or answer.absent_from(text) == absent
    has_answer = answer.stands_in(text) and has_listed_texts
    return [] if has_answer else [_("the words of the answer")]


def _in_text_before(data: bytes, record: Record) -> list[LazyText]:
    """Compare what the page displayed before the send: nothing that is quoted as its answer.

    The first paragraph of a rehearsal says that it is one, and is not the page's.
    """
    answer = record.confirmation
    text = data.decode("utf-8", "replace")
    if record.replay:
        text = text.partition("\n\n")[2]
    was_there = answer is not None and answer.was_said_in(text)
    return [_("which words are the answer's alone")] if was_there else []


_CHECKS_OF_FILES: Mapping[str, Callable[[bytes, Record], list[LazyText]]] = {
    f"data/{ANSWER_TEXT}": _in_answer,
    f"data/{BEFORE_SEND}": _in_text_before,
    bag.EVENTS: contradictions_in_timeline,
}
