"""What closes a notice in words that no flow has: the answer that shares least, or what only closes it."""

import pytest

from optout.browser.notices import closing
from optout.browser.page import look

BAR = "<div style='position:fixed; bottom:0; left:0; right:0'><p>We use cookies on this page.</p>{}</div>"
BOX = "<div role=dialog aria-modal=true style='position:fixed; inset:20%'><p>Before you go on, read this.</p>{}</div>"
YES, NO, SHUT = "<button>{}</button>", "<button data-is=it>{}</button>", "<button data-is=it aria-label={}>✕</button>"
CLOSED = {
    "a cross beside OK": BAR.format(f"{YES.format('OK')}{SHUT.format('Close')}"),
    "a cross alone": BAR.format(f"{YES.format('OK')}<button data-is=it>✕</button>"),
    "a drawn cross": BAR.format(f"{YES.format('OK')}<div role=button tabindex=0 data-is=it>\u00d7</div>"),
    "a cross that is called in another language": BOX.format(f"{YES.format('OK')}{SHUT.format('Zavřít')}"),
    "what declines beside what agrees": BAR.format(f"{YES.format('Accept all')}{NO.format('Reject all')}"),
    "what declines before what closes": BAR.format(f"<button>Close</button>{NO.format('Rifiuta tutti')}"),
    "what declines in any language": BOX.format(f"{YES.format('Nõustun')}{NO.format('Keeldun kõigist')}"),
    "a dialog of the browser's own": (
        "<dialog id=d><p>We use cookies here, too.</p><button>OK</button><button data-is=it>Decline</button></dialog>"
        "<script>d.showModal()</script>"
    ),
    "what has boxes to choose": BAR.format(
        f"<label><input type=checkbox checked> Statistics</label>{YES.format('Save')}{NO.format('Decline')}"
    ),
}


@pytest.mark.parametrize("html", CLOSED.values(), ids=CLOSED)
def test_what_shares_least_closes_it(shown, html):
    window = shown(f"<form><input type=email><textarea></textarea><button>Send</button></form>{html}")
    button = closing(look(window))
    assert button is not None
    assert button.attributes.get("data-is") == "it"


LEFT = {
    "no notice": "",
    "only what agrees": BAR.format(YES.format("OK")),
    "two that decline": BAR.format(YES.format("Reject all") + YES.format("Decline all")),
    "a form in a dialog": BOX.format("<input type=email><button>Close</button>"),
    "a question in a dialog": BOX.format("<input type=radio><button>Close</button>"),
    "a bar of tools": "<div style='position:fixed; top:0'><button>Close</button></div>",
    "what lies in the page": "<div><p>We use cookies on this page.</p><button>Reject all</button></div>",
    "what nobody sees": f"<div hidden>{BAR.format(YES.format('Close'))}</div>",
}


@pytest.mark.parametrize("html", LEFT.values(), ids=LEFT)
def test_what_is_no_notice_or_only_agrees_is_left(shown, html):
    window = shown(f"<form><input type=email><textarea></textarea><button>Send</button></form>{html}")
    snapshot = look(window)
    assert snapshot.read
    assert closing(snapshot) is None
