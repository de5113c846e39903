#include "tools/run/watch_options.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <map>

#include "codecs/recognise.hpp"
#include "engine/watch/report/report.hpp"
#include "tools/command_line.hpp"
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

std::function<void(const std::string&)> file_into(const char* option, std::string& target) {
  return [option, &target](const std::string& text) {
    target = as_typed(text);
    if (target.empty()) refuse(option, "names no file");
    if (claims_to_be_image(target)) refuse(option, "'" + target + "' is the name of an image");
  };
}

}  // namespace

void add_watch_options(CLI::App& app, WatchArguments& arguments) {
  add_value(app, "--progress", "auto|bar|plain|json|none", kWatching,
            "On stderr; auto: a bar on a terminal, else plain lines; json: an object\nper line; none: errors only",
            [&arguments](const std::string& text) { arguments.progress = progress_mode(text); });
  app.add_flag("-v,--verbose", arguments.verbose, "Also tell of skipped images and retries; -vv: of every image")
      ->group(kWatching);
  app.add_flag("-q,--quiet", arguments.quiet, "Nothing but errors on stderr")->group(kWatching);
  app.add_option_function<std::vector<std::string>>(
         "--report",
         [&arguments](const std::vector<std::string>& files) {
           for (const std::string& file : files) {
             arguments.reports.push_back(as_typed(file));
             if (const Status status = check_report_name(arguments.reports.back()); !status) {
               refuse("--report", status.error().to_string());
             }
           }
         },
         "Write what the run was like at its end: figures for programs\n(FILE.json), or a page (FILE.html); may be "
         "given twice")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->option_text("FILE.json|FILE.html")
      ->group(kWatching);
  add_value(app, "--log", "FILE", kWatching,
            "Append a line of key=value pairs for every image and all else that happens;\na regular file",
            file_into("--log", arguments.log_file));
  add_value(app, "--metrics-file", "FILE", kWatching,
            "Write figures for Prometheus every 5 seconds and at the end; NAME.prom\n"
            "in the folder of node_exporter's textfile collector",
            file_into("--metrics-file", arguments.metrics.file));
  add_value(app, "--metrics-listen", "ADDR:PORT", kWatching,
            "Serve these figures at http://ADDR:PORT/metrics; PORT alone: only to this\nmachine; port 0: any free port",
            [&arguments](const std::string& text) {
              auto address = parse_listen_address(as_typed(text));
              if (!address) refuse("--metrics-listen", address.error().message);
              arguments.metrics.listen = *std::move(address);
            });
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
