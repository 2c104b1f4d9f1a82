"""The contact of a sign-up in the reseller's address book."""

from client import Client
from support import (Reseller, execute, provisor, rows, unique, unique_email,
                     value)
from test_master_account import MasterAccountCase


def contact(done):
    """The contact's row with the names of its source and tags."""
    row, = rows(
        "select c.*, (select s.name from source s where s.id = c.source_id)"
        " as source, array(select t.name from contact_tag ct"
        " join tag t on t.id = ct.tag_id where ct.contact_id = c.id"
        " order by lower(t.name)) as tags from contact c where c.id = :'id'",
        id=done["contact_id"])
    return row


def rename_contact(done, email):
    """Gives it an address that was never a user's, so it can sign up."""
    execute("update contact set email = :'email' where id = :'id'",
            email=email, id=done["contact_id"])


class NewContact(MasterAccountCase):

    def test_belongs_to_the_reseller_and_holds_what_was_sent(self):
        email = unique_email()
        done = self.sign_up(
            email=email, firstname="Mike", lastname="Douglas",
            facebook="mike.fb", twitter="@mike", phone="0412 345 678",
            source="Campaign", tags="new, call me")

        row = contact(done)
        self.assertEqual(row["account_id"], self.reseller.account_id)
        self.assertEqual(
            [row[name] for name in (
                "email", "first_name", "last_name", "facebook", "twitter",
                "phone", "phone_e164", "source", "tags")],
            [email, "Mike", "Douglas", "mike.fb", "@mike", "0412 345 678",
             "+61412345678", "Campaign", ["call me", "new"]])

    def test_has_tags_trimmed_without_empty_ones_and_doubles(self):
        done = self.sign_up(tags=" red ,, Blue,RED, ,blue")

        self.assertEqual([tag.lower() for tag in contact(done)["tags"]],
                         ["blue", "red"])

    def test_shares_sources_and_tags_without_regard_to_case(self):
        word = unique("word")
        self.sign_up(source=word, tags=word)
        self.sign_up(source=word.upper(), tags=word.upper())

        for table in ("source", "tag"):
            self.assertEqual(value(
                f"select count(*) from {table} where account_id = :'id'"
                " and lower(name) = lower(:'word')",
                id=self.reseller.account_id, word=word), 1, table)


class KnownContact(MasterAccountCase):

    def test_is_found_by_email_and_updated(self):
        first = self.sign_up(phone="0411 000 001", firstname="Old",
                             facebook="kept", tags="one")
        email = unique_email()
        rename_contact(first, email)

        again = self.sign_up(email=email, firstname="New", tags="two")

        row = contact(again)
        self.assertEqual(again["contact_id"], first["contact_id"])
        self.assertEqual([row["first_name"], row["facebook"], row["tags"]],
                         ["New", "kept", ["one", "two"]])

    def test_is_found_by_phone_however_that_is_written(self):
        first = self.sign_up(phone="(07) 3257 3906")
        for typed in ("+61732573906", "0061732573906", "61732573906",
                      "07 3257 3906", "732573906"):
            with self.subTest(typed):
                email = unique_email()
                again = self.sign_up(email=email, phone=typed)
                self.assertEqual(again["contact_id"], first["contact_id"])
                self.assertEqual(contact(again)["email"], email)
                self.assertEqual(contact(again)["phone"], typed)

    def test_of_the_email_wins_where_the_phone_is_anothers(self):
        by_phone = self.sign_up(phone="0411 000 002")
        by_email = self.sign_up(phone="0411 000 003")
        email = unique_email()
        rename_contact(by_email, email)

        done = self.sign_up(email=email, phone="0411 000 002", lastname="X")

        self.assertEqual(done["contact_id"], by_email["contact_id"])
        self.assertEqual(contact(by_email)["phone_e164"], "+61411000003")
        self.assertEqual(contact(by_email)["last_name"], "X")
        self.assertEqual(contact(by_phone)["phone_e164"], "+61411000002")

    def test_leaves_what_it_replaced_in_the_operation_row(self):
        self.sign_up(phone="0411 000 004", firstname="Before")
        done = self.sign_up(phone="0411 000 004", firstname="After")

        replaced = value("select replaced from operation where"
                         " result->>'user_id' = :'id'", id=done["user_id"])
        self.assertIn("Before", str(replaced))

    def test_is_not_touched_by_a_refused_sign_up(self):
        email = unique_email()
        first = self.sign_up(email=email, phone="0411 000 005",
                             firstname="Same")
        before = contact(first)

        self.refuse("email_taken", "email", email=email,
                    phone="0411 000 005", firstname="Changed", tags="new")

        self.assertEqual(contact(first), before)

    def test_of_another_reseller_is_not_shared(self):
        other = Client(Reseller().key)
        self.addCleanup(other.close)
        first = self.sign_up(phone="0411 000 006")

        done = self.assert_signed_up(other.sign_up(phone="0411 000 006"))

        self.assertNotEqual(done["contact_id"], first["contact_id"])


class Phone(MasterAccountCase):

    def test_that_is_none_is_an_error(self):
        for typed in ("call me", "12", "+999999999999999", "0000"):
            with self.subTest(typed):
                self.refuse("phone_malformed", "phone", phone=typed)

    def test_is_read_as_of_the_resellers_country(self):
        american = Client(Reseller(country="US").key)
        self.addCleanup(american.close)

        for typed in ("5645645456", "1 564 564 5456", "+15645645456"):
            with self.subTest(typed):
                done = self.assert_signed_up(american.sign_up(phone=typed))
                self.assertEqual(contact(done)["phone_e164"], "+15645645456")


class Owner(MasterAccountCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members = {}
        for _ in range(3):
            name, email = unique("member"), unique_email("member")
            cls.members[cls.reseller.add_user(name, email)] = email, name
        cls.reseller.add_group("sales", [
            name for _, name in cls.members.values()])
        provisor("group", "create", "--account", cls.reseller.account_id,
                 "--name", "empty")

    def owner(self, **parameters):
        return contact(self.sign_up(**parameters))["owner_user_id"]

    def test_is_the_user_of_that_address(self):
        self.assertEqual(self.owner(
            contactowner_email=self.reseller.email.upper()),
            self.reseller.user_id)

    def test_is_nobody_when_the_address_is_not_a_users(self):
        for typed in ("nobody@example.com", "no address"):
            with self.subTest(typed):
                self.assertIsNone(self.owner(contactowner_email=typed))

    def test_is_nobody_when_the_user_is_another_resellers(self):
        self.assertIsNone(self.owner(contactowner_email=Reseller().email))

    def test_by_address_overrides_the_group(self):
        self.assertEqual(self.owner(
            contactowner_email=self.reseller.email,
            contactowner_group="sales"), self.reseller.user_id)

    def test_is_each_member_of_the_group_in_turn(self):
        owners = [self.owner(contactowner_group="Sales") for _ in range(6)]

        self.assertEqual(sorted(owners[:3]), sorted(self.members))
        self.assertEqual(owners[:3], owners[3:])

    def test_is_nobody_when_the_group_is_unknown_or_empty(self):
        for name in ("nobody's", "empty"):
            with self.subTest(name):
                self.assertIsNone(self.owner(contactowner_group=name))


class ContactLimit(MasterAccountCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller("--contact-limit", 2)
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)

    def test_refuses_a_third_contact_but_updates_known_ones(self):
        self.sign_up(phone="0411 000 007")
        self.sign_up()

        self.refuse("contact_limit_reached")
        self.sign_up(phone="0411 000 007")
        self.assertEqual(len(self.reseller.contacts()), 2)
