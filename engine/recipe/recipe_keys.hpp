// The words of a recipe file, with what there is to say about each: the parser, its messages and the schema come from
// here. Operations and codecs' options describe themselves (OperationRegistry, EncoderOption).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tbbimg {

struct RecipeKey {
  enum class Kind : std::uint8_t {
    name,        ///< a text that is part of file names
    operations,  ///< texts such as "thumbnail:256"
    variant,     ///< the name of another variant
    format,      ///< a codec's name, or "same"
    quality,     ///< a whole number, or "auto"
    integer,
    number,
    bytes,  ///< a whole number, or a text such as "200K"
    text,
    condition,  ///< a table of condition_keys()
    formats,    ///< a codec's name or several
    word,       ///< one of `choices`
  };

  std::string_view name;
  Kind kind;
  std::string_view help;     ///< what it does, for the schema
  std::string_view allowed;  ///< what it may be, for messages: "a whole number from 1 to 100"
  double min = 0;            ///< of integer, number, bytes
  double max = 0;
  bool may_be_default = false;  ///< whether [defaults] may hold it
  std::span<const std::string_view> choices = {};
};

/// Of [[variant]]; beside them it takes a table for each codec's options.
[[nodiscard]] std::span<const RecipeKey> variant_keys() noexcept;
/// Of `when`.
[[nodiscard]] std::span<const RecipeKey> condition_keys() noexcept;

}  // namespace tbbimg
