#include "tools/run/command.hpp"

#include <unistd.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <optional>
#include <utility>

#include "engine/watch/json_events.hpp"
#include "kernels/core/format.hpp"
#include "tools/help.hpp"
#include "tools/interruption.hpp"
#include "tools/print.hpp"
#include "tools/recipe/load.hpp"
#include "tools/run/dry_run.hpp"
#include "tools/run/ending.hpp"
#include "tools/run/go_on.hpp"
#include "tools/run/make_spec.hpp"
#include "tools/run/signals.hpp"
#include "tools/run/watch.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

// What --shard auto came to; empty without it.
std::string explain_shard(const RunArguments& run) {
  return run.shard_origin.empty() ? ""
                                  : "--shard auto: " + to_string(*run.shard) + ", as " + run.shard_origin + " says";
}

std::string go_on_command(const RunSpec& spec, const TypedCommand& typed) {
  if (spec.resume == ResumeScope::failed) return "tbbimg retry " + shell_quoted(spec.output);
  return command_to_go_on(typed.arguments);
}

// Lives until the process ends.
StopOnSignals& listen_to_signals(const RunArguments& run) {
  block_stop_signals();
  const std::string words =
      "the time that --grace allows is over and the run is still waiting, so it ends now; finished outputs are kept; "
      "to go on, run the same command with --resume";
  const bool json = chosen_mode(run.watch.progress) == ProgressMode::json;
  static auto* const signals =
      new StopOnSignals(run.recovery.grace, (json ? note_event(words) : "tbbimg: " + words) + "\n");
  return *signals;
}

void begin(Watch& watch, const RunArguments& run) {
  watch.begin();
  for (const std::string& note : run.notes) watch.note(note);
  if (const std::string note = explain_shard(run); !note.empty()) watch.note(note);
}

ExitCode run_for_real(const RunSpec& spec, const RunArguments& run, const TypedCommand& typed, StopOnSignals& signals) {
  // Both outlive the run: its threads tell of what they meet up to the last of them, and a signal may come as late.
  std::unique_ptr<Watch> watch;
  std::optional<StopOnSignals::Listener> heard;
  const auto image_run = ImageRun::open(spec);
  if (!image_run) return complain(image_run.error(), spec);
  auto opened = Watch::open(run, (*image_run)->pipeline(), typed.arguments);
  if (!opened) return opened.error();
  watch = *std::move(opened);
  const auto tell = [&watch](std::string_view message) { watch->note(message); };
  heard.emplace(signals, tell);
  const auto outcome =
      (*image_run)
          ->run({signals.tokens(), watch->observers(), &watch->metrics(), [&] { begin(*watch, run); }, tell, typed});
  if (!outcome) return complain(outcome.error(), spec);
  if (outcome->journal_error) watch->note_trouble(outcome->journal_error->to_string());
  const ExitCode end =
      watch->end(outcome->report, code_of(outcome->ending), explain_end(*outcome, run, go_on_command(spec, typed)));
  signals.leave_out_last_words();
  // Threads that wait for calls which do not return use what the end of main() would take down.
  if (outcome->report.abandoned > 0) ::_exit(static_cast<int>(flush_results(end)));
  return end;
}

}  // namespace

ExitCode execute_run(const RunArguments& run, const SpecMaker& make_spec, const TypedCommand& typed) {
  StopOnSignals* const signals = run.dry_run ? nullptr : &listen_to_signals(run);
  std::stop_token stop;
  if (run.dry_run) stop = stop_on_signals("an input takes long to look at; nothing is written");
  // Asked first: what the recipe or the inputs lack does not matter then.
  if (const auto level = active_simd_level(); !level) return complain(ExitCode::usage, level.error());
  const auto spec = make_spec();
  if (!spec) return spec.error();
  if (!run.dry_run) return run_for_real(*spec, run, typed, *signals);
  const auto image_run = ImageRun::open(*spec);
  if (!image_run) return complain(image_run.error(), *spec);
  if (const std::string note = explain_shard(run); !note.empty()) print_message(note);
  if (const Status status = tbbimg::Watch::check(run.watch, (*image_run)->pipeline().codecs()); !status) {
    return complain(ExitCode::cannot_create, status.error());
  }
  return print_plan(**image_run, stop);
}

Subcommand add_run(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "run", "INPUT... -o OUT [--recipe FILE | --op OP ...] [OPTION...]",
                                 "Turn every image of files and folders into one or more others");
  const auto run = std::make_shared<RunArguments>();
  add_run_options(*app, *run);
  return {app, [run](const std::vector<std::string>& arguments) {
            if (const Status status = complete(*run); !status) return complain(ExitCode::usage, status.error());
            const auto maker = [&run]() -> tl::expected<RunSpec, ExitCode> {
              auto spec = make_spec(*run);
              if (spec) return *std::move(spec);
              return tl::unexpected(complain(std::vector{spec.error()}));
            };
            return execute_run(*run, maker, {arguments, {}});
          }};
}

}  // namespace tbbimg::tools
