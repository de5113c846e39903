// The options that say what is made of an image, wherever there are such.
#pragma once

#include <optional>
#include <string>
#include <vector>

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
};

/// --op, --format, --quality and --keep-smaller; `which` ends the explanations of the last three.
void add_making_options(CLI::App& app, MakingArguments arguments, const std::string& which);

}  // namespace tbbimg::tools
