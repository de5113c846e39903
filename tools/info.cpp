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
};

std::string_view name_of(Orientation orientation) noexcept {
  constexpr std::string_view kNames[] = {"upright",   "flip_horizontal", "rotate_180", "flip_vertical",
                                         "transpose", "rotate_90",       "transverse", "rotate_270"};
  return kNames[static_cast<int>(orientation) - 1];
}

std::string line_of(const std::string& path, const FileInfo& info) {
  const ImageInfo& image = info.image;
  std::string line = path + ": " + std::string(image.format) + " " + to_string(image.upright_size()) + ", " +
                     image.color + ", " + std::to_string(image.bits_per_sample) + " bits";
  if (has_alpha(image.pixel_format)) line += ", alpha";
  if (image.progressive) line += image.format == "png" ? ", interlaced" : ", progressive";
  if (image.frames > 1) line += ", " + std::to_string(image.frames) + " frames";
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
  const nlohmann::ordered_json json = {{"path", path},
                                       {"format", image.format},
                                       {"width", image.upright_size().width},
                                       {"height", image.upright_size().height},
                                       {"stored_width", image.stored_size.width},
                                       {"stored_height", image.stored_size.height},
                                       {"orientation", static_cast<int>(image.exif.orientation)},
                                       {"color", image.color},
                                       {"bits_per_sample", image.bits_per_sample},
                                       {"alpha", has_alpha(image.pixel_format)},
                                       {"progressive", image.progressive},
                                       {"frames", image.frames},
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
      const FileInfo info{*image, error ? 0 : bytes};
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
                                 "Say what image files hold: size, format, colour, orientation, metadata");
  const auto arguments = std::make_shared<InfoArguments>();
  app->add_option("FILE", arguments->files, "Image files")->required()->option_text(" ");
  app->add_flag("--json", arguments->json,
                "One JSON object per line; bytes of a path that are not UTF-8\nbecome U+FFFD");
  app->footer(kInfoFooter);
  return {app, [arguments](const std::vector<std::string>&) { return execute(arguments->files, arguments->json); }};
}

}  // namespace tbbimg::tools
