"""Complaints about records of every kind, and the settings, readings and files that they rest on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from tests.evidence.samples import ABSENT_STATE, OFF, OFF_STATE, ON, sent
from tests.evidence.test_labels import supplement

from optout.deadline import EXTENDED, due
from optout.evidence.record import (
    Account,
    Confirmation,
    Deed,
    Group,
    Named,
    PageSeen,
    Reading,
    Record,
    SentRequest,
    SettingRead,
    SettingReading,
    Stage,
    Value,
)
from optout.evidence.supplement import Label, Supplement, labelled
from optout.letters.authorities import authorities
from optout.letters.complaint import Complaint
from optout.letters.exhibits import Exhibit
from optout.letters.grounds import Grounds, readings_since, setting_histories
from optout.outcome import Reason, State

DUE, LATER = due(date(2026, 11, 24), ["IE"]), date(2027, 1, 15)
SENT_AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
ADDRESS = "1 Example Street, Dublin, Ireland"
FINGERPRINT = "ab" * 32


def complaint(
    record,
    code="FR",
    grounds=Grounds.NO_ANSWER,
    language="en",
    *,
    files=(),
    readings=(),
    **more,
):
    """Return a complaint; `more` is what of it, or of the record, is otherwise."""
    given = {
        "reader_language": language,
        "written_on": LATER,
        "deadline": DUE,
        "controller_address": ADDRESS,
        "exhibits": (SUMMARY, *exhibits(*files)),
    }
    given |= {name: more.pop(name) for name in Complaint.__dataclass_fields__ if name in more}
    changed = record.model_copy(update=more)
    return Complaint(
        record=changed,
        fingerprint=FINGERPRINT,
        authority=authorities()[code],
        grounds=grounds,
        language=language,
        histories=setting_histories(changed, tuple(readings_since(changed, readings))),
        **given,
    )


SUMMARY = Exhibit(1, Path("START-HERE.pdf"), "START-HERE.pdf", "12" * 32, 90_000)
LETTER = Exhibit(2, Path("data/letter.pdf"), "data/letter.pdf", "34" * 32, 40_000)
PICTURE = Exhibit(1, Path("data/01-filled.png"), "data/01-filled.png", "56" * 32, 40_000)


def exhibits(*files: Supplement) -> list[Exhibit]:
    return [
        Exhibit(number, Path(file.path), file.path, file.file.sha256, 1000, file, "cd" * 32)
        for number, file in enumerate(files, 2)
    ]


def files(*labels, mail=True, **more):
    """Return a file that was attached with a label, and called otherwise since if there is a
    second.
    """
    says = supplement(1, labels[0], **more)
    says = says.model_copy(
        update={"mail": says.mail.model_copy(update={"sent_at": SENT_AT}) if mail else None}
    )
    return labelled([says], dict.fromkeys([says.folder], labels[1]) if labels[1:] else {})


# Settings

PAGE = "https://www.example.com/settings/data"
PRESSED, LOADED = (datetime(2026, 11, 24, 12, 0, second, tzinfo=UTC) for second in (0, 5))
READ_AGAIN = [datetime(2026, 12, 24, 12, tzinfo=UTC), datetime(2027, 1, 14, 9, tzinfo=UTC)]
TURNED = {
    "label": "Use my data", "strategy": "role and words", "wanted": OFF_STATE,
    "means": "no training", "not_covered": None,
    "before": ON, "after": OFF, "locked": False,
    "pressed_at": PRESSED, "by_hand": False,
}  # fmt: skip
BY_FLOW = Named(code="training", names={"en": "Use my data"})
STOOD = {"before": OFF, "pressed_at": None}
UNTURNED = {"after": ON}
UNREAD = {"after": None}
LEFT = {**UNREAD, "pressed_at": None}
SHUT = {**UNTURNED, "locked": True, "pressed_at": None}
SHUT_UNREAD = {**UNREAD, "before": None, "locked": True, "pressed_at": None}
UNSAVED = {**UNTURNED, "unfinished": "not_saved"}
FORBIDDEN = SentRequest(method="POST", address="https://www.example.com/save", status=403)
MISSING = {**UNREAD, "before": ABSENT_STATE, "pressed_at": None}


def of_setting(record, *settings, **more):
    """Return a record of settings."""
    pages = [PageSeen(stage=Stage.READ_BACK, address=PAGE, at=LOADED)]
    own = {
        "values": [],
        "pages": pages,
        "issued_at": None,
        "confirmation": None,
        "ended_at": LOADED,
        **more,
    }
    reads = [SettingRead.model_validate(TURNED | setting) for setting in settings]
    return record.model_copy(
        update={"status": State.CONFIRMED, "reason": "reads_as_wanted", "settings": reads, **own}
    )


def read_later(*stood, account=None, label="Use my data"):
    """Return the readings of a setting on later days."""
    known = {"as_wanted": OFF, "otherwise": ON}
    return tuple(
        SettingReading(
            at=at,
            account_named=account,
            label=label,
            reading=known.get(stands) or Reading(state=stands),
        )
        for at, stands in zip(READ_AGAIN, stood, strict=False)
    )


# Every case that a sentence names

KNOWN_AS = [Value(label="Name of my account", value="greta42", value_name="known_as")]
DRAFTED = {
    "status": State.DRAFTED,
    "reason": Reason.LETTER_DRAFTED,
    "detail": {"address": "1 Street"},
    "values": KNOWN_AS,
}
UNKNOWN = {"status": State.UNKNOWN, "reason": Reason.NO_PROOF}
ASKS = {"en": "which processing is objected to"}
RECEIVED = date(2026, 11, 24)
MOVED = due(date(2026, 11, 25), ["IE"])
EXTENSION_IN_TIME = {
    "deadline": due(RECEIVED, ["IE"], EXTENDED),
    "files": files(Label.ANSWER, more_time_on=date(2026, 12, 18)),
}
EXTENSION_TOO_LATE = {"files": files(Label.ANSWER, more_time_on=date(2026, 12, 30))}
AGAIN = read_later("as_wanted", "otherwise")


def _setting(*settings, grounds, code="FR", readings=(), **of_record) -> Callable:
    return lambda record: complaint(
        of_setting(record, *settings, **of_record),
        code,
        grounds,
        readings=readings,
        deadline=None,
    )


def _objection(code="FR", grounds=Grounds.NO_ANSWER, language="en", **more) -> Callable:
    return lambda record: complaint(record, code, grounds, language, **more)


def _letter(record: Record, **more) -> Complaint:
    made = complaint(record, exhibits=(SUMMARY, LETTER), **DRAFTED)
    return replace(made, letter_sent_on=RECEIVED, **more)


CASES: dict[str, Callable[[Record], Complaint]] = {
    "no answer": _objection(),
    "no answer, AT": _objection("AT"),
    "no answer, GB": _objection("GB"),
    "no answer, CH": _objection("CH"),
    "no answer, PL": _objection("PL"),
    "letter in another language": _objection(language="fr", reader_language="de"),
    "controller without an address": _objection(controller_address=None),
    "objection without a comment": _objection(
        values=[Value(label="E-mail", value="ada@example.eu", value_name="email")]
    ),
    "account not known": _objection(values=[]),
    "another address replaced": _objection(helped=[Deed(kind="correct_email")]),
    "account named by the page": _objection(account=Account(shown=["Ada Example"])),
    "account of which the page shows several texts": _objection(
        account=Account(shown=["Ada Example", "Free"], is_name=False)
    ),
    "confirmed by the person": _objection(reason=Reason.CONFIRMED_BY_PERSON),
    "unknown with words": _objection(
        **UNKNOWN, confirmation=Confirmation(texts=["Your objection was received"])
    ),
    "unknown, and received by the person's own word": _objection(**UNKNOWN, receipt_stated=True),
    "unknown, GB": _objection("GB", **UNKNOWN),
    "unknown, CH": _objection("CH", **UNKNOWN),
    "unknown with an error status": _objection(**UNKNOWN, submission=sent(status=500)),
    "unknown without words": _objection(**UNKNOWN, confirmation=None),
    "declined by the page": _objection(
        grounds=Grounds.REFUSED,
        status=State.DECLINED,
        reason="declined_by_words",
        confirmation=Confirmation(texts=["We can't honour your objection."]),
    ),
    "code not entered": _objection(status=State.AWAITING_CODE, confirmation=None),
    "code entered": _objection(helped=[Deed(kind="enter_code")]),
    "sent by hand": _objection(submission=sent(by_hand=True)),
    "no answer, with the status of the answer": _objection(submission=sent(status=200)),
    "declined as I read it": _objection(
        grounds=Grounds.REFUSED,
        status=State.DECLINED,
        reason=Reason.DECLINED_BY_PERSON,
        confirmation=Confirmation(texts=["Your request is closed."], read_by="person"),
    ),
    "question answered": _objection(asks_by_mail=ASKS, answered_on=date(2026, 12, 3)),
    "letter": _letter,
    "letter that arrived later": lambda record: _letter(
        record, deadline=due(date(2026, 11, 27), ["IE"])
    ),
    "record without a summary": _objection(exhibits=(PICTURE,)),
    "confirmation attached": _objection(files=files(Label.CONFIRMATION)),
    "answer on paper attached": _objection(
        grounds=Grounds.REFUSED, files=files(Label.ANSWER, mail=False)
    ),
    "time that ended on a holiday": _objection(deadline=MOVED),
    "extension in time": _objection(**EXTENSION_IN_TIME, written_on=date(2027, 3, 1)),
    "extension too late": _objection(**EXTENSION_TOO_LATE),
    "refused": _objection(grounds=Grounds.REFUSED),
    "refused, CH": _objection("CH", Grounds.REFUSED),
    "refused under another article": _objection(grounds=Grounds.REFUSED, law="GDPR Art. 7(3)"),
    "not followed": _objection(grounds=Grounds.IGNORED),
    "not followed, CH": _objection("CH", Grounds.IGNORED),
    "not followed under another article": _objection(grounds=Grounds.IGNORED, law="GDPR Art. 7(3)"),
    "mandate": _objection(body="Example Consumers e. V."),
    "mandate, GB": _objection("GB", body="Example Consumers Ltd"),
    "setting that is on again": _setting({}, grounds=Grounds.ON_AGAIN, readings=AGAIN),
    "setting that is on again, CH": _setting(
        {}, grounds=Grounds.ON_AGAIN, code="CH", readings=AGAIN
    ),
    "setting of a team": _setting(
        {}, grounds=Grounds.ON_AGAIN, readings=AGAIN, group=Group(shown=["Our team"])
    ),
    "setting of an account without an e-mail address": _setting(
        {}, grounds=Grounds.ON_AGAIN, readings=AGAIN, account=Account(shown=["Ada Example"])
    ),
    "setting that was off before": _setting(STOOD, grounds=Grounds.ON_AGAIN, readings=AGAIN),
    "setting that did not turn": _setting(UNTURNED, grounds=Grounds.NOT_TURNED),
    "setting that did not turn, with requests": _setting(
        {**UNTURNED, "requests": [FORBIDDEN]}, grounds=Grounds.NOT_TURNED
    ),
    "setting that was read later only": _setting(
        UNREAD, grounds=Grounds.NOT_TURNED, readings=read_later("otherwise")
    ),
    "setting beside another one": _setting(
        UNTURNED, {**LEFT, "label": "Share my data"}, grounds=Grounds.NOT_TURNED
    ),
    "setting that is locked": _setting(SHUT, grounds=Grounds.LOCKED),
    "setting that is locked, GB": _setting(SHUT, grounds=Grounds.LOCKED, code="GB"),
    "setting that is locked, CH": _setting(SHUT, grounds=Grounds.LOCKED, code="CH"),
    "setting that is locked and was not read": _setting(SHUT_UNREAD, grounds=Grounds.LOCKED),
    "setting that is absent and has no name": _setting(
        {**MISSING, "called": BY_FLOW}, grounds=Grounds.ABSENT
    ),
    "setting that is absent": _setting(MISSING, grounds=Grounds.ABSENT),
    "setting that is not followed": _setting({}, grounds=Grounds.IGNORED),
    "consent that is given again": _setting(
        {}, grounds=Grounds.ON_AGAIN, readings=AGAIN, law="GDPR Art. 7(3)"
    ),
}
