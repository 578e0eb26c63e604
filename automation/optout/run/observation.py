"""Builds an `Observation` of the answer to the submission; the verdict judges it.

Each question of the verdict is answered by one function: which words are new, what the page still
wants, whether the form is there again, whether it shows an error. Nothing is judged here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optout.browser import Element, FormValue, Page, Request, Response, letters_of
from optout.flow import Statement, find_statement, is_loading, pending, quotation
from optout.person import PersonField
from optout.redaction import without_query
from optout.run.context import RunContext
from optout.run.new_texts import is_part_of_any, new_texts
from optout.run.progress import Progress
from optout.run.verdict import Match, Needed, Observation, SendSeen

_FIRST_ERROR_STATUS = 400
_ALERT_ROLES = ("alert", "alertdialog")
# A sentence that ends so announces a list; the second is the colon of Chinese and Japanese.
_COLONS = (":", "：")


def observe_answer(context: RunContext, progress: Progress) -> Observation:
    """Return what came back for the submission, as far as it can be seen now."""
    submission = context.policy.submission
    if submission is None:
        return Observation("nothing", wants=_wanted_in_dialog(progress))
    sent: SendSeen = "as approved" if submission.declared else "undeclared"
    if submission.led_away:
        address = without_query(submission.led_away[0])
        return Observation(sent, led_away=address)
    answer = submission.last_answer
    # The page is read only once the request is answered: while the answer is still on its way, a
    # snapshot of the page that loads would wait for it.
    if answer is None or answer.is_redirect:
        wants = _wanted_in_dialog(progress)
        return Observation(sent, failure=submission.failure, wants=wants)
    observation = _observe_page(context, progress, answer.status or 0)
    # A message on the page may be about the blocked request instead. That holds for an undeclared
    # request too: the page may speak of another one.
    may_be_about_another = bool(context.policy.blocked) or not submission.declared
    return replace(
        observation,
        sent=sent,
        status=answer.status,
        led_away=_led_away(context, submission.request, answer),
        blocked_since_click=may_be_about_another,
    )


def _led_away(context: RunContext, request: Request, answer: Response) -> str | None:
    """Return the address of a page that was loaded; None if the flow lists its host.

    Nobody asks this of an answer that a script reads: it leads the page nowhere.
    """
    if not request.is_navigation or context.window.allows(answer.url):
        return None
    return without_query(answer.url)


def _observe_page(context: RunContext, progress: Progress, status: int) -> Observation:
    """Return what the page shows of the answer; `status` is that of the answer."""
    page = context.locator.page()
    _note_code(context, page)
    words = _find_declared_words(context, progress, page)
    texts = tuple(new_texts(progress, page, words.blocks))
    # A page that only says "Please wait" has not answered yet. That does not hold for an error:
    # nobody is asked about its page, and the record keeps all of its text. Nor does it hold for
    # words that the flow declares: they are the answer.
    may_be_at_work = status < _FIRST_ERROR_STATUS and not words.statements
    is_at_work = may_be_at_work and all(map(is_loading, texts))
    return Observation(
        received=_received_match(progress, page, words.received),
        refused=_match(words.refused),
        declined=_match(words.declined),
        texts=() if is_at_work else texts,
        wants=_wants(context, progress, page, texts, words.received),
        form_there=_is_form_there(context, progress, page),
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
        sentences = [statement.sentence for statement in self.statements]
        return self.blocks + sentences


def _find_declared_words(context: RunContext, progress: Progress, page: Page) -> _DeclaredWords:
    """Return the new sentences of the page, and of its closed alerts, that the flow declares."""
    flow = context.flow
    texts = [*progress.alerts, *page.texts]

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
    """Return the words that confirm; they count as shown if the page itself or a dialog says them.

    Words that only a frame says count as words that have gone: the page around it may contradict
    them.
    """
    match = _match(statement)
    if match is None or match.text in progress.alerts:
        return match
    main_document = page.documents[0]
    shown_in_main_page = any(block.text == match.text for block in main_document.blocks)
    return replace(match, shown_in_main_page=shown_in_main_page)


# What the page still wants.


def _wants(
    context: RunContext,
    progress: Progress,
    page: Page,
    texts: Sequence[str],
    received: Statement | None,
) -> Needed | None:
    """Return what the page still wants of the person; None if nothing, or only offers something."""
    if _wants_code(context, page):
        return "code"
    if _has_asked_in_dialog(progress):
        return _wanted_in_dialog(progress)
    if _wants_more(context, page, texts, received):
        return "more"
    return None


def _wants_more(
    context: RunContext, page: Page, texts: Sequence[str], received: Statement | None
) -> bool:
    """True if the page wants a secret or another step, or its words only announce what follows."""
    if any(map(_asks_for_secret, page.elements)):
        return True
    if any(map(pending, texts)):
        return True
    return received is not None and _only_announces(context, page, received)


def _note_code(context: RunContext, page: Page) -> None:
    """Note what the person has typed into the field for the code.

    The request policy allows a request with the code only once this field was seen filled.
    """
    # A page that cannot be read has no fields: that would look as if the code had been deleted.
    if not page.read:
        return
    field = code_field_on(context, page)
    name = field.html_name if field else ""
    content = _code_in(page, field) if field else ""
    context.policy.note_code(name, content)


def _wants_code(context: RunContext, page: Page) -> bool:
    """True if the page has a field for the code that can be filled in."""
    field = code_field_on(context, page)
    return field is not None and not field.read_only


def code_field_on(context: RunContext, page: Page) -> Element | None:
    """Return the field for a code from an e-mail: the flow's target, else one that the page declares as such.

    A page declares it by `autocomplete="one-time-code"` (HTML standard, 4.10.18.7), so that a code
    can be typed where the flow knows of none.
    """
    name = context.flow.code_field
    found = context.locator.find(name, page) if name else None
    if found:
        return found.element
    usable_fields = filter(_is_usable_in_form, page.elements)
    return next(filter(_is_for_code, usable_fields), None)


def _code_in(page: Page, field: Element) -> str:
    """Return the content of the field for the code; some pages have a field for each digit."""
    parts = [field]
    if _is_for_one_character(field):
        parts = [element for element in page.elements if _is_for_one_character(element)]
    contents = [_content_of_code(part) for part in parts]
    return "".join(contents)


def _is_for_one_character(element: Element) -> bool:
    return element.is_field and element.attributes.get("maxlength") == "1"


def _content_of_code(field: Element) -> str:
    """Return how many characters a field contains, where the snapshot has no more of it, else its content."""
    count = field.facts.get("filled")
    return str(count or field.displayed_value)


def _wanted_in_dialog(progress: Progress) -> Needed | None:
    return "answer" if _has_asked_in_dialog(progress) else None


def _has_asked_in_dialog(progress: Progress) -> bool:
    """True if the page has asked something in a dialog of the browser that the flow does not know.

    An alert asks nothing. Nor does a dialog count once the person has sent the form themselves.
    """
    has_question = len(progress.dialogs) > len(progress.alerts)
    return has_question and "send" not in progress.form.steps_by_hand


def _asks_for_secret(element: Element) -> bool:
    """True if a field of the page's own form is for a code, or for a password that one has.

    A password field in the header is often the sign-in of the site, which is on every page and
    wants nothing for this request.
    """
    # A page that asks for a new password offers an account: nobody needs to accept that.
    is_password = element.type == "password" and "new-password" not in _purposes(element)
    return (is_password or _is_for_code(element)) and _is_usable_in_form(element)


def _is_for_code(element: Element) -> bool:
    return "one-time-code" in _purposes(element)


def _purposes(element: Element) -> list[str]:
    """Return what the browser is to fill into a field, as in `autocomplete="section-a one-time-code"`."""
    return element.attributes.get("autocomplete", "").split()


def _is_usable_in_form(element: Element) -> bool:
    """True if a person can type into an element of a form that is part of the page's main content."""
    is_usable = element.visible and not element.read_only
    return is_usable and element.form >= 0 and not element.aside


def _only_announces(context: RunContext, page: Page, received: Statement) -> bool:
    """True if the words only announce what follows: "These requests were received:".

    The list below them may be empty, or of somebody else's requests. A page that repeats the
    person's comment below the words means this request.
    """
    if not received.sentence.rstrip().endswith(_COLONS):
        return False
    below = _text_from(page, received.block)
    if below is None:
        return True
    comments = context.policy.contents.texts
    letters_below = letters_of(below)
    return not any(letters_of(comment) in letters_below for comment in comments)


def _text_from(page: Page, text: str) -> str | None:
    """Return what the page says in its middle from the block with a text on; None if that block is elsewhere."""
    texts = [block.text for block in page.blocks if not block.aside]
    if text not in texts:
        return None
    position = texts.index(text)
    return " ".join(texts[position:])


# Whether the form is there again, and shows an error.


def _is_form_there(context: RunContext, progress: Progress, page: Page) -> bool:
    """True if the form can be sent again: its button is enabled, and its field can still be edited.

    Many pages shut a form that they have accepted, and leave its button enabled.
    """
    if context.locator.find(context.flow.send.send, page, enabled=True) is None:
        return False
    target = _target_of_editable_field(context, progress)
    if target is None:
        return True
    found = context.locator.find(target, page)
    return found is not None and not found.element.read_only


def _target_of_editable_field(context: RunContext, progress: Progress) -> str | None:
    """Return the target of a field that could be edited as the form was approved; None if there was none.

    It is that of the e-mail address, unless the address was the account's own, or on an earlier
    page: such a field cannot be edited before the send either.
    """
    approved = progress.form.approved
    shown = approved.form if approved else ()
    editable = {field.name for field in shown if _could_be_edited(field)}
    # Of a form that the person sent in the window nothing was read.
    names = editable if shown else {"email"}
    for target, name in sorted(context.flow.value_of_target.items(), key=_email_first):
        if name in names:
            return target
    return None


def _email_first(target_and_name: tuple[str, PersonField]) -> bool:
    _target, name = target_and_name
    return name != "email"


def _could_be_edited(field: FormValue) -> bool:
    return field.is_in_front and field.enabled and not field.read_only


def _shows_error(
    context: RunContext, progress: Progress, page: Page, words: _DeclaredWords
) -> bool:
    """True if a refusal is displayed, new or not, a field is marked as wrong, or an alert is new.

    An alert with words that the flow declares is no error: some pages announce success in one.
    """
    refusals = context.flow.phrase(context.flow.confirm.rejected)
    if find_statement(page.texts, refusals):
        return True
    if any(element.marked_wrong for element in page.elements):
        return True
    for alert in _other_alerts(page, words.texts):
        text = _text_of(alert)
        if text and text not in progress.known_text:
            return True
    return False


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
    return alert.inner_text or alert.name


def _is_in_any(element: Element, others: Sequence[Element]) -> bool:
    """True if an element is one of some others, or inside one of them."""
    return any(other.holds(element) for other in others)


def _has_any(text: str, words: Sequence[str]) -> bool:
    """True if a text contains some of the words, or is a part of them."""
    if is_part_of_any(text, words):
        return True
    return any(is_part_of_any(part, [text]) for part in words)
