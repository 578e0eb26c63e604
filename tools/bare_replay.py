"""A bare Playwright script that opens saved pages, fills, clicks and takes the captures a record has.

It reads a plan (see `bench.py`) and knows nothing of optout: no finding, no checks, no gate, no record. `optout replay`
is measured against it.
"""

import base64
import html
import json
import re
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, sync_playwright

Plan = dict[str, Any]


def serve(context: BrowserContext, answers: list[Plan]) -> None:
    """Answer the saved pages at their addresses and abort everything else."""
    used = [0] * len(answers)

    def handle(route: Route) -> None:
        request = route.request
        cookies = request.headers.get("cookie", "")
        for number, answer in enumerate(answers):
            fits = request.method == answer["method"] and re.fullmatch(answer["address"], request.url)
            signed = not answer["needs_cookie"] or f"{answer['needs_cookie']}=" in cookies
            if fits and signed and (not answer["times"] or used[number] < answer["times"]):
                used[number] += 1
                give(route, answer)
                return
        route.abort()

    context.route("**/*", handle)


def give(route: Route, answer: Plan) -> None:
    """Give one answer."""
    if answer["after"]:
        route.request.frame.page.wait_for_timeout(answer["after"] * 1000)
    if answer["fails"] == "reset":
        route.abort("connectionreset")
    elif not answer["fails"]:
        route.fulfill(status=answer["status"], headers=answer["headers"], body=answer["body"])


def capture(page: Page, folder: Path, name: str) -> None:
    """Take the captures of one stage."""
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    (folder / f"{name}.txt").write_text(page.inner_text("body"), "utf-8")


def summarise(page: Page, folder: Path) -> None:
    """Print the pictures and texts of both stages as one page, as a record's START-HERE.pdf does."""
    parts = []
    for name in ("filled", "confirmation"):
        picture = base64.b64encode((folder / f"{name}.png").read_bytes()).decode()
        text = html.escape((folder / f"{name}.txt").read_text("utf-8"))
        parts.append(f'<h2>{name}</h2><img style="width: 100%" src="data:image/png;base64,{picture}"><pre>{text}</pre>')
    page.goto("about:blank")
    page.set_content(f"<!doctype html><h1>An objection</h1>{''.join(parts)}")
    page.pdf(path=folder / "summary.pdf", format="A4", print_background=True, tagged=True, outline=True)


def sign_in(page: Page, case: Plan) -> None:
    """Do what the scripted person does to sign in."""
    page.goto(case["sign_in"])
    for gesture in case["gestures"]:
        if gesture.get("type"):
            page.locator(gesture["into"]).press_sequentially(gesture["type"])
        elif gesture.get("press"):
            page.locator(gesture["press"]).click()
    page.wait_for_load_state()


def play(browser: Browser, case: Plan, folder: Path) -> None:
    """Open the pages of a case, fill, capture, click, wait and capture."""
    folder.mkdir()
    context = browser.new_context(service_workers="block")
    context.set_default_timeout(5000)
    serve(context, case["answers"])
    page = context.new_page()
    try:
        sign_in(page, case)
        for address in case["opens"]:
            try:
                page.goto(address)
            except Error:
                continue  # a page that does not open, as the case wants it
        if case["sends"] and page.locator("form textarea:visible").count() == 1:
            page.locator("form textarea:visible").fill(case["comment"])
        if case["captured"]:
            capture(page, folder, "filled")
        button = page.locator("form button[type=submit]:visible:enabled")
        if case["sends"] and button.count() == 1:
            button.click(no_wait_after=True)
        if case["sends"]:
            answer = page.locator("[role=dialog]:visible, [role=alert]:visible, [role=status]:visible").first
            answer.wait_for()
        if case["captured"]:
            capture(page, folder, "confirmation")
            summarise(page, folder)
    except Error:
        sys.stdout.write(f"{case['name']}\n")
    context.close()


def main() -> None:
    """Play every case of the plan in one browser; prints the names of those that failed."""
    plan = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    folder = Path(sys.argv[2])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=plan["executable"], chromium_sandbox=plan["sandbox"])
        for case in plan["cases"]:
            play(browser, case, folder / case["name"])
        browser.close()


if __name__ == "__main__":
    main()
