// Pixels as the planes that AV1 encodes. Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <stop_token>

#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg::detail {

/// ISO/IEC 23091-2, 8.3: green, blue and red as they are, or luma and chroma of BT.601. Full range either way.
enum class AvifMatrix : std::uint8_t { identity = 0, bt601 = 6 };

struct AvifLayout {
  int bits = 8;  ///< 8, 10 or 12; above 8, a sample takes two bytes
  AvifMatrix matrix = AvifMatrix::bt601;
  Size chroma_subsampling{1, 1};  ///< luma samples for each chroma sample, across and down
};

struct AvifPlane {
  std::uint8_t* data = nullptr;  ///< null: there is none
  std::size_t row_bytes = 0;
};

struct AvifPlanes {
  Buffer memory;
  std::array<AvifPlane, 3> colors;  ///< the first alone of gray pixels
  AvifPlane alpha;
};

/// What AvifPlanes::memory takes.
[[nodiscard]] std::size_t avif_plane_bytes(const ImageShape& shape, const AvifLayout& layout) noexcept;

/// Chroma samples are those of the mean of their pixels. Exact for samples that so many bits can tell. Errors:
/// cancelled, out_of_memory.
[[nodiscard]] Result<AvifPlanes> make_avif_planes(ConstImageView image, const AvifLayout& layout,
                                                  const BufferPool& pool, const std::stop_token& stop);

}  // namespace tbbimg::detail
