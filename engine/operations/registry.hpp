// The operations that recipes can name, with what there is to say about each: the parser, the checks and the help all
// come from here.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/limits.hpp"
#include "engine/operations/operation.hpp"
#include "engine/operations/values.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// Largest side and farthest position in pixels that arguments take: as large as what is decoded.
inline constexpr int kMaxSide = Limits{}.max_side;

enum class ArgumentKind : std::uint8_t {
  integer,
  number,
  length,  ///< "24" pixels, or "2.5%"
  text,    ///< any words
  size,    ///< "800x600"; a single number is a square
  box,     ///< as size, or "800x" or "x600": the other side follows by the aspect ratio
  word,    ///< one of `choices`
  color,   ///< "#rrggbb", "white" or "black"
  path,    ///< of a file
  matrix,  ///< "1 0; 0 1": numbers of a row between blanks, rows between semicolons
};

struct ArgumentInfo {
  std::string name;
  ArgumentKind kind = ArgumentKind::number;
  std::string help;
  double min = 0;  ///< of integer, number, length in pixels, sides of size and box, every number of a matrix
  double max = 0;
  std::optional<std::string> default_text;  ///< nothing: it must be given; may be a word such as "auto"
  std::vector<std::string> choices;         ///< of word
};

struct OperationInfo {
  std::string name;
  std::string summary;
  std::vector<ArgumentInfo> arguments;  ///< positional arguments follow this order
  std::string example;
};

/// Arguments after checking: every one that OperationInfo declares is there, well-formed and in range.
class Arguments {
 public:
  [[nodiscard]] int integer(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] Length length(std::string_view name) const;
  [[nodiscard]] Size size(std::string_view name) const;
  [[nodiscard]] Size box(std::string_view name) const;  ///< a side that was not given is 0
  [[nodiscard]] const std::string& text(std::string_view name) const;
  [[nodiscard]] Rgb8 color(std::string_view name) const;
  [[nodiscard]] Matrix matrix(std::string_view name) const;

 private:
  friend class OperationRegistry;
  std::map<std::string, std::string, std::less<>> values_;
};

/// What an operation's text comes to. Pointers into the registry.
struct OperationReading {
  struct Value {
    const ArgumentInfo* argument;
    std::string text;
    bool is_given;  ///< false: the default
  };

  const OperationInfo* info;
  std::vector<Value> values;  ///< of all arguments, in their order
};

using OperationFactory = std::function<Result<std::shared_ptr<const Operation>>(const Arguments&)>;

class OperationRegistry {
 public:
  /// All operations of tbbimg.
  [[nodiscard]] static OperationRegistry with_builtin_operations();

  /// Adds an operation, or replaces the one of the same name.
  void add(OperationInfo info, OperationFactory factory);

  /// Makes an operation from "name" or "name:arg,arg,key=value"; a value with commas or blanks stands in double quotes.
  /// Relative paths among its arguments start from `folder`, or from the working folder if that is empty.
  /// Errors: invalid_recipe; the message names the operation, the argument, what was given and what is allowed.
  [[nodiscard]] Result<std::shared_ptr<const Operation>> make(std::string_view text,
                                                              std::string_view folder = {}) const;

  /// The same text with its arguments checked, without an operation made of it. Errors: as those of make().
  [[nodiscard]] Result<OperationReading> read(std::string_view text) const;

  /// Sorted by name.
  [[nodiscard]] std::vector<const OperationInfo*> list() const;
  /// Null if there is none of this name.
  [[nodiscard]] const OperationInfo* find(std::string_view name) const noexcept;
  /// "unknown operation 'thumbnial': did you mean 'thumbnail'?", for an error message.
  [[nodiscard]] std::string describe_unknown(std::string_view name) const;

 private:
  struct Entry {
    OperationInfo info;
    OperationFactory factory;
  };
  std::map<std::string, Entry, std::less<>> entries_;
};

/// "0..255", "1..100 or auto", "a, b", ...: what an argument allows, for help and messages.
[[nodiscard]] std::string describe_range(const ArgumentInfo& argument);

}  // namespace tbbimg
