#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#include "kernels/core/format.hpp"
#include "tools/help.hpp"
#include "tools/print.hpp"
#include "tools/settings/settings.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kFooter =
    R"(Defaults of options are looked for in the environment, TBBIMG_THREADS for --threads, and then in the file that
TBBIMG_CONFIG names, or else in ~/.config/tbbimg/config.toml. What is typed goes before both. Keys of the file are names of
options, in the table of a subcommand or in front of all tables for each that has the option:

  threads = 4
  [run]
  format = "webp"
  exclude = ["*.tif", "raw/"]

What is done is typed each time: there are no defaults of --op, --recipe, --output, --overwrite, --resume and the like.

Examples:
  tbbimg config
  tbbimg config --all
  TBBIMG_CONFIG= tbbimg run ...      # without the file

Exit codes: 0 told, 2 wrong usage, 78 a setting is wrong)";

std::string values_text(const Setting& setting) {
  std::string text;
  for (const std::string& value : setting.values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

ExitCode tell_settings(const Settings& settings) {
  print_line(settings.file.empty() ? "file: none"
                                   : "file: " + settings.file + (settings.has_file ? "" : " (is not there)"));
  for (const Setting& setting : settings.all) {
    print_line(setting.command + " --" + setting.option + " " + values_text(setting) + "   from " + setting.origin);
  }
  if (settings.all.empty()) print_line("nothing is set");
  return ExitCode::done;
}

ExitCode tell_options(const CLI::App& root) {
  for (const CLI::App* command : root.get_subcommands([](const CLI::App*) { return true; })) {
    for (const CLI::Option* option : settable_options(*command)) {
      const std::string& name = option->get_lnames().front();
      print_line(command->get_name() + " " + label_of(*option) + "   " + variable_of(name));
    }
  }
  return ExitCode::done;
}

}  // namespace

Subcommand add_config(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "config", "[--all]", "Show the defaults of options, and where they were set");
  const auto all = std::make_shared<bool>(false);
  app->add_flag("--all", *all, "All options that can be set, with their variables");
  app->footer(kFooter);
  return {app, [all, &parent](const std::vector<std::string>&) {
            if (*all) return tell_options(parent);
            const auto settings = load_settings(parent, [](const char* name) { return std::getenv(name); });
            if (!settings) return complain(ExitCode::bad_recipe, settings.error());
            return tell_settings(*settings);
          }};
}

}  // namespace tbbimg::tools
