// Why two time-outs. A server may think long about a text that it has received
// (RFC 5321, section 4.5.3.2.6: ten minutes), and who hangs up meanwhile sends
// the same mail again, to a server that is as slow the next time. libcurl has
// no time-out for that reply alone, so its own are the sum of both, and the
// progress callback, which it calls at least once a second, ends each stage.

#include "smtp_connection.h"

#include <sys/socket.h>

#include <chrono>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "provisor/base/text.h"
#include "smtp_dialogue.h"

namespace provisor::mail {

using Clock = std::chrono::steady_clock;

// One mail on a connection. `told_to_stop` ends it.
struct SmtpTransfer {
  SmtpTransfer(const Parcel& given, const SmtpSettings& settings,
               const std::atomic<bool>& told_to_stop)
      : parcel(given),
        recipients(curl_slist_append(nullptr, given.recipient.c_str())),
        stop(told_to_stop),
        ends_at(Clock::now() + settings.timeout),
        text_timeout(settings.text_timeout) {}
  ~SmtpTransfer() { curl_slist_free_all(recipients); }
  SmtpTransfer(const SmtpTransfer&) = delete;
  SmtpTransfer& operator=(const SmtpTransfer&) = delete;

  const Parcel& parcel;
  curl_slist* recipients;
  const std::atomic<bool>& stop;
  Clock::time_point ends_at;
  const std::chrono::milliseconds text_timeout;
  bool is_text_gone = false, is_too_late = false;
  bool is_untransportable = false;
  std::size_t bytes_read = 0;
  SmtpDialogue dialogue;
  char trouble[CURL_ERROR_SIZE] = "";
  CURLcode result = CURLE_OK;
  bool is_on_used_connection = false;
};

namespace {

// One that idled longer was closed by most servers.
constexpr long longest_idle_s = 60;

std::size_t read_message(char* into, std::size_t size, std::size_t count,
                         void* context) {
  auto& transfer = *static_cast<SmtpTransfer*>(context);
  const auto part = std::string_view(transfer.parcel.message)
                        .substr(transfer.bytes_read, size * count);
  std::memcpy(into, part.data(), part.size());
  transfer.bytes_read += part.size();
  // libcurl asks again when it has sent what it had.
  if (part.empty() && !std::exchange(transfer.is_text_gone, true))
    transfer.ends_at = Clock::now() + transfer.text_timeout;
  return part.size();
}

// libcurl asks for SMTPUTF8 (RFC 6531) where an address is not ASCII and the
// server offers it. Else it would send the bytes as they are, and what the
// server makes of them nobody knows.
bool lacks_smtputf8(std::string_view said, const Parcel& parcel) {
  return said.starts_with("MAIL ") && !is_ascii(parcel.recipient) &&
         said.find(" SMTPUTF8") == said.npos;
}

int overhear(CURL*, curl_infotype what, char* data, std::size_t size,
             void* context) {
  auto& transfer = *static_cast<SmtpTransfer*>(context);
  auto& dialogue = transfer.dialogue;
  const std::string_view text(data, size);
  if (what == CURLINFO_HEADER_OUT) {
    dialogue.said(text);
    transfer.is_untransportable |= lacks_smtputf8(text, transfer.parcel);
  }
  if (what == CURLINFO_HEADER_IN) dialogue.heard(text);
  if (what == CURLINFO_DATA_OUT) dialogue.sent_text();
  return 0;
}

int is_to_end(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<SmtpTransfer*>(context);
  transfer.is_too_late = Clock::now() >= transfer.ends_at;
  return transfer.stop || transfer.is_too_late || transfer.is_untransportable
             ? 1
             : 0;
}

// The path is the name we introduce ourselves by.
std::string url_of(const SmtpSettings& settings) {
  const bool is_tls = settings.security == SmtpSettings::Security::tls;
  const bool is_ipv6 = settings.host.find(':') != std::string::npos;
  std::string url = is_tls ? "smtps://" : "smtp://";
  url += is_ipv6 ? "[" + settings.host + "]" : settings.host;
  url += ":" + std::to_string(settings.port);
  if (!settings.ehlo_name.empty()) url += "/" + settings.ehlo_name;
  return url;
}

std::string trouble_of(const SmtpTransfer& transfer) {
  if (transfer.is_too_late) return "no answer in time";
  return *transfer.trouble != '\0' ? transfer.trouble
                                   : curl_easy_strerror(transfer.result);
}

Delivery delivery_of(const SmtpTransfer& transfer) {
  const bool is_done = transfer.result == CURLE_OK;
  if (transfer.is_untransportable && !is_done)
    return {transfer.parcel.id,
            {Answer::Verdict::refused,
             {},
             {},
             "the mail server does not offer SMTPUTF8, which this address "
             "needs"},
            transfer.dialogue.lines()};
  return {transfer.parcel.id,
          transfer.dialogue.answer(is_done, trouble_of(transfer)),
          transfer.dialogue.lines()};
}

// Servers end a connection after some mails, or some time. That says nothing
// of the mail whose turn it would have been, and nothing of it was sent.
bool is_due_to_a_used_connection(const SmtpTransfer& transfer) {
  return transfer.result != CURLE_OK &&
         transfer.result != CURLE_OPERATION_TIMEDOUT &&
         transfer.result != CURLE_ABORTED_BY_CALLBACK &&
         transfer.is_on_used_connection && transfer.bytes_read == 0 &&
         transfer.dialogue.is_connection_ended();
}

}  // namespace

Delivery unsent(const Parcel& parcel, Answer::Verdict verdict,
                const std::string& reason) {
  return {parcel.id, {verdict, {}, {}, reason}, {}};
}

SmtpConnection::SmtpConnection(const SmtpSettings& settings,
                               const std::atomic<bool>& stop)
    : settings_(settings), url_(url_of(settings)), stop_(stop) {}

SmtpConnection::~SmtpConnection() { curl_easy_cleanup(easy_); }

Delivery SmtpConnection::send(const Parcel& parcel) {
  using Verdict = Answer::Verdict;
  if (!is_mail_address(parcel.recipient))
    return unsent(parcel, Verdict::refused, "the recipient is malformed");
  // That is a setting, which somebody has to mend.
  if (!is_mail_address(parcel.sender))
    return unsent(parcel, Verdict::later, "the sender is malformed");
  SmtpTransfer transfer(parcel, settings_, stop_);
  perform(transfer);
  if (!is_due_to_a_used_connection(transfer)) return delivery_of(transfer);
  SmtpTransfer again(parcel, settings_, stop_);
  perform(again);
  return delivery_of(again);
}

void SmtpConnection::perform(SmtpTransfer& transfer) {
  prepare(transfer);
  transfer.result = curl_easy_perform(easy_);
  long made = 0;
  curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &made);
  transfer.is_on_used_connection = made == 0;
  if (transfer.result != CURLE_OK) hang_up();
}

template <class Value>
void SmtpConnection::set(CURLoption option, Value value) {
  const CURLcode result = curl_easy_setopt(easy_, option, value);
  // An option that is not taken may be one that guards something.
  if (result != CURLE_OK)
    throw std::runtime_error(std::string("libcurl: ") +
                             curl_easy_strerror(result));
}

void SmtpConnection::prepare(SmtpTransfer& transfer) {
  if (easy_ == nullptr) easy_ = curl_easy_init();
  if (easy_ == nullptr) throw std::bad_alloc();
  curl_easy_reset(easy_);  // its connection stays
  set(CURLOPT_URL, url_.c_str());
  set(CURLOPT_PROXY, "");  // not the environment's
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_MAXAGE_CONN, longest_idle_s);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, is_to_end);
  set(CURLOPT_XFERINFODATA, &transfer);
  prepare_times();
  prepare_security();
  prepare_mail(transfer);
}

void SmtpConnection::prepare_times() {
  const auto whole = settings_.timeout + settings_.text_timeout;
  const auto whole_s = std::chrono::ceil<std::chrono::seconds>(whole);
  set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(settings_.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(whole.count()));
  set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(whole_s.count()));
}

void SmtpConnection::prepare_security() {
  if (settings_.security == SmtpSettings::Security::starttls)
    set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!settings_.ca_file.empty())
    set(CURLOPT_CAINFO, settings_.ca_file.c_str());
  if (settings_.user.empty()) return;
  set(CURLOPT_USERNAME, settings_.user.c_str());
  set(CURLOPT_PASSWORD, std::string(settings_.password.reveal()).c_str());
}

void SmtpConnection::prepare_mail(SmtpTransfer& transfer) {
  set(CURLOPT_MAIL_FROM, transfer.parcel.sender.c_str());
  set(CURLOPT_MAIL_RCPT, transfer.recipients);
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, read_message);
  set(CURLOPT_READDATA, &transfer);
  // The only way to learn what a reply was to.
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_DEBUGFUNCTION, overhear);
  set(CURLOPT_DEBUGDATA, &transfer);
  set(CURLOPT_ERRORBUFFER, transfer.trouble);
}

// libcurl may want to use a connection again on which a reply is missing, and
// would wait for the reply to its QUIT; not on a socket that is shut.
void SmtpConnection::hang_up() {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket);
  if (socket != CURL_SOCKET_BAD) shutdown(socket, SHUT_RDWR);
  curl_easy_cleanup(easy_);
  easy_ = nullptr;
}

}  // namespace provisor::mail
