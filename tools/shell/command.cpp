#include <CLI/CLI.hpp>

#include <memory>
#include <string>

#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/print.hpp"
#include "tools/shell/command_table.hpp"
#include "tools/shell/completions.hpp"
#include "tools/shell/man_page.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kCompletionsFooter =
    R"(`cmake --install` puts them where the shells look. By hand, for one user:
  tbbimg completions bash >~/.local/share/bash-completion/completions/tbbimg
  tbbimg completions zsh >~/.zfunc/_tbbimg      # a folder of $fpath
  tbbimg completions fish >~/.config/fish/completions/tbbimg.fish

Exit codes: 0 done, 2 wrong usage)";

constexpr const char* kManFooter =
    R"(Examples:
  tbbimg man | man -l -
  tbbimg man >~/.local/share/man/man1/tbbimg.1

Exit codes: 0 done, 2 wrong usage)";

ExitCode print_completions(const std::string& shell, const CommandEntry& commands) {
  if (shell != "bash" && shell != "zsh" && shell != "fish") {
    return complain(ExitCode::usage, "there are completions for bash, zsh and fish, and none for '" + shell + "'");
  }
  print_text(shell == "bash"  ? bash_completions(commands)
             : shell == "zsh" ? zsh_completions(commands)
                              : fish_completions(commands));
  return ExitCode::done;
}

}  // namespace

Subcommand add_completions(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "completions", "bash|zsh|fish", "Print what makes a shell complete options");
  const auto shell = std::make_shared<std::string>();
  app->add_option("SHELL", *shell, "bash, zsh or fish")->required()->option_text(" ");
  app->footer(kCompletionsFooter);
  return {app, [shell, &parent](const std::vector<std::string>&) {
            return print_completions(as_typed(*shell), command_table(parent));
          }};
}

Subcommand add_man(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "man", "", "Print the manual as a man page");
  app->footer(kManFooter);
  return {app, [&parent](const std::vector<std::string>&) {
            print_text(man_page(command_table(parent)));
            return ExitCode::done;
          }};
}

}  // namespace tbbimg::tools
