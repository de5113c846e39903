#include "tools/run/making_options.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <limits>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/words.hpp"
#include "tools/run/option_values.hpp"
#include "tools/text/parse.hpp"

namespace tbbimg::tools {
namespace {

// "JPEG, WebP or JPEG XL"
std::string lossy_titles() {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  std::vector<std::string> titles;
  for (const auto& encoder : codecs.encoders()) {
    if (encoder->format().holds.lossy) titles.emplace_back(encoder->format().title);
  }
  return any_of(titles);
}

}  // namespace

void add_making_options(CLI::App& app, MakingArguments arguments, const std::string& which) {
  app.add_option("--op", arguments.operations,
                 "An operation such as thumbnail:256; repeat it for more, done in order.\n`tbbimg ops` lists them")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->option_text("OP")
      ->group(kMakingOptions);
  std::vector<std::string> formats = CodecRegistry::with_builtin_codecs().output_formats();
  formats.emplace_back(Variant::kSameFormat);
  std::string choices;
  for (const std::string& format : formats) choices += (choices.empty() ? "" : "|") + format;
  add_value(app, "--format", choices.c_str(), kMakingOptions,
            ("Of the outputs; same: that of the source (the default)." + which).c_str(),
            [&format = arguments.format, formats](const std::string& text) {
              // Extensions are as good, in any case.
              const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
              const Encoder* const encoder = codecs.find_encoder(lower_case(text));
              const std::string name = encoder != nullptr ? std::string(encoder->name()) : lower_case(text);
              if (std::find(formats.begin(), formats.end(), name) == formats.end()) {
                refuse("--format", "'" + text + "' is not one of " + joined(formats));
              }
              format = name;
            });
  add_value(app, "--quality", "1-100", kMakingOptions, ("Of " + lossy_titles() + "; 80 unless given." + which).c_str(),
            count_into("--quality", arguments.quality, 100, false));
  app.add_flag("--keep-smaller", arguments.keep_smaller,
               "Write the source's own bytes, without metadata, where the same picture would become larger." + which)
      ->group(kMakingOptions);
  add_value(app, "--frames", "all|first", kMakingOptions,
            ("Of animations: all where the format holds them (the default), or the first alone." + which).c_str(),
            [&first = arguments.first_frame_only](const std::string& text) {
              if (text != "all" && text != "first") refuse("--frames", "'" + text + "' is not all or first");
              first = text == "first";
            });
}

void add_picture_choice(CLI::App& app, PictureChoice& choice, const char* group) {
  add_value(
      app, "--page", "N", group,
      "Of files with several pages (TIFF): which one, counted from 0, as libvips\nand sharp do; 0 unless given. A "
      "file without that page fails",
      [&choice](const std::string& text) {
        const auto page = parse_count(text, 0, std::numeric_limits<int>::max());
        if (!page) refuse("--page", page.error().message);
        choice.page = *page;
      });
  add_value(app, "--raw", "preview|develop", group,
            "Of RAW photographs: take the largest preview that the camera stored\n(preview, the default), or develop "
            "what its sensor saw, which takes seconds and\nneeds a build with LibRaw",
            [&choice](const std::string& text) {
              if (text != "preview" && text != "develop") refuse("--raw", "'" + text + "' is not preview or develop");
              choice.develop = text == "develop";
            });
}

void add_on_corrupt(CLI::App& app, bool& salvage, const char* group) {
  add_value(
      app, "--on-corrupt", "fail|salvage", group,
      "Of damaged images: make nothing (fail, the default), or what can be made of the\nrows above the damage, with "
      "gray or transparent ones below (salvage); either way\nthe exit code is 1",
      [&salvage](const std::string& text) {
        if (text != "fail" && text != "salvage") refuse("--on-corrupt", "'" + text + "' is not fail or salvage");
        salvage = text == "salvage";
      });
}

}  // namespace tbbimg::tools
