// colour.h — what can be read on a colour of a branding.

#pragma once

#include <string>

namespace provisor {

// The colour for text on `colour`, both "#rrggbb": white where its contrast
// ratio (WCAG 2.2) is at least 4.5, else nearly black.
std::string text_colour_on(const std::string& colour);

}  // namespace provisor
