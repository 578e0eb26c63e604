"""The sign-in, which is the person's: waits for it by looking at the page, and sees when it has ended."""

from urllib.parse import urlsplit

from optout.browser.element import Snapshot, is_seen
from optout.browser.window import Window
from optout.flow.addresses import matches_glob
from optout.flow.cases import Moment
from optout.flow.model import SignIn
from optout.outcome import Reason
from optout.redact import printable
from optout.run.asker import DONE, Question
from optout.run.events import Detail, Kind
from optout.run.session import Run
from optout.run.steps import open_page

_TELL_EVERY = 1.0  # seconds between two words about how long is left
_LONGEST = 80  # characters of a host that are shown
_STANDS = 5.0  # seconds for which the page must stand on a host to be told of


def sign_in(run: Run) -> Detail:
    """Open the sign-in page and wait until the page shows that the person has signed in; gives how long it took.

    Raises:
        Stop: the time ran out, the site cannot be reached, or nobody is there to sign in.
    """
    began = run.window.now()
    open_page(run, run.flow.sign_in.open)
    if run.window.wait(lambda: _signed_in(run) or None, 0):
        return {"how": "already_signed_in"}
    run.stop_unreached()
    let_sign_in(run)
    return {"seconds": f"{run.window.now() - began:.0f}"}


def let_sign_in(run: Run) -> None:
    """Wait by looking at the page; Enter is the fallback, and it only makes the tool look and go on if it can."""
    run.note_standing_words()
    until = run.window.now() + run.options.sign_in_wait
    where = _Where(run)
    look = lambda: True if _signed_in(run) or run.asker.answer() == DONE else None  # noqa: E731
    with run.gate.looking_away():
        run.asker.begin(Question(Moment.SIGN_IN))
        while (left := until - run.window.now()) > 0:
            run.tell(Kind.WAITING, Moment.SIGN_IN, seconds=f"{left:.0f}")
            if run.window.wait(look, min(_TELL_EVERY, left)):
                run.asker.end()
                return
            where.look()
    raise run.stop(Reason.SIGN_IN_TIMEOUT, seconds=f"{run.options.sign_in_wait:.0f}")


class _Where:
    """Where the page stands while the person signs in, which may well be on another host than the flow lists.

    That host is named once; nothing is done there. Nobody can sign in on a page that the browser shows for want of one.
    """

    def __init__(self, run: Run) -> None:
        self._run, self._at, self._since = run, "", run.window.now()
        self._told: set[str] = set()

    def look(self) -> None:
        """Take note of the host in front.

        Raises:
            Stop: it cannot be reached, and that does not pass.
        """
        window = self._run.window
        address = urlsplit(window.page.url)
        if address.netloc != self._at:
            self._at, self._since = address.netloc, window.now()
        if window.now() - self._since < _STANDS:
            return
        self._run.stop_unreached()
        host = printable(address.hostname or "", _LONGEST)
        if address.scheme in ("http", "https") and not window.allows(window.page.url) and host not in self._told:
            self._told.add(host)
            self._run.tell(Kind.UNLISTED, host=host, **({"enter": "yes"} if self._run.can_ask else {}))


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
