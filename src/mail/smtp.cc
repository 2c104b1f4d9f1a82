// Why threads. libcurl's multi interface would drive all connections from one
// thread, but its SMTP waits for the reply to a text without giving control
// back (smtp_done, in 7.88 as in 8.14): one server that falls silent there
// would stop all the others. So each connection has a thread and an easy
// handle, which keeps its connection for the next mail. A server that falls
// silent costs one connection for one time-out.

#include <curl/curl.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "provisor/mail/transport.h"
#include "smtp_connection.h"

namespace provisor::mail {
namespace {

class Smtp : public Transport {
 public:
  explicit Smtp(SmtpSettings settings) : settings_(std::move(settings)) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
      throw std::runtime_error("libcurl cannot be used");
    for (std::uint32_t i = 0; i < settings_.connections; ++i)
      threads_.emplace_back([this] { work(); });
  }

  ~Smtp() override {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    may_work_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    curl_global_cleanup();
  }

  void start(Parcel parcel) override {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(parcel));
    }
    may_work_.notify_one();
  }

  std::vector<Delivery> wait(std::chrono::milliseconds patience) override {
    std::unique_lock lock(mutex_);
    is_answered_.wait_for(lock, patience, [&] { return !done_.empty(); });
    return std::exchange(done_, {});
  }

 private:
  void work() {
    SmtpConnection connection(settings_, stop_);
    std::unique_lock lock(mutex_);
    while (true) {
      may_work_.wait(lock, [&] { return stop_ || !waiting_.empty(); });
      if (stop_) return;
      const Parcel parcel = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      Delivery delivery = delivered(connection, parcel);
      lock.lock();
      done_.push_back(std::move(delivery));
      is_answered_.notify_one();
    }
  }

  // What is thrown here would end the process: the mail has to wait.
  static Delivery delivered(SmtpConnection& connection, const Parcel& parcel) {
    try {
      return connection.send(parcel);
    } catch (const std::exception& error) {
      return unsent(parcel, Answer::Verdict::later, error.what());
    }
  }

  const SmtpSettings settings_;
  std::mutex mutex_;
  std::condition_variable may_work_, is_answered_;
  std::deque<Parcel> waiting_;
  std::vector<Delivery> done_;
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Transport> make_smtp(SmtpSettings settings) {
  return std::make_unique<Smtp>(std::move(settings));
}

}  // namespace provisor::mail
