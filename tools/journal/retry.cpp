#include <unistd.h>

#include <cerrno>
#include <memory>

#include "engine/journal/journal_index.hpp"
#include "tools/command_line.hpp"
#include "tools/journal/load.hpp"
#include "tools/print.hpp"
#include "tools/run/command.hpp"
#include "tools/run/journalling.hpp"
#include "tools/run/options.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kFooter =
    R"(The last `tbbimg run` into OUT is done again, in the folder where it was started, for those images alone that failed
then or in an earlier run. `tbbimg status OUT` tells which these are. Options given here take the place of those of that run.

Examples:
  tbbimg retry thumbs
  tbbimg retry thumbs --threads 1 --memory 8G

)";

// What is to be made is said by retry itself.
std::vector<std::string> arguments_to_repeat(const std::vector<std::string>& recorded) {
  std::vector<std::string> arguments = without_shard(recorded);
  std::erase_if(arguments, [](const std::string& each) { return each == "--resume" || each == "--overwrite"; });
  return arguments;
}

CLI::Option* add_output(CLI::App& app, std::string& output) {
  return app.add_option("OUT", output, "The folder of the outputs")->required()->option_text(" ");
}

// What `recorded` says, and `typed` over it. Throws what CLI11 throws.
void parse(const std::vector<std::string>& recorded, const std::vector<std::string>& typed, RunArguments& run) {
  CLI::App first;
  add_run_options(*first.add_subcommand("run"), run);
  first.parse(marked(recorded));
  CLI::App second;
  CLI::App* const retry = second.add_subcommand("retry");
  std::string ignored;
  add_output(*retry, ignored);
  add_retry_options(*retry, run);
  second.parse(marked(typed));
}

ExitCode retry(const std::string& typed_output, const std::vector<std::string>& typed) {
  const std::string output = reachable_path(typed_output);
  const auto index = load_journal(output);
  if (!index) return index.error();
  const JournalRun& last = index->runs().back();
  if (::chdir(last.folder.c_str()) != 0) {
    Error error = error_from_errno(errno, "the last run was started there, and it cannot be gone to");
    error.path = last.folder;
    return complain(ExitCode::bad_plan, error);
  }
  const std::vector<std::string> recorded = arguments_to_repeat(last.arguments);
  RunArguments run;
  try {
    parse(recorded, typed, run);
  } catch (const CLI::ParseError& error) {
    return complain(ExitCode::bad_plan, std::string("the command of the last run cannot be repeated: ") + error.what());
  }
  run.output = output;
  run.dry_run = false;
  run.resume = ResumeScope::failed;
  return execute_run(run, recorded);
}

}  // namespace

Subcommand add_retry(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand("retry", "Do those images of the last run again that failed");
  const auto output = std::make_shared<std::string>();
  const auto checked_only = std::make_shared<RunArguments>();
  add_output(*app, *output);
  add_retry_options(*app, *checked_only);
  app->footer(kFooter + std::string(kExitCodesHelp));
  return {app, [output, checked_only](const std::vector<std::string>& arguments) {
            return retry(as_typed(*output), arguments);
          }};
}

}  // namespace tbbimg::tools
