"""Every page in each of its states, looked at by axe-core: on a phone and on a
wide screen, by day and by night.

PROVISOR_PICTURES names a directory for what the browser showed.
"""

import os
import pathlib

from branding_site import BrandingSite
from client import Client
from support import URL, Reseller, execute, unique
from test_links import PASSWORD, LinkCase
from webdriver import Browser

AXE = pathlib.Path(os.environ["PROVISOR_AXE"])
PICTURES = os.environ.get("PROVISOR_PICTURES")
LOOKS = [(width, scheme) for width in (360, 1280)
         for scheme in ("light", "dark")]
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document).then(
  found => done({engine: found.testEngine.name,
                 passes: found.passes.map(rule => rule.id),
                 incomplete: found.incomplete.map(rule => rule.id),
                 violations: found.violations.map(rule => [
                   rule.impact, rule.id, rule.nodes.map(node => node.html)])}),
  error => done({engine: String(error)}));
"""


class AccessibilityCase(LinkCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.axe = AXE.read_text()
        cls.browser = Browser(script=True)
        cls.addClassCleanup(cls.browser.__exit__)

    def look(self):
        """What axe finds in the page that is open."""
        found = self.browser.run(self.axe + RUN)
        self.assertEqual(found["engine"], "axe-core")
        # It has looked at what it could, the colours among it.
        for rule in ("document-title", "color-contrast", "html-has-lang"):
            self.assertIn(rule, found["passes"] + [
                id for _, id, _ in found["violations"]])
        return found

    def check(self, name, title):
        """The page that is open, whose heading is `title`."""
        for width, scheme in LOOKS:
            with self.subTest(page=name, width=width, scheme=scheme):
                self.browser.look_like(width, scheme)
                self.assertEqual(self.browser.text("h1"), title)
                self.take_picture(f"{name}-{width}-{scheme}")
                found = self.look()
                self.assertEqual([
                    each for each in found["violations"]
                    if each[0] in ("serious", "critical")], [])
                self.assertEqual(found["incomplete"], [])
                self.assertLessEqual(self.browser.run(
                    "arguments[0](document.documentElement.scrollWidth)"),
                    width, "nobody has to scroll sideways")

    def take_picture(self, name):
        if PICTURES:
            (pathlib.Path(PICTURES) / f"{name}.png").write_bytes(
                self.browser.picture())

    def open(self, path):
        self.browser.open(URL + path)

    def choose(self, password):
        self.browser.type("#password", password)
        self.browser.type("#repeated", password)
        self.browser.click("button")

    def end(self, user_id):
        execute("update token set created_at = now() - interval '9 days',"
                " expires_at = now() - interval '1 day'"
                " where user_id = :'id'", id=user_id)

    def unconfirmed(self):
        user_id = self.assert_result(self.client.add_account())["user_id"]
        return self.link("confirm", user_id), user_id


class Pages(AccessibilityCase):

    def test_of_an_invitation(self):
        path, _ = self.invite(account_name="Wobbly Fruits Limited")
        self.open(path)
        self.check("welcome", "Welcome: set your password")
        self.choose("WobblyFruitsLimited")
        self.assertIn("too weak", self.browser.text(".problem"))
        self.check("welcome-refused", "Welcome: set your password")
        self.choose(PASSWORD)
        self.check("welcome-done", "Your password is set")
        self.open(path)
        self.check("welcome-used", "This link does not work")

    def test_of_a_branding(self):
        site = BrandingSite()
        self.addCleanup(site.close)
        self.client = Client(Reseller("--branding", site.branding).key)
        self.addCleanup(self.client.close)
        path, _ = self.invite()
        self.open(path)
        self.check("welcome-branded", "Welcome: set your password")

    def test_of_long_names(self):
        path, _ = self.invite(account_name="W" * 200)
        self.open(path)
        self.check("welcome-long", "Welcome: set your password")

    def test_of_links_that_never_were(self):
        self.open("/welcome/" + "0" * 64)
        self.check("link-unknown", "This link does not work")

    def test_of_a_confirmation(self):
        path, _ = self.unconfirmed()
        self.open(path)
        self.check("confirm", "Confirm your e-mail address")
        self.browser.click("button")
        self.check("confirm-done", "Thank you")

    def test_of_a_confirmation_that_comes_too_late(self):
        path, user_id = self.unconfirmed()
        self.end(user_id)
        self.open(path)
        self.check("confirm-ended", "This link does not work")
        self.browser.click("button")
        self.check("confirm-resent", "Look into your mail")

    def test_of_a_reset(self):
        _, user_id = self.invite()
        self.open("/reset")
        self.check("reset-ask", "Forgot your password?")
        self.browser.type("#name", " ")
        self.browser.click("button")
        self.assertEqual(self.browser.text(".problem"), "Please fill this in.")
        self.check("reset-ask-refused", "Forgot your password?")
        self.browser.type("#name", self.user(user_id)["username"])
        self.browser.click("button")
        self.check("reset-asked", "Look into your mail")
        path = self.link("reset", user_id)
        self.open(path)
        self.check("reset", "Set a new password")
        self.end(user_id)
        self.open(path)
        self.check("reset-ended", "This link does not work")

    def test_of_a_form_from_another_site(self):
        self.browser.open(
            "data:text/html,<form method=post action="
            f"{URL}/reset><input name=name value={unique('name')}>"
            "<button>Go</button></form>")
        self.browser.click("button")
        self.check("reset-foreign", "That did not work")

    def test_of_too_many_requests(self):
        for _ in range(30):
            self.browser.open(os.environ["PROVISOR_LIMITED_URL"] + "/reset")
            if self.browser.text("h1") == "Sorry":
                break
        self.check("too-many", "Sorry")


class TheCheckItself(AccessibilityCase):

    def test_finds_what_is_wrong(self):
        self.open("/reset")
        self.browser.run("document.querySelector('label').remove();"
                         "document.querySelector('button').style.color ="
                         " '#767676';"
                         "arguments[0]()")

        found = [(impact, rule) for impact, rule, _ in
                 self.look()["violations"]]

        self.assertIn(("critical", "label"), found)
        self.assertIn(("serious", "color-contrast"), found)
