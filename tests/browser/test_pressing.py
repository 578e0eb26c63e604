"""An element is pressed once, and only where a press would hit it; else there is a reason."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser.attempt import OutOfReach
from optout.browser.pressing import is_free, press, tick, wait_until_free
from optout.browser.reasons import Rejection


def marked(window):
    return next(one for one in read_soon(window).elements if one.attributes.get("data-qa") == "it")


SETTING = "Use my posts for training"
CLIPPED = (
    "style='position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0);margin:-1px'"
)
DRAWN = "<i style='display:inline-block;width:40px;height:20px;background:gray'></i>"
SWITCHES = {
    "in its label": f"<label>{SETTING} <input data-qa=it type=checkbox role=switch {CLIPPED}>{DRAWN}</label>",
    "before its label": f"<input id=a.b data-qa=it type=checkbox {CLIPPED}><label for=a.b>{SETTING} {DRAWN}</label>",
}


@pytest.mark.parametrize("html", SWITCHES.values(), ids=SWITCHES)
def test_a_switch_that_is_clipped_away_is_pressed_once_by_its_label(shown, html):
    counts = "<script>presses = 0; document.querySelector('[data-qa]').onclick = () => presses++</script>"
    window = shown(f"{html}<label><input type=checkbox>Delete my history</label>{counts}")
    switch = marked(window)
    assert press(window, switch, 5)
    assert window.page.evaluate("[document.querySelector('[data-qa]').checked, presses]") == [
        True,
        1,
    ]


def test_a_switch_whose_label_is_covered_is_not_pressed(shown):
    cover = "<div style='position:fixed;inset:0;background:#fff8'></div>"
    window = shown(SWITCHES["in its label"] + cover)
    switch = marked(window)
    assert press(window, switch, 0.2).rejection == Rejection.COVERED


COVER = "<div style='position:fixed;inset:0;background:#fff8;z-index:9'></div>"
GO = "<button data-qa=it {}>Go</button>"
NOT_FREE = {
    "it is disabled": (GO.format("disabled"), Rejection.DISABLED),
    "something lies on it": (GO.format("") + COVER, Rejection.COVERED),
    "it lies outside of the window": (
        GO.format("style='position:fixed;left:-900px'"),
        Rejection.OUT_OF_VIEW,
    ),
}


@pytest.mark.parametrize(("html", "reason"), NOT_FREE.values(), ids=NOT_FREE)
def test_a_button_that_no_press_would_hit_has_a_reason(shown, monkeypatch, html, reason):
    # a busy computer draws few frames in 300 ms
    monkeypatch.setattr("optout.browser.pressing.TRIAL_TIME", 2000.0)
    window = shown(html)
    assert is_free(window, marked(window)).rejection == reason
    assert wait_until_free(window, marked(window), 0.1).rejection == reason
    assert press(window, marked(window), 0.1).rejection == reason


SINCE = {
    "hidden": ("visibility = 'hidden'", Rejection.HIDDEN),
    "moving": ("animation = 'm 2s infinite'", Rejection.MOVING),
}


@pytest.mark.parametrize(("style", "reason"), SINCE.values(), ids=SINCE)
def test_a_button_that_has_changed_since_it_was_read_is_not_free(shown, monkeypatch, style, reason):
    # a busy computer draws few frames in 300 ms
    monkeypatch.setattr("optout.browser.pressing.TRIAL_TIME", 2000.0)
    window = shown(
        "<style>@keyframes m { to { translate: 300px } }</style>" + GO.format("") + COVER
    )
    button = marked(window)
    window.page.evaluate(f"document.querySelector('button').style.{style}; 0")
    assert is_free(window, button).rejection == reason


def test_a_button_that_is_gone_is_not_pressed(shown):
    window = shown(GO.format(""))
    button = marked(window)
    window.page.evaluate("document.querySelector('button').remove()")
    assert press(window, button, 0.1).rejection == Rejection.GONE


def test_a_button_that_is_called_otherwise_by_now_is_not_pressed(shown):
    window = shown("<button data-qa=it onclick='document.title = 1'>Next</button>")
    button = marked(window)
    window.page.evaluate("document.querySelector('button').textContent = 'Send'")
    window.read_at -= 1  # it was read a second ago
    assert press(window, button, 0.3, on_way=True).rejection == Rejection.RENAMED
    assert window.page.title() != "1"


ADS, HISTORY = (
    "<label><input type=checkbox {}> Ads</label>",
    "<label><input type=checkbox {}> Delete my history</label>",
)
BOXES = {
    "with names": (ADS.format("name=ads"), HISTORY.format("name=history")),
    "without names": (ADS.format(""), HISTORY.format("")),
    "switches": (
        "<button role=switch aria-checked=false onclick='this.ariaChecked = true'>Ads</button>",
        "<button role=switch aria-checked=false onclick='this.ariaChecked = true'>History</button>",
    ),
}
TICKED = "[...document.querySelectorAll('input, button')].map(box => box.checked ?? box.ariaChecked == 'true')"


@pytest.mark.parametrize(("ads", "other"), BOXES.values(), ids=BOXES)
def test_a_box_that_is_gone_after_a_reload_is_not_replaced_by_another(shown, ads, other):
    window = shown(ads)
    box = next(element for element in read_soon(window).elements if element.is_toggle)
    shown(other)
    assert not press(window, box, 0.3)
    assert window.page.evaluate(TICKED) == [False]


def test_what_has_no_reference_cannot_be_reached(shown):
    window = shown(GO.format(""))
    button = marked(window)
    button.ref = ""
    assert is_free(window, button).rejection == Rejection.NOT_REACHABLE


def test_a_free_button_is_pressed_once(shown):
    window = shown("<script>presses = 0</script>" + GO.format("onclick='presses++'"))
    assert wait_until_free(window, marked(window), 5)
    assert press(window, marked(window), 5)
    assert window.page.evaluate("presses") == 1


def test_a_covered_answer_is_said_to_be(shown):
    window = shown("<label><input type=radio name=a data-qa=it>Yes</label>" + COVER)
    with pytest.raises(OutOfReach) as raised:
        tick(window, marked(window), 0.1)
    assert raised.value.rejection == Rejection.COVERED


TWO_QUESTIONS = """
<style>
  input {{ position: absolute; width: 1px; height: 1px; margin: -1px; clip: rect(0 0 0 0); overflow: hidden }}
</style>
<fieldset><legend>Do you live in Europe?</legend>{first}</fieldset>
<fieldset><legend>Are you an adult?</legend>{second}</fieldset>
"""
CLIPPED_ANSWERS = {
    "in their labels": TWO_QUESTIONS.format(
        first="<label><input type=radio name=a><span>Yes</span></label>",
        second="<label><input type=radio name=b data-qa=it><span>Yes</span></label>",
    ),
    "before their labels": TWO_QUESTIONS.format(
        first="<input type=radio name=a id=a><label for=a>Yes</label>",
        second="<input type=radio name=b id=b data-qa=it><label for=b>Yes</label>",
    ),
}
CHOSEN = "[...document.querySelectorAll('input')].filter(box => box.checked).map(box => box.name)"


@pytest.mark.parametrize("html", CLIPPED_ANSWERS.values(), ids=CLIPPED_ANSWERS)
def test_of_two_questions_with_the_same_answer_only_the_one_meant_is_answered(shown, html):
    window = shown(html)
    assert tick(window, marked(window), 1)
    assert window.page.evaluate(CHOSEN) == ["b"]


def test_an_answer_in_a_frame_is_given_by_the_words_over_it_there(shown):
    answer = "<input type=radio name=a data-qa=it aria-label=Yes><span>Yes</span>"
    frame = TWO_QUESTIONS.format(first=answer, second="")
    window = shown("<p>Yes</p><iframe src=form width=600 height=300></iframe>", form=frame)
    words = window.page.frame_locator("iframe").get_by_text("Yes")
    words.evaluate("words => { words.onclick = () => { words.previousSibling.checked = true } }")
    assert tick(window, marked(window), 1)


def test_an_answer_without_a_label_is_not_given_by_the_words_of_another_question(shown):
    window = shown(
        TWO_QUESTIONS.format(
            first="<label><input type=radio name=a><span>Yes</span></label>",
            second="<input type=radio name=b data-qa=it aria-label=Yes><span>Yes</span>",
        )
    )
    with pytest.raises(OutOfReach):
        tick(window, marked(window), 0.3)
    assert window.page.evaluate(CHOSEN) == []


def test_why_a_button_is_not_pressed_is_logged_without_its_words(shown, caplog):
    window = shown("<button data-qa=it disabled>Continue as Ada</button>")
    with caplog.at_level("DEBUG", "optout.browser"):
        press(window, marked(window), 0.1)
    assert "disabled" in caplog.text
    assert "Ada" not in caplog.text
