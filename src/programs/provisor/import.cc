// import.cc — contacts and accounts from a CSV file.
//
// The file is read twice. First every row is checked, by the rules of the
// calls, and nothing is written unless all are right. Then they are written in
// sets, each row an operation under its own key. So whatever ends an import,
// the same command ends it well: what was done answers so.
//
// The rows are done in the name of a key that is made for the import, known to
// nobody, and revoked at its end: that is how operations tell who did them.

#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "command.h"
#include "import_file.h"
#include "import_kinds.h"
#include "options.h"
#include "progress.h"
#include "provisor/auth/api_key.h"
#include "provisor/store/fault.h"

namespace provisor::command {
namespace {

constexpr auto longest_import = std::chrono::days(7);

struct ImportWish {
  std::filesystem::path file;
  std::string as;
  std::int64_t account_id;
  std::string username;
  bool is_dry_run = false;
};

struct Tally {
  std::int64_t rows = 0, wrong = 0, imported = 0, before = 0, refused = 0;

  std::int64_t done() const { return imported + before + refused; }
};

void complain(const ImportWish& wish, std::size_t line,
              const Refused& refused) {
  std::cerr << fmt::format("{}:{}: {}{}\n", wish.file.string(), line,
                           refused.field.empty() ? "" : refused.field + ": ",
                           sentence_of(refused));
}

template <class Kind>
std::optional<Refused> fault_in(const Kind& kind, const FileRow& row,
                                Seen& seen) {
  if (row.refused) return row.refused;
  const auto wish = kind.read(row.values);
  if (!wish) return wish.refused();
  return kind.twice(seen, *wish, row.line);
}

// Complains of every row that is not right.
template <class Kind>
Tally check(const ImportWish& wish, const Kind& kind) {
  ImportFile file(wish.file, Kind::columns());
  Progress progress("Checking ", file.size());
  Tally tally;
  Seen seen;
  while (const auto row = file.next()) {
    ++tally.rows;
    if (const auto refused = fault_in(kind, *row, seen)) {
      ++tally.wrong;
      complain(wish, row->line, *refused);
    }
    progress.show(file.position(), tally.rows);
  }
  return tally;
}

store::NewKey key_for(const ImportWish& wish, const Secret& secret) {
  const auto now = std::chrono::floor<std::chrono::seconds>(
      std::chrono::system_clock::now());
  return {{auth::digest_of(secret), "(import)"},
          "import of " + wish.file.filename().string(),
          wish.account_id,
          wish.username,
          now + longest_import,
          {}};
}

// The key of one import, which ends with it, also when something throws. When
// the database is away then, the key ends by itself.
class ImportKey {
 public:
  ImportKey(const config::Config& config, std::int64_t id)
      : config_(config), id_(id) {}
  // Over a connection of its own: the one that made it may have broken.
  ~ImportKey() {
    try {
      (void)store::Administration(config_.database.admin).revoke_key(id_);
    } catch (const std::exception&) {
    }
  }
  ImportKey(const ImportKey&) = delete;
  ImportKey& operator=(const ImportKey&) = delete;

 private:
  const config::Config& config_;
  const std::int64_t id_;
};

// Gathers rows into sets and writes them.
template <class Kind>
class Writer {
 public:
  Writer(const ImportWish& wish, const config::Config& config,
         std::string key_digest, Tally& tally)
      : wish_(wish),
        importer_(
            config.database.admin,
            std::chrono::floor<std::chrono::seconds>(config.links.invitation)),
        caller_{std::move(key_digest), ""},
        tally_(tally) {}

  void add(std::size_t line, typename Kind::Wish row) {
    row.caller = caller_;
    lines_.push_back(line);
    set_.push_back(std::move(row));
    if (set_.size() == store::Importer::largest_set) flush();
  }

  void flush() {
    if (set_.empty()) return;
    const auto outcomes = Kind::write(importer_, set_);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      count(lines_[i], outcomes[i]);
    set_.clear();
    lines_.clear();
  }

 private:
  void count(std::size_t line, const Outcome<store::Imported>& outcome) {
    if (!outcome) {
      ++tally_.refused;
      complain(wish_, line, outcome.refused());
    } else {
      ++(*outcome == store::Imported::now ? tally_.imported : tally_.before);
    }
  }

  const ImportWish& wish_;
  store::Importer importer_;
  const store::Caller caller_;
  Tally& tally_;
  std::vector<std::size_t> lines_;
  std::vector<typename Kind::Wish> set_;
};

// Every row was there and right a moment ago.
void expect_unchanged(const ImportWish& wish, bool is_as_it_was) {
  if (!is_as_it_was)
    throw std::runtime_error(wish.file.string() +
                             ": was changed while it was read");
}

template <class Kind>
void write(const ImportWish& wish, const Kind& kind, Writer<Kind>& writer,
           const Tally& tally) {
  ImportFile file(wish.file, Kind::columns());
  Progress progress("Importing", file.size());
  while (auto row = file.next()) {
    auto read = kind.read(row->values);
    expect_unchanged(wish, !row->refused && read);
    writer.add(row->line, std::move(*read));
    progress.show(file.position(), tally.done());
  }
  writer.flush();
  expect_unchanged(wish, tally.done() == tally.rows);
}

// Whoever reads an SQLSTATE must not wonder what became of the rest.
template <class Kind>
void write_or_advise(const ImportWish& wish, const Kind& kind,
                     Writer<Kind>& writer, const Tally& tally) {
  const auto advised = [&](const std::exception& error) {
    return fmt::format(
        "{}\n{} of {} rows are done. When that is mended, the same command "
        "goes on where this one stopped.",
        error.what(), tally.done(), tally.rows);
  };
  try {
    write(wish, kind, writer, tally);
  } catch (const store::Away& error) {
    throw store::Away(advised(error));
  } catch (const store::Fault& error) {
    throw store::Fault(error.sqlstate(), advised(error));
  }
}

Report told(const std::string& text, const Tally& tally) {
  return Told{text + "\n",
              Record{{"rows", tally.rows},
                     {"wrong", tally.wrong},
                     {"imported", tally.imported},
                     {"before", tally.before},
                     {"refused", tally.refused}},
              tally.wrong + tally.refused > 0 ? 1 : 0};
}

template <class Kind>
Outcome<Report> import(const config::Config& config, const ImportWish& wish,
                       const Kind& kind) {
  auto tally = check(wish, kind);
  if (tally.wrong > 0)
    return told(
        fmt::format("{} of {} rows are not right; nothing was imported.",
                    tally.wrong, tally.rows),
        tally);
  if (wish.is_dry_run)
    return told(fmt::format("All {} rows are right.", tally.rows), tally);

  store::Administration database(config.database.admin);
  const auto secret = auth::make_api_key().key;
  const auto key = database.insert_key(key_for(wish, secret));
  if (!key) return key.refused();
  {
    const ImportKey revoked_at_the_end(config, *key);
    Writer<Kind> writer(wish, config, auth::digest_of(secret), tally);
    write_or_advise(wish, kind, writer, tally);
  }
  return told(
      fmt::format("Imported {} {}; {} were imported before; {} were "
                  "refused.",
                  tally.imported, Kind::plural, tally.before, tally.refused),
      tally);
}

Outcome<Report> import(const config::Config& config, const ImportWish& wish) {
  if (wish.as == "account") return import(config, wish, Accounts{});
  const auto account = store::Administration(config.database.admin)
                           .show_account(wish.account_id);
  if (!account) return account.refused();
  return import(config, wish, Contacts{account->country});
}

}  // namespace

void add_imports(CLI::App& program, Action& chosen) {
  const auto wish = std::make_shared<ImportWish>();
  auto& command = *program.add_subcommand(
      "import",
      "Take contacts or accounts over from a CSV file: all rows are checked\n"
      "first, then each is done once, however often the command runs.");
  command.add_option("FILE", wish->file, "CSV, UTF-8, first row: columns")
      ->required()
      ->type_name("");
  command.add_option("--as", wish->as, "What a row is")
      ->check(CLI::IsMember({"contact", "account"}))
      ->required();
  add_id(command, "--account", wish->account_id,
         "Whose contacts; above which account")
      ->required();
  add_text(command, "--user", wish->username,
           "The username in whose name it is done")
      ->required();
  command.add_flag("--dry-run", wish->is_dry_run, "Check, write nothing");
  command.footer(
      "Examples:\n"
      "  provisor import people.csv --as contact --account 7 --user ann "
      "--dry-run\n"
      "  provisor import people.csv --as contact --account 7 --user ann");
  command.callback([&chosen, wish] {
    chosen = [wish](const config::Config& config) {
      return import(config, *wish);
    };
  });
}

}  // namespace provisor::command
