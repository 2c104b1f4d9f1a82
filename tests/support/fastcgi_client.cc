#include "tests/support/fastcgi_client.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>

namespace provisor::tests {

namespace {

// The FastCGI specification, version 1.0, section 8.
enum RecordType : unsigned char {
  begin_request = 1,
  end_request = 3,
  params = 4,
  standard_input = 5,
  standard_output = 6,
};
constexpr std::size_t header_size = 8;
constexpr std::size_t largest_content = 65535;

std::string record(RecordType type, std::string_view content) {
  const char header[header_size] = {1,
                                    static_cast<char>(type),
                                    0,
                                    1,  // request id
                                    static_cast<char>(content.size() >> 8),
                                    static_cast<char>(content.size() & 0xff),
                                    0,
                                    0};
  return std::string(header, header_size).append(content);
}

// Records of the content, and the empty one that ends a stream.
std::string stream(RecordType type, std::string_view content) {
  std::string bytes;
  while (!content.empty()) {
    bytes += record(type, content.substr(0, largest_content));
    content.remove_prefix(std::min(content.size(), largest_content));
  }
  return bytes + record(type, {});
}

void append_length(std::string& bytes, std::size_t length) {
  if (length < 128) {
    bytes += static_cast<char>(length);
    return;
  }
  bytes += static_cast<char>(0x80 | (length >> 24));
  for (const int shift : {16, 8, 0})
    bytes += static_cast<char>((length >> shift) & 0xff);
}

std::string lowered(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char byte) {
    return static_cast<char>(std::tolower(byte));
  });
  return text;
}

// "Status: 200 OK" CR LF "Name: value" … CR LF CR LF body.
std::optional<FastcgiAnswer> cgi_answer(std::string_view text) {
  FastcgiAnswer answer;
  for (;;) {
    const std::size_t end = text.find("\r\n");
    if (end == text.npos) return std::nullopt;
    const std::string line(text.substr(0, end));
    text.remove_prefix(end + 2);
    if (line.empty()) break;
    const std::size_t colon = line.find(": ");
    if (colon == line.npos) return std::nullopt;
    answer.headers[lowered(line.substr(0, colon))] = line.substr(colon + 2);
  }
  const std::string& status = answer.headers["status"];
  std::from_chars(status.data(), status.data() + status.size(), answer.status);
  answer.reason = status.substr(std::min(status.size(), std::size_t{4}));
  answer.body = text;
  return answer;
}

bool read_exactly(int socket, char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t got = read(socket, bytes, count);
    if (got <= 0) return false;
    bytes += got;
    count -= static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

FastcgiParameters fastcgi_get(std::string_view path, std::string_view query) {
  return {{"REQUEST_METHOD", "GET"},
          {"DOCUMENT_URI", std::string(path)},
          {"QUERY_STRING", std::string(query)},
          {"CONTENT_TYPE", ""},
          {"CONTENT_LENGTH", ""},
          {"REMOTE_ADDR", "127.0.0.1"}};
}

FastcgiParameters fastcgi_post(std::string_view path, std::string_view body,
                               std::string_view content_type) {
  return {{"REQUEST_METHOD", "POST"},
          {"DOCUMENT_URI", std::string(path)},
          {"QUERY_STRING", ""},
          {"CONTENT_TYPE", std::string(content_type)},
          {"CONTENT_LENGTH", std::to_string(body.size())},
          {"REMOTE_ADDR", "127.0.0.1"}};
}

std::string fastcgi_begin() {
  constexpr char responder[8] = {0, 1, 0, 0, 0, 0, 0, 0};
  return record(begin_request, {responder, sizeof responder});
}

std::string fastcgi_parameters(const FastcgiParameters& parameters) {
  std::string content;
  for (const auto& [name, value] : parameters) {
    append_length(content, name.size());
    append_length(content, value.size());
    content.append(name).append(value);
  }
  return stream(params, content);
}

std::string fastcgi_body(std::string_view body) {
  return stream(standard_input, body);
}

std::string fastcgi_request(const FastcgiParameters& parameters,
                            std::string_view body) {
  return fastcgi_begin() + fastcgi_parameters(parameters) + fastcgi_body(body);
}

FastcgiConnection::FastcgiConnection(const std::filesystem::path& path)
    : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const timeval patience{20, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address),
              sizeof address) == 0)
    return;
  const int reason = errno;
  close(socket_);
  throw std::system_error(reason, std::generic_category(), path.native());
}

FastcgiConnection::~FastcgiConnection() { close(socket_); }

bool FastcgiConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void FastcgiConnection::end_sending() { shutdown(socket_, SHUT_WR); }

std::optional<FastcgiAnswer> FastcgiConnection::receive() {
  std::string output;
  for (;;) {
    unsigned char header[header_size];
    if (!read_exactly(socket_, reinterpret_cast<char*>(header), header_size))
      return std::nullopt;
    const std::size_t size = header[4] * 256U + header[5];
    std::string content(size + header[6], '\0');
    if (!read_exactly(socket_, content.data(), content.size()))
      return std::nullopt;
    if (header[1] == end_request) return cgi_answer(output);
    if (header[1] == standard_output) output.append(content, 0, size);
  }
}

std::optional<FastcgiAnswer> fastcgi_call(const std::filesystem::path& socket,
                                          const FastcgiParameters& parameters,
                                          std::string_view body) {
  FastcgiConnection connection(socket);
  connection.send(fastcgi_request(parameters, body));
  return connection.receive();
}

}  // namespace provisor::tests
