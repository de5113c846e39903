#include "tools/help.hpp"

#include <CLI/CLI.hpp>

#include <utility>

namespace tbbimg::tools {
namespace {

constexpr std::size_t kHelpColumn = 34;

class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::string usage) : usage_(std::move(usage)) { column_width(kHelpColumn); }

  // Groups are set apart by one empty line, not by two.
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    std::string help = CLI::Formatter::make_help(app, std::move(name), mode);
    for (auto at = help.find("\n\n\n"); at != std::string::npos; at = help.find("\n\n\n", at)) help.erase(at, 1);
    return help;
  }

  std::string make_usage(const CLI::App* app, std::string /*name*/) const override {
    return "\nUsage: " + path_of(*app) + " " + usage_ + "\n";
  }

 private:
  std::string usage_;
};

}  // namespace

std::string path_of(const CLI::App& app) {
  return (app.get_parent() != nullptr ? path_of(*app.get_parent()) + " " : "") + app.get_name();
}

std::shared_ptr<CLI::FormatterBase> help_formatter(std::string usage) {
  return std::make_shared<HelpFormatter>(std::move(usage));
}

CLI::App* add_subcommand(CLI::App& parent, std::string name, std::string usage, std::string description) {
  CLI::App* app = parent.add_subcommand(std::move(name), std::move(description));
  app->formatter(help_formatter(std::move(usage)));
  return app;
}

}  // namespace tbbimg::tools
