// json_text.h — the door to jsoncpp: JSON text to values, texts to JSON
// strings.

#pragma once

#include <string>
#include <string_view>

#include "provisor/base/outcome.h"
#include "provisor/wire/value.h"

namespace provisor::wire {

// One JSON text of any kind, a byte order mark before it ignored. No string in
// it, member names included, holds a NUL or anything but UTF-8, no number is
// infinite, no object has two members of one name, and arrays and objects nest
// at most json_depth_limit deep. Refuses with encoding_malformed,
// json_malformed, json_too_deep.
Outcome<Value> read_json(std::string_view text);

// The JSON string with its quotation marks, in ASCII: all else is escaped.
// `text` holds no NUL.
std::string quoted(const std::string& text);

}  // namespace provisor::wire
