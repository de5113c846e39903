#include "tools/run/watch_options.hpp"

#include <map>

#include "tools/run/option_values.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kWatching = "What to watch";

ProgressMode progress_mode(const std::string& text) {
  static const std::map<std::string, ProgressMode> kModes = {{"auto", ProgressMode::automatic},
                                                             {"bar", ProgressMode::bar},
                                                             {"plain", ProgressMode::plain},
                                                             {"json", ProgressMode::json},
                                                             {"none", ProgressMode::none}};
  const auto mode = kModes.find(text);
  if (mode == kModes.end()) refuse("--progress", "'" + text + "' is not one of auto, bar, plain, json, none");
  return mode->second;
}

}  // namespace

void add_watch_options(CLI::App& app, WatchArguments& arguments) {
  add_value(app, "--progress", "auto|bar|plain|json|none", kWatching,
            "On stderr; auto: a bar on a terminal, else plain lines; json: an object\nper line; none: errors only",
            [&arguments](const std::string& text) { arguments.progress = progress_mode(text); });
  app.add_flag("-v,--verbose", arguments.verbose, "Also tell of skipped images and retries; -vv: of every image")
      ->group(kWatching);
  app.add_flag("-q,--quiet", arguments.quiet, "Nothing but errors on stderr")->group(kWatching);
}

Status complete(WatchArguments& arguments) {
  if (!arguments.quiet) return {};
  if (arguments.verbose > 0) return fail(ErrorCode::invalid_argument, "-q and -v do not go together");
  if (arguments.progress != ProgressMode::automatic && arguments.progress != ProgressMode::none) {
    return fail(ErrorCode::invalid_argument, "-q and --progress do not go together");
  }
  arguments.progress = ProgressMode::none;
  return {};
}

}  // namespace tbbimg::tools
