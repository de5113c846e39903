#include "tools/command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <system_error>
#include <vector>

#include "engine/system/thread.hpp"
#include "tools/help.hpp"
#include "tools/print.hpp"
#include "tools/settings/settings.hpp"
#include "tools/subcommand.hpp"
#include "tools/usage.hpp"

namespace tbbimg::tools {
namespace {

constexpr char kMark = '\x01';

constexpr const char* kFooter = R"(Examples:
  tbbimg run photos -o thumbs --op thumbnail:256 --format jpeg
  tbbimg run photos -o web --recipe web.toml
  tbbimg preview web.toml photos/a.jpg -o sheet.png
  tbbimg info photos/*.jpg
  tbbimg ops thumbnail

`tbbimg help SUBCOMMAND` explains a subcommand, with its options and exit codes.
`tbbimg config` shows defaults of options that the environment and ~/.config/tbbimg/config.toml set.
Environment: TBBIMG_SIMD=scalar|sse2|avx2|avx512 forces a SIMD level.)";

// The subcommand of a subcommand of ... that was typed; `app` itself if there is none.
const CLI::App& innermost(const CLI::App& app) {
  const std::vector<CLI::App*> parsed = app.get_subcommands();
  return parsed.empty() ? app : innermost(*parsed.front());
}

ExitCode refuse_usage(const std::string& message, const CLI::App& app) {
  print_message(message);
  return complain(ExitCode::usage, "`" + path_of(app) + " --help` explains the options");
}

// `origin` says who has set the option that is wrong, if it was not typed.
ExitCode explain(const CLI::App& app, const CLI::ParseError& error, const std::string& origin) {
  const CLI::App& speaker = innermost(app);
  if (error.get_name() == "CallForHelp") {
    print_text(speaker.help());
    return flush_results(ExitCode::done);
  }
  if (error.get_name() == "CallForVersion") {
    print_text(std::string(error.what()) + "\n");
    return flush_results(ExitCode::done);
  }
  return refuse_usage(error.what() + origin, speaker);
}

// Who asks for help, or about settings, gets an answer whatever is wrong with those.
bool uses_settings(const std::vector<std::string>& arguments) {
  return !arguments.empty() && arguments.front() != "config" &&
         std::none_of(arguments.begin(), arguments.end(),
                      [](const std::string& each) { return each == "--help" || each == "-h"; });
}

// `tbbimg help run` is `tbbimg run --help`.
std::vector<std::string> with_help_behind(std::vector<std::string> arguments) {
  if (arguments.empty() || arguments.front() != "help") return arguments;
  arguments.erase(arguments.begin());
  arguments.emplace_back("--help");
  return arguments;
}

ExitCode parse_and_run(const std::vector<std::string>& typed) {
  CLI::App app(
      "tbbimg turns archives of images into thumbnails, web sizes and other formats, on all cores and in bounded "
      "memory.",
      "tbbimg");
  app.formatter(help_formatter("SUBCOMMAND [OPTION...]"));
  app.set_help_flag("-h,--help", "Explain and exit");
  app.set_version_flag("-V,--version", version_text, "The same as `tbbimg version`");
  app.footer(kFooter);
  app.require_subcommand(1);
  const std::vector<Subcommand> subcommands = {
      add_run(app),     add_status(app), add_retry(app),       add_verify(app), add_prune(app),  add_srcset(app),
      add_convert(app), add_dups(app),   add_info(app),        add_ops(app),    add_recipe(app), add_preview(app),
      add_bench(app),   add_config(app), add_completions(app), add_man(app),    add_version(app)};
  if (typed.empty()) {
    print_text(app.help(), stderr);
    return ExitCode::usage;
  }
  const std::vector<std::string> arguments = with_help_behind(typed);
  if (const auto error = check_usage(app, arguments)) return refuse_usage(error->message, *error->app);
  Settings settings;
  if (uses_settings(arguments)) {
    auto loaded = load_settings(app, [](const char* name) { return std::getenv(name); });
    if (!loaded) return complain(ExitCode::bad_recipe, loaded.error());
    settings = *std::move(loaded);
  }
  const std::vector<std::string> completed = with_settings(app, settings, arguments);
  try {
    app.parse(marked(completed));
  } catch (const CLI::ParseError& error) {
    const std::string what = error.what();  // "--threads: ..."
    return explain(app, error, origin_of(app, what.substr(0, what.find(':')), settings, arguments));
  }
  for (const Subcommand& subcommand : subcommands) {
    if (subcommand.app->parsed()) return flush_results(subcommand.execute(arguments));
  }
  return complain(ExitCode::internal, "no subcommand runs; this is a bug of tbbimg");
}

}  // namespace

std::vector<std::string> marked(const std::vector<std::string>& arguments) {
  std::vector<std::string> result;
  bool inputs_only = false;
  for (const std::string& argument : arguments) {
    if (argument == "--" && !inputs_only) {
      inputs_only = true;
    } else {
      const bool needs_mark = inputs_only || argument.starts_with('[') || argument.starts_with(kMark);
      result.push_back(needs_mark ? kMark + argument : argument);
    }
  }
  std::reverse(result.begin(), result.end());
  return result;
}

std::string as_typed(const std::string& value) { return value.starts_with(kMark) ? value.substr(1) : value; }

ExitCode run_command_line(std::span<char* const> arguments) noexcept {
  try {
    return parse_and_run({arguments.begin(), arguments.end()});
  } catch (const std::system_error& error) {
    const bool is_thread = error.code() == std::errc::resource_unavailable_try_again;
    std::fprintf(stderr, "tbbimg: %s\n",
                 is_thread ? thread_refused().message.text().c_str()
                           : (std::string("the system refuses what a run needs: ") + error.what()).c_str());
    return ExitCode::environment;
  } catch (const std::bad_alloc&) {
    std::fputs("tbbimg: no memory is left\n", stderr);
    return ExitCode::environment;
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "tbbimg: unexpected: %s; this is a bug of tbbimg\n", exception.what());
  }
  return ExitCode::internal;
}

}  // namespace tbbimg::tools
