#include "engine/run/prune.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

#include "kernels/core/format.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/interruption.hpp"
#include "tools/journal/load.hpp"
#include "tools/print.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kPruneFooter =
    R"(Removed are outputs that the journal in OUT tells of and that nothing asks for any more: their source is gone, the last recipe
has no such variant, or the last run has named them otherwise. Each must be what was written, byte by byte; sources,
and files that no run has made, are never touched. Where an input cannot be reached, or nothing of it is there, no source of it counts as
gone. --dry-run prints what would be removed, a line each.

Examples:
  tbbimg prune web --dry-run
  tbbimg prune web

Exit codes: 0 all removed, or nothing to remove; 1 some are left, 2 wrong usage, 3 no journal in OUT, 74 the system failed,
75 interrupted)";

std::string counted(std::uint64_t count, std::uint64_t bytes) {
  return std::to_string(count) + (count == 1 ? " output, " : " outputs, ") + human_bytes(bytes);
}

ExitCode execute(const std::string& output, bool dry_run) {
  const std::stop_token stop = stop_on_signals("a source or an output takes long to look up; the next prune goes on");
  const auto index = load_journal(output);
  if (!index) return index.error();
  const auto orphans = find_orphans(*index, output);
  if (!orphans) {
    return complain(ExitCode::environment, "nothing is removed: " + orphans.error().to_string());
  }
  if (stop.stop_requested()) return interrupted("nothing is removed");
  for (const std::string& input : orphans->in_doubt) {
    print_message(input + ": nothing of it is there, or it cannot be reached; its sources do not count as gone");
  }
  const ExitCode code = orphans->in_doubt.empty() ? ExitCode::done : ExitCode::some_failed;
  if (dry_run) {
    std::uint64_t bytes = 0;
    for (const Orphan& orphan : orphans->list) {
      bytes += orphan.bytes;
      print_line(output + "/" + orphan.path + ": " + sentence_of(orphan));
    }
    print_message("would remove " + counted(orphans->list.size(), bytes));
    return code;
  }
  const auto tell = [&output](const Orphan& orphan, const std::string& why) {
    print_message(output + "/" + orphan.path + " is left: " + why);
  };
  const auto counts = prune(*index, output, *orphans, tell, stop);
  if (!counts) return complain(ExitCode::environment, counts.error());
  if (stop.stop_requested()) {
    return interrupted("removed " + counted(counts->removed, counts->bytes) + ", of " +
                       std::to_string(orphans->list.size()) + "; the journal tells of it, and the next prune goes on");
  }
  print_message("removed " + counted(counts->removed, counts->bytes));
  return counts->left > 0 ? ExitCode::some_failed : code;
}

}  // namespace

Subcommand add_prune(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "prune", "[--dry-run] OUT", "Remove outputs that nothing asks for any more");
  const auto output = std::make_shared<std::string>();
  const auto dry_run = std::make_shared<bool>(false);
  app->add_option("OUT", *output, "The folder of the outputs")->required()->option_text(" ");
  app->add_flag("--dry-run", *dry_run, "Print what would be removed, and remove nothing");
  app->footer(kPruneFooter);
  return {app, [output, dry_run](const std::vector<std::string>&) { return execute(as_typed(*output), *dry_run); }};
}

}  // namespace tbbimg::tools
