#include "tools/run/go_on.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "kernels/core/format.hpp"
#include "tools/run/make_spec.hpp"

namespace tbbimg::tools {

std::string working_folder() {
  std::error_code error;
  return std::filesystem::current_path(error).string();
}

std::vector<std::string> without_shard(const std::vector<std::string>& recorded) {
  std::vector<std::string> arguments;
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    if (recorded[i] == "--shard") {
      ++i;
    } else if (!recorded[i].starts_with("--shard=")) {
      arguments.push_back(recorded[i]);
    }
  }
  return arguments;
}

std::string command_to_go_on(const std::vector<std::string>& arguments) {
  std::string command = "tbbimg";
  for (const std::string& argument : arguments) {
    if (argument != "--overwrite") command += " " + shell_quoted(argument);
  }
  const bool resumes = std::find(arguments.begin(), arguments.end(), "--resume") != arguments.end();
  return command + (resumes ? "" : " --resume");
}

std::string resuming_command(const JournalRun& last) {
  if (last.arguments.empty()) {  // of a program that is not tbbimg
    if (const auto spec = run_spec_from_json(last.spec)) return command_to_go_on(arguments_for(*spec));
  }
  const std::string change = last.folder == working_folder() ? "" : "cd " + shell_quoted(last.folder) + " && ";
  return change + command_to_go_on(without_shard(last.arguments));
}

}  // namespace tbbimg::tools
