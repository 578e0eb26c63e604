"""The sign-in, which is the person's: waits for it by looking at the page, and sees when it has ended."""

from optout.browser.element import Snapshot, is_seen
from optout.browser.window import Window
from optout.flow.addresses import matches_glob
from optout.flow.cases import Moment
from optout.flow.model import SignIn
from optout.outcome import Reason
from optout.run.asker import DONE, Question
from optout.run.events import Detail, Kind
from optout.run.session import Run
from optout.run.steps import open_page

_TELL_EVERY = 1.0  # seconds between two words about how long is left


def sign_in(run: Run) -> Detail:
    """Open the sign-in page and wait until the page shows that the person has signed in; gives how long it took.

    Raises:
        Stop: the time ran out, or nobody is there to sign in.
    """
    began = run.window.now()
    open_page(run, run.flow.sign_in.open)
    if run.window.wait(lambda: _signed_in(run) or None, 0):
        return {"how": "already_signed_in"}
    let_sign_in(run)
    return {"seconds": f"{run.window.now() - began:.0f}"}


def let_sign_in(run: Run) -> None:
    """Wait by looking at the page; Enter is the fallback, and it only makes the tool look and go on if it can."""
    run.note_standing_words()
    until = run.window.now() + run.options.sign_in_wait
    look = lambda: True if _signed_in(run) or run.asker.answer() == DONE else None  # noqa: E731
    with run.gate.looking_away(), run.ledger.persons_turn():
        run.hand.listen()
        run.asker.begin(Question(Moment.SIGN_IN))
        while (left := until - run.window.now()) > 0:
            run.tell(Kind.WAITING, Moment.SIGN_IN, seconds=f"{left:.0f}")
            if run.window.wait(look, min(_TELL_EVERY, left)):
                run.asker.end()
                return
    raise run.stop(Reason.SIGN_IN_TIMEOUT, seconds=f"{run.options.sign_in_wait:.0f}")


def _signed_in(run: Run) -> bool:
    done = run.flow.sign_in.done
    window = run.window
    if done.cookie:
        return _has_cookie(window, done)
    if done.url:
        return _stands_at(run, done.url)
    return run.shows(done.target or "") is not None


def _stands_at(run: Run, address: str) -> bool:
    """Whether a page stands at an address, and the one in front asks for no password.

    Some sites ask for the sign-in right where the page would stand. A page that cannot be read proves nothing: it is on
    its way elsewhere, or shows a password.
    """
    window, seen = run.window, run.look().seen
    others = [page.url for page in window.pages if page is not window.page]
    own = [document.address for document in seen.documents[:1]]  # what was read, not where the window is by now
    return seen.read and not _asks_for_password(seen) and any(matches_glob(address, one) for one in [*own, *others])


def _has_cookie(window: Window, done: SignIn.Done) -> bool:
    return any(
        cookie.get("name") == done.cookie and window.allows(f"https://{str(cookie.get('domain', '')).lstrip('.')}/")
        for cookie in window.context.cookies()
    )


def asks_to_sign_in(run: Run) -> bool:
    """Whether the page asks for a password, which is how a page that wants a sign-in is known in any language."""
    return _asks_for_password(run.look().seen)


def _asks_for_password(seen: Snapshot) -> bool:
    return seen.password or any(one.type == "password" and is_seen(one) for one in seen.elements)


def forget_sign_in(run: Run) -> None:
    """Delete the cookie that says "signed in": it must not say so again before the person has signed in."""
    if cookie := run.flow.sign_in.done.cookie:
        run.window.context.clear_cookies(name=cookie)
