// execute.h — other programs, and own work as another user of the machine.
//
// No shell is between: what stands in an argument stays one argument. Children
// get an environment of their own, so that nothing of the caller's decides what
// they do.

#pragma once

#include <functional>
#include <string>
#include <vector>

namespace provisor::command {

struct Ended {
  int status;  // 0: well; 127: no such program; -1: by a signal
  // Standard output and standard error, each without the last line end. Apart,
  // so that a warning is not taken for a part of the answer.
  std::string output, complaint;
};

// Runs `line`, a program with its arguments, to its end. `user` empty: as
// whoever runs this. Throws when there is no such user.
Ended execute(const std::vector<std::string>& line,
              const std::string& user = "");

// Does `work` in a process of its own, as `user`, and returns what it returned.
// Throws std::runtime_error with the text of what it threw.
std::string as_user(const std::string& user,
                    const std::function<std::string()>& work);

}  // namespace provisor::command
