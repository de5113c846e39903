// What to make of each image: one or more variants.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/operations/operation.hpp"
#include "engine/operations/registry.hpp"
#include "engine/recipe/condition.hpp"
#include "engine/recipe/quality_target.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// At most one output per image.
struct Variant {
  static constexpr std::string_view kSameFormat = "same";  ///< the format of the source

  std::string name;                                          ///< may be empty if it is the only one
  std::vector<std::shared_ptr<const Operation>> operations;  ///< neighbours may have been joined to one
  std::vector<std::string> operation_identities;             ///< of all of them before that (operations/identity.hpp)
  std::vector<std::size_t> first_identities;                 ///< of each of `operations`, its place among those
  std::string format{kSameFormat};                           ///< "jpeg", "png", "webp" or kSameFormat
  int quality = 80;                                          ///< 1 to 100; the highest for target.max_bytes
  bool states_quality = false;                               ///< it is the variant's own, and meant for this format
  QualityTarget target;
  bool keep_smaller = false;      ///< the source's own bytes where the output would be the same picture and larger
  bool first_frame_only = false;  ///< of an animation, even where the format holds all
  std::map<std::string, EncoderSettings, std::less<>> encoder_settings;  ///< by the codec's name
  std::string name_template;                                             ///< empty: RunOptions::name_template
  Condition when;

  /// For explanations: as the recipe has it.
  std::string from;                         ///< the variant that `operations` begin with; empty: none
  std::vector<std::string> own_operations;  ///< texts of those behind that

  [[nodiscard]] EncoderSettings settings_of(std::string_view codec) const;
};

/// What a variant is if the recipe does not say.
struct VariantDefaults {
  std::string format{Variant::kSameFormat};
  int quality = 80;
  bool keep_smaller = false;
  bool first_frame_only = false;
};

/// Copyable; the operations are shared. Has at least one variant, and their names differ.
class Recipe {
 public:
  static constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

  /// Errors: invalid_recipe if there is no variant, or if two have one name.
  [[nodiscard]] static Result<Recipe> create(std::vector<Variant> variants);

  /// One variant without a name, of operations such as "thumbnail:256"; relative paths in them start from `folder`.
  /// Errors: invalid_recipe, which names the operation, what is wrong and what is allowed.
  [[nodiscard]] static Result<Recipe> parse(std::span<const std::string> operations, const VariantDefaults& defaults,
                                            const OperationRegistry& registry, std::string_view folder = {});

  /// Variants from TOML; `path` is for messages, which name line and column, and relative paths in the text start from
  /// its folder.
  /// Errors: the first mistake (invalid_recipe; name_collision for a template that cannot tell inputs apart).
  [[nodiscard]] static Result<Recipe> parse_toml(std::string_view text, std::string_view path,
                                                 const VariantDefaults& defaults, const OperationRegistry& registry,
                                                 const CodecRegistry& codecs = CodecRegistry::with_builtin_codecs());

  /// parse_toml() that tells all mistakes in the text, in its order.
  [[nodiscard]] static tl::expected<Recipe, std::vector<Error>> read_toml(
      std::string_view text, std::string_view path, const VariantDefaults& defaults, const OperationRegistry& registry,
      const CodecRegistry& codecs = CodecRegistry::with_builtin_codecs());

  [[nodiscard]] std::span<const Variant> variants() const noexcept { return variants_; }

 private:
  std::vector<Variant> variants_;
};

}  // namespace tbbimg
