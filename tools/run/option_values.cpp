#include "tools/run/option_values.hpp"

#include <CLI/CLI.hpp>

#include "tools/text/parse.hpp"

namespace tbbimg::tools {

CLI::Option* add_value(CLI::App& app, const char* name, const char* value, const char* group, const char* description,
                       const std::function<void(const std::string&)>& take) {
  return app.add_option_function<std::string>(name, take, description)->option_text(value)->group(group);
}

void refuse(const char* option, const std::string& message) { throw CLI::ValidationError(option, message); }

std::function<void(const std::string&)> count_into(const char* option, int& target, int max, bool may_be_auto) {
  return [option, &target, max, may_be_auto](const std::string& text) {
    if (may_be_auto && text == "auto") {
      target = 0;
      return;
    }
    const Result<int> count = parse_count(text, 1, max);
    if (!count) refuse(option, count.error().message + (may_be_auto ? ", or auto" : ""));
    target = *count;
  };
}

}  // namespace tbbimg::tools
