// served_api.h — provisor-api itself, over a private database and a socket.
//
// The program is that of PROVISOR_BIN_DIR; build/release/bin when it is not
// set. Its own configuration: cheap password hashes, two workers.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "tests/support/fastcgi_client.h"
#include "tests/support/pool_under_test.h"
#include "tests/support/reseller.h"

namespace provisor::tests {

// "email=ann%40example.org&…", percent-encoded.
using Form = std::vector<std::pair<std::string, std::string>>;
std::string urlencoded(const Form& form);

bool holds(std::string_view text, std::string_view part);

// The integer behind "name": in a JSON text; fails the test when there is none.
std::int64_t id_in(const std::string& json, const std::string& name);

// A reseller of reseller.h with a real key, and the pool that serves it.
class ServedApi : public Reseller {
 public:
  ServedApi();
  ~ServedApi();

  // Without an answer the test fails.
  FastcgiAnswer call(const FastcgiParameters& parameters,
                     const std::string& body = "") const;

  // The form API by GET. A sign-up has email and account_name by itself; those
  // in `form` take their place.
  FastcgiAnswer form(const Form& form) const;
  FastcgiAnswer sign_up(Form form);
  // The same, and the body of a success.
  std::string signed_up(const Form& form);
  void expect_refused(const Form& form, const std::string& symbol,
                      const std::string& field);

  // JSON-RPC; `headers` as FastCGI parameters.
  FastcgiAnswer rpc(const std::string& body,
                    const FastcgiParameters& headers = {}) const;
  // The members of both objects without their braces; mandatory ones come by
  // themselves, with a new username, unless these lines hold them.
  std::string add_account_call(const std::string& account,
                               const std::string& user,
                               const std::string& more = "");
  std::string added(const std::string& account, const std::string& user);

  // What a column of the new row holds now.
  std::string account_value(const std::string& answer, const char* column);
  std::string user_value(const std::string& answer, const char* column);
  std::string contact_value(const std::string& answer, const char* column);

  std::string log() const;
  // Ends the pool by a signal; what waitpid() says of it.
  int end_by(int signal);
  const std::string& key() const { return key_; }
  const std::filesystem::path& socket() const { return socket_; }

 private:
  void start();
  bool is_ready() const;

  TemporaryDirectory directory_;
  std::filesystem::path socket_ = directory_ / "api.sock";
  std::string key_;
  pid_t pool_ = -1;
  int customers_ = 0;
};

}  // namespace provisor::tests
