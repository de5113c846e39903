// What a recipe means, as the text that its fingerprint is the hash of. Not for users.
#pragma once

#include <charconv>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/recipe/recipe_keys.hpp"

namespace tbbimg::detail {

/// Texts one behind the other, each with its length, so that no two lists of texts come to the same.
class Description {
 public:
  Description& add(std::string_view text) {
    text_ += std::to_string(text.size()) + ":";
    text_ += text;
    return *this;
  }
  Description& add(std::int64_t value) { return add(std::string_view(std::to_string(value))); }
  Description& add(int value) { return add(std::int64_t{value}); }
  Description& add(double value) {
    char digits[32];
    const char* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return add(std::string_view(digits, static_cast<std::size_t>(end - digits)));
  }
  /// What the keys whose places go from `first` to `last` say of a variant, in the order of these places.
  Description& add(std::span<const RecipeKey> keys, int first, int last, const Variant& variant) {
    for (int place = first; place <= last; ++place) {
      for (const RecipeKey& key : keys) {
        if (key.fingerprint_place == place) key.describe(variant, *this);
      }
    }
    return *this;
  }

  [[nodiscard]] std::string_view text() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace tbbimg::detail
