"""The field for a code from an e-mail, which decides whether a request may leave that brings one."""

from optout.browser import Request

# Seconds for which a code must be unchanged before it counts: people pause while they type.
_CODE_UNCHANGED = 1.0


class CodeField:
    """The field for the code from the e-mail: each code that the person fills in allows one request.

    While the field is empty, or still contains the code that was sent, no request is allowed. So a
    page that sends the whole objection again and again gets nothing through.

    The page is read every now and then, and does not say who has typed. A code is new if the field
    has contained something else than when the last request was allowed.
    """

    def __init__(self) -> None:
        self._name = ""
        self._content = ""
        self._unchanged_since = 0.0
        self._has_new_content = False
        # as the last request was allowed; None until the page is read after it
        self._used_content: str | None = ""
        self._sent_codes: set[str] = set()

    def note(self, name: str, content: str, now: float) -> None:
        """Note the name of the field in the markup, and its content, as the page was read now.

        Of a field that nobody may read, as one for a password, the content is the number of its
        characters.
        """
        self._name = name or self._name
        if content != self._content:
            self._content = content
            self._unchanged_since = now
        if self._used_content is None:
            self._used_content = content
        elif content != self._used_content:
            self._has_new_content = True

    def allows(self, request: Request, now: float) -> bool:
        """True if the person has filled in a code that no request was allowed for yet."""
        if self._is_empty_in(request):
            return False
        codes = self._codes_in(request)
        if codes and codes <= self._sent_codes:
            return False
        # A form that is sent with the last figure: while its request is held the page cannot be
        # read, and the request alone shows the code.
        if request.is_navigation and codes:
            return True
        if not self._has_new_content or self._content == "":
            return False
        unchanged_for = now - self._unchanged_since
        return unchanged_for >= _CODE_UNCHANGED

    def use(self, request: Request) -> None:
        """Note that a request was allowed: the next one needs another code."""
        self._used_content = None
        self._has_new_content = False
        self._sent_codes |= self._codes_in(request)

    def _is_empty_in(self, request: Request) -> bool:
        """True if a request has the field without a code: it was made before the code was typed, and has waited."""
        values = self._values_in(request)
        return bool(values) and not any(values)

    def _codes_in(self, request: Request) -> set[str]:
        return {value for value in self._values_in(request) if value}

    def _values_in(self, request: Request) -> list[str]:
        """Return what a request has in the field; nothing if the field has no name, by which it could be recognised."""
        if not self._name:
            return []
        return [value for name, value in request.pairs if name == self._name]
