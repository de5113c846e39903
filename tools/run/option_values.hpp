// What the groups of options of `tbbimg run` have in common.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tbbimg::tools {

/// An option that takes one `value`, as the help shows it, and hands it to `take`.
CLI::Option* add_value(CLI::App& app, const char* name, const char* value, const char* group, const char* description,
                       const std::function<void(const std::string&)>& take);

/// Throws what CLI11 prints as "option: message".
[[noreturn]] void refuse(const char* option, const std::string& message);

/// Takes a whole number from 1 to `max` into `target`, or with `may_be_auto` the word auto as 0.
[[nodiscard]] std::function<void(const std::string&)> count_into(const char* option, int& target, int max,
                                                                 bool may_be_auto);

}  // namespace tbbimg::tools
