#include <CLI/CLI.hpp>

#include <map>
#include <memory>
#include <string>

#include "engine/journal/journal_index.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/interruption.hpp"
#include "tools/journal/load.hpp"
#include "tools/print.hpp"
#include "tools/run/option_values.hpp"
#include "tools/srcset/picture.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kSrcsetFooter =
    R"(For each photo that is done, in the order of their names: its outputs by format and width, its mean colour, and a tiny picture to be shown
until the photo is there. Outputs of another shape than the largest, such as square thumbnails, are left out.

Examples:
  tbbimg srcset web >photos.jsonl
  tbbimg srcset web --format html --prefix /photos/ --sizes '(min-width: 60em) 50vw, 100vw' >gallery.html

Exit codes: 0 told, 1 some outputs cannot be read, 2 wrong usage, 3 no journal in OUT, 75 interrupted)";

struct SrcsetArguments {
  std::string output;
  std::string format = "json";
  std::string prefix;
  std::string sizes = "100vw";
};

ExitCode execute(SrcsetArguments arguments) {
  const std::stop_token stop = stop_on_signals("the journal or an output takes long to read");
  arguments.output = as_typed(arguments.output);
  const auto index = load_journal(arguments.output);
  if (!index) return index.error();
  const auto pipeline = preview_pipeline();
  if (!pipeline) return complain(ExitCode::usage, pipeline.error());
  std::map<std::string, std::size_t> by_name;
  JournalParser parser;
  for (std::size_t i = 0; i < index->images(); ++i) {
    const auto image = index->at(i, parser);
    if (image && image->status == JournalStatus::done) by_name.emplace(image->path, i);
  }
  ExitCode code = ExitCode::done;
  std::size_t looked_at = 0;
  for (const auto& [name, position] : by_name) {
    if (stop.stop_requested()) break;
    ++looked_at;
    const auto image = index->at(position, parser);
    Picture picture = image ? picture_of(*image, pipeline->codecs()) : Picture();
    if (picture.sources.empty()) continue;
    if (const Status status = add_preview(picture, *pipeline, arguments.output, stop); !status) {
      if (stop.stop_requested()) break;
      print_line(status.error().to_string(), stderr);
      code = ExitCode::some_failed;
    }
    print_text(arguments.format == "html" ? picture_html(picture, arguments.prefix, arguments.sizes)
                                          : picture_json(picture, arguments.prefix) + "\n");
  }
  if (!stop.stop_requested()) return code;
  return interrupted(std::to_string(looked_at) + " of " + std::to_string(by_name.size()) + " photos were looked at");
}

}  // namespace

Subcommand add_srcset(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "srcset", "OUT [--format json|html] [--prefix URL] [--sizes SIZES]",
                                 "Tell web pages which outputs there are of each photo");
  const auto arguments = std::make_shared<SrcsetArguments>();
  app->add_option("OUT", arguments->output, "The folder of the outputs")->required()->option_text(" ");
  add_value(*app, "--format", "json|html", "Options", "One JSON object per line (the default), or <picture> elements",
            [&format = arguments->format](const std::string& text) {
              if (text != "json" && text != "html") refuse("--format", "'" + text + "' is neither json nor html");
              format = text;
            });
  app->add_option("--prefix", arguments->prefix, "What stands in front of the outputs' paths, such as /photos/")
      ->option_text("URL");
  app->add_option("--sizes", arguments->sizes, "Of the attribute sizes; 100vw unless given")->option_text("SIZES");
  app->footer(kSrcsetFooter);
  return {app, [arguments](const std::vector<std::string>&) { return execute(*arguments); }};
}

}  // namespace tbbimg::tools
