"""Records that together have every sentence of START-HERE."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.evidence.samples import (
    EMAIL_FIELD,
    OFF,
    OFF_STATE,
    ON,
    STARTED,
    about,
    confirmed,
    led_on,
    sent,
    stopped,
    values,
)

from optout.evidence.record import (
    BEFORE_SEND,
    Account,
    Approval,
    Capture,
    CaptureKind,
    Confirmation,
    Deed,
    Ending,
    Group,
    PageSeen,
    PathTaken,
    Reading,
    Record,
    SentRequest,
    SettingRead,
    Stage,
    Submission,
)
from optout.outcome import Reason, State

ADDRESS = "https://www.example.com/form"
PRESSED_AT = STARTED + timedelta(seconds=40)
AS_READ, OTHERWISE_READ = (
    Reading(state=state, read_by="person") for state in ("as_wanted", "otherwise")
)
LETTER: dict[str, Any] = {"status": State.DRAFTED, "reason": Reason.LETTER_DRAFTED}
UNKNOWN: dict[str, Any] = {
    "status": State.UNKNOWN,
    "reason": Reason.NO_PROOF,
    "detail": {"status": "200"},
}


def record(
    ending: Ending,
    submission: Submission | None = None,
    stage: Stage = Stage.FILLED,
    **changes: Any,
) -> Record:
    """Return a record of an ending, whose page was captured."""
    page = PageSeen(stage=stage, address=ADDRESS, at=STARTED)
    picture = Capture(stage=stage, kind=CaptureKind.PNG, file=f"{stage.prefix}.png", status="ok")
    given = {
        **about().model_dump(exclude={"answer_within", "seat", "lives_in"}),
        **ending.model_dump(),
        "request_id": "2026-11-24-facebook-7k3q",
        "issued_at": submission.at if submission else None,
        "expected_by": None,
        "answer_due": None,
        "replay": False,
        "submission": submission,
        "files": {},
        "pages": [page],
        "captures": [picture],
    }
    return Record.model_validate({**given, **changes})


def of_form(submission: Submission | None = None, **ending: Any) -> Record:
    """Return the record of a form that left, and was confirmed unless said otherwise."""
    return record(confirmed(**ending), submission or sent())


def unsent(**ending: Any) -> Record:
    """Return the record of a form that did not leave."""
    return record(stopped(**ending))


def in_doubt(submission: Submission | None, text: str = "", **ending: Any) -> Record:
    """Return the record of a form of which nobody knows whether it was received."""
    answer = Confirmation(texts=[text]) if text else None
    return record(confirmed(**{**UNKNOWN, "confirmation": answer, **ending}), submission)


def due_after(submission: Submission, ending: Ending) -> Record:
    """Return the record of a form to which an answer is due."""
    day = about().deadline(submission.at).day
    return record(ending, submission, expected_by=day, answer_due=about().answer_due(submission.at))


def with_picture(**changes: Any) -> Record:
    """Return the record of a form with a picture of which more is to be said."""
    given = {"stage": Stage.FILLED, "kind": CaptureKind.PNG, "file": "01-filled.png"}
    picture = Capture(**{**given, "status": "ok", **changes})
    return record(confirmed(), sent(), captures=[picture])


def setting(**changes: Any) -> SettingRead:
    """Return a setting that was turned."""
    given = {
        "label": "Train on my posts",
        "strategy": "role and words",
        "wanted": OFF_STATE,
        "means": "no use for training",
        "not_covered": None,
        "before": ON,
        "after": OFF,
        "pressed_at": PRESSED_AT,
    }
    return SettingRead(**{**given, **changes})


def of_settings(
    *settings: SettingRead,
    state: State = State.CONFIRMED,
    reason: Reason = Reason.READS_AS_WANTED,
    **changes: Any,
) -> Record:
    """Return the record of settings."""
    details = {"detail", "helped", "account", "group"} & changes.keys()
    more = {name: changes.pop(name) for name in details}
    ending = stopped(status=state, reason=reason, values=[], settings=list(settings), **more)
    return record(ending, stage=Stage.READ_BACK, **changes)


NOT_PRESSED: dict[str, Any] = {"after": None, "pressed_at": None}
AS_BEFORE: dict[str, Any] = {"after": ON}
UNREAD: dict[str, Any] = {
    "state": State.UNKNOWN,
    "reason": Reason.FAILED,
    "detail": {"error": "TimeoutError"},
}
REJECTED: dict[str, Any] = {"state": State.REJECTED, "reason": Reason.READS_AS_BEFORE}
DIALOG: dict[str, Any] = {"state": State.REJECTED, "reason": Reason.DIALOG}
LATER_SENT = sent(at=datetime(2026, 11, 26, 12, tzinfo=UTC))
"""The month after it ends on a holiday."""

STORIES = {
    "confirmed": of_form(),
    "asked by e-mail": record(
        confirmed(), sent(), asks_by_mail={"en": "which processing is objected to"}
    ),
    "confirmed, with the server's certificate": record(
        confirmed(),
        sent(),
        pages=[
            PageSeen(stage=Stage.FILLED, address=ADDRESS, at=STARTED, certificate_sha256="cd" * 32)
        ],
    ),
    "confirmed, with the text before": with_picture(
        stage=Stage.CONFIRMATION, kind=CaptureKind.BEFORE_SEND, file=BEFORE_SEND, read_at=STARTED
    ),
    "confirmed, on a later day": due_after(LATER_SENT, confirmed()),
    "confirmed, and due": due_after(sent(), confirmed()),
    "unknown, and due if received": due_after(sent(), confirmed(**UNKNOWN)),
    "unknown, and due if received, on a later day": due_after(LATER_SENT, confirmed(**UNKNOWN)),
    "rehearsal": record(confirmed(), sent(), replay=True, replay_case="received-en"),
    "account named by the page": of_form(account=Account(shown=["Ada Example"])),
    "no e-mail address": of_form(values=[]),
    "account with a label": record(confirmed(), sent(), account_label="work"),
    "consent withdrawn": record(confirmed(), sent(), law="GDPR Art. 7(3)"),
    "clock that was wrong": of_form(sent(clock_skew_seconds=900.0)),
    "approved at no known time": of_form(approval=Approval(by="person", how="in_window", at=None)),
    "steps by hand": of_form(by_hand=[Deed(kind="fill", target=EMAIL_FIELD)]),
    "sent by hand": of_form(sent(by_hand=True), by_hand=[Deed(kind="send")]),
    "page opened by hand": of_form(path=PathTaken(opened_by_person=True)),
    "what the person did": of_form(
        helped=[
            Deed(kind="point", target=EMAIL_FIELD),
            Deed(kind="tick"),
            Deed(kind="keep_email"),
            Deed(kind="correct_email"),
        ]
    ),
    "code entered": of_form(helped=[Deed(kind="enter_code")]),
    "led on to a page": of_form(led_on(200)),
    "led on to nothing": of_form(sent(status=303, redirected_to=ADDRESS)),
    "sent once, and tried again": of_form(sent(blocked_repeats=1)),
    "request without all of the form": of_form(sent(carried="part")),
    "request without anything of the form": of_form(sent(carried="nothing")),
    "confirmed by the person": of_form(
        reason=Reason.CONFIRMED_BY_PERSON,
        confirmation=Confirmation(texts=["We have got it."], read_by="person"),
    ),
    "confirmed by the person, undeclared": of_form(
        sent(declared=False),
        reason=Reason.CONFIRMED_BY_PERSON,
        confirmation=Confirmation(texts=["We have got it."], read_by="person"),
    ),
    "declined": of_form(
        status=State.DECLINED,
        reason=Reason.DECLINED_BY_WORDS,
        confirmation=Confirmation(
            texts=["We do not follow it."], matched="We do not follow it.", read_by="program"
        ),
    ),
    "declined as the person read it": of_form(
        status=State.DECLINED,
        reason=Reason.DECLINED_BY_PERSON,
        confirmation=Confirmation(texts=["This is not for us."], read_by="person"),
    ),
    "rejected": of_form(
        status=State.REJECTED,
        reason=Reason.REFUSED_BY_WORDS,
        detail={"words": "This field is required."},
        confirmation=None,
    ),
    "form came back": of_form(
        sent(status=422),
        status=State.REJECTED,
        reason=Reason.REFUSED_BY_STATUS,
        detail={"status": "422"},
        confirmation=None,
    ),
    "code not entered": of_form(
        status=State.AWAITING_CODE, reason=Reason.CODE_NOT_ENTERED, confirmation=None
    ),
    "unknown": in_doubt(None),
    "unknown, undeclared": in_doubt(sent(declared=False)),
    "unknown with a text": in_doubt(sent(), "Please wait."),
    "unknown with an error's words": in_doubt(
        sent(status=500),
        confirmation=Confirmation(texts=["It was received."], matched="It was received."),
    ),
    "connection failed": in_doubt(
        sent(status=None, failure="net::ERR_CONNECTION_RESET"), reason=Reason.NO_ANSWER
    ),
    "connection failed after the answer": in_doubt(
        sent(failure="net::ERR_CONNECTION_RESET"), reason=Reason.NO_ANSWER
    ),
    "picture that is less than was wanted": with_picture(
        status="degraded", reason="part_too_tall", detail={"number": "20000"}
    ),
    "picture that could not be taken": with_picture(file=None, status="failed", reason="timed_out"),
    "picture with a covered field": with_picture(covers_fields=True),
    "picture with a long text": of_form(values=values(("Comment", "I object.\n" * 20))),
    "stopped": unsent(),
    "stopped by the person": unsent(reason=Reason.DECLINED),
    "request with all of the form": of_form(sent(carried="whole")),
    "page that sent something itself": unsent(detail={"page_sent": "www.example.com"}),
    "objected before": unsent(
        status=State.ALREADY_OBJECTED,
        reason=Reason.ALREADY_OBJECTED,
        detail={"words": "You have objected before."},
    ),
    "letter": unsent(**LETTER, detail={"address": "privacy@example.com"}),
    "setting turned": of_settings(setting()),
    "setting with requests": of_settings(
        setting(
            requests=[
                SentRequest(method="POST", address="https://www.example.com/save", status=200),
                SentRequest(method="PUT", address="https://www.example.com/log", status=500),
                SentRequest(method="POST", address="https://www.example.com/a", failure="Aborted"),
                SentRequest(method="POST", address="https://www.example.com/b"),
            ]
        )
    ),
    "setting, rehearsal": of_settings(setting(), replay=True, replay_case="turned"),
    "setting turned by hand": of_settings(setting(by_hand=True)),
    "setting turned, read by the person": of_settings(setting(after=AS_READ)),
    "setting that does not cover all": of_settings(setting(not_covered="old posts")),
    "setting of an account with a name": of_settings(
        setting(), account=Account(shown=["Ada Example"])
    ),
    "setting of a team": of_settings(setting(), group=Group(shown=["Our team"])),
    "setting of an unnamed team": of_settings(setting(), group=Group()),
    "setting as before": of_settings(setting(**AS_BEFORE), **REJECTED),
    "setting as before, read by the person": of_settings(setting(after=OTHERWISE_READ), **REJECTED),
    "one of two settings turned": of_settings(
        setting(), setting(label="Train on my photos", **AS_BEFORE), **REJECTED
    ),
    "two settings that do not cover all": of_settings(
        setting(not_covered="old posts"),
        setting(label="Train on my photos", not_covered="old photos"),
    ),
    "setting after a question": of_settings(
        setting(asked="Are you sure?"), helped=[Deed(kind="answer_dialog")]
    ),
    "question answered elsewhere": of_settings(setting(), helped=[Deed(kind="answer_dialog")]),
    "question of the page": of_settings(
        setting(**AS_BEFORE, unfinished="asked", asked="Turn it off?"), **DIALOG
    ),
    "question not captured": of_settings(setting(**AS_BEFORE, unfinished="asked"), **DIALOG),
    "setting covered": of_settings(
        setting(**AS_BEFORE, unfinished="asked", asked="Train on my posts"), **DIALOG
    ),
    "setting not saved": of_settings(
        setting(**AS_BEFORE, unfinished="not_saved"),
        state=State.REJECTED,
        reason=Reason.NOT_SAVED,
    ),
    "setting unread": of_settings(setting(after=None), **UNREAD),
    "setting unread and not pressed": of_settings(setting(**NOT_PRESSED), **UNREAD),
    "setting that was as wanted": of_settings(setting(before=OFF, **NOT_PRESSED), **UNREAD),
    "setting that was as wanted, read by the person": of_settings(
        setting(before=AS_READ, **NOT_PRESSED), **UNREAD
    ),
    "setting not pressed": of_settings(
        setting(**NOT_PRESSED), state=State.STOPPED, reason=Reason.DECLINED
    ),
    "setting already as wanted": of_settings(
        setting(before=OFF, after=OFF, pressed_at=None), state=State.ALREADY_OFF
    ),
    "setting locked": of_settings(
        setting(**AS_BEFORE, locked=True, pressed_at=None),
        state=State.LOCKED,
        reason=Reason.SETTING_LOCKED,
        detail={"setting": "Train on my posts"},
    ),
    "setting locked, read by the person": of_settings(
        setting(before=OTHERWISE_READ, after=OTHERWISE_READ, locked=True, pressed_at=None),
        state=State.LOCKED,
        reason=Reason.SETTING_LOCKED,
        detail={"setting": "Train on my posts"},
    ),
    "setting in words": of_settings(
        setting(
            before=Reading(state="otherwise", shows="On"),
            after=Reading(state="as_wanted", shows="Off"),
        )
    ),
    "setting absent, with a picture": of_settings(
        setting(**NOT_PRESSED | {"before": Reading(state="absent")}),
        state=State.NOT_AVAILABLE,
        reason=Reason.SETTING_ABSENT,
        detail={"setting": "Train on my posts"},
    ),
    "setting absent, and known why": of_settings(
        setting(
            **NOT_PRESSED
            | {"before": Reading(state="absent"), "if_absent": "Example says that it has none"}
        ),
        state=State.NOT_AVAILABLE,
        reason=Reason.SETTING_ABSENT,
        detail={"setting": "Train on my posts"},
    ),
    "setting absent": of_settings(
        setting(**NOT_PRESSED | {"before": Reading(state="absent")}),
        state=State.NOT_AVAILABLE,
        reason=Reason.SETTING_ABSENT,
        detail={"setting": "Train on my posts"},
    ),
}
