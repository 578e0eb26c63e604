"""Which text of a request is the value of which field of the form."""

import json
from urllib.parse import urlencode

import pytest

from optout.browser.form_value import FormValue, values_in_request
from optout.browser.requests import Request

ADDRESS = "https://www.example.eu/form"
ADS, PROFILING = ("Ads", "topic"), ("Profiling", "topic")


def box(names, *, ticked):
    label, html_name = names
    text = "chosen" if ticked else ""
    return FormValue(None, label, text, html_name=html_name, kind="checkbox")


def written(label, text, html_name="", **more):
    return FormValue(None, label, text, html_name=html_name, **more)


def contained(values, body):
    data = body if isinstance(body, str) else urlencode(body)
    request = Request("1", "POST", ADDRESS, body=data.encode())
    return [(value.label, value.text) for value in values_in_request(values, request)]


def test_an_unticked_box_is_not_in_a_request_with_a_ticked_one_of_the_same_name():
    boxes = [box(PROFILING, ticked=False), box(ADS, ticked=True)]
    assert contained(boxes, [("topic", "ads")]) == [("Ads", "ads")]


def test_of_several_ticked_boxes_of_one_name_each_has_its_own_text():
    boxes = [box(ADS, ticked=True), box(PROFILING, ticked=True)]
    texts = [("topic", "ads"), ("topic", "profiling")]
    assert contained(boxes, texts) == [("Ads", "ads"), ("Profiling", "profiling")]


def test_texts_that_may_be_of_any_box_are_listed_under_their_name():
    boxes = [box(ADS, ticked=True), box(PROFILING, ticked=True)]
    texts = [("topic", "0"), ("topic", "ads"), ("topic", "profiling")]
    assert contained(boxes, texts) == [("topic", "0"), ("topic", "ads"), ("topic", "profiling")]


def test_the_only_box_of_a_name_has_the_only_text_whether_ticked_or_not():
    assert contained([box(ADS, ticked=False)], json.dumps({"topic": "no"})) == [("Ads", "no")]


def test_of_fields_of_one_name_each_has_the_text_that_it_contains():
    fields = [
        written("City", "Riga", "place"),
        written("Country", "Latvia", "place", origin="hidden"),
    ]
    texts = [("place", "Latvia"), ("place", "Riga")]
    assert contained(fields, texts) == [("City", "Riga"), ("Country", "Latvia")]


def test_a_text_that_the_page_has_changed_is_shown_as_it_is_sent():
    assert contained([written("Phone", "0171 1", "tel")], {"tel": "+49171"}) == [
        ("Phone", "+49171")
    ]


NAMELESS = [written("E-mail", "ada@x.eu"), written("Why", "I object"), written("Fax", "")]


@pytest.mark.parametrize("body", [["ada@x.eu", "I object"], {"m": "ada@x.eu", "w": "I object"}])
def test_a_field_without_a_name_is_recognised_by_its_text_alone(body):
    assert contained(NAMELESS, json.dumps(body)) == [("E-mail", "ada@x.eu"), ("Why", "I object")]


def test_a_short_text_counts_only_as_the_whole_of_a_field():
    title = written("Title", "Mr")
    assert contained([title], {"form": "formResponse"}) == []
    assert contained([title], json.dumps({"salutation": "Mr"})) == [("Title", "Mr")]


def test_a_short_text_counts_anywhere_in_a_request_without_fields():
    assert contained([written("Title", "Mr")], "\x02\x0aMr\x12formResponse") == [("Title", "Mr")]
