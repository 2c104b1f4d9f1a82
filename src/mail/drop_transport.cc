#include <system_error>
#include <utility>

#include "provisor/mail/file_drop.h"
#include "provisor/mail/transport.h"

namespace provisor::mail {
namespace {

class DropTransport : public Transport {
 public:
  explicit DropTransport(std::filesystem::path directory)
      : directory_(std::move(directory)) {}

  void start(Parcel parcel) override {
    using Verdict = Answer::Verdict;
    Answer answer{Verdict::accepted, {}, {}, "written to the drop directory"};
    try {
      drop_message(directory_, parcel.name, parcel.message);
    } catch (const std::system_error& error) {
      answer = {Verdict::later, {}, {}, error.what()};
    }
    done_.push_back({parcel.id, std::move(answer), {}});
  }

  std::vector<Delivery> wait(std::chrono::milliseconds) override {
    return std::exchange(done_, {});
  }

 private:
  std::filesystem::path directory_;
  std::vector<Delivery> done_;
};

}  // namespace

std::unique_ptr<Transport> make_file_drop(std::filesystem::path directory) {
  return std::make_unique<DropTransport>(std::move(directory));
}

}  // namespace provisor::mail
