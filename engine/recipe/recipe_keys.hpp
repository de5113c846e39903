// The words of a recipe file, with all there is to know of each: the parser, its messages, the variants, the
// fingerprint and the schema come from here. Operations and codecs' options describe themselves (OperationRegistry,
// EncoderOption).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/recipe/condition.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/recipe/variant_settings.hpp"

namespace tbbimg {

namespace detail {
class Description;
}

struct RecipeKey {
  enum class Kind : std::uint8_t {
    name,        ///< a text that is part of file names
    operations,  ///< texts such as "thumbnail:256"
    variant,     ///< the name of another variant
    format,      ///< a codec's name, or "same"
    quality,     ///< a whole number, or "auto"
    boolean,
    integer,
    number,
    bytes,           ///< a whole number, or a text such as "200K"
    name_template,   ///< a NameTemplate
    condition,       ///< a table of condition_keys()
    formats,         ///< a codec's name or several
    word,            ///< one of `choices`; as a boolean, whether it is the first of two
    widths,          ///< whole numbers of pixels: one output for each
    output_formats,  ///< codecs' names: one output for each
  };
  /// Where the parser puts the value; nothing: what the key says is not kept as it is.
  using Member = std::variant<std::monostate, std::optional<std::string> VariantSettings::*,
                              std::optional<int> VariantSettings::*, std::optional<double> VariantSettings::*,
                              std::optional<std::uint64_t> VariantSettings::*, std::optional<bool> VariantSettings::*,
                              int Condition::*, std::vector<std::string> Condition::*, Aspect Condition::*>;

  static constexpr int kOptionsPlace = 6;  ///< of the codecs' options, which are no keys, in the fingerprint
  static constexpr int kLastPlace = 63;

  std::string_view name;
  Kind kind;
  std::string_view help;          ///< what it does, for the schema
  std::string_view allowed = {};  ///< what it may be, for messages: "a whole number from 1 to 100"
  double min = 0;                 ///< of integer, number, bytes
  double max = 0;
  std::span<const std::string_view> choices = {};

  Member member = {};
  /// Brings what the settings say into a variant. Whatever has this may also stand in [defaults].
  void (*apply)(const VariantSettings& settings, Variant& variant) = nullptr;
  bool needs_automatic_quality = false;  ///< means nothing beside a fixed quality
  bool needs_loss = false;               ///< means nothing where the format keeps all

  /// Its place in the fingerprint's description, which journals in the field rely on: a new key comes last, and adds
  /// nothing where it says what was done without it. 0: another key's description tells of it.
  int fingerprint_place = 0;
  void (*describe)(const Variant& variant, detail::Description& description) = nullptr;

  [[nodiscard]] constexpr bool may_be_default() const noexcept { return apply != nullptr; }
};

/// Of [[variant]]; beside them it takes a table for each codec's options.
[[nodiscard]] std::span<const RecipeKey> variant_keys() noexcept;
/// Of `when`.
[[nodiscard]] std::span<const RecipeKey> condition_keys() noexcept;

}  // namespace tbbimg
