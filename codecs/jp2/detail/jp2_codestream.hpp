// The markers of a JPEG 2000 codestream (ISO/IEC 15444-1, annex A), read before openjpeg allocates by them. Not for
// users.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

struct Jp2Component {
  int bits = 8;
  bool is_signed = false;
  int step_x = 1;  ///< of the reference grid, from sample to sample
  int step_y = 1;
};

struct Jp2Codestream {
  std::int64_t left = 0;  ///< of the picture on the reference grid
  std::int64_t top = 0;
  std::int64_t right = 0;
  std::int64_t bottom = 0;
  std::vector<Jp2Component> components;
  std::size_t tiles = 1;
  int levels = 0;             ///< of resolution beside the smallest: the fewest of all components
  bool small_blocks = false;  ///< code-blocks, precincts or tiles for which openjpeg takes several times as much memory
  std::size_t header_bytes = 0;  ///< up to the first tile-part

  [[nodiscard]] Size component_size(const Jp2Component& component) const noexcept;
};

/// Reads the main header. Errors: corrupt_data, unsupported, limit_exceeded (more tiles or precincts than a picture of
/// this size may have).
[[nodiscard]] Result<Jp2Codestream> read_jp2_codestream(std::span<const std::uint8_t> bytes);

struct Jp2Tiles {
  int levels = 0;          ///< the fewest of all tiles
  bool lacks_end = false;  ///< the mark of the end is missing, and nothing else
};

/// Whether all parts of all tiles are there. Errors: as read_jp2_codestream().
[[nodiscard]] Result<Jp2Tiles> check_jp2_tiles(std::span<const std::uint8_t> bytes, const Jp2Codestream& header);

}  // namespace tbbimg::detail
