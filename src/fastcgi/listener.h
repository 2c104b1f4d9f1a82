// listener.h — the socket on which nginx connects.

#pragma once

#include <filesystem>

#include "file_descriptor.h"

namespace provisor::fastcgi {

class Listener {
 public:
  // The one socket that systemd passed; else a new one at `path`, mode 0660. A
  // socket file that nobody listens on is replaced. Throws when somebody does,
  // when `path` is too long or something else lies there.
  static Listener open(const std::filesystem::path& path);

  // Does not block.
  int number() const { return socket_.number(); }

  // Whether a connection waits that no worker has taken yet.
  bool has_waiting() const;

  // Nobody shall find this socket any more: its file is removed when it is our
  // own. An inherited one stays; its queue waits for our successor.
  void withdraw();

 private:
  explicit Listener(FileDescriptor socket, std::filesystem::path own_path);

  FileDescriptor socket_;
  std::filesystem::path own_path_;  // empty: inherited, or withdrawn
};

}  // namespace provisor::fastcgi
