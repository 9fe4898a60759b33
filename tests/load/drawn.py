"""The pictures that other programs show for a page: a phone's icon, a chat's preview of a link.

Drawn as pages with the site's own fonts and colours, and kept small with a palette: they are flat.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from ..factories import real_rubric

IMAGES = Path(__file__).resolve().parents[2] / "static/img"
COLOURS = 128

# The address of the page is that of the site, so that these are found.
HEAD = """<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Picture</title>
<link rel="stylesheet" href="/static/css/tokens.css"><link rel="stylesheet" href="/static/css/base.css">
<link rel="stylesheet" href="/static/css/components.css">"""

ICON = """<style>
body { display: grid; place-items: center; height: 180px; background: var(--paper) }
img { width: 128px; height: 128px }
</style><body><img src="/static/img/favicon.svg" alt="">"""

# Of the stages' bars the fifth reaches to the top: each is as high as it is far along.
PREVIEW = """<style>
body { height: 630px; position: relative; background: var(--paper) }
.brand { position: absolute; left: 72px; top: 62px; display: flex; gap: 18px; align-items: end;
         font: 600 40px/1 var(--serif) }
.brand img { width: 67px; height: 40px }
h1 { position: absolute; left: 72px; top: 142px; width: 640px; margin: 0; font-size: 66px;
     line-height: 1.08 }
p { position: absolute; left: 72px; top: 382px; width: 420px; margin: 0; font-size: 27px;
    line-height: 1.4; color: var(--ink-soft) }
ol { position: absolute; inset: 0 72px 0 auto; width: 1056px; margin: 0; padding: 0;
     list-style: none; display: grid; grid-template-columns: repeat(5, 1fr); gap: 8px;
     align-items: end }
li { border-radius: 8px 8px 0 0; padding: 16px 18px; font: 600 23px/1.15 var(--sans);
     display: flex; flex-direction: column; gap: 4px }
li b { font: 600 38px/1 var(--serif) }
</style><body>
<div class="brand"><img src="/static/img/mark.svg" alt="">Stagecheck</div>
<h1>Which stage is your software company&nbsp;in?</h1>
<p>Five minutes of facts, and a verdict that explains itself.</p>
<ol>%s</ol>"""
HEIGHTS = (96, 128, 196, 330, 500)


def draw_pictures(browser: Browser, address: str) -> None:
    """The icon for a phone's home screen and the preview of a link, before a running server."""
    stages = zip(real_rubric().stages, HEIGHTS, strict=True)
    bars = "".join(
        f'<li class="stage-{number}" style="height: {height}px"><b>{number}</b>{stage.name}</li>'
        for number, (stage, height) in enumerate(stages, 1)
    )
    _draw(browser, address, ICON, "apple-touch-icon.png", 180, 180)
    _draw(browser, address, PREVIEW % bars, "preview.png", 1200, 630)


def _draw(browser: Browser, address: str, body: str, name: str, width: int, height: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="light",
        bypass_csp=True,  # these pages have styles of their own
    )
    page = context.new_page()
    page.goto(address)
    page.set_content(HEAD + body, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    # Without dithering flat colours stay flat, and the file small.
    few = drawn.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(IMAGES / name, optimize=True)
