// log_forms.h — the two forms of an entry of the log.

#pragma once

#include <string>
#include <vector>

#include "provisor/base/log.h"

namespace provisor::log {

// "level event name=value…", without a line's end.
std::string line_of(Level level, std::string_view event, Fields fields);

// "NAME=value" for each field of the journal's entry; a value is of one line.
std::vector<std::string> journal_entry(Level level, std::string_view event,
                                       Fields fields);

}  // namespace provisor::log
