// What main() knows of each subcommand.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tools/exit_code.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace tbbimg::tools {

struct Subcommand {
  CLI::App* app = nullptr;  ///< owned by its parent
  /// Takes the arguments of the whole command line as they were typed.
  std::function<ExitCode(const std::vector<std::string>&)> execute;
};

/// Each adds itself, its options and its help to `parent`, which must outlive what is returned.
[[nodiscard]] Subcommand add_run(CLI::App& parent);
[[nodiscard]] Subcommand add_status(CLI::App& parent);
[[nodiscard]] Subcommand add_retry(CLI::App& parent);
[[nodiscard]] Subcommand add_prune(CLI::App& parent);
[[nodiscard]] Subcommand add_convert(CLI::App& parent);
[[nodiscard]] Subcommand add_verify(CLI::App& parent);
[[nodiscard]] Subcommand add_srcset(CLI::App& parent);
[[nodiscard]] Subcommand add_dups(CLI::App& parent);
[[nodiscard]] Subcommand add_info(CLI::App& parent);
[[nodiscard]] Subcommand add_ops(CLI::App& parent);
[[nodiscard]] Subcommand add_recipe(CLI::App& parent);
[[nodiscard]] Subcommand add_bench(CLI::App& parent);
[[nodiscard]] Subcommand add_preview(CLI::App& parent);
[[nodiscard]] Subcommand add_config(CLI::App& parent);
[[nodiscard]] Subcommand add_completions(CLI::App& parent);
[[nodiscard]] Subcommand add_man(CLI::App& parent);
[[nodiscard]] Subcommand add_version(CLI::App& parent);

/// What `tbbimg version` prints.
[[nodiscard]] std::string version_text();

}  // namespace tbbimg::tools
