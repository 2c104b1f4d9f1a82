#include "smtp_dialogue.h"

#include <algorithm>
#include <array>

namespace provisor::mail {
namespace {

constexpr std::size_t longest_text = 500;
constexpr std::size_t most_lines = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// In one line of ASCII: what a server says goes to a database and a terminal.
std::string clean(std::string_view text) {
  std::string out(text.substr(0, longest_text));
  for (char& c : out)
    if (c < 0x20 || c > 0x7e) c = '?';
  return out;
}

std::string_view without_line_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
    line.remove_suffix(1);
  return line;
}

// The code of "250 …" and "250-…"; 0 when the line has none.
int code_of(std::string_view line) {
  if (line.size() < 3 || !std::all_of(line.begin(), line.begin() + 3, is_digit))
    return 0;
  if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return 0;
  const int code =
      (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  return code >= 200 && code <= 599 ? code : 0;
}

// "2.1.5" at the start of a reply's text; empty when there is none.
std::string_view enhanced_code_of(std::string_view text) {
  const auto word = text.substr(0, text.find(' '));
  const auto digits = [&](std::size_t from) {
    std::size_t count = 0;
    while (from + count < word.size() && is_digit(word[from + count])) ++count;
    return count;
  };
  if (word.size() < 5 || (word[0] != '2' && word[0] != '4' && word[0] != '5') ||
      word[1] != '.')
    return {};
  const auto subject = digits(2);
  if (subject < 1 || subject > 3 || 2 + subject >= word.size() ||
      word[2 + subject] != '.')
    return {};
  const auto detail = digits(3 + subject);
  if (detail < 1 || detail > 3 || 3 + subject + detail != word.size())
    return {};
  return word;
}

bool asks_for_sign_in(int code) {
  constexpr std::array codes = {530, 534, 535, 538};
  return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

void SmtpDialogue::said(std::string_view line) {
  line = without_line_end(line);
  const std::string_view word = line.substr(0, line.find_first_of(" :"));
  if (stage_ == Stage::sign_in && word != "MAIL" && word != "QUIT") {
    note("> ", "(hidden)");
    return;
  }
  if (word == "QUIT") {
    is_leaving_ = true;
    note("> ", line);
    return;
  }
  if (word == "MAIL")
    stage_ = Stage::sender;
  else if (word == "RCPT")
    stage_ = Stage::recipient;
  else if (word == "DATA")
    stage_ = Stage::data;
  else if (word == "AUTH")
    stage_ = Stage::sign_in;
  else
    stage_ = Stage::session;
  command_ = clean(word);
  code_ = 0;
  enhanced_.clear();
  text_.clear();
  // "AUTH PLAIN …" carries the password.
  note("> ", stage_ == Stage::sign_in ? "AUTH (hidden)" : line);
}

void SmtpDialogue::sent_text() {
  if (stage_ == Stage::text) return;
  stage_ = Stage::text;
  command_ = "the text";
  code_ = 0;
  enhanced_.clear();
  text_.clear();
  note("> ", "(the text of the mail)");
}

void SmtpDialogue::heard(std::string_view lines) {
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    heard_line(without_line_end(lines.substr(0, end)));
    if (end == std::string_view::npos) break;
    lines.remove_prefix(end + 1);
  }
}

void SmtpDialogue::heard_line(std::string_view line) {
  note("< ", line);
  if (is_leaving_) return;
  const int code = code_of(line);
  if (code == 0) return;
  if (code != code_) {
    code_ = code;
    enhanced_.clear();
    text_.clear();
  }
  std::string_view text = line.substr(std::min<std::size_t>(4, line.size()));
  if (const auto enhanced = enhanced_code_of(text); !enhanced.empty()) {
    enhanced_ = enhanced;
    text.remove_prefix(std::min(text.size(), enhanced.size() + 1));
  }
  if (text_.size() < longest_text)
    text_ += (text_.empty() ? "" : " ") + clean(text);
}

bool SmtpDialogue::is_about_the_mail() const {
  return (stage_ == Stage::recipient || stage_ == Stage::data ||
          stage_ == Stage::text) &&
         !asks_for_sign_in(code_);
}

Answer SmtpDialogue::answer(bool is_done, std::string_view trouble) const {
  using Verdict = Answer::Verdict;
  Answer answer{Verdict::later, {}, {}, clean(trouble)};
  const bool is_accepted =
      is_done && stage_ == Stage::text && code_ >= 200 && code_ < 300;
  // A good reply to an earlier command is not the reason of the trouble.
  if (is_accepted || code_ >= 400) {
    answer.reply_code = code_;
    if (!enhanced_.empty()) answer.enhanced_code = enhanced_;
    answer.text = clean(text_);
  }
  if (is_accepted)
    answer.verdict = Verdict::accepted;
  else if (stage_ == Stage::session || stage_ == Stage::sign_in)
    answer.verdict = Verdict::unready;
  else if (code_ >= 500 && is_about_the_mail())
    answer.verdict = Verdict::refused;
  // Nothing was said where there was no connection.
  if (!is_accepted && !lines_.empty())
    answer.text += " (after " + command_ + ")";
  return answer;
}

void SmtpDialogue::note(std::string_view mark, std::string_view line) {
  if (lines_.size() < most_lines)
    lines_.push_back(std::string(mark) + clean(line));
}

}  // namespace provisor::mail
