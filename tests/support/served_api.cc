#include "tests/support/served_api.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

#include <boost/test/unit_test.hpp>

#include "provisor/auth/api_key.h"
#include "provisor/store/administration.h"

namespace provisor::tests {

namespace {

std::filesystem::path program() {
  const char* directory = std::getenv("PROVISOR_BIN_DIR");
  return std::filesystem::path(directory ? directory : "build/release/bin") /
         "provisor-api";
}

bool is_unreserved(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-';
}

std::string percent_encoded(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c))
      encoded += c;
    else
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return encoded;
}

bool has(const Form& form, std::string_view name) {
  return std::any_of(form.begin(), form.end(),
                     [&](const auto& each) { return each.first == name; });
}

void add_member(std::string& members, const std::string& name,
                const std::string& value) {
  if (holds(members, "\"" + name + "\"")) return;
  members += (members.empty() ? "\"" : ",\"") + name + "\":\"" + value + "\"";
}

}  // namespace

std::string urlencoded(const Form& form) {
  std::string text;
  for (const auto& [name, value] : form)
    text += (text.empty() ? "" : "&") + percent_encoded(name) + "=" +
            percent_encoded(value);
  return text;
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

std::int64_t id_in(const std::string& json, const std::string& name) {
  const auto place = json.find("\"" + name + "\":");
  BOOST_TEST_REQUIRE(place != std::string::npos, json);
  return std::stoll(json.substr(place + name.size() + 3));
}

ServedApi::ServedApi() {
  const auto made = auth::make_api_key();
  key_ = made.key.reveal();
  store::Administration(database.connection("provisor_admin"))
      .insert_key({{auth::digest_of(made.key), made.prefix},
                   "served",
                   account_id,
                   "ann",
                   {},
                   {}})
      .value();
  start();
  if (!eventually([this] { return is_ready(); }))
    throw std::runtime_error("not ready: " + log());
}

ServedApi::~ServedApi() {
  if (pool_ > 0) end_by(SIGTERM);
}

int ServedApi::end_by(int signal) {
  int status = 0;
  kill(pool_, signal);
  waitpid(pool_, &status, 0);
  pool_ = -1;
  return status;
}

void ServedApi::start() {
  const auto configuration = directory_ / "provisor.toml";
  std::ofstream(configuration)
      << "[database]\napi = \"" << database.connection("provisor_api")
      << "\"\n[pool]\nsocket = \"" << socket_.native()
      << "\"\nworkers = 2\nthreads = 8\n[passwords]\nargon2id_memory_kib = 8\n"
         "argon2id_passes = 1\nscrypt_log2_n = 1\nscrypt_p = 1\n";
  const auto log_file = directory_ / "log";
  const auto path = program();
  pool_ = fork();
  if (pool_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  dup2(::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600),
       STDERR_FILENO);
  execl(path.c_str(), path.c_str(), "--config", configuration.c_str(), nullptr);
  _exit(127);
}

bool ServedApi::is_ready() const {
  try {
    const auto answer = fastcgi_call(socket_, fastcgi_get("/readyz"));
    return answer && answer->status == 200;
  } catch (const std::system_error&) {
    return false;  // nobody listens yet
  }
}

FastcgiAnswer ServedApi::call(const FastcgiParameters& parameters,
                              const std::string& body) const {
  const auto answer = fastcgi_call(socket_, parameters, body);
  BOOST_TEST_REQUIRE(answer.has_value(), "no answer: " << log());
  return *answer;
}

FastcgiAnswer ServedApi::form(const Form& form) const {
  return call(fastcgi_get("/site/api/master_account", urlencoded(form)));
}

FastcgiAnswer ServedApi::sign_up(Form form) {
  const auto name = "customer" + std::to_string(++customers_);
  if (!has(form, "key")) form.emplace_back("key", key_);
  if (!has(form, "email")) form.emplace_back("email", name + "@example.org");
  if (!has(form, "account_name")) form.emplace_back("account_name", name);
  return this->form(form);
}

std::string ServedApi::signed_up(const Form& form) {
  const auto answer = sign_up(form);
  BOOST_TEST_REQUIRE(answer.body.starts_with(R"({"message":"success")"),
                     answer.body);
  return answer.body;
}

void ServedApi::expect_refused(const Form& form, const std::string& symbol,
                               const std::string& field) {
  const auto answer = sign_up(form);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body.starts_with(R"({"error_message":")"));
  BOOST_TEST(holds(answer.body, R"("error_code":")" + symbol + "\""),
             answer.body);
  BOOST_TEST(holds(answer.body, R"("field":")" + field + "\""), answer.body);
}

FastcgiAnswer ServedApi::rpc(const std::string& body,
                             const FastcgiParameters& headers) const {
  auto parameters =
      fastcgi_post("/api/jsonrpcserver", body, "application/json");
  parameters.insert(parameters.end(), headers.begin(), headers.end());
  return call(parameters, body);
}

std::string ServedApi::add_account_call(const std::string& account,
                                        const std::string& user,
                                        const std::string& more) {
  const auto name = "owner" + std::to_string(++customers_);
  std::string account_members = account, user_members = user;
  add_member(account_members, "company_name", "Company of " + name);
  add_member(account_members, "billing_email", "billing@example.org");
  add_member(user_members, "username", name);
  add_member(user_members, "password", "MnfkjH32k34089dkjg9t");
  add_member(user_members, "first_name", "John");
  add_member(user_members, "last_name", "Doe");
  add_member(user_members, "email", name + "@example.org");
  add_member(user_members, "phone", "(07) 3257 3906");
  return R"({"id":1,"method":"addAccount","params":[")" + key_ + "\",{" +
         account_members + "},{" + user_members + "}]" + more + "}";
}

std::string ServedApi::added(const std::string& account,
                             const std::string& user) {
  const auto answer = rpc(add_account_call(account, user)).body;
  BOOST_TEST_REQUIRE(answer.starts_with(R"({"id":1,"result":{)"), answer);
  return answer;
}

std::string ServedApi::account_value(const std::string& answer,
                                     const char* column) {
  return database.value(std::string("select coalesce((") + column +
                        ")::text, 'null') from provisor.account where id = " +
                        std::to_string(id_in(answer, "account_id")));
}

std::string ServedApi::user_value(const std::string& answer,
                                  const char* column) {
  return database.value(std::string("select coalesce((") + column +
                        ")::text, 'null') from provisor.app_user where id = " +
                        std::to_string(id_in(answer, "user_id")));
}

std::string ServedApi::contact_value(const std::string& answer,
                                     const char* column) {
  return database.value(std::string("select coalesce((") + column +
                        ")::text, 'null') from provisor.contact where id = " +
                        std::to_string(id_in(answer, "contact_id")));
}

std::string ServedApi::log() const {
  std::ifstream file(directory_ / "log");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace provisor::tests
