// A GIF without what is not of its pictures. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg::detail {

/// Behind the trailer, if it is in `file`.
[[nodiscard]] std::optional<std::size_t> gif_end(std::span<const std::uint8_t> file) noexcept;

/// Up to the trailer, without comments, plain text (which nobody draws) and the data of applications but loop counts
/// and ICC profiles. Errors: corrupt_data (no trailer), out_of_memory.
[[nodiscard]] Result<Buffer> strip_gif(std::span<const std::uint8_t> file, const BufferPool& pool);

}  // namespace tbbimg::detail
