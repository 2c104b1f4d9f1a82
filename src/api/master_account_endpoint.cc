// The form API: parameters of the query string and the body, one JSON object
// back. Parameters that nobody knows are ignored.

#include <algorithm>

#include "caller_key.h"
#include "endpoints.h"
#include "performance.h"
#include "provisor/operations/master_account.h"
#include "provisor/wire/form_answer.h"
#include "provisor/wire/parameters.h"

namespace provisor::api {

namespace {

using operations::MasterAccount;

struct Row {
  std::string_view name;
  std::optional<std::string> MasterAccount::*member;
};
constexpr Row rows[] = {
    {"email", &MasterAccount::email},
    {"account_name", &MasterAccount::account_name},
    {"send_welcome_email", &MasterAccount::send_welcome_email},
    {"phone", &MasterAccount::phone},
    {"firstname", &MasterAccount::firstname},
    {"lastname", &MasterAccount::lastname},
    {"facebook", &MasterAccount::facebook},
    {"twitter", &MasterAccount::twitter},
    {"source", &MasterAccount::source},
    {"tags", &MasterAccount::tags},
    {"notifyToEmail", &MasterAccount::notify_to_email},
    {"notifyEmailSubject", &MasterAccount::notify_email_subject},
    {"contactowner_email", &MasterAccount::contactowner_email},
    {"contactowner_group", &MasterAccount::contactowner_group},
    {"email_notify_owner", &MasterAccount::email_notify_owner},
};

bool is_known(std::string_view name) {
  return name == "key" ||
         std::any_of(std::begin(rows), std::end(rows),
                     [&](const Row& row) { return row.name == name; });
}

std::optional<std::string> taken(wire::Parameters& parameters,
                                 std::string_view name) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) return std::nullopt;
  return std::move(found->second);
}

MasterAccount wish_of(wire::Parameters& parameters) {
  MasterAccount wish;
  for (const auto& row : rows) wish.*row.member = taken(parameters, row.name);
  return wish;
}

Outcome<wire::Parameters> parameters_of(const fastcgi::Request& request) {
  if (request.body_too_large) return Refusal::body_too_large;
  if (request.method != "POST")
    return wire::read_parameters(request.query, "", "", is_known);
  return wire::read_parameters(request.query, request.content_type,
                               request.body, is_known);
}

Outcome<Done> created(const operations::Context& context,
                      const MasterAccount& wish) {
  const auto created = operations::master_account(context, wish);
  if (!created) return created.refused();
  const auto& ids = *created;
  return Done{wire::NamedIntegers{{"account_id", ids.account_id},
                                  {"user_id", ids.user_id},
                                  {"contact_id", ids.contact_id}},
              ids.replayed};
}

Outcome<Done> signed_up(const fastcgi::Request& request, const House& house) {
  auto parameters = parameters_of(request);
  if (!parameters) return parameters.refused();
  auto key = caller_key(taken(*parameters, "key"), request);
  if (!key) return key.refused();
  const operations::Context context{house.services, std::move(*key),
                                    request.remote_address,
                                    request.idempotency_key, request.deadline};
  auto outcome = created(context, wish_of(*parameters));
  note_caller(context, outcome, *house.callers);
  return outcome;
}

}  // namespace

fastcgi::Response master_account_answer(const fastcgi::Request& request,
                                        const House& house) {
  const auto outcome =
      perform(Operation::master_account, request, house.metrics,
              [&] { return signed_up(request, house); });
  if (!outcome) return form_error(outcome.refused());
  fastcgi::Response response;
  response.body =
      wire::success_body(std::get<wire::NamedIntegers>((*outcome).result));
  if ((*outcome).replayed)
    response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

fastcgi::Response form_error(const Refused& refused) {
  fastcgi::Response response;
  response.status = traits_of(refused.refusal).form_status;
  response.body = wire::error_body(refused);
  return response;
}

}  // namespace provisor::api
