// What can be set of one codec's encoder beside the quality, told in a way that recipes, help and schemas can be made
// of.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tbbimg {

struct EncoderOption {
  enum class Kind : std::uint8_t { boolean, integer, word };

  std::string_view name;  ///< as in recipes: "progressive"
  std::string_view help;
  Kind kind = Kind::boolean;
  int min = 0;  ///< of integer
  int max = 1;
  std::optional<int> default_value = {};           ///< nothing: the encoder chooses by the pixels
  std::span<const std::string_view> choices = {};  ///< of word, whose values are indices into this

  [[nodiscard]] bool allows(int value) const noexcept {
    const int end = kind == Kind::word ? static_cast<int>(choices.size()) - 1 : kind == Kind::boolean ? 1 : max;
    return value >= (kind == Kind::integer ? min : 0) && value <= end;
  }
};

/// Values by the names of options; what is not there has its default.
using EncoderSettings = std::map<std::string, int, std::less<>>;

}  // namespace tbbimg
