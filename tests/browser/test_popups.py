"""What closes a notice in words that no flow has, and what affirms a question whether to send."""

from tests.browser.conftest import read_soon

from optout.browser.popups import affirming, closing_button

BAR = "<div style='position:fixed; bottom:0; left:0; right:0'><p>We use cookies on this page.</p>{}</div>"
BOX = "<div role=dialog aria-modal=true style='position:fixed; inset:20%'><p>Before you go on, read this.</p>{}</div>"
YES, NO, SHUT = (
    "<button>{}</button>",
    "<button data-qa=it>{}</button>",
    "<button data-qa=it aria-label={}>✕</button>",
)
CLOSED = {
    "a cross beside OK": BAR.format(f"{YES.format('OK')}{SHUT.format('Zavřít')}"),
    "what lies over a dialog": "<div style='position:fixed; inset:0'><div role=dialog><input></div></div>"
    + BAR.format(NO.format("Close")),
    "what declines in any language": BOX.format(
        f"{YES.format('Nõustun')}{NO.format('Keeldun kõigist')}"
    ),
    "a dialog of the browser's own": (
        "<dialog id=d><p>We use cookies here, too.</p><button>OK</button><button data-qa=it>Decline</button></dialog>"
        "<script>d.showModal()</script>"
    ),
}


FORM = "<form><input type=email><textarea></textarea><button>Send</button></form>"


def qa(button):
    """Give the `data-qa` of a button; None where there is no button."""
    return button and button.attributes.get("data-qa")


def test_what_shares_least_closes_it(shown):
    windows = ((name, shown(FORM + html)) for name, html in CLOSED.items())
    assert [
        name for name, window in windows if qa(closing_button(window, read_soon(window))) != "it"
    ] == []


LEFT = {
    "no notice": "",
    "only what agrees": BAR.format(YES.format("OK")),
    "two that decline": BAR.format(YES.format("Reject all") + YES.format("Decline all")),
    "a form in a dialog": BOX.format("<input type=email><button>Close</button>"),
    "what lies in the page": "<div><p>We use cookies on this page.</p><button>Reject all</button></div>",
    "what a dialog lies over": (
        BAR.format(YES.format("Close"))
        + "<div style='position:fixed; inset:0'><div role=dialog><input></div></div>"
    ),
    "what nobody sees": f"<div hidden>{BAR.format(YES.format('Close'))}</div>",
}


def test_what_is_no_notice_or_only_agrees_is_left(shown):
    windows = ((name, shown(FORM + html)) for name, html in LEFT.items())
    assert [name for name, window in windows if closing_button(window, read_soon(window))] == []


SURE = "<div role=dialog><p>{}</p>{}</div>"
ASKS, BOTH = (
    "Do you really want to send this objection?",
    "<button>No</button><button data-qa=it>Yes</button>",
)
AFFIRMED = {
    "yes or no": SURE.format(ASKS, BOTH),
    "cancel or OK": SURE.format(ASKS, "<button data-qa=it>OK</button><button>Cancel</button>"),
    "a button that says what it does": SURE.format(
        "Are you sure?", "<button>Back</button><button data-qa=it>Send</button>"
    ),
    "beside a cross of an icon font": SURE.format(
        ASKS, f"<button title=Close>\ue5cd</button>{BOTH}"
    ),
    "in another language": SURE.format(
        "Opravdu chcete námitku odeslat?",
        "<button>Zrušit</button><button data-qa=it>Potvrdit</button>",
    )
    + "<script>document.documentElement.lang = 'cs'</script>",
    "by two words for it": SURE.format(
        ASKS, "<button>No</button><button data-qa=it>Confirm and send</button>"
    ),
    "by a word of the question": SURE.format(
        ASKS, "<button>No</button><button data-qa=it>Confirm objection</button>"
    ),
    "before a note": SURE.format(ASKS, f"{BOTH}<p>This cannot be undone.</p>"),
}


def affirms(window):
    found = read_soon(window).top_dialog
    assert found is not None
    return affirming(*found[1:])


def test_what_affirms_that_something_is_to_be_sent(shown):
    assert [name for name, html in AFFIRMED.items() if qa(affirms(shown(html))) != "it"] == []


NOT_AFFIRMED = {
    "another question": SURE.format("Delete your account?", BOTH),
    "what is given up": SURE.format("Do you want to cancel before you send it?", BOTH),
    "one button": SURE.format(ASKS, "<button>Yes</button>"),
    "an answer in unknown words": SURE.format(
        ASKS, "<button>Yes</button><button>No</button><button>Xyzzy</button>"
    ),
    "two that affirm": SURE.format(
        ASKS, "<button>Yes</button><button>Send</button><button>No</button>"
    ),
    "whether to cancel": SURE.format(
        "Cancel sending?", "<button>Yes</button><button>Cancel</button>"
    ),
    "whether to cancel, by a cross of that name": SURE.format(
        "Cancel sending?", "<button>Yes</button><button aria-label=Cancel>✕</button>"
    ),
    "yes, and something else": SURE.format(
        ASKS, "<button>Yes, and subscribe</button><button>No</button>"
    ),
    "yes, with something else": SURE.format(
        ASKS, "<button>Yes, delete my account</button><button>No</button>"
    ),
    "yes, with something else, before a note": SURE.format(
        ASKS, "<button>No</button><button>Yes delete</button><p>This cannot be undone.</p>"
    ),
    "what sends and subscribes": SURE.format(
        ASKS, "<button>Send and subscribe</button><button>No</button>"
    ),
    "what sends and shares": SURE.format(
        ASKS, "<button>Send &amp; share</button><button>No</button>"
    ),
    "only what refuses": SURE.format(ASKS, "<button>Don't send</button><button>No</button>"),
    "something to fill": SURE.format(
        ASKS, f"<label>Your password <input type=password></label>{BOTH}"
    ),
}


def test_nothing_else_is_affirmed(shown):
    assert [name for name, html in NOT_AFFIRMED.items() if affirms(shown(html))] == []
