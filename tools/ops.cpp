#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/operations/registry.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/print.hpp"
#include "tools/subcommand.hpp"
#include "tools/text/wrap.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kOpsFooter =
    R"(An operation is written name, or name:value,value,argument=value. A value with commas or blanks stands in
double quotes. The same words stand behind --op, in recipes and in the C++ API.

Examples:
  tbbimg ops
  tbbimg ops resize
  tbbimg run photos -o out --op resize:800x600,filter=lanczos3

Exit codes: 0 done, 2 wrong usage or no operation of this name)";

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 2, width), ' ');
  return text;
}

// "thumbnail:SIZE[,filter=lanczos3]"
std::string synopsis(const OperationInfo& info) {
  std::string text = info.name;
  for (const Argument& argument : info.arguments) {
    const bool first = &argument == &info.arguments.front();
    const std::string separator = first ? ":" : ",";
    text += argument.default_text ? "[" + separator + argument.name + "=" + *argument.default_text + "]"
                                  : separator + argument.name;
  }
  return text;
}

// One line for each, so that all fit on a screen.
std::string table(const OperationRegistry& registry) {
  constexpr std::size_t kGroupColumn = 8;
  constexpr std::size_t kNameColumn = 24;
  const std::size_t width = help_width();
  std::string text;
  std::string group;
  std::vector<const OperationInfo*> infos = registry.list();
  const auto& groups = registry.groups();
  std::stable_sort(infos.begin(), infos.end(), [&groups](const OperationInfo* a, const OperationInfo* b) {
    return std::find(groups.begin(), groups.end(), a->group) < std::find(groups.begin(), groups.end(), b->group);
  });
  for (const OperationInfo* info : infos) {
    std::string line = padded(info->group == group ? "" : info->group, kGroupColumn);
    group = info->group;
    line = padded(line + info->name, kNameColumn) + info->summary;
    if (line.size() > width) line.resize(line.rfind(' ', width - 4));
    text += line.size() < kNameColumn + info->summary.size() ? line + " ...\n" : line + "\n";
  }
  return text + "\n`tbbimg ops NAME` explains one, with its arguments and an example.\n";
}

std::string explanation(const OperationInfo& info) {
  std::string text = synopsis(info) + "\n" + wrapped(info.summary + ".", help_width(), 2) + "\n";
  if (!info.arguments.empty()) text += "\nArguments:\n";
  for (const Argument& argument : info.arguments) {
    const auto add = [&text](const std::string& label, const std::string& words) {
      text += label + wrapped(words, help_width(), 14).substr(label.empty() ? 0 : 14) + "\n";
    };
    add(padded("  " + argument.name, 14), argument.help);
    add("", "allowed: " + argument.range());
    add("", argument.default_text ? "default: " + *argument.default_text : "must be given");
  }
  return text + "\nExample:\n  tbbimg run photos -o out --op " + info.example + "\n";
}

ExitCode execute(const std::string& name) {
  const OperationRegistry registry = OperationRegistry::with_builtin_operations();
  const OperationInfo* info = registry.find(name);
  if (!name.empty() && info == nullptr) return complain(ExitCode::usage, registry.describe_unknown(name));
  print_text(info != nullptr ? explanation(*info) : table(registry));
  return ExitCode::done;
}

}  // namespace

Subcommand add_ops(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "ops", "[NAME]", "List the operations, or explain one");
  const auto name = std::make_shared<std::string>();
  app->add_option("NAME", *name, "Of the operation to explain")->option_text(" ");
  app->footer(kOpsFooter);
  return {app, [name](const std::vector<std::string>&) { return execute(as_typed(*name)); }};
}

}  // namespace tbbimg::tools
