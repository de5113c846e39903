#include <CLI/CLI.hpp>

// tbbimg dups: which pictures are there more than once?
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/dups/find.hpp"
#include "engine/files/named_file.hpp"
#include "engine/system/periodic.hpp"
#include "engine/system/resources.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/path.hpp"
#include "tools/command_line.hpp"
#include "tools/dups/page.hpp"
#include "tools/dups/results.hpp"
#include "tools/help.hpp"
#include "tools/interruption.hpp"
#include "tools/print.hpp"
#include "tools/run/option_values.hpp"
#include "tools/run/selection_options.hpp"
#include "tools/subcommand.hpp"
#include "tools/text/parse.hpp"
#include "tools/written_file.hpp"

namespace tbbimg::tools {
namespace {

// How often it is told how far this is.
constexpr std::chrono::seconds kTellEach{5};
constexpr int kMostThreads = 1024;
// What pictures may take that are looked at at once; a larger one is looked at alone.
constexpr std::uint64_t kMostMemory = std::uint64_t{1} << 30;

constexpr const char* kDupsFooter =
    R"(Nothing is deleted, moved or changed. Each group tells first which file is best to keep: that with the most pixels, then
the most bytes, then the first name. Groups of which the others take the most come first.

exact: the same bytes, compared one by one where size and XXH3 are equal. near: in a copy of 64x64 pixels, upright and over
white, at most --distance bits of 64 differ, for both dhash (what is darker than its neighbour) and phash (which low
frequencies are strong): a smaller copy, another format, a lower quality. Each is near the one to keep; the
nearest come first. Pictures of nearly one colour are never near, nor are mirrored, turned or cropped ones. What differs in
small things alone is near: of scanned pages and screenshots that differ in a word or digit, often no bit differs.

Examples:
  tbbimg dups photos
  tbbimg dups photos /mnt/old-disk --exact --json >copies.jsonl
  tbbimg dups photos --html look.html

Exit codes: 0 all looked at, whatever was found, 1 some files could not be looked at, 2 wrong usage, 3 a folder is missing,
73 the page cannot be written, 74 the disk is full, 75 interrupted)";

struct DupsArguments {
  dups::FindOptions find;
  bool only_exact = false;
  bool only_near = false;
  bool has_distance = false;
  bool has_hash = false;
  bool json = false;
  std::string html;
};

Status complete_dups(DupsArguments& arguments) {
  for (std::string& root : arguments.find.roots) root = as_typed(root);
  arguments.html = as_typed(arguments.html);
  if (arguments.only_exact && arguments.only_near) {
    return fail(ErrorCode::invalid_argument,
                "--exact looks for the same bytes alone, and --near for what looks alike alone: leave out one of them, "
                "or both to look for both");
  }
  arguments.find.exact = !arguments.only_near;
  arguments.find.near = !arguments.only_exact;
  if (!arguments.find.near && (arguments.has_distance || arguments.has_hash)) {
    return fail(
        ErrorCode::invalid_argument,
        std::string(arguments.has_distance ? "--distance" : "--hash") +
            " says which pictures look alike, and --exact looks for the same bytes alone: leave out one of them");
  }
  const std::string extension = lower_extension(arguments.html);
  if (!arguments.html.empty() && extension != "html" && extension != "htm") {
    return fail(ErrorCode::invalid_argument,
                "--html " + arguments.html + ": end it in .html, so that no picture is overwritten");
  }
  if (arguments.find.threads == 0) arguments.find.threads = available_processors();
  return {};
}

ExitCode write_page(const DupsArguments& arguments, const dups::Findings& findings, dups::Loader& loader) {
  const std::stop_token& stop = arguments.find.stop;
  const DupsThumbnails thumbnails = make_thumbnails(findings, loader, arguments.find.threads, stop);
  if (stop.stop_requested()) return interrupted("all was looked at, and the page is not written");
  const std::string page = dups_page(findings, thumbnails);
  return write_result(arguments.html, {reinterpret_cast<const std::uint8_t*>(page.data()), page.size()});
}

void print_findings(const dups::Findings& findings, bool as_json) {
  std::uint64_t number = 0;
  for (const dups::Group& group : findings.groups) {
    print_text(as_json ? group_json(group) + "\n" : group_text(group, ++number));
  }
  if (as_json) {
    print_text(totals_json(findings) + "\n");
  } else {
    print_message(totals_text(findings));
  }
}

ExitCode complain_of_search(const Error& error, const dups::Progress& progress) {
  if (error.code != ErrorCode::cancelled) return complain(ExitCode::bad_plan, error);
  return interrupted(std::to_string(progress.files) + " files were listed, " + std::to_string(progress.compared) +
                     " compared by their bytes, " + std::to_string(progress.decoded) +
                     " by what they look like; without the others nothing can be told");
}

ExitCode execute_dups(DupsArguments arguments) {
  arguments.find.stop = stop_on_signals("a file or folder takes long to read");
  if (const Status status = complete_dups(arguments); !status) return complain(ExitCode::usage, status.error());
  const auto kernels = Kernels::active();
  if (!kernels) return complain(ExitCode::usage, kernels.error());
  if (!arguments.html.empty()) {
    Status status = check_named_file(arguments.html, NamedFileUse::replace);
    if (status) status = check_no_image(arguments.html, CodecRegistry::with_builtin_codecs());
    if (!status) return complain(ExitCode::cannot_create, status.error());
  }
  dups::Loader loader(*kernels, std::min(available_memory() / 2, kMostMemory), arguments.find.stop);
  dups::Progress progress;
  auto findings = [&] {
    const Periodic tell(kTellEach, [&progress] {
      print_message(std::to_string(progress.files) + " files listed, " + std::to_string(progress.compared) +
                    " compared by their bytes, " + std::to_string(progress.decoded) + " by what they look like");
    });
    return dups::find(arguments.find, loader, progress);
  }();
  if (!findings) return complain_of_search(findings.error(), progress);
  for (const Error& error : findings->errors) print_line(error.to_string(), stderr);
  print_findings(*findings, arguments.json);
  if (!arguments.html.empty()) {
    const ExitCode written = write_page(arguments, *findings, loader);
    if (written != ExitCode::done) return written;
  }
  return findings->errors.empty() ? ExitCode::done : ExitCode::some_failed;
}

void add_near_options(CLI::App& app, DupsArguments& arguments) {
  const std::string most = std::to_string(dups::kMaxDistance);
  add_value(app, "--distance", ("0-" + most).c_str(), "Options",
            ("Bits of 64 in which each hash of two pictures that look alike may differ; " +
             std::to_string(dups::Nearness{}.distance) + " unless given. 0: all but equal")
                .c_str(),
            [&arguments](const std::string& text) {
              const auto distance = parse_count(text, 0, dups::kMaxDistance);
              if (!distance) refuse("--distance", distance.error().message);
              arguments.find.nearness.distance = *distance;
              arguments.has_distance = true;
            });
  add_value(app, "--hash", "both|dhash|phash", "Options", "Which hashes must be near; both unless given",
            [&arguments](const std::string& text) {
              constexpr std::string_view kNames[] = {"both", "dhash", "phash"};
              const auto* const name = std::find(std::begin(kNames), std::end(kNames), text);
              if (name == std::end(kNames)) refuse("--hash", "'" + text + "' is not one of both, dhash, phash");
              arguments.find.nearness.hash = static_cast<dups::HashChoice>(name - std::begin(kNames));
              arguments.has_hash = true;
            });
}

}  // namespace

Subcommand add_dups(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "dups", "FOLDER... [--exact | --near] [OPTION...]",
                                 "Find pictures that are there more than once, and delete none");
  const auto arguments = std::make_shared<DupsArguments>();
  arguments->find.threads = 0;
  app->add_option("FOLDER", arguments->find.roots, "Folders, with all below them, or image files")
      ->required()
      ->option_text(" ");
  app->add_flag("--exact", arguments->only_exact,
                "Look for the same bytes alone: files whose size no other has are not read");
  app->add_flag("--near", arguments->only_near, "Look for pictures that look alike, without comparing bytes");
  add_near_options(*app, *arguments);
  app->add_flag("--json", arguments->json,
                "One JSON object per line: each group, and the totals; a path\nthat is not UTF-8 is {\"hex\": \"...\"} "
                "of its bytes");
  app->add_option("--html", arguments->html, "Also write a page with thumbnails; one that is there is replaced")
      ->option_text("FILE");
  add_value(*app, "--threads", "N|auto", "Options", "Files looked at at once; auto (the default): one per processor",
            count_into("--threads", arguments->find.threads, kMostThreads, true));
  add_selection_options(*app, arguments->find.selection);
  app->footer(kDupsFooter);
  return {app, [arguments](const std::vector<std::string>&) { return execute_dups(*arguments); }};
}

}  // namespace tbbimg::tools
