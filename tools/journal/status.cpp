#include <CLI/CLI.hpp>

#include <memory>

#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/interruption.hpp"
#include "tools/journal/load.hpp"
#include "tools/journal/schema.hpp"
#include "tools/journal/status_report.hpp"
#include "tools/print.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kStatusFooter =
    R"(Nothing is written, and a run may be under way. What is left is found by a walk through the inputs of the last run.
The journal is OUT/.tbbimg/journal.jsonl, a JSON object per line; --schema prints the JSON Schema of these.

Examples:
  tbbimg status thumbs
  tbbimg status thumbs --json | jq .failures

Exit codes: 0 told, 2 wrong usage, 3 no journal in OUT, 74 it cannot be read, 75 interrupted)";

ExitCode print_status(const std::string& text) {
  print_text(text);
  return ExitCode::done;
}

ExitCode tell_status(const std::string& output, bool json) {
  const std::stop_token stop = stop_on_signals("the journal or the inputs take long to look through");
  const auto index = load_journal(output);
  if (!index) return index.error();
  const RunStatus status = status_of_runs(*index, output, CodecRegistry::with_builtin_codecs(), stop);
  if (stop.stop_requested()) return interrupted("the inputs were not looked through to their end");
  return print_status(json ? status_json(status) : status_text(status));
}

}  // namespace

Subcommand add_status(CLI::App& parent) {
  CLI::App* app =
      add_subcommand(parent, "status", "[--json] OUT", "Show what is done, failed and left of the runs into a folder");
  const auto output = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  const auto schema = std::make_shared<bool>(false);
  app->add_option("OUT", *output, "The folder of the outputs")->option_text(" ");
  app->add_flag("--json", *json, "One JSON object");
  app->add_flag("--schema", *schema, "Print the JSON Schema of the journal's lines instead");
  app->footer(kStatusFooter);
  return {app, [output, json, schema](const std::vector<std::string>&) {
            if (*schema) return print_status(journal_schema());
            if (output->empty()) return complain(ExitCode::usage, "OUT is missing: the folder of the outputs");
            return tell_status(as_typed(*output), *json);
          }};
}

}  // namespace tbbimg::tools
