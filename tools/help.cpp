#include "tools/help.hpp"

#include <sys/ioctl.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "kernels/core/numbers.hpp"
#include "tools/text/wrap.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::size_t kIndent = 2;

// Explanations stand beside names where there is room for both, else below them.
std::size_t column_for(std::size_t width) { return width >= 100 ? 34 : width >= 72 ? 26 : 8; }

void add_item(std::string& help, const std::string& name, const std::string& text, std::size_t width) {
  const std::size_t column = column_for(width);
  std::string line(kIndent, ' ');
  line += name;
  if (line.size() + 2 > column) {
    help += line + "\n";
    line.clear();
  }
  line.resize(column, ' ');
  help += line + wrapped(text, width, column).substr(column) + "\n";
}

class HelpFormatter : public CLI::FormatterBase {
 public:
  explicit HelpFormatter(std::string usage) : usage_(std::move(usage)) {}

  std::string make_help(const CLI::App* app, std::string /*name*/, CLI::AppFormatMode /*mode*/) const override {
    const std::size_t width = help_width();
    std::string help = wrapped(app->get_description(), width) + "\n\n";
    help += wrapped("Usage: " + path_of(*app) + " " + usage_, width, 0, 2 * kIndent) + "\n";
    add_options(help, *app, "", width);
    for (const std::string& group : app->get_groups()) {
      if (!group.empty()) add_options(help, *app, group, width);
    }
    const auto subcommands = app->get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
    if (!subcommands.empty()) help += "\nSubcommands:\n";
    for (const CLI::App* each : subcommands) add_item(help, each->get_name(), each->get_description(), width);
    return help + "\n" + reflowed(app->get_footer(), width) + "\n";
  }

  [[nodiscard]] const std::string& usage() const noexcept { return usage_; }

 private:
  // Of a group; positionals if it has no name.
  static void add_options(std::string& help, const CLI::App& app, const std::string& group, std::size_t width) {
    const auto options = app.get_options([&group](const CLI::Option* option) {
      return option->get_positional() ? group.empty() : option->get_group() == group;
    });
    if (options.empty()) return;
    help += "\n" + (group.empty() ? "Arguments" : group) + ":\n";
    for (const CLI::Option* option : options) add_item(help, label_of(*option), option->get_description(), width);
  }

  std::string usage_;
};

}  // namespace

std::size_t help_width() {
  constexpr int kLeast = 40;
  constexpr int kMost = 120;
  constexpr int kOfPipes = 80;
  const char* const columns = std::getenv("COLUMNS");
  int width = columns != nullptr ? parse_integer(columns).value_or(0) : 0;
  winsize size{};
  if (width <= 0 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  return static_cast<std::size_t>(std::clamp(width > 0 ? width : kOfPipes, kLeast, kMost));
}

std::string label_of(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  std::string label;
  for (const std::string& name : option.get_snames()) label += (label.empty() ? "-" : ", -") + name;
  for (const std::string& name : option.get_lnames()) label += (label.empty() ? "--" : ", --") + name;
  const std::string& value = option.get_option_text();
  return option.get_items_expected_max() > 0 && !value.empty() ? label + " " + value : label;
}

std::string path_of(const CLI::App& app) {
  return (app.get_parent() != nullptr ? path_of(*app.get_parent()) + " " : "") + app.get_name();
}

std::shared_ptr<CLI::FormatterBase> help_formatter(std::string usage) {
  return std::make_shared<HelpFormatter>(std::move(usage));
}

std::string usage_of(const CLI::App& app) {
  const auto* const formatter = dynamic_cast<const HelpFormatter*>(app.get_formatter().get());
  return formatter != nullptr ? formatter->usage() : std::string();
}

CLI::App* add_subcommand(CLI::App& parent, std::string name, std::string usage, std::string description) {
  CLI::App* app = parent.add_subcommand(std::move(name), std::move(description));
  app->formatter(help_formatter(std::move(usage)));
  return app;
}

}  // namespace tbbimg::tools
