#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

#include "engine/journal/journal_index.hpp"
#include "kernels/core/format.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/journal/load.hpp"
#include "tools/journal/recorded_run.hpp"
#include "tools/print.hpp"
#include "tools/run/command.hpp"
#include "tools/run/go_on.hpp"
#include "tools/run/make_spec.hpp"
#include "tools/run/options.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kRetryFooter =
    R"(The last `tbbimg run` into OUT is done again for those images alone that failed then or in an earlier run, by the
recipe that it had, whatever has become of the recipe's file. `tbbimg status OUT` tells which these are. Options given here take
the place of those of that run. What watched it (--log, --report, --metrics-file, --metrics-listen, --progress) does not watch
again: the journal of OUT may be anybody's.

Examples:
  tbbimg retry thumbs
  tbbimg retry thumbs --threads 1 --memory 8G

)";

CLI::Option* add_output(CLI::App& app, std::string& output) {
  return app.add_option("OUT", output, "The folder of the outputs")->required()->option_text(" ");
}

// Lays what was typed over `run`. It has been parsed once, and throws nothing any more.
void parse_typed(const std::vector<std::string>& typed, RunArguments& run) {
  CLI::App app;
  CLI::App* const retry = app.add_subcommand("retry");
  std::string ignored;
  add_output(*retry, ignored);
  add_retry_options(*retry, run);
  app.parse(marked(typed));
}

// A path below the working folder as people type it there.
std::string from_here(const std::string& path) {
  const std::string here = working_folder() + "/";
  return path.starts_with(here) && path.size() > here.size() ? path.substr(here.size()) : path;
}

// The options of `spec`, with those that were typed in their place.
Result<RunArguments> arguments_of(const RunSpec& spec, const std::vector<std::string>& typed) {
  RunArguments run;
  run.inputs = spec.inputs;
  run.output = spec.output;
  run.options = spec.options;
  if (run.options.failure_limit.images == 0) {
    run.options.failure_limit.images.reset();
    run.recovery.stop_at_first_failure = true;
  }
  parse_typed(typed, run);
  TBBIMG_RETURN_IF_ERROR(complete(run.watch));
  TBBIMG_RETURN_IF_ERROR(complete(run.recovery, run.options));
  return run;
}

ExitCode retry(const std::string& output, const std::vector<std::string>& typed) {
  const auto index = load_journal(output);
  if (!index) return index.error();
  const JournalRun& last = index->runs().back();
  auto spec = recorded_run(last);
  if (!spec) {
    return complain(ExitCode::bad_plan, "the last run cannot be repeated: " + spec.error().to_string());
  }
  for (std::string& input : spec->inputs) input = from_here(input);
  spec->output = output;
  spec->overwrite = false;
  spec->resume = ResumeScope::failed;
  // What failed may be any shard's, and one run goes over all journals.
  spec->shard.reset();
  auto run = arguments_of(*spec, typed);
  if (!run) return complain(ExitCode::usage, run.error());
  spec->options = run->options;
  run->notes.push_back("repeating this run from the journal: " + command_text(arguments_for(*spec)));
  std::vector<std::string> recorded = without_shard(last.arguments);
  std::erase_if(recorded, [](const std::string& each) { return each == "--resume" || each == "--overwrite"; });
  return execute_run(*run, [&] { return tl::expected<RunSpec, ExitCode>(*spec); }, {recorded, last.folder});
}

}  // namespace

Subcommand add_retry(CLI::App& parent) {
  CLI::App* app =
      add_subcommand(parent, "retry", "OUT [OPTION...]", "Try again the images that failed in the last run");
  const auto output = std::make_shared<std::string>();
  const auto checked_only = std::make_shared<RunArguments>();
  add_output(*app, *output);
  add_retry_options(*app, *checked_only);
  app->footer(kRetryFooter + std::string(kExitCodesHelp));
  return {app, [output, checked_only](const std::vector<std::string>& arguments) {
            return retry(as_typed(*output), arguments);
          }};
}

}  // namespace tbbimg::tools
