"""What a run tells a recorder, and the pages it captures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from optout.evidence.capture import CaptureRequest
from optout.evidence.folder import close_bag
from optout.evidence.record import (
    Approval,
    Beginning,
    Confirmation,
    Ending,
    Field,
    FlowUsed,
    FoundTarget,
    Named,
    PathTaken,
    Reading,
    SentRequest,
    Stage,
    Submission,
    Value,
)
from optout.evidence.recorder import Recorder, this_tool
from optout.outcome import Reason, State

STARTED = datetime(2026, 11, 24, 23, 50, 0, 120_000, tzinfo=UTC)
EMAIL = "ada@example.eu"
EMAIL_FIELD = Named(code="target.email", names={"en": "the field for the e-mail address"})
OFF_STATE = Named(code="off", names={"en": "off", "de": "aus", "fr": "désactivé"})
ON = Reading(state="otherwise", attribute="checked", value="true")
OFF = Reading(state="as_wanted", attribute="checked", value="false")
ABSENT_STATE = Reading(state="absent")
COMMENT = "Please do not train on my posts.\n\nCafé, naïve, 日本語, 👩‍👧."
FILLED_FIELD = Field(
    label="Email address",
    name="email",
    kind="email",
    origin="entered",
    value=EMAIL,
    read_only=False,
)
FORM = f"""<!doctype html><meta charset=utf-8><title>Form</title><h1>Object to your information being used</h1>
<form><label>Email address <input name=email type=email value="{EMAIL}"></label>
<label>Comment <textarea name=why></textarea></label><button>Submit</button></form>"""
ANSWER = """<!doctype html><meta charset=utf-8><title>Done</title><h1>Thank you</h1>
<p>Your request will be applied going forward.</p>"""


def about(**changes):
    given = {
        "title": "Object to your information being used for AI",
        "controller": "Example Controller Limited",
        "law": "GDPR Art. 21(1)",
        "purpose": "ai-training",
        "covers": "your account",
        "processing": {
            "en": "the use of my posts to train AI",
            "fr": "l'utilisation de mes publications pour entraîner l'IA",
            "de": "die Verwendung meiner Beiträge zum Training von KI",
        },
        "answer_within": "one month",
        "seat": "IE",
        "flow": FlowUsed(id="facebook", sha256="ab" * 32, seen_live="never"),
        "tool": this_tool("chromium", "156.0", "run as root"),
        "account_label": None,
        "replay_case": None,
        "started_at": STARTED,
    }
    return Beginning(**{**given, **changes})


def sent(*led_on, **changes):
    """Return a submission; `led_on` are the requests that an answer led on to."""
    first = {
        "method": "POST",
        "address": "https://www.example.com/ajax/submit?lsd=token",
        "status": 200,
        "server_date": "Tue, 24 Nov 2026 23:50:43 GMT",
        "answered_at": STARTED + timedelta(seconds=41),
    }
    first |= {name: changes.pop(name) for name in SentRequest.model_fields if name in changes}
    given = {
        "at": STARTED + timedelta(seconds=40),
        "by_hand": False,
        "requests": [SentRequest(**first), *led_on],
        "field_names": ["email", "why"],
        "server_ip": "192.0.2.7",
        "tls": {"protocol": "TLS 1.3", "subjectName": "*.example.com", "issuer": "Example CA"},
    }
    return Submission(**{**given, **changes})


def led_on(status):
    """Return what became of a form whose answer led on to a page with a status."""
    thanks = "https://www.example.com/thanks"
    last = SentRequest(method="GET", address=thanks, status=status)
    return sent(last, status=303, redirected_to=thanks)


def confirmed(**changes):
    given = {
        "status": State.CONFIRMED,
        "reason": Reason.CONFIRMED_BY_WORDS,
        "detail": {"words": "applied going forward"},
        "approval": Approval(by="person", how="asked", at=STARTED + timedelta(seconds=39)),
        "values": values(("Email address", EMAIL), ("Comment", COMMENT)),
        "confirmation": Confirmation(
            texts=["Your request will be applied going forward."],
            matched="applied going forward",
            read_by="program",
        ),
        "path": PathTaken(number=1, count=2, address="www.example.com/contact"),
        "found": [FoundTarget(target=EMAIL_FIELD, strategy="role and words")],
        "ended_at": STARTED + timedelta(seconds=50),
    }
    return Ending(**{**given, **changes})


def values(*entries):
    names = {EMAIL: "email", COMMENT: "comment"}
    return [
        Value(label=label, value=value, value_name=names.get(value)) for label, value in entries
    ]


def stopped(**changes):
    given = {
        "status": State.STOPPED,
        "reason": Reason.DECLINED,
        "values": values(("Email address", EMAIL)),
        "ended_at": STARTED + timedelta(seconds=50),
    }
    return Ending(**{**given, **changes})


def begun(root, about_run=None):
    """Begin a record whose timeline is of the day of the samples."""
    return Recorder(root, about_run or about(), now=lambda: STARTED + timedelta(seconds=45))


def record_objection(page, root, about_run=None):
    """Do what a run does, up to the ending."""
    recorder = begun(root, about_run)
    recorder.note("browser_opened", browser="chromium 156")
    page.set_content(FORM)
    page.get_by_label("Comment").fill(COMMENT)
    recorder.fields([FILLED_FIELD])
    recorder.capture(Stage.FILLED, shot(page, "form"))
    recorder.note("asked", step="approve")
    recorder.note("answered", step="approve", answer="yes")
    recorder.note("request_left", method="POST")
    recorder.sent(sent())
    page.set_content(ANSWER)
    recorder.capture(Stage.CONFIRMATION, shot(page))
    return recorder


def shot(page, part=None, *masks, text=None, told_apart=True):
    """Say what is to be captured: a part by its selector, or all of the page; its text is what
    shows.
    """
    found = page.locator(part) if part else None
    shown = (found or page.locator("body")).inner_text() if text is None else text
    return CaptureRequest(page, found, shown, tuple(map(page.locator, masks)), told_apart)


def reseal(folder: Path) -> str:
    """Rewrite every hash, as somebody would who wants a change not to show."""
    return close_bag(folder, {"External-Identifier": folder.name})
