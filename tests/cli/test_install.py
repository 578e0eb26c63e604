"""`optout install` on machines that have nothing, one thing or another; the commands it runs are made up or local."""

import sys

import pytest
from tests.cli.bare_machine import APT_GET, BRINGS_CHROMIUM, SUDO

from optout.browser.installed import BrowserKind
from optout.cli import install
from optout.errors import BrowserFailed, BrowserMissing
from optout.i18n import told

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux: runs scripts")


@pytest.mark.parametrize("words", ["Réception de : ", "Holen:"])
def test_what_apt_get_gets_is_said_in_the_person_s_language_whichever_its_own_is(bare, monkeypatch, words):
    monkeypatch.setenv("GET", words)
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    bare.install()
    assert "  chromium, 91.7 MB" in bare.said
    size = next(line for line in bare.said if line.startswith("  92.1 MB"))
    assert [told(size, language) for language in ("fr", "de")] == ["  92.1 MB à télécharger", "  92.1 MB zu laden"]


def test_a_browser_that_is_there_is_used_and_nothing_is_run(bare):
    bare.put("google-chrome")
    bare.put("apt-get", APT_GET)
    assert bare.install().kind is BrowserKind.CHROME
    assert bare.said == [f"Google Chrome is there: {bare.bin}/google-chrome", "Google Chrome 156.0.1.2 starts"]
    assert bare.log == []


def test_without_a_download_root_gets_debians_chromium_and_says_so_first(bare):
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    assert bare.install().kind is BrowserKind.CHROMIUM
    assert bare.said[:7] == [
        "No browser is there to use. Playwright's Chromium is downloaded now, roughly 170 MB; this needs no root",
        "  from     cdn.playwright.dev",
        "  through  no proxy",
        f"  into     {bare.bin.parent}/downloads",
        "  else     apt-get installs your system's Chromium, as root",
        "If it breaks off it begins again from the start, five times in all; Ctrl-C stops it",
        "The download did not work: getaddrinfo ENOTFOUND example.com",
    ]
    ran = (bare.bin.parent / "downloading").read_text("utf-8")
    assert ran == "python -m playwright install --no-shell chromium DEBUG=\n"
    wanted = "chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji"
    said = bare.said.index(f"Installing with apt-get, as root: {wanted}")
    assert bare.said[said + 1 : said + 4] == [
        "  92.1 MB to download",
        "  374 MB of disk when it is done",
        "  chromium, 91.7 MB",
    ]
    assert not [line for line in bare.said if "kB" in line]
    assert [line.split(" -o ")[1].split(" ", 1)[1] for line in bare.log] == [
        "update DEBUG=",
        f"install -y --no-install-recommends {wanted} DEBUG=",
    ]


def test_an_ordinary_user_gets_it_by_a_sudo_that_asks_for_no_password(bare, monkeypatch):
    monkeypatch.setattr(install, "is_root", lambda: False)
    bare.put("true")
    bare.put("sudo", SUDO)
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    assert bare.install().kind is BrowserKind.CHROMIUM
    assert bare.log[0] == "sudo -n true"
    assert bare.log[1].startswith("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get ")


@pytest.mark.parametrize("sudo", [None, "#!/bin/sh\nexit 1\n"])
def test_an_ordinary_user_without_such_a_sudo_is_told_what_to_type(bare, monkeypatch, sudo):
    monkeypatch.setattr(install, "is_root", lambda: False)
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    if sudo:
        bare.put("sudo", sudo)
    with pytest.raises(BrowserMissing) as caught:
        bare.install()
    assert "an administrator has to type: sudo apt-get install chromium fonts-" in caught.value.says
    assert "without an administrator, unpack a Chromium anywhere and export OPTOUT_BROWSER=PATH" in caught.value.hint
    assert bare.log == []
    assert any("apt-get installs" in said for said in bare.said) == bool(sudo)


def test_apt_get_takes_the_proxies_that_are_set_in_the_letters_it_reads(bare, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://ada:hunter2@proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "mirror.example")
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    bare.install()
    assert all(
        line.endswith("http_proxy=http://ada:hunter2@proxy.example:3128 no_proxy=mirror.example") for line in bare.log
    )
    assert "  through  the proxy of HTTP_PROXY" in bare.said
    assert "hunter2" not in str(bare.said)


def test_sudo_is_told_the_names_of_the_proxies_and_never_their_values(bare, monkeypatch):
    monkeypatch.setattr(install, "is_root", lambda: False)
    monkeypatch.setenv("HTTPS_PROXY", "http://ada:hunter2@proxy.example:3128")
    bare.put("true")
    bare.put("sudo", SUDO.replace("shift", "shift 2"))
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    bare.install()
    assert bare.log[0] == "sudo -n --preserve-env=https_proxy true"
    assert bare.log[1].startswith("sudo -n --preserve-env=https_proxy env DEBIAN_FRONTEND=noninteractive apt-get ")
    assert "hunter2" not in str(bare.log)


def test_a_sudo_that_keeps_no_variables_is_used_without(bare, monkeypatch):
    monkeypatch.setattr(install, "is_root", lambda: False)
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    bare.put("true")
    bare.put("sudo", 'case "$*" in *preserve*) exit 1 ;; esac\n'.join(["#!/bin/sh\n", SUDO.partition("\n")[2]]))
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    assert bare.install().kind is BrowserKind.CHROMIUM
    assert bare.log[0] == "sudo -n true"


@pytest.mark.parametrize(
    ("set_before", "told"),
    [
        ({}, ["behind a proxy: export HTTPS_PROXY=", "from a mirror: export PLAYWRIGHT_DOWNLOAD_HOST="]),
        ({"HTTP_PROXY": "http://a.example"}, ["behind a proxy: HTTP_PROXY does not count for it: export HTTPS_PROXY="]),
        ({"HTTPS_PROXY": "http://a.example"}, ["from a mirror: export"]),
        ({"HTTPS_PROXY": "http://a.example", "PLAYWRIGHT_DOWNLOAD_HOST": "https://b.example"}, []),
    ],
)
def test_a_download_that_did_not_work_is_followed_by_what_was_not_tried(bare, monkeypatch, set_before, told):
    for name, value in set_before.items():
        monkeypatch.setenv(name, value)
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    bare.install()
    after = bare.said[bare.said.index("The download did not work: getaddrinfo ENOTFOUND example.com") + 1 :]
    advice = [said for said in after if "export" in said]
    assert len(advice) >= len(told)
    assert all(line.startswith(f"  {start}") for line, start in zip(advice, told, strict=False))
    assert bool(advice) == bool(told)


def test_a_system_without_apt_get_says_so(bare):
    with pytest.raises(BrowserMissing, match="this system has no apt-get"):
        bare.install()


def test_why_apt_get_failed_is_said(bare):
    bare.put("apt-get", APT_GET + "echo 'E: Unable to locate package chromium'; exit 100\n")
    with pytest.raises(BrowserMissing, match="apt-get failed: Unable to locate package chromium"):
        bare.install()


def test_an_apt_get_that_brings_nothing_is_not_believed(bare):
    bare.put("apt-get", APT_GET)
    with pytest.raises(BrowserMissing, match="apt-get brought none"):
        bare.install()


def test_a_named_browser_that_this_cannot_get_is_not_replaced_by_another(bare):
    bare.put("apt-get", APT_GET + BRINGS_CHROMIUM)
    with pytest.raises(BrowserMissing, match="Google Chrome is not on this machine"):
        bare.install("chrome")
    assert bare.said == bare.log == []


def test_headed_tests_get_what_they_lack_and_only_that(bare):
    bare.put("chromium")
    bare.put("Xvfb")
    bare.put("apt-get", APT_GET)
    bare.install(headed_tests=True)
    assert bare.log[1].endswith("--no-install-recommends xauth xdotool faketime poppler-utils unzip DEBUG=")
    assert bare.log[3].endswith("--no-install-recommends chromium-headless-shell DEBUG=")


def test_a_system_without_the_light_browser_is_no_trouble(bare):
    for name in ("chromium", "Xvfb", "xauth", "xdotool", "faketime", "pdfdetach", "unzip"):
        bare.put(name)
    bare.put("apt-get", APT_GET + 'case "$*" in *shell*) echo "E: Unable to locate package"; exit 100 ;; esac\n')
    assert bare.install(headed_tests=True).kind is BrowserKind.CHROMIUM
    assert any(said.startswith("Without chromium-headless-shell the tests take longer: apt-get") for said in bare.said)


def test_a_light_browser_that_is_there_is_not_installed_again(bare):
    for name in ("chromium", "Xvfb", "xauth", "xdotool", "faketime", "pdfdetach", "unzip", "chromium-headless-shell"):
        bare.put(name)
    bare.install(headed_tests=True)
    assert bare.log == []


def test_headed_tests_that_lack_something_do_not_keep_a_browser_back(bare):
    bare.put("chromium")
    assert bare.install(headed_tests=True).kind is BrowserKind.CHROMIUM
    assert bare.said[1].startswith(
        "The headed tests lack xvfb xauth xdotool faketime poppler-utils unzip: this system has no apt-get"
    )


def test_the_reason_why_the_sandbox_is_off_is_said(bare, monkeypatch):
    monkeypatch.setattr(install, "needs_no_sandbox", lambda _: "running as root")
    bare.put("chromium")
    bare.install()
    assert bare.said[-1] == "Chromium 156.0.1.2 starts, without its sandbox: running as root"


def test_playwrights_driver_gets_the_library_that_a_bare_debian_lacks(bare):
    bare.put("ldd", '#!/bin/sh\n[ -e "$LOG" ] || printf "\\tlibatomic.so.1 => not found\\n"\n')
    bare.put("chromium")
    bare.put("apt-get", APT_GET)
    bare.install()
    assert bare.log[1].endswith("--no-install-recommends libatomic1 DEBUG=")


def test_a_driver_that_cannot_run_is_an_error_with_the_command_to_type(bare, monkeypatch):
    monkeypatch.setattr(install, "is_root", lambda: False)
    bare.put("ldd", '#!/bin/sh\nprintf "\\tlibatomic.so.1 => not found\\n"\n')
    bare.put("apt-get", APT_GET)
    with pytest.raises(BrowserFailed, match="has to type: sudo apt-get install libatomic1"):
        bare.install()
