// A table of 256 entries for each channel.
#pragma once

#include <array>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

using ByteTable = std::array<std::uint8_t, 256>;

/// Entry i is i.
[[nodiscard]] constexpr ByteTable identity_table() noexcept {
  ByteTable table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint8_t>(i);
  return table;
}

/// One table for each channel of a format, in the format's order; tables beyond its channels are not read.
using ChannelTables = std::array<ByteTable, 4>;

/// destination = table[source] per sample, each channel with its own table, alpha too. Formats: gray8, gray_alpha8,
/// rgb8, rgba8; equal sizes and formats; source and destination may be the same view.
/// Errors: invalid_argument, unsupported (format).
[[nodiscard]] Status lookup(ConstImageView source, ImageView destination, const ChannelTables& tables, RowRange rows,
                            Kernels kernels);

}  // namespace tbbimg
