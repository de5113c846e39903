// How subcommands are explained.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace CLI {
class App;
class FormatterBase;
class Option;
}  // namespace CLI

namespace tbbimg::tools {

/// "tbbimg recipe check"
[[nodiscard]] std::string path_of(const CLI::App& app);

/// "-o, --output OUT", "INPUT"
[[nodiscard]] std::string label_of(const CLI::Option& option);

/// Columns: COLUMNS of the environment, else those of the terminal, else 80; from 40 to 120.
[[nodiscard]] std::size_t help_width();

/// For the help of an app; `usage` is what its arguments are: "[--json] FILE...".
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_formatter(std::string usage);

/// What help_formatter() was given for it.
[[nodiscard]] std::string usage_of(const CLI::App& app);

/// A subcommand of `parent`, which owns it.
CLI::App* add_subcommand(CLI::App& parent, std::string name, std::string usage, std::string description);

}  // namespace tbbimg::tools
