#include "import_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "provisor/base/text.h"

namespace provisor::command {
namespace {

// What an export tells people, and an import decides by itself.
constexpr std::string_view told_columns[] = {
    "id",         "account_id", "parent_id", "status",
    "phone_e164", "created_at", "updated_at"};

// What is left of a pipe at the second reading is nothing.
std::ifstream opened(const std::filesystem::path& path) {
  std::error_code unknown;
  const auto status = std::filesystem::status(path, unknown);
  if (exists(status) && !is_regular_file(status))
    throw std::runtime_error(path.string() +
                             ": is no regular file, which can be read twice");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error(path.string() + ": cannot be read");
  return stream;
}

}  // namespace

ImportFile::ImportFile(const std::filesystem::path& path,
                       const std::vector<std::string_view>& columns)
    : path_(path),
      stream_(opened(path)),
      size_(std::filesystem::file_size(path)) {
  read_header(columns);
}

std::optional<wire::CsvRow> ImportFile::read_row() {
  try {
    return reader_.next();
  } catch (const wire::CsvError& error) {
    throw std::runtime_error(path_.string() + ": " + error.what());
  }
}

void ImportFile::read_header(const std::vector<std::string_view>& columns) {
  const auto row = read_row();
  if (!row) throw std::runtime_error(path_.string() + ": is empty");
  for (const auto& typed : row->fields) {
    const auto name = lower_ascii(trimmed(typed));
    const auto fail = [&](const std::string& reason) {
      throw std::runtime_error(
          fmt::format("{}:{}: {}", path_.string(), row->line, reason));
    };
    if (std::ranges::find(columns, name) == columns.end() &&
        std::ranges::find(told_columns, name) == std::end(told_columns))
      fail(fmt::format("there is no column '{}'. There are: {}",
                       is_utf8(name) ? name : "", fmt::join(columns, ", ")));
    if (std::ranges::find(header_, name) != header_.end())
      fail(fmt::format("the column '{}' is there twice", name));
    header_.push_back(name);
  }
}

std::optional<FileRow> ImportFile::next() {
  auto row = read_row();
  if (!row) return std::nullopt;
  FileRow next{row->line, {}, {}};
  if (row->fields.size() != header_.size()) {
    next.refused = Refused{Refusal::request_malformed, "",
                           fmt::format("The row has {} values, the header {}.",
                                       row->fields.size(), header_.size())};
    return next;
  }
  for (std::size_t i = 0; i < header_.size(); ++i)
    next.values.emplace_back(header_[i], std::move(row->fields[i]));
  return next;
}

std::uint64_t ImportFile::position() {
  const auto at = stream_.tellg();
  return at < 0 ? size_ : static_cast<std::uint64_t>(at);
}

}  // namespace provisor::command
