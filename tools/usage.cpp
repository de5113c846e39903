#include "tools/usage.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "kernels/core/words.hpp"
#include "tools/help.hpp"

namespace tbbimg::tools {
namespace {

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

// "--quality", "INPUT"
std::string name_of(const CLI::Option& option) {
  return option.get_lnames().empty() ? option.get_name() : "--" + option.get_lnames().front();
}

std::vector<std::string> long_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// What may have been meant by an option that there is none of, as the end of a sentence.
std::string did_you_mean_option(const CLI::App& app, const std::string& typed) {
  const std::vector<std::string> names = long_names(app);
  const auto begins_with = [&names](const std::string& begin) {
    return std::find_if(names.begin(), names.end(),
                        [&begin](const std::string& name) { return name.starts_with(begin); });
  };
  const auto ask = [](const std::string& name) { return ": did you mean '" + name + "'?"; };
  if (!typed.starts_with("--")) {
    if (const auto whole = std::find(names.begin(), names.end(), "-" + typed); whole != names.end()) return ask(*whole);
    // -q80
    const auto digit =
        std::find_if(typed.begin() + 1, typed.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (const auto name = begins_with("-" + std::string(typed.begin(), digit));
        digit != typed.end() && name != names.end()) {
      return ask(*name + " " + std::string(digit, typed.end()));
    }
  } else if (const auto name = begins_with(typed); name != names.end()) {
    return ask(*name);
  } else if (const auto near = nearest_word(typed, names)) {
    return ask(*near);
  }
  return "; `" + path_of(app) + " --help` lists the options; behind -- all is taken for files";
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* subcommand : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(subcommand->get_name());
  }
  return names;
}

class Check {
 public:
  Check(const CLI::App& app, std::span<const std::string> arguments) : app_(&app), arguments_(arguments) {}

  std::optional<UsageError> run() {
    for (; at_ < arguments_.size() && !error_ && !is_help_; ++at_) take(arguments_[at_]);
    if (!error_ && !is_help_) look_for_what_is_missing();
    return error_;
  }

 private:
  void take(const std::string& argument) {
    if (is_behind_dashes_ || argument == "-" || !argument.starts_with('-')) return take_word(argument);
    if (argument == "--") {
      is_behind_dashes_ = true;
    } else if (argument.starts_with("--")) {
      take_long(argument);
    } else {
      take_short(argument);
    }
  }

  void take_word(const std::string& word) {
    const std::vector<std::string> subcommands = subcommand_names(*app_);
    if (subcommands.empty()) {
      ++words_;
      if (words_ > most_words())
        refuse("'" + word + "' is one too many: `" + path_of(*app_) + "` takes " + what_it_takes());
      return;
    }
    for (const CLI::App* each :
         app_->get_subcommands([&word](const CLI::App* one) { return one->get_name() == word; })) {
      app_ = each;
      seen_.clear();
      return;
    }
    const auto near = nearest_word(word, subcommands);
    refuse("unknown subcommand '" + word + "'" +
           (near ? ": did you mean '" + *near + "'?" : "; `" + path_of(*app_) + " --help` lists them"));
  }

  void take_long(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const CLI::Option* const option = app_->get_option_no_throw(name);
    if (option == nullptr) return refuse("unknown option '" + name + "'" + did_you_mean_option(*app_, name));
    if (!takes_value(*option)) {
      if (equals != std::string::npos) return refuse(name + " takes no value");
      return take_flag(*option);
    }
    if (equals == std::string::npos) need_value(*option);
    count(*option);
  }

  void take_short(const std::string& argument) {
    // -op is no -o with the value p.
    const std::vector<std::string> names = long_names(*app_);
    if (argument.size() > 2 && std::find(names.begin(), names.end(), "-" + argument) != names.end()) {
      return refuse("unknown option '" + argument + "'" + did_you_mean_option(*app_, argument));
    }
    for (std::size_t i = 1; i < argument.size(); ++i) {
      const CLI::Option* const option = app_->get_option_no_throw(std::string{'-', argument[i]});
      if (option == nullptr) return refuse("unknown option '" + argument + "'" + did_you_mean_option(*app_, argument));
      if (takes_value(*option)) {
        if (i + 1 == argument.size()) need_value(*option);
        return count(*option);
      }
      take_flag(*option);
    }
  }

  void take_flag(const CLI::Option& option) {
    is_help_ = is_help_ || option.get_name() == app_->get_help_ptr()->get_name() ||
               (app_->get_version_ptr() != nullptr && option.get_name() == app_->get_version_ptr()->get_name());
  }

  void need_value(const CLI::Option& option) {
    if (++at_ < arguments_.size()) return;
    refuse(name_of(option) + " lacks its value: " + name_of(option) + " " + option.get_option_text());
  }

  void count(const CLI::Option& option) {
    const bool may_repeat = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    if (++seen_[&option] > 1 && !may_repeat) refuse(name_of(option) + " is given more than once");
  }

  [[nodiscard]] std::vector<const CLI::Option*> positionals() const {
    return app_->get_options([](const CLI::Option* option) { return option->get_positional(); });
  }

  [[nodiscard]] std::size_t most_words() const {
    std::size_t most = 0;
    for (const CLI::Option* option : positionals()) most += static_cast<std::size_t>(option->get_items_expected_max());
    return most;
  }

  [[nodiscard]] std::string what_it_takes() const {
    std::string text;
    for (const CLI::Option* option : positionals()) text += (text.empty() ? "" : " and ") + option->get_name(true);
    return text.empty() ? "none" : "one " + text;
  }

  void look_for_what_is_missing() {
    if (app_->get_require_subcommand_min() > 0) {
      return refuse("a subcommand is missing: " + joined(subcommand_names(*app_)));
    }
    std::size_t needed = 0;
    for (const CLI::Option* option : positionals()) {
      if (option->get_required() && words_ < ++needed) return refuse(option->get_name(true) + " is missing");
    }
  }

  void refuse(std::string message) {
    if (!error_) error_ = UsageError{std::move(message), app_};
  }

  const CLI::App* app_;
  std::span<const std::string> arguments_;
  std::size_t at_ = 0;
  std::size_t words_ = 0;
  bool is_behind_dashes_ = false;
  bool is_help_ = false;
  std::map<const CLI::Option*, int> seen_;
  std::optional<UsageError> error_;
};

}  // namespace

std::optional<UsageError> check_usage(const CLI::App& app, std::span<const std::string> arguments) {
  return Check(app, arguments).run();
}

}  // namespace tbbimg::tools
