#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>

#include "engine/files/state_folder.hpp"
#include "engine/journal/journal_index.hpp"
#include "kernels/core/format.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/journal/load.hpp"
#include "tools/print.hpp"
#include "tools/recipe/load.hpp"
#include "tools/run/command.hpp"
#include "tools/run/journalling.hpp"
#include "tools/run/options.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRetryFooter =
    R"(The last `tbbimg run` into OUT is done again, in the folder where it was started, for those images alone that failed
then or in an earlier run. `tbbimg status OUT` tells which these are. Options given here take the place of those of that run.
That run is the one of OUT's journal, whoever wrote it: its command is told, and its --log, --report and --metrics-file
count only below OUT, --metrics-listen not at all, unless they are given here.

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

// Whether writing to `file` writes below OUT, links followed, and not among what tbbimg keeps there.
bool is_below(const std::string& file, const std::string& output) {
  std::error_code error;
  const fs::path folder = fs::canonical(output, error);
  if (error) return false;
  const fs::path path = fs::weakly_canonical(reachable_path(file), error);
  if (error) return false;
  const fs::path first = *path.lexically_relative(folder).begin();
  return first != "." && first != ".." && first != kStateFolder;
}

// A journal may be a stranger's: what its command would write elsewhere than below OUT, or open to others, is done only
// if it was typed here. Takes it out of `recorded`, and tells what that was, as options.
std::vector<std::string> take_out(WatchArguments& recorded, const WatchArguments& typed, const std::string& output) {
  std::vector<std::string> options;
  const auto keeps = [&](const char* option, const std::string& file, bool is_typed) {
    if (is_typed || file.empty()) return false;
    if (is_below(file, output)) return true;
    options.insert(options.end(), {option, file});
    return false;
  };
  if (!keeps("--log", recorded.log_file, !typed.log_file.empty())) recorded.log_file.clear();
  if (!keeps("--metrics-file", recorded.metrics.file, !typed.metrics.file.empty())) recorded.metrics.file.clear();
  std::erase_if(recorded.reports,
                [&](const std::string& file) { return !keeps("--report", file, !typed.reports.empty()); });
  if (recorded.metrics.listen && !typed.metrics.listen) {
    options.insert(options.end(), {"--metrics-listen", recorded.metrics.listen->text()});
  }
  recorded.metrics.listen.reset();
  return options;
}

// These two throw what CLI11 throws; the second one lays what was typed over the first.
void parse_recorded(const std::vector<std::string>& recorded, RunArguments& run) {
  CLI::App app;
  add_run_options(*app.add_subcommand("run"), run);
  app.parse(marked(recorded));
}

void parse_typed(const std::vector<std::string>& typed, RunArguments& run) {
  CLI::App app;
  CLI::App* const retry = app.add_subcommand("retry");
  std::string ignored;
  add_output(*retry, ignored);
  add_retry_options(*retry, run);
  app.parse(marked(typed));
}

ExitCode retry(const std::string& typed_output, const WatchArguments& typed_watch,
               const std::vector<std::string>& typed) {
  const std::string output = reachable_path(typed_output);
  const auto index = load_journal(output);
  if (!index) return index.error();
  const JournalRun& last = index->runs().back();
  if (::chdir(last.folder.c_str()) != 0) {
    return complain(ExitCode::bad_plan,
                    system_error(errno, last.folder, "the last run was started there, and it cannot be gone to"));
  }
  const std::vector<std::string> recorded = arguments_to_repeat(last.arguments);
  // Only a forged one has it: the system would take a name to end there, and checks of names would not.
  const bool has_zero = std::any_of(recorded.begin(), recorded.end(),
                                    [](const std::string& each) { return each.find('\0') != std::string::npos; });
  if (has_zero)
    return complain(ExitCode::bad_plan, "the command of the last run cannot be repeated: a name has a zero byte");
  RunArguments run;
  std::vector<std::string> taken_out;
  try {
    parse_recorded(recorded, run);
    taken_out = take_out(run.watch, typed_watch, output);
    parse_typed(typed, run);
  } catch (const CLI::ParseError& error) {
    return complain(ExitCode::bad_plan, std::string("the command of the last run cannot be repeated: ") + error.what());
  }
  if (run.recipe_file == kStandardInput && ::isatty(STDIN_FILENO) == 1) {
    return complain(ExitCode::bad_plan,
                    "the recipe of the last run came through the standard input: give it again, as in "
                    "`tbbimg retry OUT <web.toml`");
  }
  run.output = output;
  run.dry_run = false;
  run.resume = ResumeScope::failed;
  run.notes.push_back("the journal says what is done again, in " + shell_quoted(last.folder) + ": " +
                      command_text(recorded));
  if (!taken_out.empty()) {
    run.notes.push_back("but without " + shell_words(taken_out) +
                        ": a journal may be anybody's, so what it would write outside of OUT is left out; type it "
                        "behind `tbbimg retry` to have it");
  }
  return execute_run(run, recorded);
}

}  // namespace

Subcommand add_retry(CLI::App& parent) {
  CLI::App* app =
      add_subcommand(parent, "retry", "OUT [OPTION...]", "Do those images of the last run again that failed");
  const auto output = std::make_shared<std::string>();
  const auto checked_only = std::make_shared<RunArguments>();
  add_output(*app, *output);
  add_retry_options(*app, *checked_only);
  app->footer(kRetryFooter + std::string(kExitCodesHelp));
  return {app, [output, checked_only](const std::vector<std::string>& arguments) {
            return retry(as_typed(*output), checked_only->watch, arguments);
          }};
}

}  // namespace tbbimg::tools
