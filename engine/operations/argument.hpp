// What operations ask for: declared once, for the parser, the checks and the help.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codecs/limits.hpp"
#include "engine/operations/values.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Largest side and farthest position in pixels that arguments take: as large as what is decoded.
inline constexpr int kMaxSide = Limits{}.max_side;

enum class ArgumentKind : std::uint8_t {
  integer,
  number,
  share,   ///< "0.2" or "20%"
  length,  ///< "24" pixels, or "2.5%"
  text,    ///< any words
  size,    ///< "800x600"; a single number is a square
  part,    ///< as size, or "16:9": the largest part of that shape
  box,     ///< as size, or "800x" or "x600": the other side follows by the aspect ratio
  word,    ///< one of `choices`
  color,   ///< see parse_color()
  paint,   ///< see parse_paint()
  path,    ///< of a file
  matrix,  ///< "1 0; 0 1": numbers of a row between blanks, rows between semicolons
};

/// Made by the function of its kind. What has no default must be given; a default may be a word such as "auto".
struct Argument {
  using Text = std::optional<std::string>;

  std::string name;
  ArgumentKind kind;
  std::string help;
  double min;  ///< of integer, number, length in pixels, sides of size and box, every number of a matrix
  double max;
  Text default_text;
  std::vector<std::string> choices;  ///< of word
  /// Of word: other words that mean a choice, in lower case and without blanks and hyphens.
  std::vector<std::pair<std::string, std::string>> aliases = {};
  bool is_newer = false;  ///< see newer()

  // clang-format off
  static Argument integer(std::string name, std::string help, double min, double max, Text default_text = {});
  static Argument number(std::string name, std::string help, double min, double max, Text default_text = {});
  static Argument share(std::string name, std::string help, double min, double max, Text default_text = {});
  static Argument length(std::string name, std::string help, double min, double max, Text default_text = {});
  static Argument size(std::string name, std::string help, double min, double max, Text default_text = {});
  static Argument part(std::string name, std::string help, double min, double max, Text default_text = {});
  static Argument box(std::string name, std::string help, double min, double max, Text default_text = {});
  static Argument matrix(std::string name, std::string help, double min, double max, Text default_text = {});
  static Argument text(std::string name, std::string help, Text default_text = {});
  static Argument color(std::string name, std::string help, Text default_text = {});
  static Argument paint(std::string name, std::string help, Text default_text = {});
  static Argument path(std::string name, std::string help, Text default_text = {});
  static Argument word(std::string name, std::string help, std::vector<std::string> choices, Text default_text = {});
  // clang-format on

  /// The same, added after its operation has made outputs: with its default, identities of operations are what they
  /// were without it, so that no output is made again.
  [[nodiscard]] Argument newer() &&;

  /// The choice that a word means, whatever its case: "South-East" is southeast. Other values are left as they are.
  [[nodiscard]] std::string meant_by(const std::string& value) const;
  /// Whether a value that somebody gives is one.
  [[nodiscard]] bool allows(const std::string& value) const;
  /// "0..255", "1..100 or auto", "a, b", ...: what it allows, for help and messages.
  [[nodiscard]] std::string range() const;
};

/// Those of all groups, behind each other.
[[nodiscard]] std::vector<Argument> all_arguments(std::initializer_list<std::vector<Argument>> groups);

/// Arguments after checking: every one that is declared is there, well-formed and in range.
class Arguments {
 public:
  [[nodiscard]] int integer(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] double share(std::string_view name) const;
  [[nodiscard]] Length length(std::string_view name) const;
  [[nodiscard]] Size size(std::string_view name) const;
  [[nodiscard]] Size box(std::string_view name) const;  ///< a side that was not given is 0
  [[nodiscard]] const std::string& text(std::string_view name) const;
  [[nodiscard]] Rgb8 color(std::string_view name) const;
  [[nodiscard]] Rgba8 paint(std::string_view name) const;
  [[nodiscard]] std::optional<AspectRatio> aspect(std::string_view name) const;  ///< of a part; nothing: it is a size
  [[nodiscard]] Matrix matrix(std::string_view name) const;

 private:
  friend class OperationRegistry;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace tbbimg
