#include "engine/recipe/fingerprint.hpp"

#include "engine/io/file_hash.hpp"
#include "engine/recipe/detail/description.hpp"
#include "engine/recipe/recipe_keys.hpp"

namespace tbbimg {
namespace {

void describe_options(const Variant& variant, const CodecRegistry& codecs, detail::Description& description) {
  for (const auto& [codec, settings] : variant.encoder_settings) {
    const Encoder* const encoder = codecs.find_encoder(codec);
    if (encoder == nullptr || (variant.format != Variant::kSameFormat && variant.format != codec)) continue;
    for (const EncoderOption& option : encoder->options()) {
      const auto value = settings.find(option.name);
      if (value == settings.end() || value->second == option.default_value) continue;
      description.add(codec).add(option.name).add(value->second);
    }
  }
}

}  // namespace

std::uint64_t recipe_fingerprint(const Recipe& recipe, std::string_view default_template, const CodecRegistry& codecs,
                                 const PictureChoice& choice) {
  detail::Description description;
  if (choice.page != 0) description.add("page").add(choice.page);
  if (choice.develop) description.add("develop");
  for (Variant variant : recipe.variants()) {
    if (variant.name_template.empty()) variant.name_template = default_template;
    description.add("variant").add(variant_keys(), 1, RecipeKey::kOptionsPlace - 1, variant);
    describe_options(variant, codecs, description);
    description.add(variant_keys(), RecipeKey::kOptionsPlace + 1, RecipeKey::kLastPlace, variant);
  }
  return file_hash(description.text());
}

}  // namespace tbbimg
