#include "tools/run/selection_options.hpp"

#include <CLI/CLI.hpp>

#include "tools/command_line.hpp"
#include "tools/run/option_values.hpp"
#include "tools/text/parse.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kChoosing = "Which files to take";

void add_globs(CLI::App& app, const char* name, std::vector<std::string>& globs, const char* description) {
  app.add_option_function<std::vector<std::string>>(
         name,
         [name, &globs](const std::vector<std::string>& typed) {
           for (const std::string& each : typed) {
             globs.push_back(as_typed(each));
             if (const Status status = check_glob(globs.back()); !status) refuse(name, status.error().message);
           }
         },
         description)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->option_text("GLOB")
      ->group(kChoosing);
}

}  // namespace

void add_name_list_options(CLI::App& app, std::string& file, bool& null_separated) {
  app.add_option(
         "--files-from", file,
         "Take the files listed in FILE, one name per line, and no folders; - reads the standard input. Outputs mirror "
         "their folders below INPUT; unless given: below the current folder, or / if the first name is absolute")
      ->option_text("FILE")
      ->group(kChoosing);
  app.add_flag("-0,--null", null_separated, "Names of --files-from end with a zero byte, as find -print0 writes them")
      ->group(kChoosing);
}

void add_selection_options(CLI::App& app, SelectionRules& rules) {
  add_globs(app, "--exclude", rules.exclude,
            "Leave out files and folders that match, as .gitignore has it: '*.tif', 'raw/', '/2019', '**/old/*', and "
            "'!keep.tif' "
            "for what an earlier one has left out; may be repeated");
  add_globs(app, "--include", rules.include,
            "Of files, take only those that match; may be repeated. What --exclude leaves out stays out");
  app.add_flag("--hidden", rules.hidden,
               "Also take hidden files and folders, and folders that systems keep for themselves (@eaDir, #recycle, "
               "lost+found ...)")
      ->group(kChoosing);
  app.add_flag("--follow", rules.follow, "Enter folders through links, too")->group(kChoosing);
  add_value(app, "--min-size", "SIZE", kChoosing, "Leave out files smaller than this, such as 20K",
            [&rules](const std::string& text) {
              const auto bytes = parse_file_size(text);
              if (!bytes) refuse("--min-size", bytes.error().message);
              rules.min_bytes = *bytes;
            });
  add_value(
      app, "--newer-than", "TIME", kChoosing,
      "Leave out files that were last changed before this: 2026-01-31, '2026-01-31 18:30', or 7d or 12h before now",
      [&rules](const std::string& text) {
        const auto time = parse_moment(text);
        if (!time) refuse("--newer-than", time.error().message);
        rules.newer_than = *time;
      });
  add_value(app, "--max-depth", "N", kChoosing,
            "Go at most this deep into folders: 1 takes only what lies directly in an INPUT",
            count_into("--max-depth", rules.max_depth, 1'000'000, false));
}

}  // namespace tbbimg::tools
