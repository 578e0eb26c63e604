"""Shows a strip with a text over the page, which lets clicks through.

Nothing depends on it: a strict page may keep it away, and the terminal asks all the same.
"""

import html
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Error

from optout.browser.window import Window

# With presentational attributes too: a page whose policy allows no styles shows it all the same.
_STRIP = (
    '<table bgcolor="#1d2228" cellpadding="10" style="position:fixed;left:0;right:0;bottom:0;width:100%;'
    'font:15px/1.4 system-ui,sans-serif"><tr><td><font color="#9ecbff"><b>optout</b></font>&nbsp; '
    '<font color="#f5f6f7">{text}</font></td></tr></table>'
)


@contextmanager
def show_strip(window: Window, text: str) -> Iterator[None]:
    """Show a text, never markup, over the page in front and the one that follows it, while this lasts."""
    page = window.page
    overlay = None
    # While a page waits for its server the call would wait, without a time-out.
    can_show = not window.is_navigating and window.allows(page.url)
    if window.watched and can_show:
        with suppress(Error):
            overlay = page.screencast.show_overlay(_STRIP.format(text=html.escape(text)))
    try:
        yield
    finally:
        if overlay and not window.gone and not window.is_navigating:
            with suppress(Error):
                overlay.__exit__(None, None, None)
