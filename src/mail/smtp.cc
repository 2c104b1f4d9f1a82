// Why threads. libcurl's multi interface would drive all connections from one
// thread, but its SMTP waits for the reply to a text without giving control
// back (smtp_done, in 7.88 as in 8.14): one server that falls silent there
// would stop all the others. So each connection has a thread and an easy
// handle, which keeps its connection for the next mail. A server that falls
// silent costs one connection for one time-out. A mail goes to a thread whose
// connection is open, where one is free: some servers count connections.

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
      for (Thread* thread : free_) thread->called.notify_one();
    }
    for (std::thread& thread : threads_) thread.join();
    curl_global_cleanup();
  }

  void start(Parcel parcel) override {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(parcel));
    if (free_.empty()) return;
    free_.back()->is_called = true;
    free_.back()->called.notify_one();
    free_.pop_back();
  }

  std::vector<Delivery> wait(std::chrono::milliseconds patience) override {
    std::unique_lock lock(mutex_);
    is_answered_.wait_for(lock, patience, [&] { return !done_.empty(); });
    return std::exchange(done_, {});
  }

 private:
  // What one thread waits for.
  struct Thread {
    std::condition_variable called;
    bool is_called = false;
  };

  void work() {
    Thread self;
    SmtpConnection connection(settings_, stop_);
    std::unique_lock lock(mutex_);
    while (!stop_) {
      if (waiting_.empty()) {
        rest(self, connection.is_kept(), lock);
        continue;
      }
      const Parcel parcel = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      Delivery delivery = delivered(connection, parcel);
      lock.lock();
      done_.push_back(std::move(delivery));
      is_answered_.notify_one();
    }
  }

  // Those at the end are called first.
  void rest(Thread& self, bool is_connected,
            std::unique_lock<std::mutex>& lock) {
    self.is_called = false;
    free_.insert(is_connected ? free_.end() : free_.begin(), &self);
    self.called.wait(lock, [&] { return stop_ || self.is_called; });
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
  std::condition_variable is_answered_;
  std::vector<Thread*> free_;
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
