// Memory behind the last element of intermediate rows.
#pragma once

#include <cstddef>

namespace tbbimg {

/// Elements that must be readable behind the last one of an intermediate row (never of a view): a level loads whole
/// registers, and multiplies the elements beyond the row by zero or ignores them.
inline constexpr std::size_t kRowSlack = 128;

}  // namespace tbbimg
