// set_statement.h — one SQL function that takes many wishes, and its queue.

#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lane.h"
#include "provisor/base/log.h"
#include "provisor/base/metrics.h"
#include "provisor/base/outcome.h"
#include "set_queue.h"

namespace provisor::store {

struct EncodedWish {
  std::string members;  // of its JSON object, without braces
  std::vector<std::size_t> collision_keys;
};

// [{"n":0,…},{"n":1,…},…]
std::string joined(const std::vector<const EncodedWish*>& wishes);

// A key of the kind `kind`; the same text under another kind is another key.
std::size_t collision_key(std::string_view kind, std::string_view text);

// Whether a statement that failed so may succeed when it is run again at once.
bool is_conflict(const Fault& fault);

// Whether PostgreSQL ended it because it took too long or waited too long for a
// lock, or has no room for it. It is rolled back, and running it again would
// hold up the line as long, or find as little room.
bool is_to_be_given_up(const Fault& fault);

// Of a statement whose caller is answered `unavailable`.
void log_given_up(const std::string& operation, const Fault& fault);

// Whether wishes of one set mean the same row: nothing is wrong with that.
bool is_collision(const std::exception& error);

// The refusal of a row; throws std::runtime_error when nothing has this symbol.
Refused refused_of(const pqxx::row& row);

// Rows by their column "n"; throws std::runtime_error unless there is exactly
// one for each of `count` wishes.
std::vector<pqxx::row> in_order(const pqxx::result& rows, std::size_t count);

struct SetStatementSettings {
  std::string name;  // for the log
  const char* sql;   // one parameter: the wishes; a column named n
  std::string address;
  std::size_t lanes, largest_set;
};

template <class Answer>
class SetStatement {
 public:
  using Read = Answer (*)(const pqxx::row&);

  SetStatement(const SetStatementSettings& settings, Read read,
               OperationMetrics& metrics)
      : settings_(settings),
        read_(read),
        metrics_(metrics),
        queue_(settings.lanes, settings.largest_set,
               [this](const Set& set) { return run(set); }) {
    for (std::size_t i = 0; i < settings.lanes; ++i)
      lanes_.push_back(std::make_unique<Lane>(settings.address, metrics));
  }

  Answer ask(EncodedWish wish, Deadline deadline) {
    return queue_.submit(std::move(wish), deadline);
  }

  // How many wishes stand in line now.
  std::size_t waiting() const { return queue_.waiting(); }

  void cut_off_overdue() {
    for (const auto& lane : lanes_) lane->cut_off_overdue();
  }

 private:
  using Queue = SetQueue<EncodedWish, Answer>;
  using Set = typename Queue::Set;

  std::vector<Answer> run(const Set& set) {
    return set.wishes.size() == 1 ? run_alone(set) : run_together(set);
  }

  std::vector<Answer> run_together(const Set& set) {
    try {
      return run_once(set);
    } catch (const Away&) {
      throw;
    } catch (const std::exception& error) {
      ++metrics_.sets_split;
      log::write(is_collision(error) ? log::Level::debug : log::Level::warning,
                 "set failed, its members run one by one",
                 {{"operation", settings_.name},
                  {"members", set.wishes.size()},
                  {"reason", error.what()}});
      throw;
    }
  }

  // Two workers may meet in the database. The second attempt finds what the
  // other one has written, and the answer is a refusal or a replay. Who is
  // stuck gives the lane back: others wait for it.
  std::vector<Answer> run_alone(const Set& set) {
    static constexpr int most_attempts = 5;
    for (int attempt = 1;; ++attempt) {
      try {
        return run_once(set);
      } catch (const Fault& fault) {
        if (!is_to_be_given_up(fault) && !is_conflict(fault)) throw;
        if (is_to_be_given_up(fault) || attempt == most_attempts ||
            Clock::now() >= set.deadline) {
          log_given_up(settings_.name, fault);
          return std::vector<Answer>(1, Answer(Refusal::unavailable));
        }
      }
    }
  }

  std::vector<Answer> run_once(const Set& set) {
    const pqxx::result rows =
        lanes_[set.lane]->run(settings_.sql, joined(set.wishes), set.deadline);
    std::vector<Answer> answers;
    answers.reserve(set.wishes.size());
    for (const pqxx::row& row : in_order(rows, set.wishes.size()))
      answers.push_back(read_(row));
    ++metrics_.sets;
    metrics_.set_members += set.wishes.size();
    return answers;
  }

  const SetStatementSettings settings_;
  const Read read_;
  OperationMetrics& metrics_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  Queue queue_;
};

}  // namespace provisor::store
