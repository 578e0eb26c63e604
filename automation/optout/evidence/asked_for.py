"""What an authority asks for in a complaint, said to the person in a language, each sentence with where it comes from.

What nobody knows is said to be unknown; no e-mail is offered where a plain one is no way in.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from optout.evidence.summary import bare
from optout.evidence.supervisor import ComplaintWay, Fact, Files, Supervisor, language_name
from optout.evidence.wording import RecordWords, filled, template, tied, words

SAFE_MB = 1.5
"""A PDF of this size is taken by every authority whose limits are known."""
Topic = Literal["way", "language", "email", "sign", "identity", "request", "files", "post", "limit", "note"]


@dataclass(frozen=True)
class Ask:
    """A sentence. `origin` says where it comes from, and is empty where nothing is known."""

    about: Topic
    says: str
    origin: str = ""


@dataclass(frozen=True)
class Matter:
    """What is complained about: the company, whether it was by a letter or a setting, and how large the summary is."""

    controller: str
    by_letter: bool = False
    by_setting: bool = False
    summary_bytes: int | None = None


class AskedFor:
    """Says what is known of an authority that receives a complaint about a matter."""

    def __init__(self, to: Supervisor, language: str, matter: Matter) -> None:
        self._to, self._matter = to, matter
        self._words: RecordWords = words(language)
        self._texts = template("authority.", language)
        self._proof = self._tell(
            "proof_letter" if matter.by_letter else "proof_setting" if matter.by_setting else "proof"
        )

    def title(self) -> str:
        """Give the heading."""
        return self._tell("title")

    def checked(self) -> str:
        """Say whether anybody has compared what is known with the authority's website."""
        key = "checked" if self._to.checked_on else "unchecked"
        day = self._words.day(self._to.checked_on) if self._to.checked_on else ""
        return self._tell(key, website=bare(self._to.website.says).rstrip("/"), day=day)

    def __iter__(self) -> Iterator[Ask]:
        """Give the sentences, those that decide whether a complaint counts first."""
        yield from self._way()
        names = [language_name(code, self._words.language) for code in self._to.languages.says]
        languages = self._tell("languages", languages=self._any_of(names))
        yield Ask("language", languages, self._origin(self._to.languages))
        yield self._post()
        yield self._email()
        yield self._signature()
        yield self._identity()
        yield self._request()
        yield from self._files()
        if limit := self._to.limit:
            known, event = str(limit.says.since_known), str(limit.says.since_event)
            yield Ask("limit", self._tell("limit", known=known, event=event), self._origin(limit))
        for note in self._to.notes:
            yield Ask("note", self._tell(f"note_{note.says}"), self._origin(note))

    def _tell(self, key: str, **gaps: str) -> str:
        """Give a sentence; one for the law of the authority goes before the plain one."""
        own = f"{key}_{self._to.regime}"
        return filled(tied(self._texts[own if own in self._texts else key]), gaps)

    def _way(self) -> Iterator[Ask]:
        to = self._to
        if to.ways:
            ways = self._any_of([self._texts[f"way_{way}"] for way in to.ways.says])
            yield Ask("way", self._tell("ways", ways=ways), self._origin(to.ways))
        else:
            yield Ask("way", self._tell("ways_unknown"))
        links = [(kind, link) for kind in ("form", "page") if (link := to.link(kind, self._words.language))]
        for kind, link in links:
            yield Ask("way", self._tell(kind, address=bare(link.says)), self._origin(link))
        if not links:
            yield Ask("way", self._tell("no_form"))
        if to.portal:
            yield Ask("way", self._tell("portal", portal=to.portal.says), self._origin(to.portal))

    def _post(self) -> Ask:
        post = self._to.post
        if post is None:
            return Ask("post", self._tell("no_post"))
        key = "post_elsewhere" if post.elsewhere else "post"
        return Ask("post", self._tell(key, elsewhere=post.elsewhere or ""), self._origin(post))

    def _email(self) -> Ask:
        """Say whether an e-mail will do; its address is named only where a plain one will."""
        by_email, email = self._to.by_email, self._to.email
        if by_email is None:
            return Ask("email", self._tell("email_unknown"))
        if email and self._to.plain_email:
            key = {"A": "email_yes", "A-old": "email_once"}.get(by_email.grade, "email_said")
            return Ask("email", self._tell(key, email=email.says), self._origin(by_email))
        return Ask("email", self._tell(f"email_{by_email.says}"), self._origin(by_email))

    def _signature(self) -> Ask:
        signature = self._to.signature
        if signature:
            return Ask("sign", self._tell(f"sign_{signature.says}"), self._origin(signature))
        if not self._to.to_sign:
            return Ask("sign", self._tell("sign_not"))
        only_form = self._to.ways is not None and self._to.ways.says == (ComplaintWay.FORM,)
        return Ask("sign", self._tell("sign_form" if only_form else "sign_unknown"))

    def _identity(self) -> Ask:
        identity = self._to.identity
        if identity:
            return Ask("identity", self._tell("identity_copy"), self._origin(identity))
        return Ask("identity", self._tell("identity_unknown"))

    def _request(self) -> Ask:
        request, gaps = self._to.request, {"controller": self._matter.controller, "proof": self._proof}
        if request:
            return Ask("request", self._tell(f"request_{request.says}", **gaps), self._origin(request))
        return Ask("request", self._tell("request_unknown", **gaps))

    def _files(self) -> Iterator[Ask]:
        files = self._to.files
        if files:
            yield Ask("files", " ".join(self._limits(files.says)), self._origin(files))
        safe = self._tell("files_safe" if files else "files_unknown", size=self._size(SAFE_MB))
        yield Ask("files", " ".join((safe, *self._summary())))

    def _summary(self) -> Iterator[str]:
        """Say how large the summary is, rounded up so that none looks smaller than it is."""
        if size := self._matter.summary_bytes:
            megabytes = math.ceil(size / 100_000) / 10
            yield self._tell("summary_large" if megabytes > SAFE_MB else "summary_fits", size=self._size(megabytes))

    def _limits(self, files: Files) -> Iterator[str]:
        if files.most and files.each_mb:
            yield self._tell("files_most", most=str(files.most), size=self._size(files.each_mb))
        if files.all_mb:
            yield self._tell(f"files_all_{files.within}", size=self._size(files.all_mb))
        if files.refused:
            refused = self._any_of([self._texts[f"refused_{kind}"] for kind in files.refused])
            yield self._tell("files_refused", refused=refused)
        if files.prefers_pdf:
            yield self._tell("files_pdf")

    def _size(self, megabytes: float) -> str:
        whole = float(megabytes).is_integer()
        return self._tell("size", number=self._words.number(megabytes, 0 if whole else 1))

    def _any_of(self, each: Sequence[str]) -> str:
        from babel.lists import format_list  # noqa: PLC0415  slow to import

        return format_list(each, "or", self._words.locale)

    def _origin(self, fact: Fact[Any]) -> str:
        """Say where something comes from, and how old it is."""
        if fact.checked_on:
            return self._tell("from_checked", day=self._words.day(fact.checked_on))
        said = self._texts["from_own_old" if fact.grade == "A-old" else f"from_{fact.source}"]
        return self._tell("from_as_of", origin=said, when=self._when(fact.as_of)) if fact.as_of else said

    def _when(self, as_of: str) -> str:
        """Write the age of a text as exactly as it is known: 2018, July 2018."""
        from babel.dates import format_skeleton  # noqa: PLC0415  slow to import

        year, *rest = (int(part) for part in as_of.split("-"))
        if not rest:
            return str(year)
        if len(rest) > 1:
            return self._words.day(date(year, *rest))
        return format_skeleton("yMMMM", date(year, rest[0], 1), locale=self._words.locale)
