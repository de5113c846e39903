// What intermediate rows have behind their last element.
#pragma once

#include <cstddef>

namespace tbbimg {

/// Elements that must be readable behind the last one of an intermediate row (never of a view): a level may load whole
/// registers there, whose surplus meets zero weights or is not used.
inline constexpr std::size_t kRowSlack = 128;

}  // namespace tbbimg
