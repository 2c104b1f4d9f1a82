#include "lane.h"

#include <algorithm>
#include <utility>

#include <sys/socket.h>

#include "provisor/base/log.h"

namespace provisor::store {

// Shows the running statement's socket to cut_off_overdue. It ends before the
// connection does, so a socket that is cut is never one that was closed and
// whose number now means something else.
class Lane::Watch {
 public:
  Watch(Lane& lane, Deadline deadline) : lane_(lane) {
    const std::lock_guard lock(lane_.mutex_);
    lane_.running_ = Running{lane_.connection_->socket(), deadline};
  }
  ~Watch() {
    const std::lock_guard lock(lane_.mutex_);
    lane_.running_.reset();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  Lane& lane_;
};

pqxx::result Lane::run(const char* sql, const std::string& parameter,
                       Deadline deadline) {
  if (!connection_) connect(deadline);
  try {
    const Watch watch(*this, deadline);
    auto rows = connection_->statement(sql, parameter);
    if (std::exchange(is_without_room_, false))
      log::notice("the database has room again");
    return rows;
  } catch (const Fault& fault) {
    if (fault.lacks_resources() && !std::exchange(is_without_room_, true))
      log::error("the database has no room", {{"reason", fault.what()}});
    throw;
  } catch (const Lost& lost) {
    connection_.reset();
    log::warning("database connection lost", {{"reason", lost.what()}});
    throw;
  }
}

void Lane::connect(Deadline deadline) {
  static constexpr std::chrono::milliseconds longest{5000};
  try {
    connection_ = std::make_unique<Connection>(
        address_, std::min(left_until(deadline), longest));
  } catch (const Away& away) {
    // Said once, however often it is tried.
    if (!is_away_) log::error("database away", {{"reason", away.what()}});
    is_away_ = true;
    throw;
  }
  if (is_away_) log::notice("database back");
  is_away_ = false;
  if (was_connected_) ++metrics_.reconnections;
  was_connected_ = true;
}

void Lane::cut_off_overdue() {
  const std::lock_guard lock(mutex_);
  if (running_ && Clock::now() > running_->deadline + grace)
    ::shutdown(running_->socket, SHUT_RDWR);
}

}  // namespace provisor::store
