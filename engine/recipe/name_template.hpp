// How outputs are named.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/recipe/recipe.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// What the placeholders of a name stand for. Views: they must outlive the call they are passed to.
struct NameParts {
  std::string_view directory;  ///< of the input below its root, "" for the root itself
  std::string_view stem;       ///< the input's file name without its last extension
  std::string_view variant;
  std::string_view extension;  ///< of the output, without the dot
  std::uint64_t index = 0;     ///< of the input in the order of the listing, from 0
};

/// A path below OUT with {dir}, {stem}, {variant}, {ext} and {index}. An empty {dir} takes the slash behind it along,
/// an empty {variant} the separator (one of "_-.") before it, so that one template serves both cases.
class NameTemplate {
 public:
  static constexpr std::string_view kDefault = "{dir}/{stem}_{variant}.{ext}";

  /// Errors: invalid_argument for an unknown placeholder, an absolute path or a "..", and name_collision for a template
  /// that cannot tell inputs (no {stem}, no {index}) or the recipe's variants (several, and no {variant}) apart.
  [[nodiscard]] static Result<NameTemplate> parse(std::string_view text, const Recipe& recipe);

  [[nodiscard]] std::string expand(const NameParts& parts) const;

  /// False if inputs of different folders may get one name, because neither {dir} nor {index} is there.
  [[nodiscard]] bool keeps_folders_apart() const noexcept;

 private:
  enum class Placeholder : std::uint8_t { none, directory, stem, variant, extension, index };
  struct Piece {
    Placeholder placeholder = Placeholder::none;
    std::string literal;
  };
  [[nodiscard]] bool has(Placeholder placeholder) const noexcept;

  std::vector<Piece> pieces_;
};

}  // namespace tbbimg
