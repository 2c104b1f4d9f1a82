// fake_api.h — the whole API in one process over a fake database.

#pragma once

#include <algorithm>
#include <map>

#include <boost/test/unit_test.hpp>

#include "provisor/api/api.h"
#include "provisor/auth/api_key.h"
#include "provisor/base/log.h"
#include "tests/unit/operations/fake_sign_ups.h"

namespace provisor {

struct FakeApi : FakeHouse {
  // A line for every call would hide what a failing test has to say.
  FakeApi() { log::set_level(log::Level::error); }
  ~FakeApi() { log::set_level(log::Level::info); }

  std::map<std::string, api::PageLook> looks = {
      {"", {"Example Mailer", "", ""}}};
  std::unique_ptr<fastcgi::PoolState> pool =
      std::make_unique<fastcgi::PoolState>();
  std::unique_ptr<fastcgi::Application> api = api::make_api(
      services, *pool, *metrics, {[this](const std::string& branding) {
        return looks.count(branding) ? looks[branding] : looks[""];
      }});
  std::string key{auth::make_api_key().key.reveal()};

  static fastcgi::Request request(std::string method, std::string path) {
    fastcgi::Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.remote_address = "192.0.2.7";
    request.request_id = "0123456789abcdef";
    request.deadline = Clock::now() + std::chrono::seconds(5);
    return request;
  }
  fastcgi::Response get(const std::string& path,
                        const std::string& query = "") {
    auto asked = request("GET", path);
    asked.query = query;
    return api->answer(asked);
  }
  fastcgi::Request rpc_request(const std::string& body) {
    auto asked = request("POST", "/api/jsonrpcserver");
    asked.content_type = "application/json";
    asked.body = body;
    return asked;
  }
  std::string rpc(const std::string& body) {
    const auto response = api->answer(rpc_request(body));
    BOOST_TEST(response.status == 200);
    return response.body;
  }
};

inline std::string header_of(const fastcgi::Response& response,
                             std::string_view name) {
  const auto& headers = response.headers;
  const auto found =
      std::find_if(headers.begin(), headers.end(),
                   [&](const auto& header) { return header.first == name; });
  return found == headers.end() ? "" : found->second;
}

inline bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace provisor
