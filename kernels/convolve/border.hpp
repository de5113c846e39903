// Which pixels stand for those outside of an image.
#pragma once

#include <cstdint>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// For the row abcd: mirror dcb|abcd|cba (the edge pixel is not repeated), clamp aaa|abcd|ddd, wrap bcd|abcd|abc,
/// constant 000|abcd|000 (black).
enum class Border : std::uint8_t { mirror, clamp, wrap, constant };

/// "mirror", "clamp", "wrap", "constant".
[[nodiscard]] std::string_view to_string(Border border) noexcept;
/// Errors: invalid_argument for a word that names no border; the message lists those that exist.
[[nodiscard]] Result<Border> parse_border(std::string_view name);

inline constexpr int kOutside = -1;

/// Which of the samples 0 to size - 1 stands for sample `index`, which may lie any distance outside; kOutside if none
/// does (constant). A mirrored image of one sample is that sample everywhere.
[[nodiscard]] int border_index(int index, int size, Border border) noexcept;

}  // namespace tbbimg
