// template.h — texts with places to fill in: values to HTML.
//
// Mustache: {{name}} is the fact with its HTML characters escaped; the part
// between {{#name}} and {{/name}} is there when the fact is not empty. Nothing
// that a person or a caller wrote can become markup, unless a template says so
// with three braces.

#pragma once

#include <map>
#include <string>

namespace provisor::wire {

using Facts = std::map<std::string, std::string>;

// Throws std::logic_error when the template is not well-formed. A fact that is
// not there is empty.
std::string rendered(const std::string& text, const Facts& facts);

}  // namespace provisor::wire
