#include "engine/recipe/fingerprint.hpp"

#include <algorithm>
#include <charconv>
#include <span>

#include "engine/io/file_hash.hpp"

namespace tbbimg {
namespace {

// Texts one behind the other, each with its length, so that no two lists of texts come to the same.
class Description {
 public:
  Description& add(std::string_view text) {
    text_ += std::to_string(text.size()) + ":";
    text_ += text;
    return *this;
  }
  Description& add(std::int64_t value) { return add(std::string_view(std::to_string(value))); }
  Description& add(double value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return add(std::string_view(digits, static_cast<std::size_t>(end - digits)));
  }

  [[nodiscard]] std::uint64_t hash() const noexcept { return file_hash(text_); }

 private:
  std::string text_;
};

void describe_settings(const Variant& variant, const CodecRegistry& codecs, Description& description) {
  for (const auto& [codec, settings] : variant.encoder_settings) {
    const Encoder* const encoder = codecs.find_encoder(codec);
    if (encoder == nullptr || (variant.format != Variant::kSameFormat && variant.format != codec)) continue;
    for (const EncoderOption& option : encoder->options()) {
      const auto value = settings.find(option.name);
      if (value == settings.end() || value->second == option.default_value) continue;
      description.add(codec).add(option.name).add(std::int64_t{value->second});
    }
  }
}

void describe_target(const QualityTarget& target, Description& description) {
  if (!target.is_set()) return;
  description.add("target").add(std::int64_t{target.min_quality}).add(std::int64_t{target.max_quality});
  if (target.max_bytes) description.add("bytes").add(std::to_string(*target.max_bytes));
  if (target.min_ssim) description.add("ssim").add(*target.min_ssim);
}

void describe_condition(const Condition& when, Description& description) {
  if (when.says_nothing()) return;
  description.add("when");
  for (const int bound : {when.min_width, when.max_width, when.min_height, when.max_height}) {
    description.add(std::int64_t{bound});
  }
  description.add(static_cast<std::int64_t>(when.aspect));
  std::vector<std::string> formats = when.formats;
  std::sort(formats.begin(), formats.end());
  for (const std::string& format : formats) description.add(format);
}

}  // namespace

std::uint64_t recipe_fingerprint(const Recipe& recipe, std::string_view default_template, const CodecRegistry& codecs) {
  Description description;
  for (const Variant& variant : recipe.variants()) {
    description.add("variant").add(variant.name).add(variant.format).add(std::int64_t{variant.quality});
    description.add(variant.name_template.empty() ? default_template : std::string_view(variant.name_template));
    for (const std::string& operation : variant.operation_identities) description.add("op").add(operation);
    describe_settings(variant, codecs, description);
    describe_target(variant.target, description);
    describe_condition(variant.when, description);
  }
  return description.hash();
}

}  // namespace tbbimg
