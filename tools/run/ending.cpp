#include "tools/run/ending.hpp"

#include "engine/operations/registry.hpp"
#include "tools/print.hpp"
#include "tools/recipe/load.hpp"
#include "tools/run/environment.hpp"

namespace tbbimg::tools {
namespace {

using Part = RunRefusal::Part;

ExitCode code_of_bad_options(const Error& error, bool has_recipe_file) noexcept {
  if (error.code == ErrorCode::name_collision) return ExitCode::bad_plan;
  const bool is_recipe = error.code == ErrorCode::unsupported || error.code == ErrorCode::invalid_recipe;
  return is_recipe && has_recipe_file ? ExitCode::bad_recipe : ExitCode::usage;
}

// An input that is missing may be a second operation behind one --op.
std::string explain_inputs(const Error& error) {
  const OperationRegistry registry = OperationRegistry::with_builtin_operations();
  const bool is_operation = registry.find(error.path.substr(0, error.path.find(':'))) != nullptr;
  return error.to_string() + (is_operation ? "; each operation needs an --op of its own" : "");
}

// Full disks are the environment's fault, anything else is that of the choice of OUT.
ExitCode code_of_bad_output(const Error& error, const std::string& output) {
  return error.code == ErrorCode::no_space && !is_read_only(output) ? ExitCode::environment : ExitCode::cannot_create;
}

}  // namespace

ExitCode complain(const RunRefusal& refusal, const RunSpec& spec) {
  const Error& error = refusal.error();
  const bool has_recipe_file = spec.recipe.toml.has_value();
  switch (refusal.part) {
    case Part::recipe: return has_recipe_file ? complain(refusal.errors) : complain(ExitCode::usage, error);
    case Part::options: return complain(code_of_bad_options(error, has_recipe_file), error);
    case Part::inputs: return complain(ExitCode::bad_plan, explain_inputs(error));
    case Part::names: return complain(ExitCode::bad_plan, error);
    case Part::unreachable: return complain(ExitCode::environment, error);
    case Part::output: return complain(code_of_bad_output(error, spec.output), explain_environment(error, spec.output));
    case Part::journal: return complain(code_of_bad_output(error, spec.output), error);
    case Part::accounting: break;
  }
  return complain(ExitCode::internal, error);
}

ExitCode code_of(RunEnding ending) noexcept {
  switch (ending) {
    case RunEnding::all_done: return ExitCode::done;
    case RunEnding::some_failed:
    case RunEnding::failure_limit: return ExitCode::some_failed;
    case RunEnding::no_image: return ExitCode::bad_plan;
    case RunEnding::interrupted: return ExitCode::interrupted;
    case RunEnding::environment: return ExitCode::environment;
  }
  return ExitCode::internal;
}

std::string explain_end(const RunOutcome& outcome, const RunArguments& run, const std::string& command) {
  const auto& error = outcome.report.environment_error;
  switch (outcome.ending) {
    case RunEnding::interrupted: return "interrupted; finished outputs are kept and skipped, to go on run: " + command;
    case RunEnding::environment:
      if (!error) return "the environment failed";
      return explain_environment(*error, run.output) + missing_room(outcome.room_needed, run.output) +
             "; finished outputs are kept, to go on run: " + command;
    case RunEnding::no_image: return "there is no image among the inputs";
    case RunEnding::all_done:
    case RunEnding::some_failed: return "";
    case RunEnding::failure_limit: break;
  }
  return run.recovery.stop_at_first_failure
             ? "stopped at the first failure, as --on-error fail asks"
             : "stopped after " + std::to_string(outcome.report.failed) + " failed images, as --max-errors asks";
}

}  // namespace tbbimg::tools
