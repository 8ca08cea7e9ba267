"""Walks through pages of `--format html` in a browser as a person would, and says what is not as it should be."""
import os
import subprocess
import sys
import tempfile
import time

from driver import Browser

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# Seconds; many times what it takes, for machines that are slow.
LOADED = 8
SEARCHED = 3


def write(program, folder, name, *words):
    """Has a page written, and says how long that took and how large it is."""
    page = os.path.join(folder, f"{name}.html")
    since = time.monotonic()
    done = subprocess.run(
        [program, "schedule", "--no-config", *words, "--format", "html", "--output", page], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr
    print(f"{name}: {os.path.getsize(page):,} bytes, written in {time.monotonic() - since:.2f} s")
    return page


def quiet(browser, page):
    """Nothing was complained of, and nothing was asked for but the page."""
    assert browser.complaints() == [], browser.complaints()
    asked = [address for address in browser.requests() if not address.startswith("data:")]
    assert asked == [f"file://{page}"], asked


def text(browser, selector):
    return browser.js("return document.querySelector(arguments[0])?.textContent ?? ''", selector)


def quickstart(browser, program, folder):
    page = write(program, folder, "quickstart", "--nodes", "testdata/quickstart/cluster", "testdata/quickstart/shop")
    browser.open(page)
    assert "6 of 8 pods placed on 3 nodes" in text(browser, "#summary"), text(browser, "#summary")
    # With the mouse: why, node by node, and what would help.
    browser.click("#quay-0 .waiting")
    told = text(browser, "#details")
    assert "nightly-report" in told and "1 of 3 nodes has an untolerated taint, 2 have too little cpu free" in told, told
    assert "kubectl taint node harbour-3 dedicated=db:NoSchedule-" in text(browser, ".offer code"), told
    assert "cpu: 3200m" in told and "nightly-report.yaml:15" in told, told
    assert browser.js("return document.querySelectorAll('#details .group').length") == 2, told
    assert "Insufficient cpu" in text(browser, "#holds-0 .refuses"), "holds say why they refuse it"
    # With the keyboard alone: from the search to the second pod, there and back.
    browser.keys("Escape")
    assert browser.js("return document.getElementById('details').hidden"), "Escape shuts"
    assert browser.js("return document.activeElement.id") == "quay-0", "and goes back"
    browser.js("document.activeElement.blur()")
    browser.keys("/")
    assert browser.js("return document.activeElement.id") == "search"
    browser.keys("Tab", "Tab", "Down", "Enter")
    told = text(browser, "#details")
    assert "orders-db-0" in told and "disk=ssd" in told, told
    assert browser.js("return document.activeElement.id") == "details", "what is opened is read"
    browser.keys("Escape", "Tab", "Right", "Enter")
    assert text(browser, "#details-title") == "harbour-2", text(browser, "#details-title")
    active = "const box = document.getElementById('holds'); return document.getElementById(box.getAttribute('aria-activedescendant')).getAttribute('aria-label')"
    assert "node harbour-2; zone quay-b" in browser.js(active), browser.js(active)
    browser.keys("Escape")
    # Other resources are other sizes.
    widths = "return [...document.querySelectorAll('#holds svg .hold')].map((hold) => Math.round(hold.getBoundingClientRect().width))"
    cpu = browser.js(widths)
    assert cpu[0] == cpu[1] and abs(2 * cpu[0] - cpu[2]) <= 2, f"4, 4 and 8 cpu are {cpu}"
    choose = "const s = document.getElementById('resource'); s.value = arguments[0]; s.dispatchEvent(new Event('change'))"
    browser.js(choose, "pods")
    assert len(set(browser.js(widths))) == 1 and "of 110 pods" in text(browser, "#holds .full"), text(browser, "#holds .full")
    quiet(browser, page)


def what_if(browser, program, folder):
    page = write(
        program, folder, "what-if", "--nodes", "testdata/quickstart/cluster", "testdata/quickstart/shop", "--scores",
        "--what-if", "kubectl taint node harbour-3 dedicated=db:NoSchedule-",
    )
    browser.open(page)
    assert "Before: 6 of 8 pods placed; after: 7 of 8" in text(browser, "#summary"), text(browser, "#summary")
    rows = browser.js("return ['quay-0', 'quay-1'].map((id) => document.querySelectorAll(`#${id} .waiting`).length)")
    assert rows == [2, 1], rows
    assert browser.js("return document.querySelectorAll('#holds-0 svg').length") == 2, "before and after side by side"
    browser.click("#holds-2")
    told = text(browser, "#details")
    assert "What changes" in told and "- dedicated=db:NoSchedule" in told and "+ shop/nightly-report-1" in told, told
    browser.keys("Escape")
    browser.click("#holds-0")
    browser.click("#details ul .link")
    told = text(browser, "#details").replace("\u200b", "")
    assert "TaintToleration ×3 (300)" in told and "harbour-1 (won)" in text(browser, ".scores .won"), told
    quiet(browser, page)


# Colours of the page that must be told apart, and how well (WCAG 2.2, 1.4.3 and 1.4.11).
CONTRASTS = [(4.5, pair) for pair in ("ink ground", "ink sheet", "muted ground", "muted sheet", "alarm sheet", "taint sheet", "focus sheet", "gone-ink gone", "come-ink come")]
CONTRASTS += [(3, pair) for pair in ("running hold", "bound hold", "placed hold", "evicted hold", "strong ground", "alarm hold", "focus ground")]


def contrast(one, other):
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def colours(browser, program, folder):
    page = write(program, folder, "colours", "tests/browser/hostile.yaml")
    for scheme in ("light", "dark"):
        browser.scheme(scheme)
        browser.open(page)
        value = "return getComputedStyle(document.documentElement).getPropertyValue('--' + arguments[0]).trim()"
        for least, pair in CONTRASTS:
            ratio = contrast(*(browser.js(value, name) for name in pair.split()))
            assert ratio >= least, f"{scheme}: {pair} is {ratio:.2f}, and {least} is the least"
    grounds = [browser.js("return getComputedStyle(document.body).backgroundColor")]
    browser.scheme("light")
    grounds.append(browser.js("return getComputedStyle(document.body).backgroundColor"))
    assert grounds[0] != grounds[1], grounds


def hostile(browser, program, folder):
    page = write(program, folder, "hostile", "tests/browser/hostile.yaml")
    browser.open(page)
    browser.click("#quay-0 .waiting")
    assert "<!--<script>" in text(browser, "#details"), text(browser, "#details")
    browser.keys("Escape")
    browser.click("#holds .card")
    assert "n1</script>" in text(browser, "#details-title")
    assert browser.js("return document.body.dataset.hacked === undefined && document.querySelector('img') === null")
    quiet(browser, page)


def fleet(browser, program, folder):
    tree = os.path.join(folder, "fleet.yaml")
    with open(tree, "w") as file:
        subprocess.run([sys.executable, os.path.join(HERE, "fleet.py"), "5000", "8000"], stdout=file, check=True)
    page = write(program, folder, "fleet", tree)
    since = time.monotonic()
    browser.open(page)
    browser.wait("return document.querySelectorAll('#holds .card').length > 0")
    loaded = time.monotonic() - since
    shown = browser.js("return document.querySelectorAll('#holds .card').length")
    assert shown < 200, f"{shown} of 5000 nodes are in the document"
    browser.click("#search")
    since = time.monotonic()
    browser.type("zone-1 node-0001")
    browser.wait("return document.getElementById('found').textContent.startsWith('4 of 5000')", SEARCHED)
    searched = time.monotonic() - since
    names = browser.js("return [...document.querySelectorAll('#holds .name')].map((name) => name.textContent)")
    assert names == ["node-00010", "node-00013", "node-00016", "node-00019"][: len(names)], names
    print(f"fleet: loaded in {loaded:.2f} s, searched in {searched:.2f} s, {shown} cards drawn")
    assert loaded < LOADED, f"it took {loaded:.1f} s to load"
    browser.js("const s = document.getElementById('search'); s.value = ''; s.dispatchEvent(new Event('input'))")
    browser.wait("return document.getElementById('found').textContent.startsWith('5000 nodes')", SEARCHED)
    browser.js("document.getElementById('holds').focus()")
    since = time.monotonic()
    browser.keys("End", "Enter")
    assert text(browser, "#details-title").startswith("node-0499"), text(browser, "#details-title")
    browser.wait("const r = document.querySelector('#holds .active')?.getBoundingClientRect(); return r && r.top >= 0 && r.bottom <= innerHeight", 2)
    assert time.monotonic() - since < SEARCHED, "the last node is in sight"
    browser.keys("Escape")
    browser.js("scrollTo(0, 0)")
    browser.click("#quay-0 .waiting")
    told = text(browser, "#details")
    assert "64" in told and "Insufficient cpu" in told, told
    quiet(browser, page)


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser()
        try:
            for part in (quickstart, what_if, colours, hostile, fleet):
                since = time.monotonic()
                part(browser, program, folder)
                print(f"{part.__name__}: good ({time.monotonic() - since:.1f} s)")
        finally:
            browser.end()


if __name__ == "__main__":
    main()
