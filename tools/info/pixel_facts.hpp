// What only the pixels of a picture tell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_set>

#include "kernels/image/image_view.hpp"

namespace tbbimg::tools {

/// Beyond so many colours nobody counts: about 4 MiB are taken for them.
inline constexpr std::size_t kMostColors = 65'536;

/// Of all rows that were added, which have one pixel format. Invisible pixels (alpha 0) have one colour together, which
/// is a gray one.
class PixelFacts {
 public:
  void add(ConstImageView rows);

  [[nodiscard]] bool is_opaque() const noexcept { return is_opaque_; }  ///< no pixel lets anything shine through
  [[nodiscard]] bool is_gray() const noexcept { return is_gray_; }
  /// Alpha is part of a colour. Nothing: there are more than kMostColors.
  [[nodiscard]] std::optional<std::size_t> colors() const noexcept;

 private:
  template <class Sample>
  void add_row(const std::uint8_t* row, int width, PixelFormat format);
  void count(std::uint64_t color);

  bool is_opaque_ = true;
  bool is_gray_ = true;
  std::unordered_set<std::uint64_t> colors_;
  std::optional<std::uint64_t> last_;  ///< neighbours are often alike
};

}  // namespace tbbimg::tools
