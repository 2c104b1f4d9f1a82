// lane.h — one connection on which sets run, and the way to cut it.

#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "connection.h"
#include "provisor/base/deadline.h"
#include "provisor/base/metrics.h"

namespace provisor::store {

class Lane {
 public:
  Lane(std::string address, OperationMetrics& metrics)
      : address_(std::move(address)), metrics_(metrics) {}

  // Connects when there is no connection and runs the statement with one
  // parameter. Away: it was not sent. Lost: it was, and the connection is gone.
  // Connecting may last beyond the deadline, by two seconds for each host that
  // does not answer: libpq knows no shorter time-out.
  pqxx::result run(const char* sql, const std::string& parameter,
                   Deadline deadline);

  // Thread-safe. Ends the connection of a statement that runs beyond its
  // deadline and a little more; whoever waits for it then gets Lost.
  void cut_off_overdue();

  // A statement that is about to come back would be ended in vain.
  static constexpr std::chrono::milliseconds grace{250};

 private:
  struct Running {
    int socket;
    Deadline deadline;
  };
  class Watch;

  void connect(Deadline deadline);

  const std::string address_;
  OperationMetrics& metrics_;
  std::unique_ptr<Connection> connection_;
  bool was_connected_ = false, is_away_ = false, is_without_room_ = false;
  std::mutex mutex_;  // guards running_ and nothing else
  std::optional<Running> running_;
};

}  // namespace provisor::store
