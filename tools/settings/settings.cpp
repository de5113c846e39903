#include "tools/settings/settings.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "engine/files/file.hpp"
#include "kernels/core/words.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 20;

// What is to be done is typed each time.
constexpr std::string_view kNeverSet[] = {"help",    "version", "output", "op",     "recipe",     "overwrite", "resume",
                                          "dry-run", "shard",   "json",   "schema", "files-from", "null",      "quick"};

std::string long_name(const CLI::Option& option) {
  return option.get_lnames().empty() ? std::string() : option.get_lnames().front();
}

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }
bool may_repeat(const CLI::Option& option) {
  return option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
}

std::vector<const CLI::App*> commands_of(const CLI::App& root) {
  // A retry is done as the run was that it goes on with.
  const auto all = root.get_subcommands([](const CLI::App* each) { return each->get_name() != "retry"; });
  return {all.begin(), all.end()};
}

const CLI::Option* find_option(const CLI::App& command, std::string_view name) {
  for (const CLI::Option* option : settable_options(command)) {
    if (long_name(*option) == name) return option;
  }
  return nullptr;
}

std::string file_of(const Environment& environment) {
  const auto value = [&environment](const char* name) {
    const char* const text = environment(name);
    return text != nullptr ? std::optional(std::string(text)) : std::nullopt;
  };
  if (auto file = value("TBBIMG_CONFIG")) return *std::move(file);
  if (const auto folder = value("XDG_CONFIG_HOME"); folder && !folder->empty()) return *folder + "/tbbimg/config.toml";
  if (const auto home = value("HOME"); home && !home->empty()) return *home + "/.config/tbbimg/config.toml";
  return {};
}

void set(Settings& settings, Setting setting) {
  std::erase_if(settings.all,
                [&](const Setting& each) { return each.command == setting.command && each.option == setting.option; });
  settings.all.push_back(std::move(setting));
}

const CLI::App* find_command(const CLI::App& root, std::string_view name) {
  for (const CLI::App* command : commands_of(root)) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

std::vector<std::string> settable_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : settable_options(command)) names.push_back(long_name(*option));
  return names;
}

class FileReader {
 public:
  FileReader(const CLI::App& root, Settings& settings) : root_(root), settings_(settings) {}

  [[nodiscard]] Status read(const toml::table& document) {
    for (const auto& [key, node] : document) {
      if (!node.is_table()) TBBIMG_RETURN_IF_ERROR(take_for_all(key, node));
    }
    for (const auto& [key, node] : document) {
      if (node.is_table()) TBBIMG_RETURN_IF_ERROR(take_table(key, *node.as_table()));
    }
    return {};
  }

 private:
  tl::unexpected<Error> mistake(const toml::source_region& where, const std::string& what) const {
    return fail({.code = ErrorCode::invalid_recipe,
                 .message = what,
                 .path = settings_.file + ":" + std::to_string(where.begin.line)});
  }

  Status take_for_all(const toml::key& key, const toml::node& node) {
    bool is_known = false;
    std::vector<std::string> names;
    for (const CLI::App* command : commands_of(root_)) {
      const CLI::Option* const option = find_option(*command, key.str());
      const std::vector<std::string> own = settable_names(*command);
      names.insert(names.end(), own.begin(), own.end());
      if (option == nullptr) continue;
      is_known = true;
      TBBIMG_RETURN_IF_ERROR(take(*command, *option, key, node));
    }
    if (is_known) return {};
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return unknown_key(key, names);
  }

  Status take_table(const toml::key& key, const toml::table& table) {
    if (const CLI::App* const command = find_command(root_, key.str())) {
      for (const auto& [name, node] : table) {
        const CLI::Option* const option = find_option(*command, name.str());
        if (option == nullptr) return unknown_key(name, settable_names(*command));
        TBBIMG_RETURN_IF_ERROR(take(*command, *option, name, node));
      }
      return {};
    }
    std::vector<std::string> commands;
    for (const CLI::App* command : commands_of(root_)) commands.push_back(command->get_name());
    const auto near = nearest_word(std::string(key.str()), commands);
    return mistake(key.source(), "no subcommand is called '" + std::string(key.str()) + "'" +
                                     (near ? ": did you mean [" + *near + "]?" : ""));
  }

  Status unknown_key(const toml::key& key, const std::vector<std::string>& names) const {
    const auto near = nearest_word(std::string(key.str()), names);
    return mistake(key.source(), "'" + std::string(key.str()) + "' is no option that can be set" +
                                     (near ? ": did you mean '" + *near + "'?" : "; `tbbimg config --all` lists them"));
  }

  Status take(const CLI::App& command, const CLI::Option& option, const toml::key& key, const toml::node& node) {
    Setting setting{
        command.get_name(), long_name(option), {}, settings_.file + ":" + std::to_string(key.source().begin.line)};
    if (const toml::array* list = node.as_array(); list != nullptr && may_repeat(option)) {
      for (const toml::node& each : *list) {
        auto text = text_of(each);
        if (!text) return mistake(key.source(), std::string(key.str()) + " is not a list of texts");
        setting.values.push_back(*std::move(text));
      }
    } else if (auto text = text_of(node); text && (is_flag(option) == node.is_boolean())) {
      setting.values.push_back(*std::move(text));
    } else {
      return mistake(key.source(), std::string(key.str()) + (is_flag(option)      ? " is neither true nor false"
                                                             : may_repeat(option) ? " is not a list of texts"
                                                                                  : " is neither a text nor a number"));
    }
    set(settings_, std::move(setting));
    return {};
  }

  static std::optional<std::string> text_of(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
    if (const auto* number = node.as_floating_point()) {
      std::string text = std::to_string(number->get());
      text.erase(text.find_last_not_of('0') + 1);
      if (text.ends_with('.')) text.pop_back();
      return text;
    }
    return std::nullopt;
  }

  const CLI::App& root_;
  Settings& settings_;
};

// "a:b:c" as in PATH, for options that may be repeated.
std::vector<std::string> values_in(const std::string& text, const CLI::Option& option) {
  if (!may_repeat(option)) return {text};
  std::vector<std::string> values;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    if (end > begin) values.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return values;
}

Status read_environment(const CLI::App& root, const Environment& environment, Settings& settings) {
  for (const CLI::App* command : commands_of(root)) {
    for (const CLI::Option* option : settable_options(*command)) {
      const std::string variable = variable_of(long_name(*option));
      const char* const text = environment(variable.c_str());
      if (text == nullptr) continue;
      Setting setting{command->get_name(), long_name(*option), {}, variable};
      if (is_flag(*option)) {
        const std::string word = lower_case(text);
        const bool is_true = word == "1" || word == "true" || word == "yes" || word == "on";
        if (!is_true && word != "0" && word != "false" && word != "no" && word != "off" && !word.empty()) {
          return fail(ErrorCode::invalid_recipe, variable + " is '" + text + "', allowed: 1 or 0");
        }
        setting.values = {is_true ? "true" : "false"};
      } else {
        setting.values = values_in(text, *option);
      }
      set(settings, std::move(setting));
    }
  }
  return {};
}

// Whether an option is among the arguments, by any of its names.
bool is_typed(const CLI::Option& option, const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") return false;
    for (const std::string& name : option.get_lnames()) {
      if (argument == "--" + name || argument.starts_with("--" + name + "=")) return true;
    }
    for (const std::string& name : option.get_snames()) {
      if (argument.starts_with("-" + name) && !argument.starts_with("--")) return true;
    }
  }
  return false;
}

}  // namespace

Result<Settings> load_settings(const CLI::App& root, const Environment& environment) {
  Settings settings;
  settings.file = file_of(environment);
  std::error_code error;
  const bool is_named = environment("TBBIMG_CONFIG") != nullptr;
  if (!settings.file.empty() && (is_named || std::filesystem::exists(settings.file, error))) {
    TBBIMG_ASSIGN_OR_RETURN(const Buffer bytes, read_file(settings.file, kMostBytes, {}));
    settings.has_file = true;
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const toml::parse_result document = toml::parse(text, settings.file);
    if (!document) {
      return fail({.code = ErrorCode::invalid_recipe,
                   .message = std::string(document.error().description()),
                   .path = settings.file + ":" + std::to_string(document.error().source().begin.line)});
    }
    TBBIMG_RETURN_IF_ERROR(FileReader(root, settings).read(document.table()));
  }
  TBBIMG_RETURN_IF_ERROR(read_environment(root, environment, settings));
  return settings;
}

std::vector<const CLI::Option*> settable_options(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) {
    const std::string name = long_name(*option);
    return !option->get_positional() && !name.empty() &&
           std::find(std::begin(kNeverSet), std::end(kNeverSet), name) == std::end(kNeverSet);
  });
}

std::string variable_of(const std::string& option) {
  std::string name = "TBBIMG_";
  for (const char c : option) name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

std::vector<std::string> with_settings(const CLI::App& root, const Settings& settings,
                                       const std::vector<std::string>& arguments) {
  if (arguments.empty()) return arguments;
  const CLI::App* const command = find_command(root, arguments.front());
  if (command == nullptr) return arguments;
  std::vector<std::string> result = {arguments.front()};
  for (const Setting& setting : settings.all) {
    if (setting.command != arguments.front()) continue;
    const CLI::Option* const option = find_option(*command, setting.option);
    if (option == nullptr || (is_typed(*option, arguments) && !may_repeat(*option))) continue;
    for (const std::string& value : setting.values) {
      const std::string name = "--" + setting.option;
      if (!is_flag(*option)) {
        result.push_back(name);
        result.push_back(value);
      } else if (value == "true") {
        result.push_back(name);
      }
    }
  }
  result.insert(result.end(), arguments.begin() + 1, arguments.end());
  return result;
}

std::string origin_of(const CLI::App& root, const std::string& option, const Settings& settings,
                      const std::vector<std::string>& typed) {
  const CLI::App* const command = typed.empty() ? nullptr : find_command(root, typed.front());
  for (const Setting& setting : settings.all) {
    if (command == nullptr || setting.command != typed.front() || option != "--" + setting.option) continue;
    const CLI::Option* const known = find_option(*command, setting.option);
    if (known != nullptr && !is_typed(*known, typed)) return "; " + setting.origin + " sets it";
  }
  return {};
}

}  // namespace tbbimg::tools
