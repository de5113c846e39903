#include "tools/recipe/explain.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "engine/naming/output_names.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/validate.hpp"
#include "tools/text/wrap.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::size_t kLabelColumn = 2;
constexpr std::size_t kTextColumn = 14;
constexpr std::size_t kLineLength = 110;

// Lines of `words` below each other from `column` on, without the blanks in front of the first.
std::string from_column(std::string_view words, std::size_t column) {
  return wrapped(one_line(words), kLineLength, column).substr(column) + "\n";
}

std::string line_start(std::string_view label) {
  std::string line = std::string(kLabelColumn, ' ') + std::string(label);
  line.resize(kTextColumn, ' ');
  return line;
}

std::string entry(std::string_view label, std::string_view text) {
  return line_start(label) + from_column(text, kTextColumn);
}

// "a, b or c"
std::string either(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  }
  return text;
}

// "1600 to 4000 pixels wide"; empty if every side will do.
std::string describe_bounds(int min, int max, std::string_view direction) {
  const bool has_max = max < std::numeric_limits<int>::max();
  if (min <= 1 && !has_max) return {};
  const std::string pixels = " pixels " + std::string(direction);
  if (!has_max) return "at least " + std::to_string(min) + pixels;
  if (min <= 1) return "at most " + std::to_string(max) + pixels;
  return std::to_string(min) + " to " + std::to_string(max) + pixels;
}

std::string describe(const Condition& when) {
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  };
  add(either(when.formats));
  switch (when.aspect) {
    case Aspect::any: break;
    case Aspect::landscape: add("wider than high"); break;
    case Aspect::portrait: add("higher than wide"); break;
    case Aspect::square: add("as wide as high"); break;
  }
  add(describe_bounds(when.min_width, when.max_width, "wide"));
  add(describe_bounds(when.min_height, when.max_height, "high"));
  return text.empty() ? "every image" : "only images that are " + text;
}

// "size = 256, filter = lanczos3", of the arguments that are given, or of the others.
std::string values_of(const OperationReading& reading, bool given) {
  std::string text;
  for (const auto& value : reading.values) {
    if (value.is_given == given) text += (text.empty() ? "" : ", ") + value.argument->name + " = " + value.text;
  }
  return text;
}

std::string describe_step(std::size_t number, const std::string& typed, const OperationRegistry& registry) {
  const std::string label = std::to_string(number) + ". ";
  const auto reading = registry.read(typed);
  if (!reading) return entry(number == 1 ? "does" : "", label + typed);  // the registry is not that of the recipe
  const std::size_t column = kTextColumn + label.size();
  std::string lines = line_start(number == 1 ? "does" : "") + label +
                      from_column(reading->info->name + ": " + reading->info->summary, column);
  const auto add = [&lines, column](const std::string& text) {
    if (!text.empty()) lines += std::string(column, ' ') + from_column(text, column);
  };
  add(values_of(*reading, true));
  const std::string defaults = values_of(*reading, false);
  add(defaults.empty() ? "" : "by default: " + defaults);
  return lines;
}

std::string describe_steps(const Variant& variant, const OperationRegistry& registry) {
  if (variant.own_operations.empty()) return entry("does", "nothing to the pixels");
  std::string text;
  for (std::size_t i = 0; i < variant.own_operations.size(); ++i) {
    text += describe_step(i + 1, variant.own_operations[i], registry);
  }
  return text;
}

std::string describe_value(const EncoderOption& option, int value) {
  switch (option.kind) {
    case EncoderOption::Kind::boolean: return value != 0 ? "true" : "false";
    case EncoderOption::Kind::integer: return std::to_string(value);
    case EncoderOption::Kind::word: return std::string(option.choices[static_cast<std::size_t>(value)]);
  }
  return {};
}

// "jpeg.progressive true", of the encoders that the variant may use.
std::string describe_options(const Variant& variant, const CodecRegistry& codecs) {
  std::string text;
  for (const auto& encoder : codecs.encoders()) {
    if (variant.format != Variant::kSameFormat && variant.format != encoder->name()) continue;
    const EncoderSettings settings = variant.settings_of(encoder->name());
    for (const EncoderOption& option : encoder->options()) {
      const auto value = settings.find(option.name);
      if (value == settings.end()) continue;
      text += (text.empty() ? "" : ", ") + std::string(encoder->name()) + "." + std::string(option.name) + " " +
              describe_value(option, value->second);
    }
  }
  return text;
}

std::string describe_quality(const Variant& variant) {
  const QualityTarget& target = variant.target;
  if (!target.is_set()) return "quality " + std::to_string(variant.quality);
  const std::string lowest = std::to_string(target.min_quality);
  std::string text;
  if (target.min_ssim) {
    text = "the lowest quality from " + lowest + " to " + std::to_string(target.max_quality) +
           " that looks like the pixels (SSIM " + human_number(*target.min_ssim) + ")";
  } else {
    text = "quality " + std::to_string(variant.quality);
  }
  if (target.max_bytes) {
    text += ", lowered to " + lowest + " at the least so that the file has at most " + human_bytes(*target.max_bytes) +
            "; an image that needs more fails";
  }
  return text;
}

// "JPEG, PNG or WebP": where the source's own bytes may be an output.
std::string titles_of_strippable(const CodecRegistry& codecs) {
  std::vector<std::string> titles;
  for (const auto& decoder : codecs.decoders()) {
    if (decoder->can_strip() && codecs.find_encoder(decoder->name()) != nullptr) {
      titles.emplace_back(decoder->format().title);
    }
  }
  return any_of(titles);
}

std::string describe_format(const Variant& variant, const CodecRegistry& codecs) {
  const Encoder* const encoder = codecs.find_encoder(variant.format);
  std::string text;
  if (encoder == nullptr) {
    text = "the format of the source; where that is lossy: " + describe_quality(variant);
  } else {
    const EncoderSettings settings = variant.settings_of(encoder->name());
    text = variant.format;
    if (encoder->is_lossless(settings)) text += ", without loss";
    if (encoder->has_quality(settings)) text += ", " + describe_quality(variant);
  }
  const std::string options = describe_options(variant, codecs);
  if (!options.empty()) text += "; " + options;
  if (variant.first_frame_only) text += "; of an animation, the first frame";
  if (!variant.keep_smaller) return text;
  text += "; the source's own bytes, without metadata, where these are fewer";
  return encoder == nullptr ? text + " (" + titles_of_strippable(codecs) + " alone)" : text;
}

// The sides of an image of which the condition is true, if there is one.
Size sample_size(const Condition& when) {
  constexpr int kLonger = 4000;
  const auto three_quarters = [](int side) { return side - side / 4; };
  const auto width = [&when](int side) { return std::clamp(side, when.min_width, when.max_width); };
  const auto height = [&when](int side) { return std::clamp(side, when.min_height, when.max_height); };
  if (when.aspect == Aspect::square) return {width(height(kLonger)), height(width(kLonger))};
  if (when.aspect == Aspect::portrait) {
    const int longer = height(std::max(kLonger, 2 * when.min_width));
    return {width(three_quarters(longer)), longer};
  }
  const int longer = width(std::max(kLonger, 2 * when.min_height));
  return {longer, height(three_quarters(longer))};
}

ImageInfo sample_for(const Condition& when) {
  ImageInfo info;
  info.format = when.formats.empty() ? std::string_view("jpeg") : std::string_view(when.formats.front());
  info.stored_size = sample_size(when);
  info.exif.date = "2019-07-23";
  return info;
}

std::string describe_name(const Variant& variant, const CodecRegistry& codecs) {
  const ImageInfo info = sample_for(variant.when);
  const Encoder* const source_format = codecs.find_encoder(info.format);
  SourceItem item;
  item.directory = "2019";
  item.file_name = "a." + std::string(source_format != nullptr ? source_format->extension() : info.format);
  item.path = "photos/2019/" + item.file_name;

  Variant unconditional = variant;  // a condition may be true of no image at all
  unconditional.when = {};
  const auto recipe = Recipe::create({std::move(unconditional)});
  if (!recipe) return {};
  const auto names = OutputNames::create(*recipe, NameTemplate::kDefault, codecs);
  if (!names) return {};
  const std::vector<OutputName> outputs = names->of(item, info.format, info);
  return item.path + " of " + to_string(info.stored_size) + " pixels gives OUT/" + outputs.front().name;
}

std::string describe_variant(const Variant& variant, const OperationRegistry& registry, const CodecRegistry& codecs) {
  return (variant.name.empty() ? "(without a name)" : one_line(variant.name)) + "\n" +
         entry("made of", describe(variant.when)) +
         entry("starts from", variant.from.empty() ? "the upright image"
                                                   : "the pixels of " + variant.from + ", before they are encoded") +
         describe_steps(variant, registry) + entry("written as", describe_format(variant, codecs)) +
         entry("named", describe_name(variant, codecs));
}

}  // namespace

std::string explain_recipe(const Recipe& recipe, std::string_view path, const OperationRegistry& registry,
                           const CodecRegistry& codecs) {
  const std::size_t count = recipe.variants().size();
  std::string text =
      one_line(path) + ": " + std::to_string(count) + (count == 1 ? " output" : " outputs") + " of each image\n";
  for (const Variant& variant : recipe.variants()) text += "\n" + describe_variant(variant, registry, codecs);
  if (count > 1) {
    text += "\n" + from_column(
                       "Each image is decoded once. Where a smaller variant shows the same as a larger one, it is "
                       "made of the larger one's pixels, never of its file.",
                       0);
  }
  return text;
}

}  // namespace tbbimg::tools
