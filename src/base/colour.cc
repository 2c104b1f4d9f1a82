#include "provisor/base/colour.h"

#include <array>
#include <cmath>

namespace provisor {

std::string text_colour_on(const std::string& colour) {
  constexpr std::array weights = {0.2126, 0.7152, 0.0722};
  double luminance = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double part = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16);
    const double value = part / 255;
    luminance += weights[i] * (value <= 0.04045
                                   ? value / 12.92
                                   : std::pow((value + 0.055) / 1.055, 2.4));
  }
  return 1.05 / (luminance + 0.05) >= 4.5 ? "#ffffff" : "#1c2733";
}

}  // namespace provisor
