#include "engine/recipe/condition.hpp"

#include <algorithm>

namespace tbbimg {
namespace {

Aspect aspect_of(Size size) noexcept {
  if (size.width == size.height) return Aspect::square;
  return size.width > size.height ? Aspect::landscape : Aspect::portrait;
}

}  // namespace

bool Condition::holds(Size upright, std::string_view format) const noexcept {
  return upright.width >= min_width && upright.width <= max_width && upright.height >= min_height &&
         upright.height <= max_height &&
         (formats.empty() || std::find(formats.begin(), formats.end(), format) != formats.end()) &&
         (aspect == Aspect::any || aspect == aspect_of(upright));
}

}  // namespace tbbimg
