"""Variations of a flow's cases: what other sites do and the flow's own saved pages do not.

`make documents DOCUMENTS=--variations` plays every case of five flows with each of them, and
checks START-HERE against the record. How a varied case ends is left open: whatever it is, the
record must tell it truly.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from optout.browser import Request, fits
from optout.flow import Answer, Gesture, LoadedFlow, Prompt, ReadyCase

FLOWS = ("facebook", "openai-portal", "linkedin-objection", "linkedin", "gemini")
"""Three forms, a switch, and a menu with dialogs."""

Vary = Callable[[LoadedFlow, ReadyCase, Path], ReadyCase]


@dataclass(frozen=True)
class Variation:
    """What is different on the pages, and the function that makes a case of it.

    The function may write pages into the folder that it is given, which the case then has in place
    of the flow's own. `forms_only`: settings have nothing like it.
    """

    name: str
    vary: Vary
    forms_only: bool = False

    def suits(self, loaded: LoadedFlow) -> bool:
        """True if a flow's pages can have it."""
        return not (self.forms_only and loaded.flow.switches)


# Pages that show more.

_SECOND_ADDRESS = """
const shown = document.createElement('p'), field = document.querySelector('form input[type=email]')
if (field && !document.querySelector('input[type=password]')) {
  const label = document.createElement('label')
  const other = document.createElement('input')
  Object.assign(other, {type: 'email', name: 'other_address', value: 'second@example.org'})
  label.append('Another e-mail address ', other)
  field.closest('div').after(label)
} else {
  shown.append('Recovery address: second@example.org')
  document.querySelector('main')?.append(shown)
}
"""

_PLAN_BESIDE_THE_NAME = """
for (const link of document.querySelectorAll('a, span')) {
  if (link.textContent.trim() !== 'Ada Example') continue
  const plan = document.createElement('span')
  plan.append('Free')
  link.append(' ', plan)
}
"""


def _with_script(script: str) -> Vary:
    """Return a variation that runs a script at the end of every page."""

    def vary(_loaded: LoadedFlow, case: ReadyCase, folder: Path) -> ReadyCase:
        for page in {answer.page for answer in case.answers if answer.page}:
            own_page = next(pages / page for pages in case.pages if (pages / page).exists())
            text = own_page.read_text("utf-8")
            body, end, rest = text.rpartition("</body>")
            if end:
                text = f"{body}<script>{{{script}}}</script>{end}{rest}"
            (folder / page).write_text(text, "utf-8")
        return case.model_copy(update={"pages": (folder, *case.pages)})

    return vary


# Sites that answer otherwise.


def _redirected(loaded: LoadedFlow, case: ReadyCase, _folder: Path) -> ReadyCase:
    """Answer a submission by a redirect (303) to the page that answered it before."""
    answers: list[Answer] = []
    for number, answer in enumerate(case.answers):
        if not _answers_submission(answer, loaded, case):
            answers.append(answer)
            continue
        thanks = f"https://{_host(answer)}/thanks-{number}"
        redirect = {"page": None, "leads_to": thanks, "status": 200}
        answers.append(answer.model_copy(update=redirect))
        page = {"to": f"GET {thanks}", "times": None, "since": None, "after": 0}
        answers.append(answer.model_copy(update=page))
    return case.model_copy(update={"answers": answers})


def _failing(loaded: LoadedFlow, case: ReadyCase, _folder: Path) -> ReadyCase:
    """Answer a submission with HTTP 503, and the words of the page that answered it before."""
    answers = [
        answer.model_copy(update={"status": 503})
        if _answers_submission(answer, loaded, case)
        else answer
        for answer in case.answers
    ]
    return case.model_copy(update={"answers": answers})


_CODE_PAGE = """<!doctype html>
<main><h1>Check your inbox</h1><p>We sent a code to your e-mail address. Enter the code to submit your request.</p>
<form method="post" action="/varied-code">
<label>Verification code <input id="varied-code" name="code" inputmode="numeric" autocomplete="one-time-code"></label>
<button type="submit" id="varied-confirm">Confirm</button>
</form></main>
"""


def _asking_for_a_code(loaded: LoadedFlow, case: ReadyCase, folder: Path) -> ReadyCase:
    """Answer a submission with a page that asks for a code; the page of before answers the code."""
    (folder / "varied-code.html").write_text(_CODE_PAGE, "utf-8")
    answers: list[Answer] = []
    for answer in case.answers:
        if _answers_submission(answer, loaded, case):
            answers.append(answer.model_copy(update={"page": "varied-code.html", "status": 200}))
            code = {"to": f"POST https://{_host(answer)}/varied-code", "since": None}
            answers.append(answer.model_copy(update=code))
        else:
            answers.append(answer)
    gestures = [
        Gesture(type="123456", into="#varied-code"),
        Gesture(press="#varied-confirm"),
    ]
    varied = case.model_copy(
        update={"answers": answers, "pages": (folder, *case.pages), "code_wait": 1}
    )
    return _with_gestures(varied, {"code": gestures})


def _answers_submission(answer: Answer, loaded: LoadedFlow, case: ReadyCase) -> bool:
    """True if a case answers a submission with it: of a form, or of a setting that is then read anew."""
    if answer.page is None or answer.to.startswith("GET "):
        return False
    if loaded.flow.switches:
        return any(other.since == answer.to for other in case.answers)
    method, address = _address(answer)
    request = Request(id="", method=method, url=address)
    return any(fits(declared, request) for declared in loaded.flow.send.request)


def _address(answer: Answer) -> tuple[str, str]:
    """Return the method and an address that an answer is for; of Facebook's cases some name no host."""
    method, glob = answer.to.split(" ", 1)
    return method, glob.replace("**/", "https://www.facebook.com/", 1)


def _host(answer: Answer) -> str:
    return urlsplit(_address(answer)[1]).netloc


# Targets that only the person finds.

_UNKNOWN = "Zorp"
_SHOWN_BY_HAND = {
    "facebook": ("submit_label", "form button[type=submit]"),
    "openai-portal": ("do_not_train", "#train"),
    "linkedin-objection": ("submit", "form button[type=submit]"),
    "linkedin": ("label", "#one"),
    "gemini": ("label", "#one"),
}
"""By flow the value that names a target on the pages, and the target's CSS selector."""


def _pointed(loaded: LoadedFlow, case: ReadyCase, _folder: Path) -> ReadyCase:
    """Name a target in a word that no flow knows; the person points at it."""
    name, selector = _SHOWN_BY_HAND[loaded.flow.id]
    gestures: dict[Prompt, Sequence[Gesture]] = {
        "take_over": [Gesture(say="point")],
        "point": [Gesture(point=selector)],
    }
    renamed = case.model_copy(update={"set": {**case.set, name: _UNKNOWN}})
    return _with_gestures(renamed, gestures)


def _with_gestures(case: ReadyCase, gestures: dict[Prompt, Sequence[Gesture]]) -> ReadyCase:
    """Return a case whose scripted person does this at these moments, where it has nothing of its own."""
    person = case.person.model_copy(update={"at": {**gestures, **case.person.at}})
    return case.model_copy(update={"person": person})


VARIATIONS = {
    variation.name: variation
    for variation in (
        Variation("second-address", _with_script(_SECOND_ADDRESS)),
        Variation("plan-beside-the-name", _with_script(_PLAN_BESIDE_THE_NAME)),
        Variation("redirect", _redirected),
        Variation("error-with-words", _failing),
        Variation("code", _asking_for_a_code, forms_only=True),
        Variation("pointed", _pointed),
    )
}
