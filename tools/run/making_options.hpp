// The options that say what is made of an image, wherever there are such.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "codecs/decoder.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace tbbimg::tools {

inline constexpr const char* kMakingOptions = "What to make";

struct MakingArguments {
  std::vector<std::string>& operations;
  std::optional<std::string>& format;  ///< the codec's name, or Variant::kSameFormat
  int& quality;
  bool& keep_smaller;
  bool& first_frame_only;
};

/// --op, --format, --quality, --keep-smaller and --frames; `which` ends the explanations of all but the first.
void add_making_options(CLI::App& app, MakingArguments arguments, const std::string& which);

/// --page N and --raw preview|develop.
void add_picture_choice(CLI::App& app, PictureChoice& choice, const char* group);

/// --on-corrupt fail|salvage.
void add_on_corrupt(CLI::App& app, bool& salvage, const char* group);

}  // namespace tbbimg::tools
