#include "tools/shell/completions.hpp"

#include <algorithm>
#include <string_view>

#include "kernels/core/words.hpp"

namespace tbbimg::tools {
namespace {

std::string spaced(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> names_of(const std::vector<CommandEntry>& commands) {
  std::vector<std::string> names;
  for (const CommandEntry& command : commands) names.push_back(command.name);
  return names;
}

// The start of an explanation, without what shells take for their own.
std::string brief(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, text.find_first_of(".;\n"))) {
    if (std::string_view("'`[]\\:\"").find(c) == std::string_view::npos) line += c;
  }
  return line;
}

// Calls `each` for a command and all below it.
template <class Each>
void walk(const CommandEntry& command, const Each& each) {
  each(command);
  for (const CommandEntry& below : command.commands) walk(below, each);
}

bool is_file(const OptionEntry& option) {
  constexpr std::string_view kPaths[] = {"FILE", "OUT", "DIR", "FOLDER"};
  return std::any_of(std::begin(kPaths), std::end(kPaths),
                     [&option](std::string_view path) { return option.value.find(path) != std::string::npos; });
}

}  // namespace

std::string bash_completions(const CommandEntry& root) {
  std::string commands;
  std::string values;
  std::string options;
  walk(root, [&](const CommandEntry& command) {
    for (const CommandEntry& below : command.commands) commands += (commands.empty() ? "'" : " | '") + below.path + "'";
    std::vector<std::string> names;
    for (const OptionEntry& option : command.options()) {
      names.insert(names.end(), option.names.begin(), option.names.end());
      if (option.value.empty()) continue;
      std::string pattern;
      for (const std::string& name : option.names) {
        pattern += (pattern.empty() ? "'" : " | '") + command.path + " " + name + "'";
      }
      values += "    " + pattern + ")\n      ";
      if (!option.choices.empty())
        values += "COMPREPLY=($(compgen -W '" + spaced(option.choices) + "' -- \"$cur\"))\n      ";
      values += "return ;;\n";
    }
    options += "    '" + command.path + "') names='" + spaced(names) + "' commands='" +
               spaced(names_of(command.commands)) + "' ;;\n";
  });
  return "# bash completion for tbbimg, made by `tbbimg completions bash`.\n"
         "_tbbimg() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} path=tbbimg names= commands= i\n"
         "  COMPREPLY=()\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    case \"$path ${COMP_WORDS[i]}\" in\n"
         "      " +
         commands +
         ") path=\"$path ${COMP_WORDS[i]}\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$path $prev\" in\n" +
         values +
         "  esac\n"
         "  case \"$path\" in\n" +
         options +
         "  esac\n"
         "  case \"$cur\" in\n"
         "    -*) COMPREPLY=($(compgen -W \"$names\" -- \"$cur\")) ;;\n"
         "    *) [ -z \"$commands\" ] || COMPREPLY=($(compgen -W \"$commands\" -- \"$cur\")) ;;\n"
         "  esac\n"
         "}\n"
         "# What has no words of its own is a file.\n"
         "complete -o bashdefault -o default -F _tbbimg tbbimg\n";
}

std::string fish_completions(const CommandEntry& root) {
  std::string script = "# fish completion for tbbimg, made by `tbbimg completions fish`.\n";
  walk(root, [&](const CommandEntry& command) {
    const bool is_root = command.path == root.path;
    std::string condition;
    if (is_root) {
      condition = "__fish_use_subcommand";
    } else {
      // All the words of the path behind the command's own name.
      for (std::string_view rest = std::string_view(command.path).substr(root.path.size() + 1); !rest.empty();) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        condition += (condition.empty() ? "" : "; and ") + std::string("__fish_seen_subcommand_from ") +
                     std::string(rest.substr(0, blank));
        rest.remove_prefix(std::min(blank + 1, rest.size()));
      }
    }
    const std::string start = "complete -c tbbimg -n '" + condition + "'";
    for (const CommandEntry& below : command.commands) {
      script += start + " -f -a " + below.name + " -d '" + brief(below.text) + "'\n";
    }
    for (const OptionEntry& option : command.options()) {
      script += start;
      for (const std::string& name : option.names) {
        script += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      if (!option.choices.empty()) {
        script += " -x -a '" + spaced(option.choices) + "'";
      } else if (!option.value.empty()) {
        script += is_file(option) ? " -r" : " -x";
      }
      script += " -d '" + brief(option.text) + "'\n";
    }
  });
  return script;
}

std::string zsh_completions(const CommandEntry& root) {
  std::string functions;
  walk(root, [&](const CommandEntry& command) {
    std::string function = command.path;
    std::replace(function.begin(), function.end(), ' ', '_');
    std::string arguments;
    for (const OptionEntry& option : command.options()) {
      const std::string together = option.may_repeat ? "'*'" : "'(" + spaced(option.names) + ")'";
      std::string names;
      for (const std::string& name : option.names) names += (names.empty() ? "" : ",") + name;
      if (option.names.size() > 1) names = "{" + names + "}";
      std::string tail = "'[" + brief(option.text) + "]";
      if (!option.choices.empty()) {
        tail += ":" + brief(option.value) + ":(" + spaced(option.choices) + ")";
      } else if (!option.value.empty()) {
        tail += ":" + brief(option.value) + ":" + (is_file(option) ? "_files" : " ");
      }
      arguments += " \\\n    " + together + names + tail + "'";
    }
    functions += "_" + function + "() {\n";
    if (command.commands.empty()) {
      functions += "  _arguments -s" + arguments + " \\\n    '*:file:_files'\n}\n";
      return;
    }
    functions += "  local line state\n  _arguments -C" + arguments + " \\\n    '1: :->command' '*:: :->arguments'\n";
    functions += "  case $state in\n    command)\n      local -a commands=(";
    for (const CommandEntry& below : command.commands) {
      functions += "\n        '" + below.name + ":" + brief(below.text) + "'";
    }
    functions += ")\n      _describe -t commands subcommand commands ;;\n    arguments)\n      case $line[1] in\n";
    for (const CommandEntry& below : command.commands) {
      functions += "        " + below.name + ") _" + function + "_" + below.name + " ;;\n";
    }
    functions += "      esac ;;\n  esac\n}\n";
  });
  return "#compdef tbbimg\n# zsh completion for tbbimg, made by `tbbimg completions zsh`.\n" + functions +
         "if [ \"$funcstack[1]\" = \"_tbbimg\" ]; then\n  _tbbimg \"$@\"\nelse\n  compdef _tbbimg tbbimg\nfi\n";
}

}  // namespace tbbimg::tools
