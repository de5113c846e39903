#include "tools/info/describe.hpp"

#include "engine/watch/text/json.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg::tools {
namespace {

std::string_view name_of(Orientation orientation) noexcept {
  constexpr std::string_view kNames[] = {"upright",   "flip_horizontal", "rotate_180", "flip_vertical",
                                         "transpose", "rotate_90",       "transverse", "rotate_270"};
  return kNames[static_cast<int>(orientation) - 1];
}

std::string subsampling_text(Size subsampling) {
  struct Name {
    Size subsampling;
    const char* name;
  };
  constexpr Name kNames[] = {{{1, 1}, "4:4:4"}, {{2, 1}, "4:2:2"}, {{1, 2}, "4:4:0"},
                             {{2, 2}, "4:2:0"}, {{4, 1}, "4:1:1"}, {{4, 2}, "4:1:0"}};
  for (const Name& name : kNames) {
    if (name.subsampling == subsampling) return name.name;
  }
  return std::to_string(subsampling.width) + "x" + std::to_string(subsampling.height);
}

std::string_view name_of(ColorModel model) noexcept {
  constexpr std::string_view kNames[] = {"gray", "rgb", "ycbcr", "cmyk", "ycck", "palette"};
  return kNames[static_cast<int>(model)];
}

std::string describe_color(const ImageInfo& image) {
  std::string text(image.lossless ? "lossless" : name_of(image.model));
  if (image.model == ColorModel::ycbcr) text += " " + subsampling_text(image.chroma_subsampling);
  const bool is_plain = image.model == ColorModel::gray || image.model == ColorModel::rgb;
  if (image.alpha_channel && is_plain && !image.lossless) text += " with alpha";
  return image.animated ? text + " animation" : text;
}

std::string describe_left_out(const ImageInfo& image) {
  const int shown = channels(image.pixel_format) + (image.model == ColorModel::cmyk ? 1 : 0);
  const int all = (image.model == ColorModel::palette ? shown - 2 : shown) + image.left_out_samples;
  return std::to_string(all) + " samples a pixel, of which " + std::to_string(image.left_out_samples) +
         (image.left_out_samples == 1 ? " is" : " are") + " left out";
}

std::string describe_quality(const QualityEstimate& estimate) {
  const std::string quality = std::to_string(estimate.quality);
  return estimate.is_standard ? "quality " + quality : "quality about " + quality + " (tables of its own)";
}

std::string describe_frames(const ImageInfo& image) {
  if (!image.animated) return {};
  const std::string frames = std::to_string(image.frames) + (image.frames == 1 ? " frame" : " frames");
  if (image.loops == 0) return frames + ", repeated for ever";
  return frames + (image.loops == 1 ? ", shown once" : ", shown " + std::to_string(image.loops) + " times");
}

std::string describe_profile(const FileFacts& facts) {
  const std::string size = human_bytes(facts.image.icc_profile_bytes);
  return facts.icc_profile.empty() ? "ICC " + size : "ICC " + size + " '" + facts.icc_profile + "'";
}

std::string describe_pixels(const PixelFacts& pixels, bool has_alpha) {
  const auto colors = pixels.colors();
  std::string text = colors ? std::to_string(*colors) + (*colors == 1 ? " colour" : " colours")
                            : "more than " + std::to_string(kMostColors) + " colours";
  if (pixels.is_gray()) text += ", all gray";
  if (has_alpha) text += pixels.is_opaque() ? ", all opaque" : ", not all opaque";
  return text;
}

std::string describe_format(const ImageInfo& image) {
  std::string text = std::string(image.format) + " " + to_string(image.upright_size());
  if (image.preview_of == Size{}) return text;
  if (image.preview_of == image.stored_size) return text + " (preview)";
  const Size whole = oriented(image.preview_of, image.exif.orientation);
  return text + " (preview of " + to_string(whole) + ")";
}

}  // namespace

std::string line_of(const std::string& path, const FileFacts& facts) {
  const ImageInfo& image = facts.image;
  std::string line = path + ": " + describe_format(image) + ", " + describe_color(image) + ", " +
                     std::to_string(image.bits_per_sample) + (image.bits_per_sample == 1 ? " bit" : " bits");
  if (has_alpha(image.pixel_format)) line += ", alpha";
  if (image.left_out_samples > 0) line += ", " + describe_left_out(image);
  if (image.progressive) line += ", " + std::string(facts.progressive);
  if (image.quality) line += ", " + describe_quality(*image.quality);
  if (const std::string frames = describe_frames(image); !frames.empty()) line += ", " + frames;
  if (image.pages > 1) line += ", " + std::to_string(image.pages) + " pages";
  if (image.exif.orientation != Orientation::upright) {
    line += ", stored " + to_string(image.stored_size) + " (" + std::string(name_of(image.exif.orientation)) + ")";
  }
  if (image.icc_profile_bytes > 0) line += ", " + describe_profile(facts);
  if (image.exif_bytes > 0) line += ", EXIF " + human_bytes(image.exif_bytes);
  if (!image.exif.date.empty()) line += ", taken " + image.exif.date;
  if (!image.exif.copyright.empty()) line += ", copyright " + image.exif.copyright;
  if (facts.pixels) line += ", " + describe_pixels(*facts.pixels, has_alpha(image.pixel_format));
  return one_line(line + ", file " + human_bytes(facts.file_bytes)) + "\n";
}

std::string json_of(const std::string& path, const FileFacts& facts) {
  const ImageInfo& image = facts.image;
  nlohmann::ordered_json quality;
  nlohmann::ordered_json standard;
  if (image.quality) {
    quality = image.quality->quality;
    standard = image.quality->is_standard;
  }
  nlohmann::ordered_json json = {{"path", path_json(path)},
                                 {"format", image.format},
                                 {"width", image.upright_size().width},
                                 {"height", image.upright_size().height},
                                 {"stored_width", image.stored_size.width},
                                 {"stored_height", image.stored_size.height},
                                 {"orientation", static_cast<int>(image.exif.orientation)},
                                 {"color", describe_color(image)},
                                 {"bits_per_sample", image.bits_per_sample},
                                 {"alpha", has_alpha(image.pixel_format)},
                                 {"left_out_samples", image.left_out_samples},
                                 {"progressive", image.progressive},
                                 {"quality", quality},
                                 {"standard_tables", standard},
                                 {"animated", image.animated},
                                 {"frames", image.frames},
                                 {"loops", image.loops},
                                 {"pages", image.pages},
                                 {"icc_profile_bytes", image.icc_profile_bytes},
                                 {"icc_profile", facts.icc_profile},
                                 {"exif_bytes", image.exif_bytes},
                                 {"date", image.exif.date},
                                 {"copyright", image.exif.copyright},
                                 {"file_bytes", facts.file_bytes}};
  if (image.preview_of != Size{}) {
    const Size whole = oriented(image.preview_of, image.exif.orientation);
    json["preview_of_width"] = whole.width;
    json["preview_of_height"] = whole.height;
  }
  if (facts.pixels) {
    json["opaque"] = facts.pixels->is_opaque();
    json["gray"] = facts.pixels->is_gray();
    json["colors"] = nullptr;
    if (const auto colors = facts.pixels->colors()) json["colors"] = *colors;
  }
  return dumped(json) + "\n";
}

}  // namespace tbbimg::tools
