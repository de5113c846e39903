// The values of operations and recipes, as people type them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernels/color/flatten.hpp"
#include "kernels/composite/fill.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// "name:arg,arg,key=value" taken apart; nothing is checked against an operation yet.
struct OperationCall {
  std::string name;
  std::vector<std::string> positional;
  std::vector<std::pair<std::string, std::string>> named;
};

/// Errors: invalid_recipe (no name, an open quote, a positional argument behind a named one).
[[nodiscard]] Result<OperationCall> parse_operation_call(std::string_view text);

/// Pixels, or per cent of a side.
struct Length {
  double value = 0;
  bool is_percent = false;

  /// Of a side of `whole` pixels.
  [[nodiscard]] double exact_pixels(int whole) const noexcept { return is_percent ? value * whole / 100 : value; }
  /// Rounded, halves away from zero.
  [[nodiscard]] int pixels(int whole) const noexcept;
};
/// "24" or "2.5%".
[[nodiscard]] std::optional<Length> parse_length(std::string_view text) noexcept;
/// "800x600", or "256" for 256 x 256.
[[nodiscard]] std::optional<Size> parse_size(std::string_view text) noexcept;
/// As parse_size(), or "800x" or "x600": the side that is not there is 0, those that are lie above.
[[nodiscard]] std::optional<Size> parse_box(std::string_view text) noexcept;
/// "0.2", or "20%" for the same.
[[nodiscard]] std::optional<double> parse_share(std::string_view text) noexcept;

/// "16:9" or "1.91:1": how long sides are to each other, both above 0.
struct AspectRatio {
  double width = 1;
  double height = 1;

  /// The largest part of an image that has this shape, sides rounded, at least a pixel.
  [[nodiscard]] Size largest_in(Size image) const noexcept;
};
[[nodiscard]] std::optional<AspectRatio> parse_aspect(std::string_view text) noexcept;

/// "#rrggbb", "#rgb", or a basic name of CSS such as "red".
[[nodiscard]] std::optional<Rgb8> parse_color(std::string_view text) noexcept;
/// As parse_color(), or with alpha: "#rrggbbaa", "#rgba", "transparent".
[[nodiscard]] std::optional<Rgba8> parse_paint(std::string_view text) noexcept;

/// Row after row.
struct Matrix {
  int rows = 0;
  int columns = 0;
  std::vector<double> values;
};
/// "0 -1 0; -1 5 -1; 0 -1 0"; nothing if rows differ in length or a number is none.
[[nodiscard]] std::optional<Matrix> parse_matrix(std::string_view text);

}  // namespace tbbimg
