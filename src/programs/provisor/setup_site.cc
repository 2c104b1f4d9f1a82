// setup_site.cc — the nginx site and its certificate.

#include <fmt/format.h>

#include <cctype>
#include <chrono>
#include <optional>
#include <string_view>
#include <thread>

#include "execute.h"
#include "setup.h"
#include "setup_nginx.h"
#include "setup_ports.h"

namespace provisor::command {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr char site_file[] = "/etc/nginx/sites-available/provisor";
constexpr char site_link[] = "/etc/nginx/sites-enabled/provisor";
constexpr char own_key[] = "/etc/provisor/tls/key.pem";

std::string site_text() { return file_text(site_file); }

// ---- Certificate
// -------------------------------------------------------------

// One that somebody else signed stays, whatever it is for.
bool is_certificate_there(const Setup& setup) {
  if (!fs::exists(own_certificate)) return false;
  return !is_own_certificate(setup) ||
         is_certificate_for(setup.wish.domain, own_certificate);
}

// For 825 days, the most that some clients believe in. It signs nothing else.
// Everybody may see it, whatever root's umask is: `provisor check` does.
void make_certificate(Setup& setup) {
  const auto& name = setup.wish.domain;
  mark_unfinished(site_step);
  must_run({"openssl",  "req",
            "-x509",    "-nodes",
            "-days",    "825",
            "-newkey",  "ec",
            "-pkeyopt", "ec_paramgen_curve:P-256",
            "-subj",    "/CN=" + name,
            "-addext",  "subjectAltName=DNS:" + name,
            "-addext",  "basicConstraints=critical,CA:FALSE",
            "-keyout",  own_key,
            "-out",     own_certificate});
  fs::permissions(own_certificate, fs::perms(0644));
}

// ---- Site
// --------------------------------------------------------------------

std::string wanted_site(const Setup& setup) {
  auto text = with_server_name(site_text(), setup.wish.domain);
  if (setup.wish.certificate.empty()) return text;
  text = with_directive(text, "ssl_certificate", setup.wish.certificate);
  return with_directive(text, "ssl_certificate_key",
                        setup.wish.certificate_key);
}

// nginx puts it together itself where the pool is not there yet.
bool is_ours(const SiteAnswer& answer) {
  return answer.status == 200 ||
         answer.body.find("\"error_code\"") != std::string::npos;
}

// The first one in a PEM file, or a text like it, without its white space.
std::string first_certificate(std::string pem) {
  static constexpr std::string_view end = "-----END CERTIFICATE-----";
  const auto start = pem.find("-----BEGIN CERTIFICATE-----");
  const auto stop = pem.find(end);
  if (start == pem.npos || stop == pem.npos || stop < start) return "";
  pem = pem.substr(start, stop + end.size() - start);
  std::erase_if(pem, [](unsigned char c) { return std::isspace(c); });
  return pem;
}

// Others than those that setup was given or made, an operator may have written
// into the site in any form that nginx knows.
bool is_certificate_known(const Setup& setup) {
  return !setup.wish.certificate.empty() ||
         certificate_of(setup) == own_certificate;
}

bool is_certificate_right(const Setup& setup, const SiteAnswer& answer) {
  return !is_certificate_known(setup) ||
         first_certificate(answer.certificate) ==
             first_certificate(file_text(certificate_of(setup)));
}

// Of two sites with one name nginx takes the first, and only warns.
SetupFailure other_site(const std::string& domain, const std::string& shown) {
  return {fmt::format("On port 443 {} {}.", domain, shown),
          fmt::format("Another site may have this server_name: nginx -t warns "
                      "of it, grep -rF {} /etc/nginx finds it. Disable it, and "
                      "run systemctl reload nginx.",
                      domain)};
}

// Nothing: the site is there as it should be.
std::optional<SetupFailure> fault_of_site(const Setup& setup) {
  const auto& domain = setup.wish.domain;
  const auto answer = ask_here(setup, "/healthz");
  if (!answer.trouble.empty())
    return SetupFailure(
        fmt::format("nginx does not answer for {} on port 443: {}", domain,
                    answer.trouble),
        "ss -ltnp 'sport = :443' shows who else has the port; "
        "journalctl -u nginx and /var/log/nginx/error.log what nginx says.");
  if (!is_ours(answer))
    return other_site(
        domain, fmt::format("answers {}, and not as provisor", answer.status));
  if (!is_certificate_right(setup, answer))
    return other_site(
        domain, "shows another certificate than " + certificate_of(setup));
  return std::nullopt;
}

bool is_enabled(const Setup& setup) {
  return fs::exists(site_link) && site_text() == wanted_site(setup) &&
         !fault_of_site(setup);
}

void link_site() {
  if (fs::exists(site_link)) return;
  fs::remove(site_link);  // one that leads nowhere
  fs::create_symlink("../sites-available/provisor", site_link);
}

// nginx would not start again with a site that it cannot read, so what was
// there before comes back unless nginx likes what it sees.
void write_site(const std::string& text) {
  const auto before = site_text();
  const bool was_enabled = fs::exists(site_link);
  write_file(site_file, text, 0644);
  link_site();
  const auto verdict = execute({"nginx", "-t"});
  if (verdict.status == 0) return;
  write_file(site_file, before, 0644);
  if (!was_enabled) fs::remove(site_link);
  throw std::runtime_error("nginx -t: " + verdict.complaint);
}

// For some 100 ms of a reload the old workers of nginx accept beside the new
// ones. It keeps its old settings, without a word, where it cannot have the
// port.
void await_site(const Setup& setup) {
  constexpr int enough_in_a_row = 10;
  const auto end = std::chrono::steady_clock::now() + 10s;
  for (int in_a_row = 0; in_a_row < enough_in_a_row;) {
    const auto fault = fault_of_site(setup);
    if (fault && std::chrono::steady_clock::now() > end) throw *fault;
    in_a_row = fault ? 0 : in_a_row + 1;
    std::this_thread::sleep_for(50ms);
  }
}

void load_site() {
  const auto ended = execute({"systemctl", "reload-or-restart", "nginx"});
  if (ended.status != 0)
    throw SetupFailure(
        "nginx cannot be started or reloaded: " + ended.complaint,
        "journalctl -u nginx -n 20 shows why.");
}

void enable_site(Setup& setup) {
  if (site_text().empty())
    throw SetupFailure(std::string(site_file) + " is not there.", reinstall);
  must_have_ports(site_text());
  must_run({"systemctl", "enable", "nginx"});
  mark_unfinished(site_step);
  write_site(wanted_site(setup));
  load_site();
  await_site(setup);
}

}  // namespace

std::string certificate_of(const Setup& setup) {
  if (!setup.wish.certificate.empty()) return setup.wish.certificate;
  const auto named = directive_value(site_text(), "ssl_certificate");
  return named.empty() ? own_certificate : named;
}

bool is_own_certificate(const Setup& setup) {
  if (certificate_of(setup) != own_certificate) return false;
  if (!fs::exists(own_certificate)) return true;
  const auto part = [](const char* which) {
    const auto text =
        execute({"openssl", "x509", "-noout", which, "-in", own_certificate})
            .output;
    return text.substr(text.find('=') + 1);
  };
  return part("-issuer") == part("-subject");
}

bool is_certificate_for(const std::string& domain, const std::string& file) {
  const auto verdict =
      execute({"openssl", "x509", "-noout", "-checkhost", domain, "-in", file});
  return verdict.output.find("does match") != std::string::npos;
}

SiteAnswer ask_here(const Setup& setup, const std::string& path) {
  return ask_site({.url = "https://" + setup.wish.domain + path,
                   .ca_file = {},
                   .is_to_this_machine = true});
}

void add_site_steps(const Setup& setup, std::vector<Step>& steps) {
  const auto& domain = setup.wish.domain;
  if (certificate_of(setup) == own_certificate)
    steps.push_back(
        {"certificate",
         fmt::format("Make a self-signed certificate of {} to begin with, {}.",
                     domain, own_certificate),
         is_certificate_there, make_certificate, "apt install openssl"});
  steps.push_back(
      {site_step,
       fmt::format("Enable the nginx site for {} with {}, once nginx -t finds "
                   "it good, and reload nginx.",
                   domain, certificate_of(setup)),
       is_enabled, enable_site,
       "apt install nginx; nginx -t names what is wrong. The site is as it was "
       "before."});
}

}  // namespace provisor::command
