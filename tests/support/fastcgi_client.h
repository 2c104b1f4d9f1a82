// fastcgi_client.h — speaks FastCGI to a pool as nginx does, or worse.
//
// The bytes are put together here and not by libfcgi, so that a test can stop
// in the middle of them or spoil them.

#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace provisor::tests {

using FastcgiParameters = std::vector<std::pair<std::string, std::string>>;

struct FastcgiAnswer {
  int status = 0;
  std::string reason;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// A GET (no body) or POST as nginx passes it on; further parameters may be
// added, REQUEST_ID for instance. CONTENT_LENGTH is part of it.
FastcgiParameters fastcgi_get(std::string_view path,
                              std::string_view query = {});
FastcgiParameters fastcgi_post(std::string_view path, std::string_view body,
                               std::string_view content_type);

// The records of a request. Bodies of any size.
std::string fastcgi_begin();
std::string fastcgi_parameters(const FastcgiParameters& parameters);
std::string fastcgi_body(std::string_view body);
std::string fastcgi_request(const FastcgiParameters& parameters,
                            std::string_view body = {});

class FastcgiConnection {
 public:
  // Throws std::system_error when nobody listens.
  explicit FastcgiConnection(const std::filesystem::path& socket);
  ~FastcgiConnection();
  FastcgiConnection(const FastcgiConnection&) = delete;
  FastcgiConnection& operator=(const FastcgiConnection&) = delete;

  // False when the pool closed the connection before it took everything.
  bool send(std::string_view bytes);
  // The pool reads an end of file from here on.
  void end_sending();

  // The whole answer; nothing when the connection ended before its last record,
  // or when nothing came for 20 seconds.
  std::optional<FastcgiAnswer> receive();

 private:
  int socket_;
};

// One request over a connection of its own. Nothing when it got no answer.
std::optional<FastcgiAnswer> fastcgi_call(const std::filesystem::path& socket,
                                          const FastcgiParameters& parameters,
                                          std::string_view body = {});

}  // namespace provisor::tests
