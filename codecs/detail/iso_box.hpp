// The boxes of which JPEG 2000, JPEG XL and HEIF files are made (ISO/IEC 14496-12, 4.2). Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg::detail {

/// Of up to eight bytes, the first one highest.
[[nodiscard]] constexpr std::uint64_t big_endian(std::span<const std::uint8_t> bytes) noexcept {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8U | byte;
  return value;
}

/// What stands in front of a box's content.
struct IsoBoxHeader {
  std::size_t bytes = 0;     ///< of the header: 8 or 16
  std::size_t type_at = 4;   ///< in the header
  std::uint64_t length = 0;  ///< of the box, header included, whether that much is there or not
};
inline constexpr std::size_t kMaxIsoBoxHeader = 16;

/// Refers to the file's bytes.
struct IsoBox {
  std::string_view type;                  ///< four characters
  std::span<const std::uint8_t> content;  ///< as far as it is there
  std::size_t end = 0;                    ///< offset behind what is there of it
  bool is_cut = false;                    ///< the file ends within it
};

/// The format's sentence about damage.
using DamagedFile = tl::unexpected<Error> (*)(std::string_view what);

/// The header at the beginning of `start`, which holds kMaxIsoBoxHeader bytes or all that is left; `rest` is what is
/// left of the file from there on. Nothing where less than a header is left. Errors: `damaged`.
[[nodiscard]] Result<std::optional<IsoBoxHeader>> iso_box_header(std::span<const std::uint8_t> start,
                                                                 std::uint64_t rest, DamagedFile damaged);

/// The box at `offset`, which is not behind the end; nothing where less than a header is left. Errors: `damaged`.
[[nodiscard]] Result<std::optional<IsoBox>> iso_box_at(std::span<const std::uint8_t> file, std::size_t offset,
                                                       DamagedFile damaged);

}  // namespace tbbimg::detail
