// The promise of the set functions: a sequence of wishes leaves the same tables
// and gets the same answers whether it runs one by one or in sets of any size.

#include <boost/test/unit_test.hpp>

#include "provisor/store/administration.h"
#include "store/set_statement.h"
#include "store/wishes.h"
#include "tests/support/private_database.h"
#include "tests/support/random_wishes.h"

namespace provisor::tests {
namespace {

using namespace std::chrono_literals;
using store::EncodedWish;

struct Sent {
  EncodedWish wish;
  const char* sql;
};

Sent send(const AnyWish& wish) {
  return {std::visit(
              [](const auto& w) {
                return store::living(store::encode(w), std::chrono::hours(1));
              },
              wish),
          std::holds_alternative<store::AddAccountWish>(wish)
              ? store::add_account_sql
              : store::master_account_sql};
}

// What is there, by its natural keys: no id, no time, no secret.
const char* const content_sql = R"sql(
  with account as (
    select a.id, a.company_name as name from provisor.account a),
  facts (fact) as (
    select to_jsonb(a) - '{id,parent_id,created_at,expires_at}'::text[]
      || jsonb_build_object('table', 'account', 'parent', p.name,
        'lasts', a.expires_at - a.created_at > '1 day',
        'ends', a.expires_at is not null)
    from provisor.account a left join account p on p.id = a.parent_id
  union all
    select to_jsonb(u) - '{id,account_id,created_at}'::text[]
      || jsonb_build_object('table', 'app_user', 'account', a.name)
    from provisor.app_user u left join account a on a.id = u.account_id
  union all
    select jsonb_build_object('registered', r.email, 'by', u.username)
    from provisor.email_registry r
    left join provisor.app_user u on u.id = r.user_id
  union all
    select to_jsonb(c) - '{id,account_id,source_id,owner_user_id}'::text[]
      - '{created_at,updated_at}'::text[]
      || jsonb_build_object('table', 'contact', 'account', a.name,
        'source', s.name, 'owner', u.username, 'tags', array(
          select t.name from provisor.contact_tag ct
          join provisor.tag t on t.id = ct.tag_id
          where ct.contact_id = c.id order by 1))
    from provisor.contact c
    left join account a on a.id = c.account_id
    left join provisor.source s on s.id = c.source_id
    left join provisor.app_user u on u.id = c.owner_user_id
  union all
    select jsonb_build_object('table', 'source', 'name', s.name, 'of', a.name)
    from provisor.source s left join account a on a.id = s.account_id
  union all
    select jsonb_build_object('table', 'tag', 'name', t.name, 'of', a.name)
    from provisor.tag t left join account a on a.id = t.account_id
  union all
    select jsonb_build_object('table', 'member', 'group', g.name,
      'user', u.username, 'turn', m.last_turn)
    from provisor.group_member m
    join provisor.user_group g on g.id = m.group_id
    left join provisor.app_user u on u.id = m.user_id
  union all
    select jsonb_build_object('table', 'operation', 'of', a.name, 'key', o.key,
      'fingerprint', o.fingerprint, 'method', o.method, 'by', o.api_key_id,
      'made', made.name, 'user', u.username, 'contact', c.email,
      'replaced', o.replaced - 'source_id' - 'updated_at',
      'old source', (select s.name from provisor.source s
        where s.id = (o.replaced ->> 'source_id')::bigint))
    from provisor.operation o
    left join account a on a.id = o.account_id
    left join account made on made.id = (o.result ->> 'account_id')::bigint
    left join provisor.app_user u on u.id = (o.result ->> 'user_id')::bigint
    left join provisor.contact c on c.id = (o.result ->> 'contact_id')::bigint
  union all
    select jsonb_build_object('table', 'token', 'kind', t.kind,
      'user', u.username, 'lasts', t.expires_at - t.created_at)
    from provisor.token t left join provisor.app_user u on u.id = t.user_id
  union all
    select jsonb_build_object('table', 'outbox', 'of', a.name, 'kind', x.kind,
      'to', x.recipient, 'state', x.state, 'has secret', x.secret is not null,
      'data', x.data - '{account_id,user_id,contact_id}'::text[],
      'operation', o.key)
    from provisor.outbox x
    left join account a on a.id = x.account_id
    left join provisor.operation o on o.id = x.operation_id)
  select fact::text from facts order by 1
)sql";

// Two resellers, the second one with a limit, each with users and two groups.
class World : public PrivateDatabase {
 public:
  World() : api_(connection("provisor_api"), std::chrono::seconds(10)) {}

  // As new; quicker than a new database.
  void begin() {
    run(R"sql(
      do $$ begin
        execute (
          select 'truncate ' || string_agg('provisor.' || tablename, ',')
            || ' restart identity'
          from pg_tables
          where schemaname = 'provisor' and tablename <> 'migration');
      end $$
    )sql");
    store::Administration administration(connection("provisor_admin"));
    for (int i = 0; i < RandomWishes::resellers; ++i)
      make_reseller(administration, i);
    answers.clear();
    whole_sets = 0;
  }

  // The answers of a set; when it fails as a whole, of its members alone.
  void run_set(const std::vector<Sent>& set) {
    std::vector<const EncodedWish*> wishes;
    for (const Sent& sent : set) wishes.push_back(&sent.wish);
    try {
      const auto rows = api_.statement(set[0].sql, store::joined(wishes));
      for (const pqxx::row& row : store::in_order(rows, set.size()))
        answers.push_back(answer_of(row));
      if (set.size() > 1) ++whole_sets;
    } catch (const store::Fault& fault) {
      if (set.size() == 1)
        answers.push_back(fault.sqlstate());
      else
        for (const Sent& sent : set) run_set({sent});
    }
  }

  std::vector<std::string> content() { return values(content_sql); }

  std::vector<std::string> answers;
  int whole_sets = 0;

 private:
  static std::string answer_of(const pqxx::row& row) {
    return row["outcome"].as<std::string>() + " " +
           row["field"].as<std::string>("") +
           (row["replayed"].as<bool>() ? " replayed" : "");
  }

  static void make_reseller(store::Administration& administration, int number) {
    const std::string suffix = std::to_string(number);
    store::NewAccount account;
    account.company_name = "Reseller " + suffix;
    account.country = "DE";
    if (number == 1) account.contact_limit = 8;
    const auto id = administration.create_account(account).value();
    for (const char* group : {"sales", "support"})
      administration.create_group(id, group).value();
    for (const std::string& name : {"ann" + suffix, "bob" + suffix}) {
      const store::NewUser user{
          id, name, name + "@example.com", name, "Example", {}, {}};
      administration.create_user(user).value();
      administration.add_group_member({id, "sales", name}).value();
    }
    const store::KeyDigest key{RandomWishes::key_digest(number), "test"};
    administration.insert_key({key, "", id, "ann" + suffix, {}, {}}).value();
  }

  store::Connection api_;
};

bool collides(const std::vector<Sent>& set, const Sent& next) {
  for (const Sent& sent : set)
    for (const auto key : sent.wish.collision_keys)
      if (std::ranges::count(next.wish.collision_keys, key) > 0) return true;
  return false;
}

// Cuts the sequence into sets of random size. `careful`: like the queue, so
// that no collision is seen before the database sees one.
void run_in_sets(World& world, const std::vector<Sent>& sequence,
                 RandomWishes& chance, bool careful) {
  std::vector<Sent> set;
  std::size_t size = 1 + chance.below(16);
  for (const Sent& sent : sequence) {
    if (set.size() == size || (!set.empty() && set[0].sql != sent.sql) ||
        (careful && collides(set, sent))) {
      world.run_set(set);
      set.clear();
      size = 1 + chance.below(16);
    }
    set.push_back(sent);
  }
  world.run_set(set);
}

BOOST_AUTO_TEST_CASE(sets_leave_the_same_tables_as_wishes_one_by_one) {
  World alone, together;
  for (unsigned seed = 1; seed <= 25; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      RandomWishes wishes(seed);
      std::vector<Sent> sequence;
      for (int i = 0; i < 80; ++i) sequence.push_back(send(wishes.next()));

      alone.begin();
      together.begin();
      for (const Sent& sent : sequence) alone.run_set({sent});
      run_in_sets(together, sequence, wishes, seed % 4 != 0);

      BOOST_TEST(alone.answers == together.answers,
                 boost::test_tools::per_element());
      BOOST_TEST(alone.content() == together.content(),
                 boost::test_tools::per_element());
      BOOST_TEST(together.whole_sets > 4);
    }
  }
}

}  // namespace
}  // namespace provisor::tests
