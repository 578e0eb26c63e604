"""A sentence that was not there before and begins with, or is, a phrase of the flow: the one rule for what a page says.

And the words by which an ordinary page still wants something, so that only a person can read it.
"""
# ruff: noqa: RUF001 - dashes and apostrophes are among what pages write

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import optout.flow.words
from optout.flow.words import Before, begins, fold, mentions, pending, said, sentences

PHRASE = "Your objection was received"
GAPPED = "Your request … has been received"
WHOLE = "Your objection was received."
MEANS = "This means that your request will be applied going forward"

# fmt: off
SAYS = {
    PHRASE: [
        "Your objection was received", "YOUR OBJECTION WAS RECEIVED!", "your   objection\u00a0was received.",
        "Your objec\u00adtion was received", "Your objection was received on 3 May.",
        "Your objection was received, and we will answer within a month.", "Your objection was received (no. 4711).",
        "Your objection was received and we will not use your posts.", "Thank you. Your objection was received.",
        "Thank you! Your objection was received. We will answer soon.", "What now? Your objection was received.",
        "We wrote to you on 3. May. Your objection was received.",
        "Your number is 4711. Your objection was received.", "“Thank you.” Your objection was received.",
        "Done.\nYour objection was received.", "Thank you\nYour objection was received",
        "Your objection\nwas received", "✓ Your objection was received", "• Your objection was received",
        "1. Your objection was received", "(Your objection was received.)", "– Your objection was received",
        "Dear Ada, your objection was received.", "Dear Ada Lovelace, your objection was received.",
        "Hello ada@example.eu: your objection was received.", "Thank you, your objection was received.",
        "Thank you, Ada, your objection was received.", "Thank you, Ada. Your objection was received.",
        "Thanks for writing, your objection was received.", "Thank you – your objection was received.",
    ],
    "we couldn't do it": ["We couldn’t do it."],
    MEANS: ["This means that your request will be applied going forward, on all your accounts."],
    GAPPED: [
        "Your request has been received.", "Your request no. 4711 has been received.",
        "Your request of 3 May 2026 has been received, thank you.",
        "Your request one two three four five has been received",
    ],
    "Ihr Widerspruch … ist eingegangen": ["Ihr Widerspruch vom 3. Mai 2026 ist eingegangen."],
    "wir haben Ihren Widerspruch erhalten": [
        "Sehr geehrte Frau Lovelace, wir haben Ihren Widerspruch erhalten.",
    ],
    "nous avons bien reçu votre opposition": ["Bonjour Ada, nous avons bien reçu votre opposition."],
    WHOLE: [
        "Your objection was received.", "Your objection was received",
        "Thank you! Your objection was received! We will write.", "Dear Ada, your objection was received.",
    ],
    "otrzymaliśmy Twój sprzeciw": ["Otrzymaliśmy Twój sprzeciw."],
    "λάβαμε την αίτησή σας": ["Λάβαμε την αίτησή σας."],
}
SILENT = {
    PHRASE: [
        "If your objection was received, you get an e-mail.", "Once your objection was received, we will write.",
        "We cannot tell whether your objection was received.", "We do not know if your objection was received",
        "It is not true that your objection was received.", "You will be told when\nyour objection was received.",
        "Look for “Your objection was received”.", "“Your objection was received” is what you will read.",
        "Thank you, once approved, your objection was received.",
        "Hello, if your objection was received we will write.", "Tomorrow, your objection was received.",
        "Your objection was received?", "Your objection was received – did you read that?",
        "Your objection was received4", "Your objection was receivedly", "Your objection is received",
        "Your objection was", "", "The objection",
    ],
    GAPPED: [
        "Your request one two three four five six has been received", "Your request failed. It has been received.",
        "Your requests has been received.", "Your request has been receivedly",
    ],
    WHOLE: [
        "Your objection was received once you click the link.", "Your objection was received, but not stored.",
        "Your objection was received on 3 May.",
    ],
}
# fmt: on


def is_said(phrase, text):
    return said([text], [phrase]) is not None


@pytest.mark.parametrize(("phrase", "text"), [(phrase, text) for phrase in SAYS for text in SAYS[phrase]])
def test_a_sentence_says_it(phrase, text):
    assert is_said(phrase, text)


@pytest.mark.parametrize(("phrase", "text"), [(phrase, text) for phrase in SILENT for text in SILENT[phrase]])
def test_a_sentence_does_not_say_it(phrase, text):
    assert not is_said(phrase, text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("On 3. May, no. 5 was 2.5 times", ["On 3. May, no. 5 was 2.5 times"]),
        ("“One.” Two", ["“One.”", "Two"]),
        ("One...\nTwo", ["One...", "", "Two"]),
        ("", [""]),
    ],
)
def test_a_sentence_ends_at_its_mark_or_with_its_block(text, parts):
    assert [one for one in sentences(text) if one] == [one for one in parts if one]


BEFORE = [
    # what stood there, what stands there now, whether that is new
    ([], "Your objection was received.", True),
    (["Your objection was received."], "Your objection was received.", False),
    (["Your objection was received"], "Thank you. Your objection was received!", True),
    (["Welcome. Your objection was received."], "Your objection was received.", False),
    (["You will be told when your objection was received."], "Your objection was received.", True),
    (["Your objection was received 2 minutes ago"], "Your objection was received 3 minutes ago", False),
    (["Your objection was received on 3 May"], "Your objection was received, no. 5", True),
]


@pytest.mark.parametrize(("stood", "now", "new"), BEFORE)
def test_only_a_sentence_that_did_not_stand_there_counts(stood, now, new):
    before = Before()
    before.note(stood)
    assert (said([now], [PHRASE], before) is not None) == new


@pytest.mark.parametrize(
    ("text", "stood"), [("12:05", True), ("Welcome", True), ("welcome to", True), ("Goodbye", False), ("12", True)]
)
def test_a_text_stood_there_whatever_it_was_a_part_of_and_whatever_its_figures(text, stood):
    before = Before()
    before.note(["Welcome to the form", "12:04"])
    assert (text in before) == stood


def test_the_first_phrase_that_is_said_is_given_with_its_block():
    blocks = ["Home", "Thank you. We have it.", "Your objection was received."]
    assert said(blocks, [PHRASE, "We have it"]) == ("We have it", "Thank you. We have it.")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_asked_about(sentence, phrase):
    if fold(phrase):
        begins(sentence, phrase)


@given(st.from_regex(r"\A[A-Za-z]{3,8}( [a-z]{2,8}){2,6}\Z"), st.from_regex(r"\A( [a-z]{1,8}){0,6}\Z"))
def test_a_sentence_begins_with_its_own_beginning(start, rest):
    assert begins(start + rest, start)
    assert begins(start, f"{start}.") is True
    assert begins(start + rest, f"{start}.") == (not rest)


@pytest.mark.parametrize(
    ("phrase", "text", "has"),
    [
        (PHRASE, "If your objection was received, we write.", True),
        (GAPPED, "Once your request no. 5 has been received, we write.", True),
        (WHOLE, "Once your objection was received, we write.", True),
        (GAPPED, "Your request failed.", False),
        (PHRASE, "Your objections", False),
    ],
)
def test_a_text_has_the_words_of_a_phrase_in_whatever_sentence(phrase, text, has):
    assert mentions(text, [phrase]) == has


PENDING = [
    "Thank you. To complete it, click the link in our e-mail.", "Please confirm your e-mail address.",
    "Your request is not complete until you sign.", "Faccia clic sul link.", "Klik op de link in onze e-mail.",
    "Um ihn abzuschließen, klicken Sie auf den Link in unserer E-Mail.", "Kliknij link w wiadomości.",
    "Pour finaliser votre demande, cliquez sur le lien.", "Haz clic en el enlace que te hemos enviado.",
    "Clique na ligação que enviámos.",
]  # fmt: skip


@pytest.mark.parametrize("text", PENDING)
def test_a_page_that_still_wants_something_is_known_by_it(text):
    assert pending(text) is not None


@pytest.mark.parametrize("text", ["Your objection was received. Nothing more is needed.", "Home · Help · Links", ""])
def test_a_page_that_wants_nothing_more_is_not(text):
    assert pending(text) is None


def test_the_words_of_what_is_pending_are_whole_phrases_and_at_most_twenty_a_language():
    listed = tomllib.loads(Path(optout.flow.words.__file__).with_name("pending.toml").read_text("utf-8"))
    assert all(set(words) == {"address", "pending"} for words in listed.values())
    assert {language: len(words["pending"]) for language, words in listed.items() if len(words["pending"]) > 20} == {}
    assert [phrase for words in listed.values() for phrase in words["pending"] if " " not in phrase] == []
