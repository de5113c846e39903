// What a table of a recipe says of outputs, as far as it says it. Internal to the recipe's parser.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "codecs/encoder_option.hpp"
#include "engine/recipe/recipe.hpp"

namespace tbbimg {

struct VariantSettings {
  std::optional<std::string> format;
  std::optional<int> quality;  ///< kAutomatic: by likeness
  std::optional<double> ssim;
  std::optional<int> min_quality;
  std::optional<int> max_quality;
  std::optional<std::uint64_t> max_bytes;
  std::optional<bool> keep_smaller;
  std::optional<bool> first_frame_only;
  std::optional<std::string> name_template;
  std::map<std::string, EncoderSettings, std::less<>> encoder_settings;  ///< by the codec's name

  static constexpr int kAutomatic = 0;

  [[nodiscard]] bool quality_is_automatic() const noexcept { return quality == kAutomatic; }

  /// These, and those of `base` where these say nothing.
  [[nodiscard]] VariantSettings over(const VariantSettings& base) const;
  /// Puts them into `variant`, as far as they say something.
  void apply_to(Variant& variant) const;
};

}  // namespace tbbimg
