#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "codecs/registry.hpp"
#include "engine/files/probe_file.hpp"
#include "engine/watch/text/json.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/validate.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/print.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kInfoFooter = R"(Only the headers are read. Width and height are those of the upright picture.

Examples:
  tbbimg info photos/a.jpg photos/b.png
  tbbimg info --json photos/*.jpg | jq -r 'select(.width > 4000) | .path'

Exit codes: 0 all read, 1 some failed, 2 wrong usage)";

struct FileInfo {
  ImageInfo image;
  std::uint64_t file_bytes = 0;
  std::string_view progressive;  ///< as the format's people call it
};

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

std::string line_of(const std::string& path, const FileInfo& info) {
  const ImageInfo& image = info.image;
  std::string line = path + ": " + std::string(image.format) + " " + to_string(image.upright_size()) + ", " +
                     describe_color(image) + ", " + std::to_string(image.bits_per_sample) +
                     (image.bits_per_sample == 1 ? " bit" : " bits");
  if (has_alpha(image.pixel_format)) line += ", alpha";
  if (image.progressive) line += ", " + std::string(info.progressive);
  if (image.frames > 1) line += ", " + std::to_string(image.frames) + " frames";
  if (image.pages > 1) line += ", " + std::to_string(image.pages) + " pages";
  if (image.exif.orientation != Orientation::upright) {
    line += ", stored " + to_string(image.stored_size) + " (" + std::string(name_of(image.exif.orientation)) + ")";
  }
  if (image.icc_profile_bytes > 0) line += ", ICC " + human_bytes(image.icc_profile_bytes);
  if (image.exif_bytes > 0) line += ", EXIF " + human_bytes(image.exif_bytes);
  if (!image.exif.date.empty()) line += ", taken " + image.exif.date;
  if (!image.exif.copyright.empty()) line += ", copyright " + image.exif.copyright;
  return one_line(line + ", file " + human_bytes(info.file_bytes)) + "\n";
}

std::string json_of(const std::string& path, const FileInfo& info) {
  const ImageInfo& image = info.image;
  const nlohmann::ordered_json json = {{"path", path_json(path)},
                                       {"format", image.format},
                                       {"width", image.upright_size().width},
                                       {"height", image.upright_size().height},
                                       {"stored_width", image.stored_size.width},
                                       {"stored_height", image.stored_size.height},
                                       {"orientation", static_cast<int>(image.exif.orientation)},
                                       {"color", describe_color(image)},
                                       {"bits_per_sample", image.bits_per_sample},
                                       {"alpha", has_alpha(image.pixel_format)},
                                       {"progressive", image.progressive},
                                       {"animated", image.animated},
                                       {"frames", image.frames},
                                       {"loops", image.loops},
                                       {"pages", image.pages},
                                       {"icc_profile_bytes", image.icc_profile_bytes},
                                       {"exif_bytes", image.exif_bytes},
                                       {"date", image.exif.date},
                                       {"copyright", image.exif.copyright},
                                       {"file_bytes", info.file_bytes}};
  return dumped(json) + "\n";
}

ExitCode execute(const std::vector<std::string>& files, bool as_json) {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  ExitCode code = ExitCode::done;
  for (const std::string& file : files) {
    const std::string path = as_typed(file);
    const auto image = probe_file(path, codecs);
    std::error_code error;
    const std::uint64_t bytes = std::filesystem::file_size(path, error);
    if (image) {
      const FileInfo info{*image, error ? 0 : bytes, codecs.find_decoder_by_name(image->format)->format().progressive};
      print_text(as_json ? json_of(path, info) : line_of(path, info));
      continue;
    }
    print_line(image.error().to_string(), stderr);
    code = ExitCode::some_failed;
  }
  return code;
}

struct InfoArguments {
  std::vector<std::string> files;
  bool json = false;
};

}  // namespace

Subcommand add_info(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "info", "[--json] FILE...",
                                 "Show what image files hold: size, format, colour, orientation, metadata");
  const auto arguments = std::make_shared<InfoArguments>();
  app->add_option("FILE", arguments->files, "Image files")->required()->option_text(" ");
  app->add_flag("--json", arguments->json,
                "One JSON object per line; a path that is not UTF-8 is\n{\"hex\": \"...\"} of its bytes");
  app->footer(kInfoFooter);
  return {app, [arguments](const std::vector<std::string>&) { return execute(arguments->files, arguments->json); }};
}

}  // namespace tbbimg::tools
