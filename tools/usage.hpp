// What is wrong with a command line, in our own words.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace tbbimg::tools {

struct UsageError {
  std::string message;  ///< what, and what to type instead
  const CLI::App* app;  ///< whose help says more
};

/// Looks for options that there are none of, values that are missing or too many, and arguments that nobody takes; not
/// at what values mean. Nothing is wrong in front of a --help or --version. CLI11 would find the same, and say it as
/// its own programmers do.
[[nodiscard]] std::optional<UsageError> check_usage(const CLI::App& app, std::span<const std::string> arguments);

}  // namespace tbbimg::tools
