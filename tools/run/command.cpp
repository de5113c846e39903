#include "tools/run/command.hpp"

#include <unistd.h>

#include <atomic>
#include <memory>
#include <utility>

#include "engine/files/directory_sink.hpp"
#include "engine/files/directory_source.hpp"
#include "engine/naming/collisions.hpp"
#include "tools/help.hpp"
#include "engine/watch/json_events.hpp"
#include "tools/print.hpp"
#include "tools/recipe/load.hpp"
#include "tools/run/dry_run.hpp"
#include "tools/run/environment.hpp"
#include "tools/run/journalling.hpp"
#include "tools/run/signals.hpp"
#include "tools/run/watch.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

// Or the code to end with, after everything that is wrong with it has been told.
tl::expected<Recipe, ExitCode> make_recipe(const RunArguments& arguments, const OperationRegistry& registry) {
  const VariantDefaults defaults{arguments.format.value_or(std::string(Variant::kSameFormat)), arguments.quality};
  if (arguments.recipe_file.empty()) {
    auto recipe = Recipe::parse(arguments.operations, defaults, registry);
    if (!recipe) return tl::unexpected(complain(ExitCode::usage, recipe.error()));
    return *std::move(recipe);
  }
  auto recipe = load_recipe(arguments.recipe_file, defaults, registry);
  if (recipe) return *std::move(recipe);
  return tl::unexpected(complain(recipe.error()));
}

ExitCode code_of_bad_pipeline(const Error& error, bool has_recipe_file) noexcept {
  if (error.code == ErrorCode::name_collision) return ExitCode::bad_plan;
  const bool is_recipe = error.code == ErrorCode::unsupported || error.code == ErrorCode::invalid_recipe;
  return is_recipe && has_recipe_file ? ExitCode::bad_recipe : ExitCode::usage;
}

// An input that is missing may be a second operation behind one --op.
std::string explain_source(const Error& error) {
  const OperationRegistry registry = OperationRegistry::with_builtin_operations();
  const bool is_operation = registry.find(error.path.substr(0, error.path.find(':'))) != nullptr;
  return error.to_string() + (is_operation ? "; each operation needs an --op of its own" : "");
}

// Full disks are the environment's fault, anything else is that of the choice of OUT.
ExitCode code_of_bad_sink(const Error& error, const std::string& output) {
  return error.code == ErrorCode::no_space && !is_read_only(output) ? ExitCode::environment : ExitCode::cannot_create;
}

ExitCode code_of(const RunReport& report, bool saw_image) noexcept {
  switch (report.ended_by) {
    case EndedBy::stop_request: return ExitCode::interrupted;
    case EndedBy::environment: return ExitCode::environment;
    case EndedBy::failure_limit: return ExitCode::some_failed;
    case EndedBy::end_of_source: break;
  }
  if (report.failed > 0) return ExitCode::some_failed;
  return saw_image ? ExitCode::done : ExitCode::bad_plan;
}

// What --shard auto came to; empty without it.
std::string explain_shard(const RunArguments& run) {
  return run.shard_origin.empty() ? ""
                                  : "--shard auto: " + to_string(*run.shard) + ", as " + run.shard_origin + " says";
}

std::string explain_environment_end(const RunReport& report, const RunArguments& run, Source& source) {
  const Error& error = *report.environment_error;
  const bool is_full = error.code == ErrorCode::no_space && !is_read_only(run.output);
  return explain_environment(error, run.output) + (is_full ? missing_room(report, source, run.output) : "");
}

// Why the run ended as it did, where the figures do not say it; empty otherwise.
std::string explain_end(const RunReport& report, ExitCode code, const RunArguments& run, Source& source,
                        const std::vector<std::string>& arguments) {
  switch (code) {
    case ExitCode::interrupted:
      return "interrupted; finished outputs are kept and skipped, to go on run: " + command_to_go_on(run, arguments);
    case ExitCode::environment:
      return report.environment_error
                 ? explain_environment_end(report, run, source) +
                       "; finished outputs are kept, to go on run: " + command_to_go_on(run, arguments)
                 : "the environment failed";
    case ExitCode::bad_plan: return "there is no image among the inputs";
    default: break;
  }
  if (report.ended_by != EndedBy::failure_limit) return "";
  return run.recovery.stop_at_first_failure
             ? "stopped at the first failure, as --on-error fail asks"
             : "stopped after " + std::to_string(report.failed) + " failed images, as --max-errors asks";
}

// Lives until the process ends.
StopOnSignals& listen_to_signals(const RunArguments& run) {
  block_stop_signals();
  const std::string words =
      "the time that --grace allows is over, and what the run waits for has not come; finished "
      "outputs are kept, the same command with --resume goes on";
  const bool json = chosen_mode(run.watch.progress) == ProgressMode::json;
  static auto* const signals =
      new StopOnSignals(run.recovery.grace, (json ? note_event(words) : "tbbimg: " + words) + "\n");
  return *signals;
}

ExitCode run_for_real(Pipeline pipeline, const RunArguments& run, const std::vector<std::string>& arguments,
                      StopOnSignals& signals) {
  // The watch outlives who tells it of signals, up to the end of the last thing below.
  std::unique_ptr<Watch> watch;
  std::atomic<Watch*> listener = nullptr;
  const auto tell = [&listener](std::string_view message) {
    if (Watch* const who = listener) who->note(message);
  };
  const StopOnSignals::Listener heard(signals, tell);
  std::optional<CollisionCheck> check;
  std::unique_ptr<DirectorySink> sink;
  std::optional<Resume> resume;
  std::optional<Suspects> suspects;
  const auto inspect_folder = [&](FolderListing& folder) {
    check->inspect(folder);
    sink->protect_links(folder);
  };
  const auto inspect = [&resume, &suspects](std::span<SourceItem> items) {
    if (resume) resume->inspect(items);
    suspects->inspect(items);
  };
  // Nothing is listed before the first image is asked for.
  auto source = open_source(run, inspect_folder, inspect, signals.tokens().drain);
  if (!source) return complain(ExitCode::bad_plan, explain_source(source.error()));
  auto opened_watch = Watch::open(run, pipeline, arguments);
  if (!opened_watch) return opened_watch.error();
  watch = *std::move(opened_watch);
  auto opened = DirectorySink::open(run.output, run.inputs, run.sync);
  if (!opened) {
    return complain(code_of_bad_sink(opened.error(), run.output), explain_environment(opened.error(), run.output));
  }
  sink = *std::move(opened);
  const auto case_note = adapt_to_case(pipeline, *sink, run);
  if (!case_note) return complain(ExitCode::bad_plan, case_note.error());
  check.emplace(pipeline.names(), pipeline.codecs());

  JournalSyncing syncing;
  if (run.sync != SyncMode::none) {
    syncing.outputs = [&sink] { return sink->sync(); };
    // What is made from now on may be lost, too; why is told at the end.
    syncing.failed = [&signals](const Error&) { signals.drain(); };
  }
  auto journal = open_journal(pipeline, run, arguments, std::move(syncing));
  if (!journal) return complain(code_of_bad_sink(journal.error(), run.output), journal.error());
  resume = make_resume((*journal)->index(), pipeline, run);
  if (resume) sink->set_times_of_runs(resume->times());
  suspects.emplace(suspects_of(pipeline, run, tell));

  listener = watch.get();
  watch->begin();
  for (const std::string& note : run.notes) watch->note(note);
  for (const std::string& note :
       {explain_shard(run), *case_note, (*journal)->lock_note(), note_on_trouble((*journal)->index(), run.resume),
        note_on_recipe(**journal, run), note_on_strangers(run)}) {
    if (!note.empty()) watch->note(note);
  }
  const RunControls controls{signals.tokens(), watch->observers(), &watch->metrics(), {journal->get(), &*suspects}};
  const auto report = pipeline.run(**source, *sink, controls);
  if (!report) return complain(ExitCode::internal, report.error());
  ExitCode code = code_of(*report, watch->saw_image() || run.shard);
  if (const Status closed = (*journal)->close(*report); !closed) {
    watch->note(closed.error().to_string());
    code = ExitCode::environment;
  }
  const ExitCode end = watch->end(*report, code, explain_end(*report, code, run, **source, arguments));
  signals.leave_out_last_words();
  // Threads that wait for calls which do not return use what the end of main() would take down.
  if (report->abandoned > 0) ::_exit(static_cast<int>(flush_results(end)));
  return end;
}

}  // namespace

ExitCode execute_run(RunArguments& run, const std::vector<std::string>& arguments) {
  if (const Status status = complete(run); !status) return complain(ExitCode::usage, status.error());
  StopOnSignals* const signals = run.dry_run ? nullptr : &listen_to_signals(run);
  // Asked first: what the recipe or the inputs lack does not matter then.
  if (const auto level = active_simd_level(); !level) return complain(ExitCode::usage, level.error());
  const bool has_recipe_file = !run.recipe_file.empty();
  auto recipe = make_recipe(run, OperationRegistry::with_builtin_operations());
  if (!recipe) return recipe.error();
  auto pipeline = Pipeline::create(*std::move(recipe), run.options);
  if (!pipeline) return complain(code_of_bad_pipeline(pipeline.error(), has_recipe_file), pipeline.error());
  if (run.dry_run && !run.shard_origin.empty()) print_message(explain_shard(run));
  if (run.dry_run) return dry_run(*std::move(pipeline), run);
  return run_for_real(*std::move(pipeline), run, arguments, *signals);
}

Result<std::string> adapt_to_case(Pipeline& pipeline, const DirectorySink& sink, const RunArguments& arguments) {
  if (!sink.ignores_case() || pipeline.options().ignore_case) return std::string();
  TBBIMG_ASSIGN_OR_RETURN(pipeline, pipeline.ignoring_case());
  return "the file system of " + arguments.output +
         " does not tell upper from lower case: outputs whose names differ only in that collide, as with --ignore-case";
}

Result<std::unique_ptr<DirectorySource>> open_source(const RunArguments& arguments,
                                                     std::function<void(FolderListing&)> inspect_folder,
                                                     std::function<void(std::span<SourceItem>)> inspect,
                                                     std::stop_token stop) {
  DirectorySourceOptions options;
  options.roots = arguments.inputs;
  options.exclude = arguments.output;
  options.if_exists = arguments.overwrite ? IfExists::replace : IfExists::keep;
  options.inspect_folder = std::move(inspect_folder);
  options.inspect = std::move(inspect);
  options.shard = arguments.shard;
  options.stop = std::move(stop);
  return DirectorySource::open(std::move(options));
}

Subcommand add_run(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "run", "INPUT... -o OUT [--recipe FILE | --op OP ...] [OPTION...]",
                                 "Turn every image of files and folders into one or more others");
  const auto run = std::make_shared<RunArguments>();
  add_run_options(*app, *run);
  return {app, [run](const std::vector<std::string>& arguments) { return execute_run(*run, arguments); }};
}

}  // namespace tbbimg::tools
