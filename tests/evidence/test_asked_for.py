"""What an authority asks for is said to the person: no more than is known, and where it comes from."""

import re
import tomllib
from datetime import date
from string import Formatter
from typing import get_args

import pytest

from optout.evidence.asked_for import AskedFor, Matter
from optout.evidence.supervisor import (
    ByEmail,
    ComplaintWay,
    Fact,
    Files,
    Note,
    SignatureAsked,
    Source,
    Supervisor,
    supervisors,
)
from optout.evidence.wording import TEMPLATES
from optout.settings import Lang

LANGUAGES = get_args(Lang)
TABLES = {name: tomllib.loads((TEMPLATES / f"authority.{name}.toml").read_text("utf-8")) for name in LANGUAGES}
COMPANY = "Example Controller Limited"


def asked(code, language="en", **more):
    return AskedFor(supervisors()[code], language, Matter(COMPANY, **more))


def says(code, about, language="en", **more):
    return (
        " ".join(ask.says for ask in asked(code, language, **more) if ask.about == about)
        .replace("\u00a0", " ")
        .replace("\u2019", "'")
    )


def whole(code, language="en"):
    return " ".join(ask.says for ask in asked(code, language)).replace("\u00a0", " ")


def gaps(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# The words


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_language_has_the_same_sentences_with_the_same_gaps(language):
    table, english = TABLES[language], TABLES["en"]
    assert list(table) == list(english)
    assert {key: gaps(text) for key, text in table.items()} == {key: gaps(text) for key, text in english.items()}
    same = {key for key, text in table.items() if text == english[key] and re.sub(r"{\w+}", "", text)}
    assert same <= {"size", "proof", "from_as_of"}


def test_every_sentence_is_one_that_can_be_said_and_every_one_that_can_is_there():
    source = (TEMPLATES.parent / "asked_for.py").read_text("utf-8")
    codes = (
        {f"way_{way}" for way in ComplaintWay}
        | {f"email_{by}" for by in ByEmail}
        | {f"sign_{how}" for how in SignatureAsked}
    )
    codes |= {f"note_{note}" for note in Note} | {f"from_{name}" for name in get_args(Source)} | {"form", "page"}
    codes |= {f"request_{how}" for how in ("enclose", "expected")} | {"identity_copy"}
    fields = Files.model_fields
    codes |= {f"refused_{kind}" for kind in get_args(get_args(fields["refused"].annotation)[0])}
    codes |= {f"files_all_{where}" for where in ("form", "email", "message")}
    plain = {key.removesuffix("_ch") for key in TABLES["en"]}
    assert plain <= set(TABLES["en"])
    assert [key for key in plain if f'"{key}"' not in source and key not in codes] == []
    assert codes <= set(TABLES["en"])


def test_every_note_is_asked_by_some_authority():
    assert {fact.says for entry in supervisors().values() for fact in entry.notes} == set(Note)


@pytest.mark.parametrize("code", supervisors())
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_unfilled_and_each_topic_is_told_once(code, language):
    told = list(asked(code, language))
    assert not re.search(r"[{}]|None", whole(code, language))
    topics = [ask.about for ask in told]
    assert {"way", "post", "email", "sign", "identity", "request", "files"} <= set(topics)
    for once in ("post", "email", "sign", "identity", "request"):
        assert topics.count(once) == 1


# Where it comes from


@pytest.mark.parametrize("code", supervisors())
def test_what_is_known_says_where_it_comes_from_and_what_is_not_known_claims_no_source(code):
    for ask in asked(code):
        unknown = re.search(r"not known|No form of its own|none is known|Nearly every|every authority", ask.says)
        assert bool(ask.origin) != bool(unknown), ask


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_has_compared_never_looks_compared(language):
    looks = {"en": r"\bchecked|person has compared", "fr": "Une personne a comparé", "de": "Jemand hat"}[language]
    for code in supervisors():
        said = asked(code, language)
        assert not re.search(looks, said.checked() + whole(code, language) + said.title())
        assert re.match("Nobody has|Personne n|Niemand hat", said.checked())


def test_a_fact_that_a_person_has_compared_says_the_day_and_the_rest_does_not():
    entry = supervisors()["EE"].model_dump()
    entry["post"]["checked_on"] = date(2027, 1, 5)
    told = AskedFor(Supervisor.model_validate(entry), "en", Matter(COMPANY))
    assert [ask.about for ask in told if ask.origin == "compared with its website on 5 January 2027"] == ["post"]
    assert told.checked().startswith("Nobody has compared")
    for name in ("name", "website", "email", "languages"):
        entry[name]["checked_on"] = date(2027, 1, 6)
    checked = AskedFor(Supervisor.model_validate(entry), "en", Matter(COMPANY)).checked().replace("\u2019", "'")
    assert (
        checked
        == "A person has compared this with the authority's website, the last time on 5 January 2027: www.aki.ee"
    )


@pytest.mark.parametrize(
    ("code", "about", "origin"),
    [
        ("FR", "post", "an association's list, July 2018"),
        ("DE-SN", "post", "its own text, stored copy, 2025"),
        ("GR", "email", "its own text, old copy"),
        ("IE", "post", "privacy notices of others"),
        ("AT", "limit", "law"),
        ("ES", "way", "guides or the press"),
    ],
)
def test_each_sentence_says_its_origin_and_its_age(code, about, origin):
    assert next(ask.origin for ask in asked(code) if ask.about == about).replace("\u2019", "'") == origin


def test_the_age_of_a_text_is_said_in_the_language():
    assert next(ask.origin for ask in asked("FR", "fr") if ask.about == "post").endswith("juillet 2018")
    assert next(ask.origin for ask in asked("FR", "de") if ask.about == "post").endswith("Juli 2018")


# E-mail


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", supervisors())
def test_no_e_mail_is_offered_where_a_plain_one_is_no_way_in_or_nobody_knows(code, language):
    to = supervisors()[code]
    told = whole(code, language)
    offered = {"en": "An e-mail will do, to", "fr": "Un courriel suffit, à", "de": "Eine E-Mail genügt, an"}[language]
    assert (offered in told) == (bool(to.plain_email) and to.said_by_itself)
    assert bool(re.search(r"[\w.]+@[\w.-]+\.\w", told)) == bool(to.plain_email)
    if not to.plain_email:
        assert re.search(TABLES[language]["way_email"] + r"(?! )", says(code, "way", language)) is None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("AT", "An e-mail will do, to dsb@dsb.gv.at."),
        ("RO", "An e-mail is said to do, to anspdcp@dataprotection.ro; its own pages were not found"),
        ("IE", "An e-mail did once, to info@dataprotection.ie; its page that says so is old."),
        ("BG", "what is in it needs a qualified electronic signature"),
        ("IT", "only certified electronic mail (PEC) is taken"),
        ("SK", "the paper has to follow within three working days"),
        ("FR", "An e-mail will not do."),
        ("NL", "its pages name other ways only"),
        ("BE", "Whether an e-mail will do is not known; do not rely on one."),
        ("GB", "Whether an e-mail will do is not known; do not rely on one."),
    ],
)
def test_whether_an_e_mail_will_do_is_said_by_authority(code, sentence):
    assert sentence in says(code, "email")


# Signature, identity, proof of the request, files, limits, ways


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("HU", "It wants a signature by hand: print the letter and sign it at its end."),
        ("PL", "print the letter and sign it by hand at its end, or sign it with an electronic signature"),
        ("NL", "Whether it wants a signature is not known: print the letter and sign it"),
        ("DE-BY", "so the letter has no line for one"),
        ("DE-HH", "Whether it wants a signature is not known"),
        ("CH", "It is not known to want a signature in its form"),
    ],
)
def test_whether_to_sign_is_said_by_authority(code, sentence):
    assert sentence in says(code, "sign")


@pytest.mark.parametrize("code", supervisors())
def test_print_and_sign_is_said_where_the_letter_has_a_line_for_it(code):
    assert ("print the letter and sign it" in says(code, "sign")) == supervisors()[code].to_sign


def test_a_copy_of_an_identity_document_is_for_italy_alone():
    for code in supervisors():
        wanted = says(code, "identity").startswith("With a signature by hand, enclose a copy")
        assert wanted == (code == "IT")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "AT",
            f"It wants proof that you turned to {COMPANY} first, and the answer if there was one: enclose START-HERE",
        ),
        ("DK", f"It expects that you turned to {COMPANY} first. What shows it: START-HERE.pdf."),
        ("BE", f"Nearly every authority expects that you turned to the company first, here {COMPANY}."),
    ],
)
def test_proof_of_the_request_is_named_to_be_enclosed(code, sentence):
    assert sentence in says(code, "request")
    assert "with what shows that you sent your letter" in says(code, "request", by_letter=True)


@pytest.mark.parametrize("code", supervisors())
@pytest.mark.parametrize(("language", "size"), [("en", "1.5 MB"), ("fr", "1,5 Mo"), ("de", "1,5 MB")])
def test_one_pdf_of_a_size_that_is_safe_everywhere_is_named(code, language, size):
    assert size in says(code, "files", language)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("GB", "At most 4 files, each of at most 3 MB."),
        ("FI", "A message with its files may have at most 20 MB. It does not take USB sticks."),
        ("DE-BY", "Its form takes about 1.5 MB in all. It would rather have PDF."),
        ("CZ", "An e-mail with its files may have at most 20 MB. It does not take files with a password or links"),
        (
            "DK",
            "does not take archives such as .zip, programs, sound or video, links to files elsewhere or USB sticks.",
        ),
        ("FR", "Which files it takes is not known."),
    ],
)
def test_the_limits_of_files_are_said_by_authority(code, sentence):
    assert sentence in says(code, "files")


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        (1, "START-HERE.pdf has less than 0.1 MB."), (340_000, "less than 0.4 MB"), (1_500_000, "less than 1.5 MB"),
        (1_500_001, "almost 1.6 MB, which is more than that"), (3_000_000, "almost 3 MB, which is more"),
    ],
)  # fmt: skip
def test_the_size_of_the_summary_is_held_against_what_is_safe(octets, sentence):
    assert sentence in says("FR", "files", summary_bytes=octets)


def test_the_time_after_which_it_is_late_is_austria_s_alone():
    assert "too late 1 year after you learnt of the matter, and 3 years after it happened" in says("AT", "limit")
    assert [code for code in supervisors() if says(code, "limit")] == ["AT"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("FR", "It takes a complaint by its own form or by post."),
        ("IT", "It takes a complaint by registered post, handed in or by certified electronic mail (PEC)."),
        ("NO", "Online this is used: BankID."),
        ("CZ", "No form of its own and no page on complaints is known."),
        ("BE", "How a complaint may come to it is not known."),
        ("FI", "tietosuoja.fi/en/notification-to-the-data-protection-ombudsman"),
        ("CY", "Its page on complaints: www.dataprotection.gov.cy"),
    ],
)
def test_the_ways_and_the_form_are_said_by_authority(code, sentence):
    assert sentence in says(code, "way")


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "It takes complaints in French, Dutch or German."),
        ("fr", "Elle reçoit les réclamations en français, néerlandais ou allemand."),
        ("de", "Sie nimmt Beschwerden auf Französisch, Niederländisch oder Deutsch entgegen."),
    ],
)
def test_the_languages_are_said_with_their_source(language, says):
    [ask] = [ask for ask in asked("BE", language) if ask.about == "language"]
    assert ask.says == says
    assert "2024" in ask.origin


def test_another_address_that_texts_have_is_beside_it_and_none_is_made_up():
    assert "other texts have: 21 Fitzwilliam Square South" in says("IE", "post")
    assert "Take it from the authority's website" in says("GB", "post")
    assert says("FR", "post") == "Its address for letters is the one in the letter."


@pytest.mark.parametrize(
    ("language", "report", "complaint"),
    [("en", "report", "complaint"), ("fr", "dénonciation", "réclamation"), ("de", "Anzeige", "Beschwerde")],
)
def test_switzerland_takes_reports_and_no_complaints(language, report, complaint):
    told = whole("CH", language).lower()
    assert report.lower() in told
    assert complaint.lower() not in told.replace("anzeige-einreichen", "")
    assert complaint.lower() in whole("GB", language).lower()


def test_a_size_is_written_without_needless_decimals():
    entry = supervisors()["GB"].model_dump()
    entry["files"] = Fact[Files](says=Files(most=2, each_mb=2.5), grade="C", source="guides").model_dump()
    told = AskedFor(Supervisor.model_validate(entry), "de", Matter(COMPANY))
    assert "jede mit höchstens 2,5 MB" in " ".join(ask.says for ask in told).replace("\u00a0", " ")
