#include "tools/shell/command_table.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "engine/operations/registry.hpp"
#include "tools/help.hpp"

namespace tbbimg::tools {
namespace {

// "none|group|each": all that there is, if each is a word in lower case.
std::vector<std::string> choices_in(std::string_view value) {
  std::vector<std::string> choices;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find('|', begin), value.size());
    const std::string_view word = value.substr(begin, end - begin);
    const bool is_word = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
      return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '-';
    });
    if (!is_word) return {};
    choices.emplace_back(word);
    begin = end + 1;
  }
  return choices.size() > 1 ? choices : std::vector<std::string>();
}

std::vector<std::string> operation_names() {
  std::vector<std::string> names;
  const auto registry = OperationRegistry::with_builtin_operations();
  for (const OperationInfo* info : registry.list()) names.push_back(info->name);
  return names;
}

OptionEntry entry_of(const CLI::Option& option) {
  OptionEntry entry;
  entry.label = label_of(option);
  entry.text = option.get_description();
  entry.may_repeat = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  if (option.get_positional()) return entry;
  for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
  if (option.get_items_expected_max() > 0) entry.value = option.get_option_text();
  entry.choices = entry.value == "OP" ? operation_names() : choices_in(entry.value);
  return entry;
}

}  // namespace

std::vector<OptionEntry> CommandEntry::options() const {
  std::vector<OptionEntry> named;
  for (const OptionGroup& group : groups) {
    for (const OptionEntry& option : group.options) {
      if (!option.names.empty()) named.push_back(option);
    }
  }
  return named;
}

CommandEntry command_table(const CLI::App& app) {
  CommandEntry command{path_of(app), app.get_name(), usage_of(app), app.get_description(), app.get_footer(), {}, {}};
  const auto add_group = [&](const std::string& title, auto&& is_in) {
    OptionGroup group{title, {}};
    for (const CLI::Option* option : app.get_options()) {
      if (is_in(*option)) group.options.push_back(entry_of(*option));
    }
    if (!group.options.empty()) command.groups.push_back(std::move(group));
  };
  add_group("Arguments", [](const CLI::Option& option) { return option.get_positional(); });
  for (const std::string& title : app.get_groups()) {
    if (title.empty()) continue;
    add_group(title,
              [&title](const CLI::Option& option) { return !option.get_positional() && option.get_group() == title; });
  }
  for (const CLI::App* each : app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); })) {
    command.commands.push_back(command_table(*each));
  }
  return command;
}

}  // namespace tbbimg::tools
