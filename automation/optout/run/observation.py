"""Builds an `Observation` from what came back after the submission: one function for each question of the verdict."""

from optout.browser import Block, Element, Page, letters_of
from optout.flow import Statement, find_statement, fold, is_loading, pending, quotation
from optout.outcome import JOINS
from optout.redaction import without_query
from optout.run.context import RunContext
from optout.run.progress import Progress
from optout.run.verdict import Match, Needed, Observation, SendSeen

_LONGEST_TEXT = 1000  # characters
_CONTROLS = frozenset({"button", "link", "menuitem", "tab"})
_FIRST_ERROR_STATUS = 400
# words that a busy part of a page may say of being busy; a longer text may be the answer
_SHORT = 5


def observe_answer(context: RunContext, progress: Progress) -> Observation:
    """Look at what came back for the send, and only once that is answered at the page: a read of it would wait, too."""
    left = context.policy.last_send
    asks: Needed | None = "answer" if _asked(progress) else None
    if left is None:
        return Observation("nothing", wants=asks)
    sent: SendSeen = "as approved" if left.declared else "undeclared"
    answer = left.last_answer
    if left.led_away:
        return Observation(sent, led_away=without_query(left.led_away[0]))
    if answer is None or answer.is_redirect:
        return Observation(sent, failure=left.failure, wants=asks)
    flow, page = context.flow, context.locator.page()
    # What a script reads has led the page nowhere.
    led_away = left.request.is_navigation and not context.window.allows(answer.url)
    blocks = [*progress.alerts, *page.spoken]
    received = find_statement(blocks, flow.phrase(flow.confirm.confirm), progress.known_text)
    refused = find_statement(blocks, flow.phrase(flow.confirm.rejected), progress.known_text)
    declined = find_statement(blocks, flow.phrase(flow.confirm.declined), progress.known_text)
    known = [words.block for words in (received, refused, declined) if words]
    texts = _new_texts(progress, page, known)
    # While an error is displayed nobody is asked, and all of it is kept.
    is_at_work = (answer.status or 0) < _FIRST_ERROR_STATUS and all(map(is_loading, texts))
    return Observation(
        sent,
        answer.status,
        led_away=without_query(answer.url) if led_away else None,
        # What went beside the send may be what the page speaks of, as what was held back may.
        held_since_click=bool(context.policy.held) or not left.declared,
        received=received
        and Match(
            quotation(received.sentence),
            received.block,
            stands=_is_in_page(progress, page, received.block),
        ),
        refused=refused and Match(quotation(refused.sentence), refused.block),
        declined=declined and Match(quotation(declined.sentence), declined.block),
        text="" if is_at_work else joined_texts(texts),
        wants=_wants(context, progress, page, texts)
        or ("more" if received and _only_announces(context, page, received) else None),
        form_there=_form_there(context, page),
        form_wrong=_shows_error(
            context,
            progress,
            page,
            [*known, *(words.sentence for words in (received, refused, declined) if words)],
        ),
    )


def _is_in_page(progress: Progress, page: Page, block: str) -> bool:
    """Whether words are displayed by the page itself, or a dialog of it: what a frame says the page may contradict."""
    return block in progress.alerts or any(block == own.text for own in page.documents[0].blocks)


def _only_announces(context: RunContext, page: Page, received: Statement) -> bool:
    """True if a sentence announces what follows, such as "These requests were received:", and no receipt.

    The list below it may be empty, or of other requests. A page that repeats the comment there
    means this one.
    """
    if not received.sentence.rstrip().endswith((":", "：")):
        return False
    shown = [block.text for block in page.blocks if not block.aside]
    if received.block not in shown:
        return True
    below = letters_of(" ".join(shown[shown.index(received.block) :]))
    comments = context.policy.contents.texts
    return not any(letters_of(comment) in below for comment in comments)


def _wants(context: RunContext, progress: Progress, page: Page, texts: list[str]) -> Needed | None:
    """Say what the page still wants of the person; what is asked for beside its own matter is an offer."""
    code = context.flow.code_field
    field = context.locator.find(code, page) if code else None
    if page.read:
        context.policy.note_code(*(_code_in(page, field.element) if field else ("", "")))
    if field is not None and not field.element.read_only:
        return "code"
    if _asked(progress):
        return "answer"
    return "more" if any(map(_asks_for_secret, page.elements)) or any(map(pending, texts)) else None


def _code_in(page: Page, field: Element) -> tuple[str, str]:
    """Return the name of the field for the code in the markup, and what it holds, or how many characters.

    Some pages have a field for each figure.
    """
    figures = [
        one for one in page.elements if one.is_field and one.attributes.get("maxlength") == "1"
    ]
    fields = figures if field in figures else [field]
    return field.html_name, "".join(str(one.facts.get("filled") or one.held) for one in fields)


def _asked(progress: Progress) -> bool:
    """Whether the page asked something by a dialog of the browser, other than what was approved."""
    return len(progress.dialogs) > len(progress.alerts) and "send" not in progress.form.by_hand


def _asks_for_secret(element: Element) -> bool:
    """Whether it is a field of the page's own form for the password that one has, or for a code."""
    told = element.attributes.get("autocomplete", "").split()
    if "one-time-code" not in told and (element.type != "password" or "new-password" in told):
        return False  # whoever is asked for a new one may have an account if they like
    return element.visible and not element.read_only and element.form >= 0 and not element.aside


def _form_there(context: RunContext, page: Page) -> bool:
    """Whether the form can be sent again: its button works, and its e-mail field takes input."""
    email = next(
        (name for name, value in context.flow.value_of_target.items() if value == "email"), None
    )
    field = context.locator.find(email, page) if email else None
    open_ = field is not None and not field.element.read_only
    return (open_ or email is None) and context.locator.find(
        context.flow.send.send, page, enabled=True
    ) is not None


def _shows_error(context: RunContext, progress: Progress, page: Page, known: list[str]) -> bool:
    """Whether a field is marked as wrong, an alert is new that has none of the known words, or a refusal stands.

    `known` are the words that the flow declares, as sentences and as blocks.
    """
    if find_statement(page.spoken, context.flow.phrase(context.flow.confirm.rejected)):
        return True
    alerts = [one for one in page.elements if one.role in ("alert", "alertdialog") and one.visible]
    with_words = [alert for alert in alerts if _has_any(alert.words or alert.name, known)]
    # A label, or an icon, in an alert with the words is an alert of its own on some pages.
    others = [
        one
        for one in alerts
        if one not in with_words and not any(around in with_words for around in one.above())
    ]
    new = [
        text
        for one in others
        if (text := one.words or one.name) and text not in progress.known_text
    ]
    return bool(new) or any(one.marked_wrong for one in page.elements)


def _has_any(text: str, known: list[str]) -> bool:
    return _is_part(text, known) or any(_is_part(words, [text]) for words in known)


def _new_texts(progress: Progress, page: Page, known: list[str]) -> list[str]:
    """Return all that the page says and did not say before the send, in the page's order, but for what is beside it.

    Of a page that says more than can be kept, known words are kept first, then what the page still
    wants, then what alerts, dialogs, status lines and headings say.
    """
    shown = [(" ".join(block.text.split()), block) for block in page.blocks]
    shown = [(text, block) for text, block in shown if text and text not in progress.known_text]
    shown = [
        (text, block) for text, block in shown if not (block.busy and len(text.split()) <= _SHORT)
    ]
    shown = _without_controls(page, shown)
    alerts = [text for text in progress.alerts if text not in progress.known_text]
    loud = [text for text, block in shown if block.loud]
    own = [text for text, block in shown if not block.aside]
    every = [*alerts, *loud, *own]
    by_weight = [" ".join(text.split()) for text in (*known, *filter(pending, every), *every)]
    in_order = [*alerts, *(text for text, _block in shown)]
    kept, room = list[str](), _LONGEST_TEXT
    for text in by_weight:
        if fold(text) and not _is_part(text, kept) and (room > len(text) or not kept):
            kept.append(text)
            room -= len(text)
    return sorted(
        kept, key=lambda text: in_order.index(text) if text in in_order else len(in_order)
    )


def _without_controls(page: Page, shown: list[tuple[str, Block]]) -> list[tuple[str, Block]]:
    """Leave out what is the whole label of a button or link, as the "Close" of a dialog: that answers nothing.

    A link in a sentence is a part of the sentence. Where a page says nothing else, what its buttons
    and links say stays: the answer may be there.
    """
    controls = [element for element in page.elements if element.role in _CONTROLS]
    labels = {fold(label) for each in controls for label in (each.called, each.words, each.text)}
    rest = [
        (text, block)
        for text, block in shown
        if fold(text) not in labels or not any(_lies_in(block, control) for control in controls)
    ]
    return rest or shown


def _lies_in(block: Block, control: Element) -> bool:
    """True if the middle of a block of text, whose box has its four edges, is in a control."""
    block_left, block_top, block_right, block_bottom = block.box
    x, y = (block_left + block_right) / 2, (block_top + block_bottom) / 2
    left, top, width, height = control.box
    return left <= x <= left + width and top <= y <= top + height


def joined_texts(texts: list[str]) -> str:
    """Return texts of a page as one, each as it is; of what is too long, as much as whole sentences fit."""
    return quotation(JOINS.join(texts), _LONGEST_TEXT)


def _is_part(text: str, texts: list[str]) -> bool:
    return any(fold(text) in fold(whole) for whole in texts)
