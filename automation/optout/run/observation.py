"""Builds an `Observation` of the answer to the submission; the verdict judges it.

Each question of the verdict is answered by one function: which words are new, what the page still
wants, whether the form is there again, whether it shows an error. Nothing is judged here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from optout.browser import Block, Element, Page, letters_of
from optout.flow import Statement, find_statement, fold, is_loading, pending, quotation
from optout.outcome import JOINS
from optout.redaction import without_query
from optout.run.context import RunContext
from optout.run.progress import Progress
from optout.run.verdict import Match, Needed, Observation, SendSeen

_LONGEST_TEXT = 1000  # characters of new text: what a person reads, and a letter quotes
_FIRST_ERROR_STATUS = 400
# Words that a busy part of a page may say about being busy; a longer text may be the answer.
_LONGEST_BUSY_TEXT = 5
_CONTROL_ROLES = frozenset({"button", "link", "menuitem", "tab"})
_ALERT_ROLES = ("alert", "alertdialog")
# A sentence that ends so announces a list; the second is the colon of Chinese and Japanese.
_COLONS = (":", "：")


def observe_answer(context: RunContext, progress: Progress) -> Observation:
    """Return what came back for the submission, as far as it can be seen now."""
    submission = context.policy.last_send
    dialog: Needed | None = "answer" if _has_asked_in_dialog(progress) else None
    if submission is None:
        return Observation("nothing", wants=dialog)
    sent: SendSeen = "as approved" if submission.declared else "undeclared"
    if submission.led_away:
        return Observation(sent, led_away=without_query(submission.led_away[0]))
    answer = submission.last_answer
    # The page is read only once the request is answered: while the answer is still on its way, a
    # snapshot of the page that loads would wait for it.
    if answer is None or answer.is_redirect:
        return Observation(sent, failure=submission.failure, wants=dialog)
    is_navigation = submission.request.is_navigation
    return replace(
        _observe_page(context, progress, answer.status or 0),
        sent=sent,
        status=answer.status,
        led_away=_led_away(context, answer.url) if is_navigation else None,
        # A message on the page may be about the blocked request instead. That holds for an
        # undeclared request too: the page may speak of another one.
        blocked_since_click=bool(context.policy.blocked) or not submission.declared,
    )


def _led_away(context: RunContext, address: str) -> str | None:
    """Return the address of a page that was loaded; None if the flow lists its host.

    Nobody asks this of an answer that a script reads: it leads the page nowhere.
    """
    return None if context.window.allows(address) else without_query(address)


def _observe_page(context: RunContext, progress: Progress, status: int) -> Observation:
    """Return what the page shows of the answer; `status` is that of the answer."""
    page = context.locator.page()
    words = _find_declared_words(context, progress, page)
    texts = _new_texts(progress, page, words.blocks)
    # A page that only says "Please wait" has not answered yet. That does not hold for an error:
    # nobody is asked about its page, and the record keeps all of its text.
    is_at_work = status < _FIRST_ERROR_STATUS and all(map(is_loading, texts))
    return Observation(
        received=_received_match(progress, page, words.received),
        refused=_match(words.refused),
        declined=_match(words.declined),
        text="" if is_at_work else joined_texts(texts),
        wants=_wants(context, progress, page, texts, words.received),
        form_there=_is_form_there(context, page),
        form_wrong=_shows_error(context, progress, page, words),
    )


# The words that the flow declares.


@dataclass(frozen=True)
class _DeclaredWords:
    """New sentences of the page that begin with a phrase of the flow."""

    received: Statement | None
    refused: Statement | None
    declined: Statement | None

    @property
    def statements(self) -> list[Statement]:
        """The sentences that were found."""
        statements = (self.received, self.refused, self.declined)
        return [statement for statement in statements if statement is not None]

    @property
    def blocks(self) -> list[str]:
        """The text of each block that has one of the sentences."""
        return [statement.block for statement in self.statements]

    @property
    def texts(self) -> list[str]:
        """The blocks, and the sentences without the rest of their blocks."""
        return [*self.blocks, *(statement.sentence for statement in self.statements)]


def _find_declared_words(context: RunContext, progress: Progress, page: Page) -> _DeclaredWords:
    """Return the new sentences of the page, and of its closed alerts, that the flow declares."""
    flow = context.flow
    texts = [*progress.alerts, *page.spoken]

    def find(phrase: str | None) -> Statement | None:
        return find_statement(texts, flow.phrase(phrase), progress.known_text)

    return _DeclaredWords(
        received=find(flow.confirm.confirm),
        refused=find(flow.confirm.rejected),
        declined=find(flow.confirm.declined),
    )


def _match(statement: Statement | None) -> Match | None:
    if statement is None:
        return None
    return Match(quotation(statement.sentence), statement.block)


def _received_match(progress: Progress, page: Page, statement: Statement | None) -> Match | None:
    """Return the words that confirm; they count as displayed if the page or a dialog says them.

    Words that only a frame says count as words that have gone: the page around it may contradict
    them.
    """
    match = _match(statement)
    if match is None or match.text in progress.alerts:
        return match
    own_texts = [block.text for block in page.documents[0].blocks]
    return replace(match, is_displayed=match.text in own_texts)


# What the page still wants.


def _wants(
    context: RunContext,
    progress: Progress,
    page: Page,
    texts: Sequence[str],
    received: Statement | None,
) -> Needed | None:
    """Return what the page still wants of the person; None if nothing, or only offers something."""
    if _shows_code_field(context, page):
        return "code"
    if _has_asked_in_dialog(progress):
        return "answer"
    wants_secret = any(map(_asks_for_secret, page.elements))
    if wants_secret or any(map(pending, texts)):
        return "more"
    if received is not None and _only_announces(context, page, received):
        return "more"
    return None


def _shows_code_field(context: RunContext, page: Page) -> bool:
    """True if the page has a field for the code; note what the person has typed into it.

    The request policy allows a request with the code only once this field was seen filled.
    """
    name = context.flow.code_field
    found = context.locator.find(name, page) if name else None
    # A page that cannot be read has no fields: that would look as if the code had been deleted.
    if page.read:
        html_name, content = _code_in(page, found.element) if found else ("", "")
        context.policy.note_code(html_name, content)
    return found is not None and not found.element.read_only


def _code_in(page: Page, field: Element) -> tuple[str, str]:
    """Return the name of the code field in the markup, and its content or number of characters.

    The snapshot has no code, only how many characters its field contains. Some pages have a field
    for each digit.
    """
    fields = [element for element in page.elements if element.is_field]
    digits = [element for element in fields if element.attributes.get("maxlength") == "1"]
    parts = digits if field in digits else [field]
    contents = [str(part.facts.get("filled") or part.held) for part in parts]
    return field.html_name, "".join(contents)


def _has_asked_in_dialog(progress: Progress) -> bool:
    """True if the page has asked something in a dialog of the browser that the flow does not know.

    An alert asks nothing. Nor does a dialog count once the person has sent the form themselves.
    """
    has_question = len(progress.dialogs) > len(progress.alerts)
    return has_question and "send" not in progress.form.by_hand


def _asks_for_secret(element: Element) -> bool:
    """True if a field of the page's own form is for a code, or for a password that one has.

    A password field in the header is often the sign-in of the site, which is on every page and
    wants nothing for this request.
    """
    purposes = element.attributes.get("autocomplete", "").split()
    is_code = "one-time-code" in purposes
    # A page that asks for a new password offers an account: nobody needs to accept that.
    is_password = element.type == "password" and "new-password" not in purposes
    if not is_code and not is_password:
        return False
    is_usable = element.visible and not element.read_only
    return is_usable and element.form >= 0 and not element.aside


def _only_announces(context: RunContext, page: Page, received: Statement) -> bool:
    """True if the words only announce what follows: "These requests were received:".

    The list below them may be empty, or of somebody else's requests. A page that repeats the
    person's comment below the words means this request.
    """
    if not received.sentence.rstrip().endswith(_COLONS):
        return False
    texts = [block.text for block in page.blocks if not block.aside]
    if received.block not in texts:
        return True
    position = texts.index(received.block)
    below = letters_of(" ".join(texts[position:]))
    comments = context.policy.contents.texts
    return not any(letters_of(comment) in below for comment in comments)


# Whether the form is there again, and shows an error.


def _is_form_there(context: RunContext, page: Page) -> bool:
    """True if the form can be sent again: its button is enabled, its e-mail field editable."""
    flow = context.flow
    if context.locator.find(flow.send.send, page, enabled=True) is None:
        return False
    targets = flow.value_of_target
    email = next((name for name, value in targets.items() if value == "email"), None)
    if email is None:
        return True
    found = context.locator.find(email, page)
    return found is not None and not found.element.read_only


def _shows_error(
    context: RunContext, progress: Progress, page: Page, words: _DeclaredWords
) -> bool:
    """True if a refusal is displayed, new or not, a field is marked as wrong, or an alert is new.

    An alert with words that the flow declares is no error: some pages announce success in one.
    """
    refusals = context.flow.phrase(context.flow.confirm.rejected)
    if find_statement(page.spoken, refusals):
        return True
    if any(element.marked_wrong for element in page.elements):
        return True
    texts = [_text_of(alert) for alert in _other_alerts(page, words.texts)]
    return any(text and text not in progress.known_text for text in texts)


def _other_alerts(page: Page, words: Sequence[str]) -> list[Element]:
    """Return the visible alerts without some words, and not inside an alert that has them.

    On some pages a label or an icon in the alert is an alert of its own.
    """
    alerts = [element for element in page.elements if _is_visible_alert(element)]
    with_words = [alert for alert in alerts if _has_any(_text_of(alert), words)]
    return [alert for alert in alerts if not _is_in_any(alert, with_words)]


def _is_visible_alert(element: Element) -> bool:
    return element.visible and element.role in _ALERT_ROLES


def _text_of(alert: Element) -> str:
    return alert.words or alert.name


def _is_in_any(element: Element, others: Sequence[Element]) -> bool:
    """True if an element is one of some others, or inside one of them."""
    return any(other.holds(element) for other in others)


def _has_any(text: str, words: Sequence[str]) -> bool:
    """True if a text contains some of the words, or is a part of them."""
    return _is_part(text, words) or any(_is_part(part, [text]) for part in words)


# The new texts.


def _new_texts(progress: Progress, page: Page, known: Sequence[str]) -> list[str]:
    """Return what the page says now and did not say before the submission, in the page's order.

    `known` are the blocks with words that the flow declares. Headers and footers are left out,
    unless they are loud. If the page says more than can be kept, the known words are kept first,
    then what still wants something, then alerts, dialogs, status lines and headings.
    """
    alerts = _new_alerts(progress)
    blocks = _without_labels(page, _new_blocks(progress, page))
    in_order = [*alerts, *(block.text for block in blocks)]

    loud = [block.text for block in blocks if block.loud]
    central = [block.text for block in blocks if not block.aside]
    candidates = [*alerts, *loud, *central]
    wanting = [text for text in candidates if pending(text)]
    kept = _fitting_texts([*known, *wanting, *candidates])

    def position(text: str) -> int:
        return in_order.index(text) if text in in_order else len(in_order)

    return sorted(kept, key=position)


def _new_alerts(progress: Progress) -> list[str]:
    """Return the texts of the browser's alerts that the page did not say before the submission."""
    return [text for text in progress.alerts if text not in progress.known_text]


def _new_blocks(progress: Progress, page: Page) -> list[Block]:
    """Return the blocks that are new since the submission, each with its text on one line."""
    new = []
    for block in page.blocks:
        text = _on_one_line(block.text)
        is_only_busy = block.busy and len(text.split()) <= _LONGEST_BUSY_TEXT
        if text and text not in progress.known_text and not is_only_busy:
            new.append(replace(block, text=text))
    return new


def _without_labels(page: Page, blocks: list[Block]) -> list[Block]:
    """Leave out the blocks that are the whole label of a button or link: they answer nothing.

    That is the "Close" of a dialog, for instance. A link in a sentence is a part of the sentence.
    Where a page says nothing else, what its buttons and links say stays: the answer may be there.
    """
    controls = [element for element in page.elements if element.role in _CONTROL_ROLES]
    labels: set[str] = set()
    for control in controls:
        labels.update(map(fold, (control.called, control.words, control.text)))
    without_labels = []
    for block in blocks:
        is_label = fold(block.text) in labels
        if not is_label or not _lies_in_any(block, controls):
            without_labels.append(block)
    return without_labels or blocks


def _lies_in_any(block: Block, controls: Sequence[Element]) -> bool:
    return any(_lies_in(block, control) for control in controls)


def _lies_in(block: Block, control: Element) -> bool:
    """True if the middle of a block of text, whose box has its four edges, is in a control."""
    block_left, block_top, block_right, block_bottom = block.box
    x = (block_left + block_right) / 2
    y = (block_top + block_bottom) / 2
    left, top, width, height = control.box
    return left <= x <= left + width and top <= y <= top + height


def _fitting_texts(by_weight: Iterable[str]) -> list[str]:
    """Return as many texts as fit, the first in any case; no text that is part of one before it."""
    kept: list[str] = []
    room = _LONGEST_TEXT
    for text in map(_on_one_line, by_weight):
        if not fold(text) or _is_part(text, kept):
            continue
        # The first is kept even if it is too long: `quotation` shortens it by whole sentences.
        if len(text) < room or not kept:
            kept.append(text)
            room -= len(text)
    return kept


def joined_texts(texts: Iterable[str]) -> str:
    """Return texts of a page as one text; if it is too long, as many whole sentences as fit."""
    return quotation(JOINS.join(texts), _LONGEST_TEXT)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _is_part(text: str, texts: Iterable[str]) -> bool:
    return any(fold(text) in fold(other) for other in texts)
