// tbbimg info: what do image files hold?
#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "codecs/registry.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/info/describe.hpp"
#include "tools/info/file_facts.hpp"
#include "tools/interruption.hpp"
#include "tools/print.hpp"
#include "tools/run/making_options.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kInfoFooter =
    R"(Only the headers are read, unless --pixels is given. Width and height are those of the upright picture.

The quality of a JPEG is told from its quantisation tables: that of libjpeg and of all that write like it (1 to 100), or
"about" the one whose tables come nearest, where a camera or program has its own. In JSON, "quality" is null for other
formats and "standard_tables" says which of the two it is; "loops" is how often an animation is shown, 0 for ever.
Of a RAW photograph, the preview is told, and in "preview_of_width" and "preview_of_height" of how large a picture.
"left_out_samples" is how many a pixel has that are neither colours nor alpha, such as further bands of a TIFF; no command reads them.
--pixels adds "opaque", "gray" and "colors", which is null beyond 65536; they are of all frames.

Examples:
  tbbimg info photos/a.jpg photos/b.png
  tbbimg info --json photos/*.jpg | jq -r 'select(.quality > 95) | .path'
  tbbimg info --json --pixels icons/*.png | jq -r 'select(.alpha and .opaque) | .path'

Exit codes: 0 all read, 1 some failed, 2 wrong usage, 75 interrupted)";

struct InfoArguments {
  std::vector<std::string> files;
  bool json = false;
  bool pixels = false;
  PictureChoice choice;
};

ExitCode execute(const InfoArguments& arguments) {
  const std::stop_token stop = stop_on_signals("a file takes long to read");
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  ExitCode code = ExitCode::done;
  std::size_t told = 0;
  for (const std::string& file : arguments.files) {
    const std::string path = as_typed(file);
    const auto facts = facts_of(path, arguments.pixels, codecs, arguments.choice, stop);
    if (stop.stop_requested()) {
      return interrupted(std::to_string(told) + " of " + std::to_string(arguments.files.size()) +
                         " files were looked at");
    }
    ++told;
    if (facts) {
      print_text(arguments.json ? json_of(path, *facts) : line_of(path, *facts));
      continue;
    }
    print_line(facts.error().to_string(), stderr);
    code = ExitCode::some_failed;
  }
  return code;
}

}  // namespace

Subcommand add_info(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "info", "[--json] [--pixels] [--page N] FILE...",
                                 "Show what image files hold: size, format, colour, quality, orientation, metadata");
  const auto arguments = std::make_shared<InfoArguments>();
  app->add_option("FILE", arguments->files, "Image files")->required()->option_text(" ");
  app->add_flag("--json", arguments->json,
                "One JSON object per line; a path that is not UTF-8 is\n{\"hex\": \"...\"} of its bytes");
  app->add_flag("--pixels", arguments->pixels,
                "Decode the pictures, too: are all pixels opaque, are they gray, how\nmany colours are there?");
  add_picture_choice(*app, arguments->choice, "Options");
  app->footer(kInfoFooter);
  return {app, [arguments](const std::vector<std::string>&) { return execute(*arguments); }};
}

}  // namespace tbbimg::tools
