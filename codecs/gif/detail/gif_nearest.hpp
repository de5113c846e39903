// The two colours of a palette that are nearest to one. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/quantize/palette.hpp"

namespace tbbimg::detail {

/// Opaque colours, compared by their squared distance in red, green and blue. What was found is remembered.
class GifNearest {
 public:
  struct Found {
    PaletteColor color{};      ///< that was looked for
    std::uint8_t nearest = 0;  ///< index into the palette
    std::uint8_t second = 0;   ///< the same as `nearest` in a palette of one colour
    int error = 0;             ///< of the nearest
    int second_error = 0;
  };

  /// A palette of at least one colour.
  explicit GifNearest(std::span<const PaletteColor> palette);

  [[nodiscard]] const Found& find(const PaletteColor& color);

 private:
  struct Entry {
    int key;  ///< sum of its channels, by which entries are sorted
    PaletteColor color;
    std::uint8_t index;
  };
  [[nodiscard]] Found search(const PaletteColor& color) const noexcept;

  static constexpr std::size_t kRemembered = 8192;
  std::vector<Entry> entries_;
  std::vector<Found> remembered_;  ///< by a hash of the colour
};

}  // namespace tbbimg::detail
