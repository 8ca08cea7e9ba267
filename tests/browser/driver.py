"""A browser that is driven through chromedriver, with nothing but what Python brings."""
import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "Down": "\ue015", "Up": "\ue013", "Left": "\ue012", "Right": "\ue014", "End": "\ue010", "Home": "\ue011"}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Browser:
    """One browser with a profile of its own; `dark` is how pages are asked to look."""

    def __init__(self, width=1280, height=900, dark=False):
        self.profile = tempfile.mkdtemp(prefix="plimsoll-browser-")
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen(
            [shutil.which("chromedriver"), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        args = FLAGS + [f"--user-data-dir={self.profile}", f"--window-size={width},{height}"]
        options = {"args": args, "binary": shutil.which("chromium") or shutil.which("google-chrome")}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        for _ in range(100):
            try:
                self.session = ""
                made = self.call("POST", "session", {"capabilities": {"alwaysMatch": wanted}})
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        else:
            raise SystemExit("chromedriver does not answer")
        self.session = f"session/{made['sessionId']}/"
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.scheme("dark" if dark else "light")

    def call(self, method, path, body=None):
        path = f"{self.base}/{self.session}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(path, data=data, method=method, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from None

    def cdp(self, command, **params):
        return self.call("POST", "goog/cdp/execute", {"cmd": command, "params": params})

    def scheme(self, scheme):
        """Asks pages to look `dark` or `light`."""
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, path):
        """Opens a file; what was told and asked for before that is the browser's own."""
        self.call("POST", "url", {"url": "about:blank"})
        self.complaints()
        self.requests()
        self.call("POST", "url", {"url": f"file://{path}"})

    def js(self, text, *args):
        return self.call("POST", "execute/sync", {"script": text, "args": list(args)})

    def click(self, selector):
        for left in (2, 1, 0):
            found = self.call("POST", "element", {"using": "css selector", "value": selector})
            try:
                return self.call("POST", f"element/{found[ELEMENT]}/click", {})
            except AssertionError as error:
                # It was drawn anew in between.
                if left == 0 or "stale" not in str(error):
                    raise

    def keys(self, *names):
        """Presses keys, by name or as they are typed."""
        actions = [{"type": kind, "value": KEYS.get(name, name)} for name in names for kind in ("keyDown", "keyUp")]
        self.call("POST", "actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def type(self, text):
        self.keys(*text)

    def wait(self, text, seconds=10):
        """Waits until a script returns something that holds."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            got = self.js(text)
            if got:
                return got
            time.sleep(0.03)
        raise AssertionError(f"never so: {text}")

    def shot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", "screenshot")))

    def complaints(self):
        """What the console was told."""
        return [entry["message"] for entry in self.call("POST", "se/log", {"type": "browser"})]

    def requests(self):
        """Every address that was asked for."""
        events = [json.loads(entry["message"])["message"] for entry in self.call("POST", "se/log", {"type": "performance"})]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]

    def end(self):
        try:
            self.call("DELETE", "")
        except AssertionError:
            pass
        self.driver.terminate()
        self.driver.wait()
        shutil.rmtree(self.profile, ignore_errors=True)
