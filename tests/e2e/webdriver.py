"""Chromium, driven over the WebDriver protocol with the standard library."""

import base64
import json
import os
import re
import subprocess
import tempfile
import urllib.error
import urllib.request

from support import wait_for

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
# Past any proxy that the environment names.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions",
    # Nothing but this machine has a name.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]


class Browser:
    """One window, without script unless it is asked for; a context manager."""

    def __init__(self, width=390, height=844, script=False):
        self.profile = tempfile.TemporaryDirectory()
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": self.profile.name})
        for line in self.driver.stdout:
            if found := re.search(r"successfully on port (\d+)", line):
                break
        self.base = f"http://127.0.0.1:{found.group(1)}"
        options = {
            "args": [*ARGUMENTS, f"--window-size={width},{height}",
                     f"--user-data-dir={self.profile.name}/profile"],
            "prefs": {} if script else {
                "profile.managed_default_content_settings.javascript": 2}}
        session = self._send("POST", "/session", {"capabilities": {
            "alwaysMatch": {"acceptInsecureCerts": True,
                            "timeouts": {"implicit": 10_000},
                            "goog:chromeOptions": options}}})
        self.base += "/session/" + session["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._send("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait(20)
            self.driver.stdout.close()
            self.profile.cleanup()

    def _send(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method,
            data=None if method != "POST" else json.dumps(body or {}).encode())
        try:
            with OPENER.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error

    def open(self, url):
        self._send("POST", "/url", {"url": url})

    def find(self, selector):
        found = self._send("POST", "/element", {
            "using": "css selector", "value": selector})
        return "/element/" + found[ELEMENT]

    def text(self, selector):
        return self._send("GET", self.find(selector) + "/text")

    def type(self, selector, text):
        self._send("POST", self.find(selector) + "/value", {"text": text})

    def click(self, selector):
        """Of what leads to another page; returns when the old one is gone."""
        page = self.find("html")
        self._send("POST", self.find(selector) + "/click")
        wait_for(lambda: self._is_gone(page), "the next page")

    def _is_gone(self, element):
        try:
            self._send("GET", element + "/name")
        except AssertionError as error:
            # The second while the page is just being exchanged.
            if ("stale element" in str(error)
                    or "does not belong to the document" in str(error)):
                return True
            raise
        return False

    def run(self, script, *arguments):
        """What the script hands to the function that is its last argument. The
        pages' own policy does not bind it."""
        return self._send("POST", "/execute/async", {
            "script": script, "args": arguments})

    def look_like(self, width, scheme):
        """A screen of that width, and "light" or "dark"."""
        self._control("Emulation.setDeviceMetricsOverride", width=width,
                      height=800, deviceScaleFactor=1, mobile=width < 500)
        self._control("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme}])

    def _control(self, command, **parameters):
        self._send("POST", "/goog/cdp/execute",
                   {"cmd": command, "params": parameters})

    def picture(self):
        """A PNG of what is to be seen."""
        return base64.b64decode(self._send("GET", "/screenshot"))

    def style(self, selector, property):
        return self._send("GET", f"{self.find(selector)}/css/{property}")

    def rectangle(self, selector):
        return self._send("GET", self.find(selector) + "/rect")
