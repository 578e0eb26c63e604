"""A bare Playwright script that opens saved pages, fills, clicks and takes the captures a record has.

It reads a plan (see `bench.py`) and knows nothing of optout: no finding, no checks, no gate, no
record. `optout replay` is measured against it.
"""

import base64
import html
import json
import re
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

Plan = dict[str, Any]


def serve(context: BrowserContext, answers: list[Plan]) -> None:
    """Answer the saved pages at their addresses and abort everything else."""
    used = [0] * len(answers)

    def handle(route: Route) -> None:
        request = route.request
        cookies = request.headers.get("cookie", "")
        for number, answer in enumerate(answers):
            fits = request.method == answer["method"] and re.fullmatch(
                answer["address"], request.url
            )
            signed = not answer["needs_cookie"] or f"{answer['needs_cookie']}=" in cookies
            if fits and signed and (not answer["times"] or used[number] < answer["times"]):
                used[number] += 1
                route.fulfill(
                    status=answer["status"], headers=answer["headers"], body=answer["body"]
                )
                return
        route.abort()

    context.route("**/*", handle)


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
        parts.append(
            f'<h2>{name}</h2><img style="width: 100%" src="data:image/png;base64,{picture}"><pre>{text}</pre>'
        )
    page.goto("about:blank")
    page.set_content(f"<!doctype html><h1>An objection</h1>{''.join(parts)}")
    page.pdf(
        path=folder / "summary.pdf", format="A4", print_background=True, tagged=True, outline=True
    )


def play(browser: Browser, case: Plan, folder: Path) -> None:
    """Sign in as the scripted person does, open the pages of a case, fill, capture, click, wait and capture."""
    context = browser.new_context(service_workers="block")
    serve(context, case["answers"])
    page = context.new_page()
    sign_in, *opens = case["opens"]
    page.goto(sign_in)
    for gesture in case["gestures"]:
        if gesture.get("type"):
            page.locator(gesture["into"]).press_sequentially(gesture["type"])
        elif gesture.get("press"):
            page.locator(gesture["press"]).click()
    page.wait_for_load_state()
    for address in opens:
        page.goto(address)
    page.locator("form textarea:visible").fill(case["comment"])
    capture(page, folder, "filled")
    page.locator("form button[type=submit]:visible:enabled").click(no_wait_after=True)
    page.locator(
        "[role=dialog]:visible, [role=alert]:visible, [role=status]:visible"
    ).first.wait_for()
    capture(page, folder, "confirmation")
    summarise(page, folder)
    context.close()


def main() -> None:
    """Play the case of a plan in a browser."""
    plan = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=plan["executable"], chromium_sandbox=plan["sandbox"]
        )
        play(browser, plan, Path(sys.argv[2]))
        browser.close()


if __name__ == "__main__":
    main()
