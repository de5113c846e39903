// The command line as data: what the man page and the completions of shells are made of, as the help is.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace tbbimg::tools {

struct OptionEntry {
  std::string label;               ///< "-o, --output OUT"
  std::vector<std::string> names;  ///< "-o", "--output"; none: it is an argument
  std::string value;               ///< "OUT"; empty: it takes none
  std::string text;
  std::vector<std::string> choices;  ///< all values there are; none: too many to list
  bool may_repeat = false;
};

struct OptionGroup {
  std::string title;
  std::vector<OptionEntry> options;
};

struct CommandEntry {
  std::string path;   ///< "tbbimg recipe check"
  std::string name;   ///< "check"
  std::string usage;  ///< "FILE..."
  std::string text;
  std::string footer;                  ///< paragraphs, and lines that are indented
  std::vector<OptionGroup> groups;     ///< arguments first
  std::vector<CommandEntry> commands;  ///< of this one

  [[nodiscard]] std::vector<OptionEntry> options() const;  ///< of all groups that have names
};

[[nodiscard]] CommandEntry command_table(const CLI::App& app);

}  // namespace tbbimg::tools
