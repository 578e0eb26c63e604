"""Proof that stands without us: captures, the sealed record, and verifying it."""

from optout.evidence.files import (
    ROOM_FOR_A_RECORD,
    remove_sealed,
    replace_private,
    sha256,
    write_private,
)
from optout.evidence.folder import BAG, MANIFEST, PARTIAL, PROOFS, START_HERE, Sealed
from optout.evidence.paper import print_document, rendered
from optout.evidence.record import (
    ANSWER_AWAITED,
    CHOSEN,
    LETTER,
    REPLAY,
    About,
    Beginning,
    Code,
    Ending,
    FlowUsed,
    LanguageCode,
)
from optout.evidence.record import (
    Record,
    RecordModel,
    Reading,
    SettingRead,
    SettingReading,
    Stage,
    Value,
    clock_warning,
)
from optout.evidence.record import in_language, is_record_id
from optout.evidence.redaction import MASK, plain
from optout.evidence.start_here import first_page
from optout.evidence.wording import (
    RecordWords,
    bare,
    code_said,
    detail_said,
    filled,
    reading_said,
    step_said,
    template,
)
from optout.evidence.wording import tied, words
