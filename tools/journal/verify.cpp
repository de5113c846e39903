#include <CLI/CLI.hpp>

#include <chrono>
#include <map>
#include <memory>

#include "engine/journal/journal_folder.hpp"
#include "engine/journal/verify.hpp"
#include "engine/system/periodic.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/time.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/interruption.hpp"
#include "tools/journal/load.hpp"
#include "tools/print.hpp"
#include "tools/run/go_on.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

// How often it is told how far this is.
constexpr std::chrono::seconds kInterval{5};

constexpr const char* kVerifyFooter =
    R"(Each output of images that are done is looked at: whether it is there, and has the size and the bytes (XXH3) that
were written. One line on stdout tells of each that is not. Those whose bytes alone are others are noted in the journal as
damaged, so that --resume makes them anew as it does with missing ones.

Examples:
  tbbimg verify thumbs
  tbbimg verify thumbs --quick && rsync -a thumbs/ server:thumbs/

Exit codes: 0 all outputs are what they were, 1 some are not or are not known to be (a run was cut off), 2 wrong usage, 3 no journal in OUT, 74 it cannot be read, 75 interrupted)";

// What to say if there may be outputs that no line tells of; else empty.
std::string unknown_outputs(const JournalIndex& index, const std::string& output) {
  for (const Interruption& each : index.interruptions()) {
    switch (each.kind) {
      case Interruption::Kind::stopped: break;
      case Interruption::Kind::damaged:
        return each.journal + " cannot be read whole: there may be outputs of which nothing is known";
      case Interruption::Kind::cut_off:
        return is_run_under_way(output)
                   ? "a run is under way: outputs that it is working on are not known"
                   : "the run that was started at " + time_text(each.started_ms) +
                         " was cut off: there may be outputs that it could not note, or that did not reach the disk";
    }
  }
  return {};
}

ExitCode verify(const std::string& output, bool quick) {
  const std::stop_token stop = stop_on_signals("an output takes long to read");
  const auto index = load_journal(output);
  if (!index) return index.error();
  VerifyOptions options;
  options.sizes_only = quick;
  options.stop = stop;
  VerifyCounts counts;
  std::uint64_t bad = 0;
  std::map<std::string, JournalImage> damaged;
  {
    const Periodic progress(kInterval, [&counts, images = index->count(JournalStatus::done)] {
      print_message(std::to_string(counts.images) + " of " + std::to_string(images) + " images looked at, " +
                    human_bytes(counts.bytes) + " read");
    });
    verify_outputs(*index, output, options, counts, [&](const BadOutput& each) {
      ++bad;
      print_line(output + "/" + each.path + ": " + each.what);
      if (each.is_changed) damaged.emplace(each.image.path, each.image);
    });
  }
  const std::uint64_t known_bad = index->count(JournalStatus::damaged);
  print_message(std::to_string(counts.outputs) + " outputs of " + std::to_string(counts.images) + " images, " +
                (quick ? "sizes alone" : human_bytes(counts.bytes)) + ": " + std::to_string(bad) + " bad" +
                (counts.unknown > 0 ? ", " + std::to_string(counts.unknown) + " of which only the size is known" : "") +
                (known_bad > 0 ? ", " + std::to_string(known_bad) + " images known to be damaged" : ""));
  std::vector<JournalImage> to_mark;
  for (auto& [path, image] : damaged) to_mark.push_back(std::move(image));
  if (const Status marked = mark_damaged(output, *index, std::move(to_mark)); !marked) {
    print_message("the damage could not be noted in the journal, so --resume will not repair it: " +
                  marked.error().to_string());
  }
  if (stop.stop_requested()) {
    return interrupted(std::to_string(counts.images) + " of " + std::to_string(index->count(JournalStatus::done)) +
                       " images were looked at; what was found bad is noted");
  }
  const std::string unknown = unknown_outputs(*index, output);
  if (!unknown.empty()) print_message(unknown);
  if (bad + known_bad == 0 && unknown.empty()) return ExitCode::done;
  return complain(ExitCode::some_failed, "to make them anew run: " + resuming_command(index->runs().back()));
}

}  // namespace

Subcommand add_verify(CLI::App& parent) {
  CLI::App* app =
      add_subcommand(parent, "verify", "[--quick] OUT", "Check that outputs are what the journal says was written");
  const auto output = std::make_shared<std::string>();
  const auto quick = std::make_shared<bool>(false);
  app->add_option("OUT", *output, "The folder of the outputs")->required()->option_text(" ");
  app->add_flag("--quick", *quick, "Compare sizes alone, without reading the files");
  app->footer(kVerifyFooter);
  return {app, [output, quick](const std::vector<std::string>&) { return verify(as_typed(*output), *quick); }};
}

}  // namespace tbbimg::tools
