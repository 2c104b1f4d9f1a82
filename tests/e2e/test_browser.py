"""The whole way of a new customer in Chromium: mail, link, password."""

from branding_site import BrandingSite
from client import Client
from support import URL, Reseller
from test_links import PASSWORD, LinkCase
from test_mail import mail_for
from webdriver import Browser


class Customer(LinkCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.__exit__)

    def choose(self, password):
        self.browser.type("#password", password)
        self.browser.type("#repeated", password)
        self.browser.click("button")

    def test_sets_a_password_from_the_mail_and_resets_it(self):
        path, user_id = self.invite(account_name="Wobbly Fruits Limited")
        browser = self.browser
        browser.open(URL + path)
        self.assertEqual(browser.text("h1"), "Welcome: set your password")

        self.choose("WobblyFruitsLimited")
        self.assertIn("too weak", browser.text(".problem"))
        self.assertIsNone(self.user(user_id)["password_hash"])
        self.choose(PASSWORD)
        self.assertEqual(browser.text("h1"), "Your password is set")
        first = self.user(user_id)["password_hash"]
        self.assertIsNotNone(first)

        browser.open(URL + path)
        self.assertEqual(browser.text("h1"), "This link does not work")
        browser.click("main a")
        browser.type("#name", self.user(user_id)["username"])
        browser.click("button")
        self.assertEqual(browser.text("h1"), "Look into your mail")
        browser.open(URL + self.link("reset", user_id))
        self.choose(PASSWORD + " again")
        self.assertEqual(browser.text("h1"), "Your password is set")
        self.assertNotEqual(self.user(user_id)["password_hash"], first)

    def test_confirms_an_address(self):
        done = self.assert_result(self.client.add_account())
        self.browser.open(URL + self.link("confirm", done["user_id"]))

        self.browser.click("button")

        self.assertEqual(self.browser.text("h1"), "Thank you")
        self.assertTrue(self.user(done["user_id"])["is_confirmed"])

    def test_reads_the_page_on_a_phone(self):
        path, _ = self.invite(account_name="W" * 200)
        self.browser.open(URL + path)

        # The style has come, nothing is wider than the window, and a finger
        # finds the button.
        self.assertEqual(self.browser.style("button", "cursor"), "pointer")
        page, window = (self.browser.rectangle(each)
                        for each in ("main", "html"))
        self.assertLessEqual(page["width"], window["width"])
        self.assertLessEqual(self.browser.rectangle("h1")["width"],
                             page["width"])
        self.assertGreaterEqual(self.browser.rectangle("button")["height"], 44)


class Branded(LinkCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = BrandingSite()
        cls.addClassCleanup(cls.site.close)
        cls.reseller = Reseller("--branding", cls.site.branding)
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)
        cls.browser = Browser(script=True)
        cls.addClassCleanup(cls.browser.__exit__)

    def assert_branded(self):
        self.assertEqual(self.browser.run(
            "const image = document.querySelector('.brand img');"
            "const told = arguments[0];"
            "image.decode().then(() => told([image.alt, image.naturalWidth]),"
            "  () => told('the logo does not come'))"),
            ["Wobbly & Fruits", 200])
        self.assertEqual(self.browser.style("main", "border-top-color"),
                         "rgba(255, 210, 77, 1)")

    def test_pages_look_like_their_mails(self):
        path, user_id = self.invite()
        mail = mail_for("welcome", user_id).get_body(("html",)).get_content()
        for mark in ("Wobbly &amp; Fruits", "#ffd24d", self.site.logo):
            self.assertIn(mark, mail)

        self.browser.open(URL + path)
        self.assert_branded()
        self.assertEqual(self.browser.style("button", "background-color"),
                         "rgba(255, 210, 77, 1)")
        self.assertEqual(self.browser.style("button", "color"),
                         "rgba(28, 39, 51, 1)")
        self.browser.type("#password", PASSWORD)
        self.browser.type("#repeated", PASSWORD)
        self.browser.click("button")
        self.assertEqual(self.browser.text("h1"), "Your password is set")
        self.assert_branded()
        self.browser.open(URL + path)
        self.assertEqual(self.browser.text("h1"), "This link does not work")
        self.assert_branded()

    def test_the_logos_site_is_not_told_the_link(self):
        path, _ = self.invite()
        self.site.referrers.clear()

        self.browser.open(URL + path)

        self.assert_branded()
        self.assertEqual(set(self.site.referrers), {None})
