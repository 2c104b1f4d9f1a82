#include "provisor/wire/csv.h"

#include <csv.h>

#include <deque>

namespace provisor::wire {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

int is_blank_to_skip(unsigned char) { return 0; }

[[noreturn]] void fail(std::size_t line, const std::string& reason) {
  throw CsvError("line " + std::to_string(line) + ": " + reason);
}

}  // namespace

// Hands libcsv one line at a time, so that the number of a row's first line is
// known: a value in quotes may hold line ends.
class CsvReader::Parser {
 public:
  explicit Parser(std::istream& stream) : stream_(stream) {
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0)
      throw std::bad_alloc();
    csv_set_space_func(&parser_, is_blank_to_skip);
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  std::optional<CsvRow> next() {
    while (rows_.empty() && !has_ended_) feed();
    if (rows_.empty()) return std::nullopt;
    auto row = std::move(rows_.front());
    rows_.pop_front();
    return row;
  }

 private:
  void feed() {
    // Zero is libcsv's "no row has begun".
    if (parser_.pstate == 0) {
      first_line_ = line_ + 1;
      open_bytes_ = 0;
    }
    std::string text;
    if (!read_line(text)) return finish();
    ++line_;
    if (line_ == 1 && text.starts_with(byte_order_mark))
      text.erase(0, byte_order_mark.size());
    open_bytes_ += text.size();
    const auto taken =
        csv_parse(&parser_, text.data(), text.size(), end_field, end_row, this);
    if (taken != text.size())
      fail(line_, csv_error(&parser_) == CSV_EPARSE
                      ? "a quote stands where none may be"
                      : "no memory is left");
    if (open_bytes_ > most_row_bytes) too_long();
  }

  // With its end; false when there is none left. A line longer than a row may
  // be is not read to its end.
  bool read_line(std::string& text) {
    for (int c; (c = stream_.get()) != std::istream::traits_type::eof();) {
      text += static_cast<char>(c);
      if (c == '\n') return true;
      if (text.size() > most_row_bytes) too_long();
    }
    return !text.empty();
  }

  void finish() {
    has_ended_ = true;
    if (csv_fini(&parser_, end_field, end_row, this) != 0)
      fail(first_line_, "a quote is never closed");
  }

  [[noreturn]] void too_long() const {
    fail(first_line_, "a row of over " + std::to_string(most_row_bytes) +
                          " bytes; is a quote missing?");
  }

  static void end_field(void* text, std::size_t size, void* self) {
    auto& fields = static_cast<Parser*>(self)->fields_;
    fields.emplace_back(static_cast<const char*>(text), size);
  }

  static void end_row(int, void* self) {
    auto& parser = *static_cast<Parser*>(self);
    parser.rows_.push_back({parser.first_line_, std::move(parser.fields_)});
    parser.fields_.clear();
  }

  std::istream& stream_;
  csv_parser parser_;
  std::vector<std::string> fields_;
  std::deque<CsvRow> rows_;
  std::size_t line_ = 0, first_line_ = 1, open_bytes_ = 0;
  bool has_ended_ = false;
};

CsvReader::CsvReader(std::istream& stream)
    : parser_(std::make_unique<Parser>(stream)) {}

CsvReader::~CsvReader() = default;

std::optional<CsvRow> CsvReader::next() { return parser_->next(); }

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const auto& field : fields) {
    if (&field != &fields.front()) line += ',';
    // A lone empty value would look like an empty line.
    const bool is_plain = field.find_first_of("\",\r\n") == field.npos &&
                          !(field.empty() && fields.size() == 1);
    if (is_plain) {
      line += field;
      continue;
    }
    std::string quoted(field.size() * 2 + 2, '\0');
    quoted.resize(
        csv_write(quoted.data(), quoted.size(), field.data(), field.size()));
    line += quoted;
  }
  return line + "\r\n";
}

}  // namespace provisor::wire
