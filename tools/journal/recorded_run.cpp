#include "tools/journal/recorded_run.hpp"

#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>

#include "tools/command_line.hpp"
#include "tools/recipe/load.hpp"
#include "tools/run/make_spec.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {
namespace {

// What a journal of schema 1 or 2 has of it.
Result<RunSpec> parsed_again(const JournalRun& last) {
  // Only a forged one has it: the system would take a name to end there, and checks of names would not.
  const bool has_zero = std::any_of(last.arguments.begin(), last.arguments.end(),
                                    [](const std::string& each) { return each.find('\0') != std::string::npos; });
  if (has_zero) return fail(ErrorCode::invalid_argument, "a name has a zero byte");
  RunArguments run;
  try {
    CLI::App app;
    add_run_options(*app.add_subcommand("run"), run);
    app.parse(marked(last.arguments));
  } catch (const CLI::ParseError& error) {
    return fail(ErrorCode::invalid_argument, error.what());
  }
  run.watch = {};  // nothing of it is repeated
  TBBIMG_RETURN_IF_ERROR(complete(run));
  if (run.recipe_file != kStandardInput) {
    run.recipe_file = path_from(last.folder, run.recipe_file);
  } else if (::isatty(STDIN_FILENO) == 1) {
    return fail(ErrorCode::invalid_argument,
                "the recipe of the last run came through the standard input: give it again, as in "
                "`tbbimg retry OUT <web.toml`");
  }
  TBBIMG_ASSIGN_OR_RETURN(RunSpec spec, make_spec(run));
  return with_absolute_paths(std::move(spec), last.folder);
}

}  // namespace

Result<RunSpec> recorded_run(const JournalRun& last) {
  return last.spec.empty() ? parsed_again(last) : run_spec_from_json(last.spec);
}

}  // namespace tbbimg::tools
