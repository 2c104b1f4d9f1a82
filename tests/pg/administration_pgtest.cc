#include "provisor/store/administration.h"

#include <future>

#include <boost/test/unit_test.hpp>

#include "provisor/store/fault.h"
#include "tests/support/reseller.h"

namespace provisor::tests {
namespace {

using namespace std::chrono_literals;
using store::KeyDigest;

store::Time now() {
  return std::chrono::floor<std::chrono::seconds>(
      std::chrono::system_clock::now());
}

// The reseller's account, users, group and key are made by the class under
// test.
struct Fixture : Reseller {
  store::Administration administration{database.connection("provisor_admin")};
  std::unique_ptr<store::SignUps> sign_ups = open();

  // Whether a key lets its caller in.
  bool works(const std::string& digest) {
    return !!sign_ups->check_caller({{digest, "192.0.2.1"}, "", ""}, later());
  }
};

BOOST_FIXTURE_TEST_SUITE(administration, Fixture)

BOOST_AUTO_TEST_CASE(an_account_shows_what_it_was_made_with) {
  store::NewAccount wish;
  wish.parent_id = account_id;
  wish.company_name = "Example Partner";
  wish.account_type = "partner";
  wish.country = "AU";
  wish.billing_email = "billing@example.com";
  wish.virtual_host = "partner.example.com";
  wish.contact_limit = 5;
  wish.expires_at = now() + 24h;

  const auto id = administration.create_account(wish).value();

  const auto account = administration.show_account(id).value();
  BOOST_TEST(account.parent_id.value() == account_id);
  BOOST_TEST(account.company_name == wish.company_name);
  BOOST_TEST(account.account_type == "partner");
  BOOST_TEST(account.country == "AU");
  BOOST_TEST(account.status == "active");
  BOOST_TEST(account.virtual_host.value() == "partner.example.com");
  BOOST_TEST(account.contact_limit.value() == 5);
  BOOST_TEST(!account.send_cap);
  BOOST_TEST((account.expires_at == wish.expires_at));
  BOOST_TEST(administration.show_account(account_id)->sub_accounts == 1);
}

BOOST_AUTO_TEST_CASE(a_trial_account_gets_the_limits_of_a_trial) {
  store::NewAccount wish;
  wish.company_name = "Example Trial";
  wish.country = "DE";
  wish.is_trial = true;
  wish.send_cap = 500;

  const auto id = administration.create_account(wish).value();

  const auto account = administration.show_account(id).value();
  BOOST_TEST(account.send_cap.value() == 10);
  BOOST_TEST((account.expires_at.value() > now() + 29 * 24h));
}

BOOST_AUTO_TEST_CASE(accounts_are_listed_newest_first_and_filtered) {
  store::NewAccount wish;
  wish.parent_id = account_id;
  wish.company_name = "Example Child";
  wish.account_type = "single";
  wish.country = "DE";
  const auto child = administration.create_account(wish).value();

  const auto all = administration.list_accounts({});
  const auto children = administration.list_accounts(
      {.parent_id = account_id, .account_type = {}});
  const auto resellers = administration.list_accounts(
      {.parent_id = {}, .account_type = "reseller"});

  BOOST_TEST(all.size() == 2);
  BOOST_TEST(all[0].id == child);
  BOOST_TEST(children.size() == 1);
  BOOST_TEST(resellers.size() == 1);
  BOOST_TEST(resellers[0].users == 2);
}

BOOST_AUTO_TEST_CASE(an_account_below_another_is_no_root_by_its_name) {
  store::NewAccount wish;
  wish.company_name = "Example Root";
  wish.country = "AU";
  const auto root = administration.create_account(wish).value();
  wish.parent_id = root;
  administration.create_account(wish).value();
  wish.company_name = "Example Leaf";
  administration.create_account(wish).value();

  const auto found = administration.find_root_account("Example Root");

  BOOST_TEST(found.value() == root);
  BOOST_TEST(!administration.find_root_account("Example Leaf"));
  BOOST_TEST(administration.find_root_account({}).value() == account_id);
  administration.deactivate_account(root).value();
  BOOST_TEST(!administration.find_root_account("Example Root"));
}

BOOST_AUTO_TEST_CASE(a_deactivated_account_keeps_its_callers_out) {
  const auto account = administration.deactivate_account(account_id).value();

  BOOST_TEST(account.status == "deactivated");
  BOOST_TEST(!works(key_digest));
  BOOST_TEST(administration.reactivate_account(account_id)->status == "active");
  BOOST_TEST(works(key_digest));
}

BOOST_AUTO_TEST_CASE(a_deleted_account_stays_deleted) {
  database.run(
      "update provisor.account set status = 'deleted', deleted_at = now()");

  const auto reactivated = administration.reactivate_account(account_id);
  const auto deactivated = administration.deactivate_account(account_id);

  BOOST_TEST((reactivated.refusal() == Refusal::account_gone));
  BOOST_TEST((deactivated.refusal() == Refusal::account_gone));
  BOOST_TEST(administration.show_account(account_id)->status == "deleted");
}

BOOST_AUTO_TEST_CASE(an_approved_trial_is_an_account_without_limits) {
  store::NewAccount trial;
  trial.company_name = "Trial";
  trial.country = "DE";
  trial.is_trial = true;
  const auto id = administration.create_account(trial).value();

  const auto account = administration.approve_trial({id, {}, {}}).value();

  BOOST_TEST(!account.is_trial);
  BOOST_TEST(!account.send_cap);
  BOOST_TEST(!account.expires_at);
  BOOST_TEST((administration.approve_trial({id, {}, {}}).refusal() ==
              Refusal::not_a_trial));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_refused) {
  const auto is = [](const auto& outcome, Refusal refusal) {
    return !outcome && outcome.refusal() == refusal;
  };
  store::NewAccount account;
  account.parent_id = 999999;
  account.company_name = "Example";
  account.country = "DE";
  const store::NewUser user{999999, "new", "new@example.com", "", "", {}, {}};
  const store::NewKey key{
      {std::string(64, 'b'), "x"}, "", account_id, "nobody", {}, {}};

  using R = Refusal;
  BOOST_TEST(is(administration.create_account(account), R::account_unknown));
  BOOST_TEST(is(administration.show_account(999999), R::account_unknown));
  BOOST_TEST(is(administration.deactivate_account(999999), R::account_unknown));
  BOOST_TEST(
      is(administration.approve_trial({999999, {}, {}}), R::account_unknown));
  BOOST_TEST(is(administration.create_user(user), R::account_unknown));
  BOOST_TEST(is(administration.create_group(999999, "x"), R::account_unknown));
  BOOST_TEST(is(administration.add_group_member({account_id, "none", "ann"}),
                R::group_unknown));
  BOOST_TEST(is(administration.add_group_member({account_id, "sales", "none"}),
                R::user_unknown));
  BOOST_TEST(is(administration.insert_key(key), R::user_unknown));
  BOOST_TEST(is(administration.revoke_key(999999), R::key_unknown));
  BOOST_TEST(
      is(administration.rotate_key({999999, key.key, 1h}), R::key_unknown));
}

BOOST_AUTO_TEST_CASE(names_are_taken_without_case) {
  const store::NewUser user{account_id, "ANN", "other@example.com", "", "",
                            {},         {}};

  BOOST_TEST(
      (administration.create_user(user).refusal() == Refusal::username_taken));
  BOOST_TEST((administration.create_group(account_id, "SALES").refusal() ==
              Refusal::name_taken));
}

BOOST_AUTO_TEST_CASE(the_address_of_a_user_cannot_sign_up) {
  const auto answer =
      sign_ups->master_account(customer("ann@example.com"), later());

  BOOST_TEST((answer.refusal() == Refusal::email_taken));
}

BOOST_AUTO_TEST_CASE(users_are_listed_by_account) {
  const auto users = administration.list_users(account_id);

  BOOST_TEST(users.size() == 2);
  BOOST_TEST(users[0].username == "ann");
  BOOST_TEST(users[0].email == "ann@example.com");
  BOOST_TEST(users[0].is_active);
  BOOST_TEST(!users[0].has_password);
  BOOST_TEST(administration.list_users(999999).empty());
}

BOOST_AUTO_TEST_CASE(groups_show_their_members_and_contacts) {
  auto wish = customer("carl@example.org");
  wish.contactowner_group = "sales";
  BOOST_TEST(!!sign_ups->master_account(wish, later()));
  administration.create_group(account_id, "empty").value();

  const auto groups = administration.list_groups(account_id);

  BOOST_TEST(groups.size() == 2);
  BOOST_TEST(groups[0].name == "sales");
  BOOST_TEST(groups[0].members.size() == 2);
  BOOST_TEST(groups[0].members[0].contacts + groups[0].members[1].contacts ==
             1);
  BOOST_TEST(groups[1].members.empty());
}

BOOST_AUTO_TEST_CASE(a_membership_is_changed_once) {
  BOOST_TEST(
      !administration.add_group_member({account_id, "sales", "ann"}).value());
  BOOST_TEST(
      administration.remove_group_member({account_id, "Sales", "Ann"}).value());
  BOOST_TEST(!administration.remove_group_member({account_id, "sales", "ann"})
                  .value());
  BOOST_TEST(administration.list_groups(account_id)[0].members.size() == 1);
}

BOOST_AUTO_TEST_CASE(who_joins_late_does_not_catch_up) {
  const auto sign_up = [this](const std::string& email) {
    auto wish = customer(email);
    wish.contactowner_group = "sales";
    BOOST_TEST(!!sign_ups->master_account(wish, later()));
  };
  administration.remove_group_member({account_id, "sales", "bob"}).value();
  for (int i = 0; i < 6; ++i) sign_up(std::to_string(i) + "@example.org");
  administration.add_group_member({account_id, "sales", "bob"}).value();

  for (int i = 6; i < 10; ++i) sign_up(std::to_string(i) + "@example.org");

  const auto members = administration.list_groups(account_id)[0].members;
  BOOST_TEST(members[0].contacts >= 7);
  BOOST_TEST(members[1].contacts >= 2);
}

BOOST_AUTO_TEST_CASE(a_key_works_from_its_networks_only) {
  const std::string inside(64, 'b'), outside(64, 'c');
  administration
      .insert_key({{inside, "in"},
                   "office",
                   account_id,
                   "ann",
                   now() + 1h,
                   {"192.0.2.0/24", "2001:db8::/32"}})
      .value();
  administration
      .insert_key(
          {{outside, "out"}, "", account_id, "ann", {}, {"198.51.100.0/24"}})
      .value();

  BOOST_TEST(works(inside));
  BOOST_TEST(!works(outside));
  const auto keys = administration.list_keys(account_id);
  BOOST_TEST(keys.size() == 3);
  BOOST_TEST(keys[1].label == "office");
  BOOST_TEST(keys[1].networks ==
             std::vector<std::string>({"192.0.2.0/24", "2001:db8::/32"}));
  BOOST_TEST(keys[1].expires_at.has_value());
}

BOOST_AUTO_TEST_CASE(the_same_key_is_not_taken_twice) {
  const store::NewKey again{{key_digest, "x"}, "", account_id, "ann", {}, {}};

  BOOST_TEST(
      (administration.insert_key(again).refusal() == Refusal::key_taken));
}

BOOST_AUTO_TEST_CASE(a_rotated_key_works_until_the_overlap_ends) {
  const std::string successor(64, 'b'), third(64, 'c');

  administration.rotate_key({key_id, {successor, "new"}, 1h}).value();

  BOOST_TEST(works(key_digest));
  BOOST_TEST(works(successor));
  const auto keys = administration.list_keys(account_id);
  BOOST_TEST((keys[0].expires_at.value() <= now() + 1h + 5s));
  BOOST_TEST(keys[1].label == "test");
  BOOST_TEST(!keys[1].expires_at);
  BOOST_TEST((administration.rotate_key({key_id, {third, "x"}, 1h}).refusal() ==
              Refusal::key_unrotatable));
}

BOOST_AUTO_TEST_CASE(a_rotated_key_hands_its_life_span_on) {
  const store::NewKey old{
      {std::string(64, 'b'), ""}, "", account_id, "ann", now() + 24h, {}};
  const auto first = administration.insert_key(old).value();

  const auto second =
      administration.rotate_key({first, {std::string(64, 'c'), ""}, 0s})
          .value();
  administration
      .rotate_key({second, {std::string(64, 'd'), ""}, 24h, now() + 48h})
      .value();

  const auto keys = administration.list_keys(account_id);
  BOOST_TEST((keys[2].expires_at.value() > now() + 23h));
  BOOST_TEST((keys[2].expires_at.value() <= now() + 24h));
  BOOST_TEST((keys[3].expires_at.value() > now() + 47h));
}

BOOST_AUTO_TEST_CASE(without_overlap_a_rotated_key_ends_at_once) {
  administration.rotate_key({key_id, {std::string(64, 'b'), "new"}, 0s})
      .value();

  BOOST_TEST(!works(key_digest));
}

BOOST_AUTO_TEST_CASE(a_revoked_key_ends_at_once) {
  const auto first = administration.revoke_key(key_id).value();
  const auto second = administration.revoke_key(key_id).value();

  BOOST_TEST(!works(key_digest));
  BOOST_TEST((first.revoked_at == second.revoked_at));
  BOOST_TEST(
      (administration.rotate_key({key_id, {std::string(64, 'b'), ""}, 1h})
           .refusal() == Refusal::key_unrotatable));
}

BOOST_AUTO_TEST_CASE(mails_and_operations_can_be_looked_up) {
  BOOST_TEST(!!sign_ups->master_account(customer("carl@example.org"), later()));
  BOOST_TEST(!!sign_ups->add_account(account("carl"), later()));

  const auto mails = administration.list_outbox({});
  const auto operations =
      administration.list_operations({.account_id = account_id, .limit = 1});

  BOOST_TEST(mails.size() == 2);
  BOOST_TEST(mails[0].kind == "confirm_address");
  BOOST_TEST(mails[1].recipient == "carl@example.org");
  BOOST_TEST(mails[1].state == "queued");
  BOOST_TEST(administration.list_outbox({.state = "sent"}).empty());
  BOOST_TEST(operations.size() == 1);
  BOOST_TEST(operations[0].method == "add_account");
  BOOST_TEST(operations[0].remote_address == "192.0.2.1");
  BOOST_TEST(operations[0].api_key_id.value() == key_id);
}

BOOST_AUTO_TEST_CASE(a_change_whose_connection_is_lost_is_in_doubt) {
  OpenTransaction other(
      database, "insert into provisor.user_group (account_id, name) values (" +
                    std::to_string(account_id) + ", 'support')");
  auto change = std::async(std::launch::async, [&] {
    return administration.create_group(account_id, "support");
  });
  const std::string waiting =
      " from pg_stat_activity where datname = current_database()"
      " and usename = 'provisor_admin' and wait_event_type = 'Lock'";
  wait_until(database, "select count(*) > 0" + waiting);

  database.number("select count(pg_terminate_backend(pid))" + waiting);

  BOOST_CHECK_THROW((void)change.get(), store::InDoubt);
}

BOOST_AUTO_TEST_CASE(a_value_that_no_table_takes_is_a_fault) {
  store::NewAccount wish;
  wish.company_name = "Example";
  wish.country = "Germany";

  BOOST_CHECK_THROW((void)administration.create_account(wish), store::Fault);
}

BOOST_AUTO_TEST_CASE(users_who_share_an_address_are_known_by_it) {
  store::NewUser user;
  user.account_id = account_id;
  user.email = "shared@example.com";
  for (const auto* name : {"first", "second", "third"}) {
    user.username = name;
    administration.create_user(user).value();
  }

  BOOST_TEST(
      database.value("select string_agg(u.username, ' ' order by u.username) "
                     "from provisor.shared_address s "
                     "join provisor.app_user u on u.id = s.user_id "
                     "where s.email = 'shared@example.com'") == "second third");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
