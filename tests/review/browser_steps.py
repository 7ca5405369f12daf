"""What a person does on the desk in a browser, in words of the desk; and pictures of it."""

import io
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

from tests.review.served_desk import SCREENSHOTS, WIDTH, Desk

FIRST = "C3f60a1b27c9d4e01"


def sign_in(page, desk, login):
    page.goto(desk.address)
    page.fill("#id_username", login)
    page.fill("#id_password", desk.passwords[login])
    page.click("button.main")
    new = f"清风-a-long-one-{login}"
    page.fill("#id_old_password", desk.passwords[login])
    page.fill("#id_new_password1", new)
    page.fill("#id_new_password2", new)
    page.click("main button.main")
    assert "密码已修改" in page.inner_text(".messages")


def picture(page: Page, name: str, *, whole=False) -> None:
    """Check that nothing is wider than the screen; keep the picture if the manual's are made."""
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    shot = page.screenshot(full_page=whole)
    if SCREENSHOTS:
        image = Image.open(io.BytesIO(shot)).convert("RGB")
        # few colours keep the file small; octree keeps the red and the amber of levels apart
        image = image.quantize(64, method=Image.Quantize.FASTOCTREE)
        Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
        image.save(Path(SCREENSHOTS) / f"{name}.png", optimize=True)


def find_serious_barriers(page: Page) -> list[str]:
    """What axe-core finds on the page that keeps somebody out: contrast, labels, keyboard."""
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {v['id']} {v['nodes'][0]['html'][:120]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def step(page: Page, name: str, **fields) -> str:
    """Fill in a step of the case page and take it; what the desk said."""
    form = page.locator(f"#step-{name}")
    if not form.is_visible():
        page.locator("details", has=page.locator(f"#step-{name}")).locator("summary").first.click()
    for field, value in fields.items():
        box = form.locator(f"[name={field}]")
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        elif field == "file":
            box.set_input_files(value)
        else:
            box.fill(value)
    form.locator("button").click()
    return page.inner_text(".messages")


def opened(page: Page, desk: Desk, case_id=FIRST) -> Page:
    page.goto(f"{desk.address}/cases/{case_id}/")
    return page


def state(page: Page) -> str:
    return page.locator("h1 .badge").nth(1).inner_text()


def assert_fits_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
