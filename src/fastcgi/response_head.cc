#include "response_head.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "provisor/base/refusal.h"

namespace provisor::fastcgi {

namespace {

struct Phrase {
  int status;
  std::string_view words;
};

constexpr std::array<Phrase, 12> phrases = {{
    {200, "OK"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
}};

void add_header(std::string& head, std::string_view name,
                std::string_view value) {
  constexpr std::string_view line_ends("\r\n\0", 3);
  if (name.empty() || name.find_first_of(": \r\n") != name.npos ||
      value.find_first_of(line_ends) != value.npos)
    throw std::invalid_argument("a response header would break its line");
  head.append(name).append(": ").append(value).append("\r\n");
}

// The sentences hold nothing that JSON escapes.
Response failure(int status, Refusal refusal, std::string_view sentence) {
  Response response;
  response.status = status;
  response.headers = {{"Cache-Control", "no-store"}};
  response.body.append(R"({"error_message":")")
      .append(sentence)
      .append(R"(","error_code":")")
      .append(traits_of(refusal).symbol)
      .append(R"(","field":null})");
  return response;
}

}  // namespace

std::string_view reason_phrase(int status) {
  const auto found = std::ranges::find(phrases, status, &Phrase::status);
  return found == phrases.end() ? "Unnamed Status" : found->words;
}

std::string head_of(const Response& response) {
  std::string head;
  head.reserve(256);
  add_header(head, "Status",
             std::to_string(response.status) + " " +
                 std::string(reason_phrase(response.status)));
  add_header(head, "Content-Type", response.content_type);
  add_header(head, "Content-Length", std::to_string(response.body.size()));
  for (const auto& [name, value] : response.headers)
    add_header(head, name, value);
  head.append("\r\n");
  return head;
}

Response malformed_request() {
  return failure(400, Refusal::request_malformed,
                 "The request's body does not have the length it announces.");
}

Response internal_error(std::string_view request_id) {
  return failure(500, Refusal::internal_error,
                 "The server failed on this request; its log has the reason "
                 "under the number " +
                     std::string(request_id) + ".");
}

}  // namespace provisor::fastcgi
