#include "engine/recipe/recipe_keys.hpp"

#include <array>

namespace tbbimg {
namespace {

using Kind = RecipeKey::Kind;

constexpr double kMaxBytes = 1e12;
constexpr double kMaxSide = 65'535;

constexpr std::array<RecipeKey, 11> kVariantKeys = {{
    {"name", Kind::name, "Which variant this is, for {variant} in names and for `from`",
     "a part of file names: a text, not empty, without '/' or control characters"},
    {"from", Kind::variant,
     "Starts with the finished pixels of another variant, and takes its format and quality along",
     "the name of another variant"},
    {"ops", Kind::operations, "What to do to the image, in this order", "a list of texts, such as [\"thumbnail:256\"]"},
    {"format", Kind::format, "Of the output; same: that of the source", "", 0, 0, true},
    {"quality", Kind::quality, "Of JPEG and WebP; auto: the lowest that looks the same, see ssim",
     "a whole number from 1 to 100, or \"auto\"", 1, 100, true},
    {"ssim", Kind::number, "With quality = \"auto\": how like the pixels the file shall be (SSIM)",
     "a number from 0.5 to 0.9999", 0.5, 0.9999, true},
    {"min-quality", Kind::integer, "The lowest quality that quality = \"auto\" and max-bytes may choose",
     "a whole number from 1 to 100", 1, 100, true},
    {"max-quality", Kind::integer, "The highest quality that quality = \"auto\" may choose",
     "a whole number from 1 to 100", 1, 100, true},
    {"max-bytes", Kind::bytes, "Lowers the quality until the file is at most this large",
     "a number of bytes from 100, or a text such as \"200K\" or \"1.5M\"", 100, kMaxBytes, true},
    {"template", Kind::text, "How the output is named, with {dir}, {stem}, {variant}, {ext}, {width} and others",
     "a text such as \"{dir}/{stem}-{width}.{ext}\"", 0, 0, true},
    {"when", Kind::condition, "Makes the variant only of images of which all of this is true",
     "a table such as { min-width = 1600 }"},
}};

constexpr std::array<std::string_view, 3> kAspects = {"landscape", "portrait", "square"};

constexpr std::array<RecipeKey, 6> kConditionKeys = {{
    {"min-width", Kind::integer, "Pixels of the upright image", "a whole number of pixels from 1 to 65535", 1,
     kMaxSide},
    {"max-width", Kind::integer, "Pixels of the upright image", "a whole number of pixels from 1 to 65535", 1,
     kMaxSide},
    {"min-height", Kind::integer, "Pixels of the upright image", "a whole number of pixels from 1 to 65535", 1,
     kMaxSide},
    {"max-height", Kind::integer, "Pixels of the upright image", "a whole number of pixels from 1 to 65535", 1,
     kMaxSide},
    {"format", Kind::formats, "Of the source, one or several", ""},
    {"orientation", Kind::word, "Wider than high, higher than wide, or neither",
     "one of \"landscape\", \"portrait\", \"square\"", 0, 0, false, kAspects},
}};

}  // namespace

std::span<const RecipeKey> variant_keys() noexcept { return kVariantKeys; }
std::span<const RecipeKey> condition_keys() noexcept { return kConditionKeys; }

}  // namespace tbbimg
