#include "provisor/store/links.h"

#include "json_writer.h"
#include "set_statement.h"

namespace provisor::store {

namespace {

// One row per wish each.
constexpr char look_at_link_sql[] = R"sql(
    select n, outcome, field, username, email, first_name, last_name,
      company_name, branding
    from api.look_at_link($1::jsonb)
)sql";

constexpr char set_password_sql[] = R"sql(
    select n, outcome, field from api.set_password($1::jsonb)
)sql";

constexpr char confirm_address_sql[] = R"sql(
    select n, outcome, field from api.confirm_address($1::jsonb)
)sql";

constexpr char resend_confirmation_sql[] = R"sql(
    select n, outcome, field from api.resend_confirmation($1::jsonb)
)sql";

constexpr char ask_reset_sql[] = R"sql(
    select n, outcome, field from api.ask_reset($1::jsonb)
)sql";

JsonWriter written(const LinkDigest& link) {
  JsonWriter json(256);
  json.add("link_kind", link.kind).add("token_digest", link.token_digest);
  return json;
}

// One link spent twice in a set would be judged by one clock reading.
EncodedWish encoded(const LinkDigest& link, JsonWriter json) {
  return {std::move(json).members(),
          {collision_key("link", link.token_digest)}};
}

bool is_done(const pqxx::row& row) {
  return row["outcome"].as<std::string>() == "done";
}

std::string text_of(const pqxx::row& row, const char* column) {
  return row[column].as<std::string>("");
}

Outcome<LinkLook> read_look(const pqxx::row& row) {
  LinkLook look;
  look.holder.branding = text_of(row, "branding");
  if (!is_done(row)) {
    look.refused = refused_of(row);
    return look;
  }
  look.holder.username = text_of(row, "username");
  look.holder.email = text_of(row, "email");
  look.holder.first_name = text_of(row, "first_name");
  look.holder.last_name = text_of(row, "last_name");
  look.holder.company_name = text_of(row, "company_name");
  return look;
}

template <class Done>
Outcome<Done> read_done(const pqxx::row& row) {
  if (!is_done(row)) return refused_of(row);
  return Done{};
}

class PostgresLinks final : public Links {
 public:
  PostgresLinks(const SignUpSettings& settings, Metrics& metrics)
      : confirmation_life_(settings.confirmation_life),
        look_at_link_(of("look_at_link", look_at_link_sql, settings), read_look,
                      metrics.of(Operation::look_at_link)),
        set_password_(of("set_password", set_password_sql, settings),
                      read_done<LinkSpent>,
                      metrics.of(Operation::set_password)),
        confirm_address_(of("confirm_address", confirm_address_sql, settings),
                         read_done<LinkSpent>,
                         metrics.of(Operation::confirm_address)),
        resend_confirmation_(
            of("resend_confirmation", resend_confirmation_sql, settings),
            read_done<ConfirmationResent>,
            metrics.of(Operation::resend_confirmation)),
        ask_reset_(of("ask_reset", ask_reset_sql, settings),
                   read_done<ResetAsked>, metrics.of(Operation::ask_reset)) {}

  Outcome<LinkLook> look_at_link(const LinkDigest& link,
                                 Deadline deadline) override {
    return look_at_link_.ask({written(link).members(), {}}, deadline);
  }

  Outcome<LinkSpent> set_password(const LinkDigest& link,
                                  const std::string& password_hash,
                                  Deadline deadline) override {
    auto json = written(link);
    json.add("password_hash", password_hash);
    return set_password_.ask(encoded(link, std::move(json)), deadline);
  }

  Outcome<LinkSpent> confirm_address(const LinkDigest& link,
                                     Deadline deadline) override {
    return confirm_address_.ask(encoded(link, written(link)), deadline);
  }

  Outcome<ConfirmationResent> resend_confirmation(const LinkDigest& link,
                                                  Deadline deadline) override {
    auto json = written(link);
    json.add("link_seconds", confirmation_life_.count());
    return resend_confirmation_.ask(encoded(link, std::move(json)), deadline);
  }

  Outcome<ResetAsked> ask_reset(const std::string& name,
                                Deadline deadline) override {
    JsonWriter json(256);
    json.add("name", name);
    return ask_reset_.ask({std::move(json).members(), {}}, deadline);
  }

  void cut_off_overdue() override {
    look_at_link_.cut_off_overdue();
    set_password_.cut_off_overdue();
    confirm_address_.cut_off_overdue();
    resend_confirmation_.cut_off_overdue();
    ask_reset_.cut_off_overdue();
  }

 private:
  // People click seldom: one connection each, made when it is first needed.
  static SetStatementSettings of(const char* name, const char* sql,
                                 const SignUpSettings& settings) {
    return {name, sql, settings.connection, 1, settings.largest_set};
  }

  const std::chrono::seconds confirmation_life_;
  SetStatement<Outcome<LinkLook>> look_at_link_;
  SetStatement<Outcome<LinkSpent>> set_password_;
  SetStatement<Outcome<LinkSpent>> confirm_address_;
  SetStatement<Outcome<ConfirmationResent>> resend_confirmation_;
  SetStatement<Outcome<ResetAsked>> ask_reset_;
};

}  // namespace

std::unique_ptr<Links> open_links(const SignUpSettings& settings,
                                  Metrics& metrics) {
  return std::make_unique<PostgresLinks>(settings, metrics);
}

}  // namespace provisor::store
