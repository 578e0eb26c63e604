"""What the page refused or wanted, and the person put in by hand, is read back: shown, approved, watched and kept."""

import pytest
from tests.run.rig import ADA, BUTTON, EMAIL, WORDLESS, approval, ended, form, nothing_sent

from optout.outcome import Reason, State
from optout.person import Person
from optout.run.questions import DONE
from optout.run.session import BEFORE

CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
REFUSES_ADA = """<script>
for (const field of document.querySelectorAll('[type=email]'))
  field.addEventListener('input', () => field.setCustomValidity(field.value.startsWith('ada') ? 'Not this one' : ''));
</script>"""
EMPTY = EMAIL.replace(" value=ada@example.eu", "")
SHORT = "<label>Why <textarea name=why maxlength=10></textarea></label>"
NEEDED = "<label>Why <textarea name=why required></textarea></label>"


def types(css, text, then=None):
    """Give a person who types over what a field holds and leaves it, and says so or not."""

    def does(page, _):
        page.locator(css).fill(text)
        page.locator(css).blur()
        return then

    return does


def shown(rig):
    return {field.name: field.value for field in approval(rig)[-1].fields}


@pytest.mark.parametrize("says", [None, DONE], ids=["noticed", "said"])
@pytest.mark.parametrize(
    ("person", "comment"), [(ADA, SHORT), (Person(email=ADA.email), NEEDED)], ids=["no room for it", "none was given"]
)
def test_a_comment_written_by_hand_is_the_one_that_is_shown_and_sent(rig, person, comment, says):
    rig.person = person
    rig.show(form(EMAIL + comment + BUTTON))
    rig.hands.at["take_over"] = types("textarea", "By hand.", says)
    assert ended(rig) == CONFIRMED
    assert shown(rig)["why"] == "By hand."
    assert rig.objection.draft.entered["comment"] == "By hand."
    assert rig.objection.draft.by_hand == ["fill comment"]


def test_what_the_page_still_refuses_is_handed_over_again_and_not_for_ever(rig):
    rig.person = Person(email=ADA.email)
    rig.show(form(EMAIL + NEEDED + BUTTON))
    rig.hands.at["take_over"] = DONE
    nothing_sent(rig, Reason.FORM_INVALID)
    assert 2 < rig.hands.moments().count("take_over") < 8


def test_an_address_that_the_page_refuses_can_be_another_and_that_one_is_approved(rig):
    rig.show(form(EMPTY + BUTTON, REFUSES_ADA))
    rig.person = Person(email=ADA.email)
    rig.hands.at["take_over"] = types("[type=email]", "eve@example.org")
    assert ended(rig) == CONFIRMED
    assert rig.objection.draft.entered == {"email": "eve@example.org"}
    assert shown(rig)["email"] == "eve@example.org"


def test_a_refused_repetition_is_put_in_by_hand_like_the_first(rig):
    again = "<label>Confirm email address <input name=again type=email></label>"
    rig.person = Person(email=ADA.email)
    rig.show(form(EMPTY + again + BUTTON, REFUSES_ADA.replace("'[type=email]'", "'[name=again]'")))

    def both(page, _):
        for name in ("email", "again"):
            page.locator(f"[name={name}]").fill("eve@example.org")
        return DONE

    rig.hands.at["take_over"] = both
    assert ended(rig) == CONFIRMED
    assert rig.objection.draft.entered == {"email": "eve@example.org"}


def test_a_notice_that_is_closed_does_not_write_over_what_was_written_by_hand(rig):
    notice = "<div role=dialog id=notice style='position:fixed; bottom:0'>Read this <button>OK</button></div>"
    rig.show(form(EMAIL + SHORT + BUTTON, notice))

    def writes_and_closes(page, _):
        page.locator("textarea").fill("By hand.")
        page.locator("textarea").blur()
        page.locator("#notice").evaluate("e => e.remove()")

    rig.hands.at["take_over"] = writes_and_closes
    assert ended(rig) == CONFIRMED
    assert shown(rig)["why"] == "By hand."


@pytest.mark.real_time
def test_what_another_field_gets_meanwhile_is_not_taken_for_the_one_that_is_handed_over(rig):
    phone = "<label>Phone <input name=phone></label>"
    rig.show(form(EMAIL + SHORT + phone + BUTTON))

    def fills_another(page, _):
        page.locator("[name=phone]").fill("123")
        page.locator("[name=phone]").blur()
        page.evaluate("setTimeout(() => document.querySelector('textarea').value = 'By hand.', 2500); 0")

    rig.hands.at["take_over"] = fills_another
    assert ended(rig) == CONFIRMED
    assert shown(rig)["why"] == "By hand."


def test_what_was_put_in_by_hand_is_not_approved_beforehand(rig):
    rig.waits(yes=True)
    rig.show(form(EMAIL + SHORT + BUTTON))
    rig.hands.at |= {"take_over": types("textarea", "By hand."), "approve": "no"}
    nothing_sent(rig, Reason.DECLINED)
    assert len(approval(rig)) == 1


TURNS = """<script>
const [first, last] = document.forms[0].children;
last.remove();
document.querySelector('#on').addEventListener('click', () => {
  const kept = [...new FormData(document.forms[0])]
    .map(([name, value]) => `<input type=hidden name=${name} value="${value}">`);
  first.replaceWith(last);
  last.insertAdjacentHTML('afterbegin', kept.join(''));
});
</script>"""


def in_two_pages(first):
    inside = f"<div>{first}<button type=button id=on>Next</button></div><div><p>Look at it again</p>{BUTTON}</div>"
    return f"<h1>Object</h1><form method=post action=/submit>{inside}</form>{TURNS}"


@pytest.mark.parametrize("field", [EMPTY, "<label>Ξ <input name=a></label>"], ids=["a known one", "one nobody knows"])
def test_an_address_put_in_by_hand_on_an_earlier_page_is_shown_and_may_leave(rig, field):
    rig.loaded, rig.person = WORDLESS, Person()
    rig.waits(patience=2)
    rig.show(in_two_pages(field))
    rig.hands.at["take_over"] = lambda page, ask: (
        types("input", "eve@example.org", DONE)(page, ask) if page.locator("input:visible").count() else "stop"
    )
    assert ended(rig) == CONFIRMED
    assert [(field.kind, field.value) for field in approval(rig)[-1].fields] == [(BEFORE, "eve@example.org")]
