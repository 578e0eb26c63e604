"""`optout open`: one page of all that is the person's, read in a real browser; and a record's
summary.
"""

import re
import shutil
import stat
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from tests.cli.shell import POSIX, objected, refused

from optout.cli import open_page
from optout.cli.console import Console, Desk
from optout.evidence.supplement import Label, attach
from optout.evidence.verify import whole_record
from optout.flow.load import shipped_ids
from optout.journal import Journal, ObjectionKey
from optout.outcome import State
from optout.settings import read_settings
from optout.translation import speak

pytestmark = pytest.mark.faults

TODAY = date(2026, 12, 1)
HOSTILE = "<script>document.title='x'</script>\u202e<img src=x onerror=alert(1)>"


class Mine:
    """A person's data folder, and the page of it."""

    def __init__(self, folder):
        self.data = folder

    def objected(self, state=State.CONFIRMED, flow="facebook", account="default"):
        return objected(self.data, state, flow, account)

    def written(self, language="en"):
        file = self.data / "overview.html"
        speak(language)
        try:
            open_page.open_it(Desk(Console(), read_settings(data_dir=self.data)), TODAY, None)
        finally:
            speak("en")
        return file


@pytest.fixture
def mine(tmp_path, no_variables):
    return Mine(tmp_path)


def opened(browser, file, **context):
    shown = browser.new_context(**context).new_page()
    shown.goto(file.as_uri())
    return shown


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "de")])
def test_axe_finds_nothing_on_a_desk_and_a_phone(mine, browser, scheme, language):
    assert "optout services" in mine.written(language).read_text("utf-8")  # how to begin
    for state, flow in zip(
        (State.CONFIRMED, State.UNKNOWN, State.REJECTED), shipped_ids(), strict=False
    ):
        mine.objected(state, flow, "a-long-name-of-an-account")
    file = mine.written(language)
    for width in (1280, 360):
        shown = opened(browser, file, viewport={"width": width, "height": 800}, color_scheme=scheme)
        found = Axe().run(shown)
        assert found.violations_count == 0, found.generate_report()
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.evaluate("document.documentElement.lang") == language
        shown.context.close()


def test_what_to_do_next_comes_first_and_a_card_says_by_when_an_answer_is_due(mine, browser):
    name = mine.objected(State.UNKNOWN, account="other")
    mine.objected()
    shown = opened(browser, mine.written())
    assert shown.locator("main h2").first.inner_text() == "What to do next"
    assert f"optout resolve {name} --sent" in shown.locator(".todo").inner_text()
    card = shown.locator("article").first.inner_text()
    assert "received" in card
    assert "2026-12-28, 27 days left" in card
    assert shown.locator("script, link, iframe, object, form").count() == 0
    assert "default-src 'none'" in shown.locator("meta[http-equiv]").get_attribute("content")
    shown.context.close()


def test_a_card_of_what_may_not_have_been_done_does_not_say_that_it_was(mine):
    states = [State.UNKNOWN, State.REJECTED, State.AWAITING_CODE]
    for account, state in enumerate(states):
        for flow in ("facebook", "linkedin"):
            mine.objected(state, flow, f"{account}-account")
    text = mine.written().read_text("utf-8")
    cards = re.findall(r"<article.*?</article>", text, re.DOTALL)
    assert len(cards) == 2 * len(states)
    for card in cards:
        assert not re.search(
            r"<dt>(?!Date|Covers|Fingerprint)|sent on|turned on", card, re.IGNORECASE
        )
    assert "nothing of it was sent" not in text


def test_pictures_of_a_record_are_shown_and_lead_to_the_whole(mine, browser, replays):
    name = mine.objected()
    record = mine.data / "records" / name
    shutil.copytree(Path(replays("facebook").out.strip()), record)
    with closing(Journal(mine.data)) as journal:
        journal.note_record(name, record, "ab" * 32)
    shown = opened(browser, mine.written())
    pictures = shown.locator("figure img")
    assert pictures.count() == 2
    assert [p.get_attribute("alt").rpartition(": ")[2] for p in pictures.all()] == [
        "filled form",
        "last page",
    ]
    for link, begins in (("figure a", b"\x89PNG"), ("dd a", b"%PDF")):
        with urlopen(shown.locator(link).first.get_attribute("href")) as file:  # noqa: S310  a file
            assert file.read(9).startswith(begins)
    shown.context.close()


def test_services_that_are_not_done_attached_files_and_letters_are_on_the_page(
    mine, browser, live_record, tmp_path
):
    mine.data = live_record.parents[1]
    name = mine.objected()
    with closing(Journal(mine.data)) as journal:
        journal.note_record(name, live_record, "ab" * 32)
    (tmp_path / "answer.txt").write_text("About your objection.", "utf-8")
    _says, kept = attach(whole_record(live_record, None), tmp_path / "answer.txt", Label.ANSWER)
    with closing(Journal(mine.data)) as journal:
        journal.add_supplement(kept.id, name, str(kept.folder), kept.fingerprint)
    (mine.data / "complaints").mkdir()
    complaint = mine.data / "complaints" / f"{name}-complaint-to-IE-in-English.pdf"
    complaint.write_bytes(b"%PDF")
    (mine.data / "services.json").write_text('["linkedin", "facebook"]', "utf-8")
    shown = opened(browser, mine.written())
    todo = shown.locator(".todo").inner_text()
    assert "not done yet: optout submit linkedin" in todo
    assert "optout submit facebook" not in todo
    sent, not_done = (card.inner_text() for card in shown.locator("article").all())
    assert "you attached the controller's answer" in sent
    assert "a complaint that was drafted" in sent
    assert ("linkedin" in not_done, "not done yet" in not_done) == (True, True)
    links = [link.get_attribute("href") for link in shown.locator("dd a").all()]
    assert (kept.folder / "data" / "attached.txt").as_uri() in links
    assert complaint.as_uri() in links
    shown.context.close()


def test_what_a_journal_holds_is_text_and_nothing_else(mine, browser):
    with closing(Journal(mine.data)) as journal:
        journal.plan("2026-11-24-odd", ObjectionKey("odd", HOSTILE, HOSTILE, "ai-training"))
        journal.arm("2026-11-24-odd")
    shown = opened(browser, mine.written())
    assert shown.title() == "What you objected to, and how it stands"
    assert shown.locator("script, main img").count() == 0
    assert "<script>" in shown.locator("article").inner_text()
    assert "\u202e" not in shown.content()
    shown.context.close()


def test_the_command_writes_the_page_for_its_owner_alone_says_where_and_opens_it_where_there_is_a_screen(
    monkeypatch, shell
):
    ran = shell.run("open")
    file = Path(ran.out.strip())
    assert (ran.code, file) == (0, shell.data / "overview.html")
    assert "No" not in ran.err
    if POSIX:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    shown = []
    for name in ("can_prompt", "has_screen"):
        monkeypatch.setattr(open_page, name, lambda: True)
    monkeypatch.setattr("typer.launch", shown.append)
    assert shell.run("open").code == 0
    assert shown == [str(file)]
    assert shell.run("open", "--json", "--lang", "de").json["file"] == str(file)
    assert 'lang="de"' in file.read_text("utf-8")
    file.unlink()
    file.mkdir()
    refused(shell.run("open"), 1, "error: the file could not be written")


def test_one_record_s_summary_is_named(shell, replays):
    record = replays.copy(shell, "facebook")
    ran = shell.run("open", record.name)
    assert (ran.code, ran.out.strip()) == (0, str(record / "START-HERE.pdf"))
    refused(shell.run("open", "nothing-there"), 1, "there is no such record")
