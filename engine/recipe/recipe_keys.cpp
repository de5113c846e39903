#include "engine/recipe/recipe_keys.hpp"

#include <algorithm>
#include <array>

#include "engine/recipe/detail/description.hpp"

namespace tbbimg {
namespace {

using Kind = RecipeKey::Kind;
using detail::Description;
using Settings = VariantSettings;

constexpr double kMaxBytes = 1e12;
constexpr double kMaxSide = 65'535;

// What JPEG gives 32 photographs of 800 pixels at quality 80, the default of the tools in the field: 0.974 on average.
constexpr double kDefaultSsim = 0.97;

constexpr std::string_view kWholeQuality = "a whole number from 1 to 100";
constexpr std::string_view kWholePixels = "a whole number of pixels from 1 to 65535";
constexpr std::array<std::string_view, 2> kFrames = {"first", "all"};
constexpr std::array<std::string_view, 3> kAspects = {"landscape", "portrait", "square"};

template <int Condition::*kBound>
constexpr RecipeKey bound_key(std::string_view name, int place) {
  return {.name = name,
          .kind = Kind::integer,
          .help = "Pixels of the upright image",
          .allowed = kWholePixels,
          .min = 1,
          .max = kMaxSide,
          .member = kBound,
          .fingerprint_place = place,
          .describe = [](const Variant& variant, Description& to) { to.add(variant.when.*kBound); }};
}

constexpr std::array kConditionKeys = {
    bound_key<&Condition::min_width>("min-width", 1),
    bound_key<&Condition::max_width>("max-width", 2),
    bound_key<&Condition::min_height>("min-height", 3),
    bound_key<&Condition::max_height>("max-height", 4),
    RecipeKey{.name = "format",
              .kind = Kind::formats,
              .help = "Of the source, one or several",
              .member = &Condition::formats,
              .fingerprint_place = 6,
              .describe =
                  [](const Variant& variant, Description& to) {
                    std::vector<std::string> formats = variant.when.formats;
                    std::sort(formats.begin(), formats.end());
                    for (const std::string& format : formats) to.add(format);
                  }},
    RecipeKey{
        .name = "orientation",
        .kind = Kind::word,
        .help = "Wider than high, higher than wide, or neither",
        .allowed = "one of \"landscape\", \"portrait\", \"square\"",
        .choices = kAspects,
        .member = &Condition::aspect,
        .fingerprint_place = 5,
        .describe = [](const Variant& variant, Description& to) { to.add(static_cast<int>(variant.when.aspect)); }},
};

constexpr std::array kVariantKeys = {
    RecipeKey{.name = "name",
              .kind = Kind::name,
              .help = "Which variant this is, for {variant} in names and for `from`",
              .allowed = "a part of file names: a text, not empty, without '/' or control characters",
              .fingerprint_place = 1,
              .describe = [](const Variant& variant, Description& to) { to.add(variant.name); }},
    RecipeKey{.name = "from",
              .kind = Kind::variant,
              .help = "Starts with the finished pixels of another variant, and takes its format and quality along",
              .allowed = "the name of another variant"},
    RecipeKey{.name = "ops",
              .kind = Kind::operations,
              .help = "What to do to the image, in this order",
              .allowed = "a list of texts, such as [\"thumbnail:256\"]",
              .fingerprint_place = 5,
              .describe =
                  [](const Variant& variant, Description& to) {
                    for (const std::string& operation : variant.operation_identities) to.add("op").add(operation);
                  }},
    RecipeKey{
        .name = "widths",
        .kind = Kind::widths,
        .help =
            "Makes one output of each width, named NAME-WIDTH; those wider than the image are left out, but for the "
            "smallest",
        .allowed = "a list of whole numbers of pixels from 1 to 65535, each once, such as [320, 640, 1280]",
        .min = 1,
        .max = kMaxSide},
    RecipeKey{.name = "formats",
              .kind = Kind::output_formats,
              .help = "Makes one output in each format, named NAME-FORMAT, or NAME-WIDTH-FORMAT"},
    RecipeKey{
        .name = "format",
        .kind = Kind::format,
        .help = "Of the output; same: that of the source",
        .member = &Settings::format,
        .apply = [](const Settings& say, Variant& variant) { variant.format = say.format.value_or(variant.format); },
        .fingerprint_place = 2,
        .describe = [](const Variant& variant, Description& to) { to.add(variant.format); }},
    RecipeKey{.name = "quality",
              .kind = Kind::quality,
              .help = "Of JPEG, WebP and JPEG XL; auto: the lowest that looks the same, see ssim",
              .allowed = "a whole number from 1 to 100, or \"auto\"",
              .min = 1,
              .max = 100,
              .member = &Settings::quality,
              .apply =
                  [](const Settings& say, Variant& variant) {
                    variant.quality = say.quality_is_automatic()
                                          ? say.max_quality.value_or(QualityTarget::kMaxAutomatic)
                                          : say.quality.value_or(variant.quality);
                  },
              .fingerprint_place = 3,
              .describe = [](const Variant& variant, Description& to) { to.add(variant.quality); }},
    RecipeKey{.name = "ssim",
              .kind = Kind::number,
              .help = "With quality = \"auto\": how like the pixels the file shall be (SSIM)",
              .allowed = "a number from 0.5 to 0.9999",
              .min = 0.5,
              .max = 0.9999,
              .member = &Settings::ssim,
              .apply =
                  [](const Settings& say, Variant& variant) {
                    if (say.quality_is_automatic()) variant.target.min_ssim = say.ssim.value_or(kDefaultSsim);
                  },
              .needs_automatic_quality = true,
              .needs_loss = true,
              .fingerprint_place = 10,
              .describe =
                  [](const Variant& variant, Description& to) {
                    if (variant.target.min_ssim) to.add("ssim").add(*variant.target.min_ssim);
                  }},
    RecipeKey{.name = "min-quality",
              .kind = Kind::integer,
              .help = "The lowest quality that quality = \"auto\" and max-bytes may choose",
              .allowed = kWholeQuality,
              .min = 1,
              .max = 100,
              .member = &Settings::min_quality,
              .apply =
                  [](const Settings& say, Variant& variant) {
                    int& lowest = variant.target.min_quality;
                    lowest =
                        say.min_quality.value_or(say.quality_is_automatic() ? QualityTarget::kMinAutomatic : lowest);
                  },
              .fingerprint_place = 7,
              .describe =
                  [](const Variant& variant, Description& to) {
                    if (variant.target.is_set()) to.add("target").add(variant.target.min_quality);
                  }},
    RecipeKey{.name = "max-quality",
              .kind = Kind::integer,
              .help = "The highest quality that quality = \"auto\" may choose",
              .allowed = kWholeQuality,
              .min = 1,
              .max = 100,
              .member = &Settings::max_quality,
              .apply =
                  [](const Settings& say, Variant& variant) {
                    if (!say.quality_is_automatic()) return;
                    variant.target.max_quality = say.max_quality.value_or(QualityTarget::kMaxAutomatic);
                  },
              .needs_automatic_quality = true,
              .fingerprint_place = 8,
              .describe =
                  [](const Variant& variant, Description& to) {
                    if (variant.target.is_set()) to.add(variant.target.max_quality);
                  }},
    RecipeKey{.name = "max-bytes",
              .kind = Kind::bytes,
              .help = "Lowers the quality until the file is at most this large",
              .allowed = "a number of bytes from 100, or a text such as \"200K\" or \"1.5M\"",
              .min = 100,
              .max = kMaxBytes,
              .member = &Settings::max_bytes,
              .apply = [](const Settings& say, Variant& variant) { variant.target.max_bytes = say.max_bytes; },
              .needs_loss = true,
              .fingerprint_place = 9,
              .describe =
                  [](const Variant& variant, Description& to) {
                    if (variant.target.max_bytes) to.add("bytes").add(std::to_string(*variant.target.max_bytes));
                  }},
    RecipeKey{.name = "keep-smaller",
              .kind = Kind::boolean,
              .help = "Writes the source's own bytes, without metadata, where the same picture would become larger",
              .allowed = "true or false",
              .member = &Settings::keep_smaller,
              .apply = [](const Settings& say,
                          Variant& variant) { variant.keep_smaller = say.keep_smaller.value_or(variant.keep_smaller); },
              .fingerprint_place = 12,
              .describe =
                  [](const Variant& variant, Description& to) {
                    if (variant.keep_smaller) to.add("keep-smaller");
                  }},
    RecipeKey{.name = "frames",
              .kind = Kind::word,
              .help = "Of an animation: all where the format holds them (GIF, WebP, PNG), or the first alone",
              .allowed = "\"first\" or \"all\"",
              .choices = kFrames,
              .member = &Settings::first_frame_only,
              .apply =
                  [](const Settings& say, Variant& variant) {
                    variant.first_frame_only = say.first_frame_only.value_or(variant.first_frame_only);
                  },
              .fingerprint_place = 13,
              .describe =
                  [](const Variant& variant, Description& to) {
                    if (variant.first_frame_only) to.add("first frame");
                  }},
    RecipeKey{
        .name = "template",
        .kind = Kind::name_template,
        .help = "How the output is named, with {dir}, {stem}, {variant}, {ext}, {width} and others",
        .allowed = "a text such as \"{dir}/{stem}-{width}.{ext}\"",
        .member = &Settings::name_template,
        .apply = [](const Settings& say, Variant& variant) { variant.name_template = say.name_template.value_or(""); },
        .fingerprint_place = 4,
        .describe = [](const Variant& variant, Description& to) { to.add(variant.name_template); }},
    RecipeKey{.name = "when",
              .kind = Kind::condition,
              .help = "Makes the variant only of images of which all of this is true",
              .allowed = "a table such as { min-width = 1600 }",
              .fingerprint_place = 11,
              .describe =
                  [](const Variant& variant, Description& to) {
                    if (variant.when.says_nothing()) return;
                    to.add("when").add(condition_keys(), 1, RecipeKey::kLastPlace, variant);
                  }},
};

}  // namespace

std::span<const RecipeKey> variant_keys() noexcept { return kVariantKeys; }
std::span<const RecipeKey> condition_keys() noexcept { return kConditionKeys; }

}  // namespace tbbimg
