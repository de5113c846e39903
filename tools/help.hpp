// How subcommands are explained.
#pragma once

#include <memory>
#include <string>

namespace CLI {
class App;
class FormatterBase;
}  // namespace CLI

namespace tbbimg::tools {

/// "tbbimg recipe check"
[[nodiscard]] std::string path_of(const CLI::App& app);

/// For the help of an app; `usage` is what its arguments are: "[--json] FILE...".
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_formatter(std::string usage);

/// A subcommand of `parent`, which owns it.
CLI::App* add_subcommand(CLI::App& parent, std::string name, std::string usage, std::string description);

}  // namespace tbbimg::tools
