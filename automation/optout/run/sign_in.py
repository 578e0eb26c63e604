"""The sign-in, which is the person's: waits for it by looking at the page, and sees when it has ended."""

import time

from optout.browser.window import Window
from optout.flow.addresses import matches_glob
from optout.flow.cases import Moment
from optout.flow.model import SignIn
from optout.i18n import _
from optout.outcome import Reason
from optout.run.asker import DONE, Question
from optout.run.events import Kind
from optout.run.session import Objection
from optout.run.steps import open_page

_TELL_EVERY = 1.0  # seconds between two words about how long is left


def sign_in(objection: Objection) -> str:
    """Open the sign-in page and wait until the page shows that the person has signed in; gives how long it took.

    Raises:
        Stop: the time ran out, or nobody is there to sign in.
    """
    began = time.monotonic()
    open_page(objection, objection.flow.sign_in.open)
    if objection.window.wait(lambda: _signed_in(objection) or None, 0):
        return _("already signed in")
    let_sign_in(objection)
    return f"{time.monotonic() - began:.0f} s"


def let_sign_in(objection: Objection) -> None:
    """Wait by looking at the page; Enter is the fallback, and it only makes the tool look and go on if it can."""
    objection.note_standing_words()
    until = time.monotonic() + objection.options.sign_in_wait
    look = lambda: True if _signed_in(objection) or objection.hands.answer() == DONE else None  # noqa: E731
    with objection.gate.looking_away(), objection.ledger.persons_turn(objection.hands.reaction):
        objection.hands.begin(Question(Moment.SIGN_IN))
        while (left := until - time.monotonic()) > 0:
            objection.tell(Kind.WAITING, Moment.SIGN_IN, seconds=f"{left:.0f}")
            if objection.window.wait(look, min(_TELL_EVERY, left)):
                objection.hands.end()
                return
    raise objection.stop(Reason.SIGN_IN_TIMEOUT, seconds=f"{objection.options.sign_in_wait:.0f}")


def _signed_in(objection: Objection) -> bool:
    done = objection.flow.sign_in.done
    window = objection.window
    if done.cookie:
        return _has_cookie(window, done)
    if done.url:
        return any(matches_glob(done.url, page.url) for page in window.pages)
    return objection.shows(done.target or "") is not None


def _has_cookie(window: Window, done: SignIn.Done) -> bool:
    return any(
        cookie.get("name") == done.cookie and window.allows(f"https://{str(cookie.get('domain', '')).lstrip('.')}/")
        for cookie in window.context.cookies()
    )


def asks_to_sign_in(objection: Objection) -> bool:
    """Whether the page asks for a password, which is how a page that wants a sign-in is known in any language."""
    window = objection.window
    return window.wait(lambda: any(window.read(frame, "password") for frame in window.frames()), 0) or False


def forget_sign_in(objection: Objection) -> None:
    """Delete the cookie that says "signed in": it must not say so again before the person has signed in."""
    if cookie := objection.flow.sign_in.done.cookie:
        objection.window.context.clear_cookies(name=cookie)
