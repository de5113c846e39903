// Defaults of options that somebody has set once for all runs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernels/core/error.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tbbimg::tools {

struct Setting {
  std::string command;              ///< "run"
  std::string option;               ///< "threads"
  std::vector<std::string> values;  ///< of a flag: "true"; more than one for options that may be repeated
  std::string origin;               ///< "TBBIMG_THREADS", "/home/jane/.config/tbbimg/config.toml:3"
};

struct Settings {
  std::string file;          ///< that was looked for; empty: none was to be
  bool has_file = false;     ///< it is there
  std::vector<Setting> all;  ///< at most one for each option of a subcommand, the one that counts
};

using Environment = std::function<const char*(const char*)>;  ///< as getenv()

/// Those of the environment (TBBIMG_THREADS), and of the file that TBBIMG_CONFIG names, or else of
/// $XDG_CONFIG_HOME/tbbimg/config.toml or ~/.config/tbbimg/config.toml: keys are the options of subcommands, in the
/// table of one (`[run]`) or in front of all tables for each that has them. The environment goes before the file, and a
/// table before what is in front. Errors: invalid_recipe, with file and line, for what is no TOML, a key that is no
/// option, a value that is neither text, number, truth nor a list of texts; those of reading.
[[nodiscard]] Result<Settings> load_settings(const CLI::App& root, const Environment& environment);

/// The options of a subcommand that may be set: those that say how, not what is done.
[[nodiscard]] std::vector<const CLI::Option*> settable_options(const CLI::App& command);

/// "TBBIMG_IO_THREADS"
[[nodiscard]] std::string variable_of(const std::string& option);

/// `arguments` with the settings of their subcommand behind its name, but for options that are typed, unless those may
/// be repeated.
[[nodiscard]] std::vector<std::string> with_settings(const CLI::App& root, const Settings& settings,
                                                     const std::vector<std::string>& arguments);

/// Who has set an option such as "--threads", as the end of a sentence; empty if it was typed.
[[nodiscard]] std::string origin_of(const CLI::App& root, const std::string& option, const Settings& settings,
                                    const std::vector<std::string>& typed);

}  // namespace tbbimg::tools
