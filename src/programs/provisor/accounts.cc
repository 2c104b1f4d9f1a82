#include <fmt/format.h>

#include <memory>

#include "command.h"
#include "options.h"

namespace provisor::command {
namespace {

Record record_of(const store::Account& account) {
  return {{"id", account.id},
          {"parent", cell_of(account.parent_id)},
          {"company_name", account.company_name},
          {"type", account.account_type},
          {"status", account.status},
          {"country", account.country},
          {"billing_email", account.billing_email},
          {"branding", cell_of(account.branding)},
          {"virtual_host", cell_of(account.virtual_host)},
          {"packages", cell_of(account.packages)},
          {"sub_packages", cell_of(account.sub_packages)},
          {"contact_limit", cell_of(account.contact_limit)},
          {"email_send_limit", cell_of(account.email_send_limit)},
          {"sms_send_limit", cell_of(account.sms_send_limit)},
          {"send_cap", cell_of(account.send_cap)},
          {"is_trial", account.is_trial},
          {"is_free", account.is_free},
          {"expires_at", cell_of(account.expires_at)},
          {"created_at", cell_of(account.created_at)},
          {"users", account.users},
          {"contacts", account.contacts},
          {"sub_accounts", account.sub_accounts}};
}

Outcome<Report> create(store::Administration& database,
                       const store::NewAccount& account) {
  const auto id = database.create_account(account);
  if (!id) return id.refused();
  return Report(Done{fmt::format("Created account {}, {}.\nNext: provisor user "
                                 "create --account {} …",
                                 *id, account.company_name, *id),
                     {{"id", *id}}});
}

Report list(store::Administration& database,
            const store::AccountFilter& filter) {
  Listing listing{{"id", "parent", "company_name", "type", "status", "country",
                   "trial", "expires_at", "users", "contacts", "sub_accounts"},
                  {}};
  for (const auto& account : database.list_accounts(filter))
    listing.rows.push_back({account.id, cell_of(account.parent_id),
                            account.company_name, account.account_type,
                            account.status, account.country, account.is_trial,
                            cell_of(account.expires_at), account.users,
                            account.contacts, account.sub_accounts});
  return listing;
}

Outcome<Report> shown(const Outcome<store::Account>& account) {
  if (!account) return account.refused();
  return Report(record_of(*account));
}

const CLI::IsMember account_types({"single", "reseller", "partner",
                                   "corporate"});

void add_limits(CLI::App& command, store::NewAccount& account) {
  add_count(command, "--contact-limit", account.contact_limit,
            "Contacts the account may hold");
  add_count(command, "--email-send-limit", account.email_send_limit,
            "E-mails it may send a month");
  add_count(command, "--sms-send-limit", account.sms_send_limit,
            "Text messages it may send a month");
  add_count(command, "--send-cap", account.send_cap,
            "E-mails it may send at one time");
}

void add_create(CLI::App& topic, Action& chosen) {
  const auto account = std::make_shared<store::NewAccount>();
  auto& command = *topic.add_subcommand("create", "Create an account.");
  add_text(command, "--name", account->company_name, "The company's name")
      ->required();
  add_country(command, "--country", account->country,
              "Phone numbers without a country code are read as of here")
      ->required();
  command.add_option("--type", account->account_type, "Default: reseller")
      ->check(account_types);
  add_id(command, "--parent", account->parent_id,
         "The account above (default: none)");
  add_email(command, "--billing-email", account->billing_email,
            "Where bills go");
  add_text(command, "--branding", account->branding,
           "Handed on to accounts created under this one", 100);
  add_host(command, "--virtual-host", account->virtual_host,
           "The host of links in mails; handed on likewise");
  add_packages(command, "--packages", account->packages, "Separated by commas");
  add_packages(command, "--sub-packages", account->sub_packages,
               "Separated by commas");
  add_limits(command, *account);
  command
      .add_flag("--trial", account->is_trial,
                "A trial: 30 days, at most 10 e-mails at one time")
      ->excludes(add_day(command, "--expires", account->expires_at,
                         "First instant it no longer works (default: never)"))
      ->excludes("--send-cap");
  command.footer(
      "Examples:\n"
      "  provisor account create --name 'Example Reseller' --country AU\n"
      "  provisor account create --name 'Small One' --country 'New Zealand' "
      "\\\n"
      "    --contact-limit 5000 --virtual-host app.example.com");
  on_database(command, chosen,
              [account](auto& database) { return create(database, *account); });
}

void add_list(CLI::App& topic, Action& chosen) {
  const auto filter = std::make_shared<store::AccountFilter>();
  auto& command = *topic.add_subcommand("list", "List accounts, newest first.");
  add_id(command, "--parent", filter->parent_id, "Only those right under it");
  command.add_option("--type", filter->account_type, "Only those of this type")
      ->check(account_types);
  add_limit(command, filter->limit);
  command.footer("Example:\n  provisor account list --type reseller");
  on_database(command, chosen,
              [filter](auto& database) { return list(database, *filter); });
}

using Change = Outcome<store::Account> (store::Administration::*)(std::int64_t);

void add_one(CLI::App& topic, Action& chosen, const std::string& name,
             const std::string& what, Change change) {
  const auto id = std::make_shared<std::int64_t>();
  auto& command = *topic.add_subcommand(name, what);
  add_id(command, "ID", *id, "The account")->required();
  command.footer("Example:\n  provisor account " + name + " 7");
  on_database(command, chosen, [id, change](auto& database) {
    return shown((database.*change)(*id));
  });
}

void add_approve(CLI::App& topic, Action& chosen) {
  const auto approval = std::make_shared<store::Approval>();
  auto& command = *topic.add_subcommand(
      "approve",
      "Make a trial a full account and mail its owner so. Its send cap and its "
      "end go, but for those that are given.");
  add_id(command, "ID", approval->account_id, "The trial")->required();
  add_count(command, "--send-cap", approval->send_cap,
            "E-mails it may send at one time (default: unlimited)");
  add_day(command, "--expires", approval->expires_at,
          "First instant it no longer works (default: never)");
  command.footer("Example:\n  provisor account approve 7");
  on_database(command, chosen, [approval](auto& database) {
    return shown(database.approve_trial(*approval));
  });
}

}  // namespace

void add_accounts(CLI::App& program, Action& chosen) {
  auto& topic = *program.add_subcommand("account", "Accounts and resellers.");
  topic.require_subcommand(1);
  add_create(topic, chosen);
  add_list(topic, chosen);
  add_one(topic, chosen, "show", "Show all there is about an account.",
          &store::Administration::show_account);
  add_one(topic, chosen, "deactivate",
          "Refuse all calls with its keys from now on. Nothing is deleted.",
          &store::Administration::deactivate_account);
  add_one(topic, chosen, "reactivate", "Undo `deactivate`.",
          &store::Administration::reactivate_account);
  add_approve(topic, chosen);
}

}  // namespace provisor::command
