#include <CLI/CLI.hpp>

// tbbimg preview: what a recipe makes of photos, on one page.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/files/directory_source.hpp"
#include "engine/files/file.hpp"
#include "engine/files/named_file.hpp"
#include "engine/files/probe_file.hpp"
#include "engine/operations/make_upright.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/path.hpp"
#include "kernels/core/validate.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/interruption.hpp"
#include "tools/one_image.hpp"
#include "tools/preview/contact_sheet.hpp"
#include "tools/print.hpp"
#include "tools/recipe/load.hpp"
#include "tools/run/making_options.hpp"
#include "tools/subcommand.hpp"
#include "tools/written_file.hpp"

namespace tbbimg::tools {
namespace {

constexpr int kSheetQuality = 90;

constexpr int kMaxSheetHeight = 100'000;  // a page of 430 MiB

constexpr const char* kPreviewFooter =
    R"(Each variant is shown as its file would be, with size, format and bytes; those too
large for the page are shrunk on it. Variants that fail or are not made of a photo
leave an empty frame. Nothing else is written.

Examples:
  tbbimg preview web.toml photos/a.jpg -o sheet.png
  tbbimg preview web.toml photos/*.jpg -o sheet.webp

Exit codes: 0 done, 1 a variant failed, 2 wrong usage, 3 a photo is missing or
outputs would collide, 73 the sheet cannot be written, 74 the disk is full,
75 interrupted, 78 the recipe is wrong)";

struct PreviewArguments {
  std::string recipe;
  std::vector<std::string> photos;
  std::string sheet;
  PictureChoice choice;
};

Result<SheetCell> cell_of(std::span<const std::uint8_t> file, std::string title, const CodecRegistry& codecs,
                          const OperationContext& context, const PictureChoice& choice = {}) {
  const Decoder* decoder = codecs.find_decoder(file);
  if (decoder == nullptr) return fail(ErrorCode::unsupported, "nothing here reads the output of " + title);
  TBBIMG_ASSIGN_OR_RETURN(const ImageInfo info, decoder->probe_chosen(file, choice));
  constexpr int kEnough = 2 * kSheetPicture.width;
  DecodeOptions options;
  options.at_least = {kEnough, kEnough};
  options.page = choice.page;
  options.develop = choice.develop;
  TBBIMG_ASSIGN_OR_RETURN(DecodedImage decoded, decoder->decode(file, options));
  TBBIMG_ASSIGN_OR_RETURN(const Image upright, make_upright(std::move(decoded.image), info.exif.orientation, context));
  TBBIMG_ASSIGN_OR_RETURN(Image picture, fit_for_sheet(upright, context));
  return SheetCell{std::move(picture), std::move(title),
                   to_string(info.upright_size()) + " " + std::string(info.format) + ", " + human_bytes(file.size())};
}

SheetCell empty_cell(std::string title, std::string why) { return {Image(), std::move(title), std::move(why)}; }

Result<std::vector<SheetCell>> cells_of(const Pipeline& pipeline, const OneImage& made,
                                        const OperationContext& context) {
  const SourceItem& item = made.item;
  TBBIMG_ASSIGN_OR_RETURN(const Buffer photo,
                          read_picture(item.path, Limits{}.max_file_bytes, {}, picture_end_by(pipeline.codecs())));
  TBBIMG_ASSIGN_OR_RETURN(SheetCell source,
                          cell_of(photo.bytes(), "source", pipeline.codecs(), context, pipeline.options().choice));
  TBBIMG_ASSIGN_OR_RETURN(const ImageInfo info, probe_file(item.path, pipeline.codecs(), pipeline.options().choice));
  std::vector<SheetCell> cells;
  cells.push_back(std::move(source));
  const auto outputs = pipeline.names().of(item, info.format, info);
  for (std::size_t i = 0; i < pipeline.recipe().variants().size(); ++i) {
    const std::string& variant = pipeline.recipe().variants()[i].name;
    const std::string title = variant.empty() ? "the output" : variant;
    const auto output = std::find_if(outputs.begin(), outputs.end(), [i](const auto& o) { return o.variant == i; });
    if (output == outputs.end()) {
      cells.push_back(empty_cell(title, "not made of this photo (when)"));
      continue;
    }
    const auto name = made.names.find(i);
    if (name == made.names.end()) {
      cells.push_back(empty_cell(title, "failed"));
      continue;
    }
    TBBIMG_ASSIGN_OR_RETURN(SheetCell cell, cell_of(made.files.at(name->second), title, pipeline.codecs(), context));
    cells.push_back(std::move(cell));
  }
  return cells;
}

// The encoder for a file of this name; null if there is none.
const Encoder* encoder_for(const std::string& path, const CodecRegistry& codecs) {
  return codecs.find_encoder(lower_extension(path));
}

std::vector<std::string> extensions_of(const CodecRegistry& codecs) {
  std::vector<std::string> extensions;
  for (const auto& encoder : codecs.encoders()) extensions.push_back("." + std::string(encoder->extension()));
  return extensions;
}

ExitCode write_sheet(const Image& page, const Encoder& encoder, const std::string& path) {
  EncodeOptions options;
  options.quality = kSheetQuality;
  const auto file = encoder.encode(page.view(), options);
  if (!file) return complain(ExitCode::internal, file.error());
  return write_result(path, file->bytes());
}

struct Sections {
  std::vector<SheetSection> list;
  bool has_outputs = false;
  bool all_well = true;
};

// What the recipe makes of each photo.
Sections sections_of(const Pipeline& pipeline, const std::vector<std::string>& photos, const OperationContext& context,
                     const std::stop_token& stop) {
  Sections sections;
  const auto complain_of = [&sections](const std::string& problem) {
    print_message(problem);
    sections.all_well = false;
  };
  const auto add_failed = [&sections](const std::string& photo) {
    SheetSection& section = sections.list.emplace_back();
    section.title = file_name_of(photo);
    section.cells.push_back(empty_cell("source", "failed"));
  };
  for (const std::string& photo : photos) {
    if (stop.stop_requested()) break;
    const auto source = DirectorySource::open({{photo}, {}, {}});
    const auto made = source ? make_one(pipeline, **source, {stop, stop}) : Result<OneImage>(fail(source.error()));
    if (!made) {
      complain_of(made.error().to_string());
      add_failed(photo);
      continue;
    }
    if (stop.stop_requested()) break;
    if (!made->problem.empty()) complain_of(made->problem);
    auto cells = made->files.empty() ? Result<std::vector<SheetCell>>() : cells_of(pipeline, *made, context);
    if (!cells) complain_of(photo + ": " + cells.error().to_string());
    if (!cells || cells->empty()) {
      add_failed(photo);
      continue;
    }
    sections.list.push_back({made->item.file_name, *std::move(cells)});
    sections.has_outputs = true;
  }
  return sections;
}

ExitCode show(const Pipeline& pipeline, const PreviewArguments& arguments, const Encoder& encoder,
              const std::stop_token& stop) {
  const auto kernels = Kernels::active();
  if (!kernels) return complain(ExitCode::usage, kernels.error());
  const OperationContext context(*kernels, {}, {}, false);
  const Sections sections = sections_of(pipeline, arguments.photos, context, stop);
  if (stop.stop_requested()) return interrupted("the sheet is not written");
  if (!sections.has_outputs) return ExitCode::some_failed;
  const auto page = draw_contact_sheet(std::string(file_name_of(arguments.recipe)), sections.list,
                                       std::min(encoder.max_side(), kMaxSheetHeight), context);
  if (!page) return complain(ExitCode::some_failed, page.error());
  const ExitCode written = write_sheet(*page, encoder, arguments.sheet);
  return written == ExitCode::done && !sections.all_well ? ExitCode::some_failed : written;
}

Status check_photos(const std::vector<std::string>& photos) {
  for (const std::string& photo : photos) TBBIMG_RETURN_IF_ERROR(DirectorySource::open({{photo}, {}, {}}));
  return {};
}

ExitCode execute(PreviewArguments arguments) {
  const std::stop_token stop = stop_on_signals("a photo takes long to read, and the sheet is what it was");
  for (std::string* path : {&arguments.recipe, &arguments.sheet}) *path = as_typed(*path);
  for (std::string& photo : arguments.photos) photo = as_typed(photo);
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const Encoder* encoder = encoder_for(arguments.sheet, codecs);
  if (encoder == nullptr)
    return complain(ExitCode::usage, "-o " + arguments.sheet + ": end it in " + any_of(extensions_of(codecs)));
  std::vector<std::string> inputs = arguments.photos;
  inputs.push_back(arguments.recipe);
  for (const std::string& input : inputs) {
    if (is_same_file(input, arguments.sheet)) {
      return complain(ExitCode::usage, "-o " + arguments.sheet + " would overwrite " + input);
    }
  }
  if (const Status status = check_named_file(arguments.sheet, NamedFileUse::replace); !status) {
    return complain(ExitCode::cannot_create, status.error());
  }
  for (const std::string& photo : arguments.photos) {
    std::error_code error;
    if (!std::filesystem::is_directory(photo, error)) continue;
    return complain(ExitCode::usage, photo + " is a folder; preview shows photos");
  }
  auto recipe = load_recipe(arguments.recipe, {}, OperationRegistry::with_builtin_operations());
  if (!recipe) return complain(recipe.error());
  RunOptions options;
  options.choice = arguments.choice;
  options.has_limit_options = false;
  const auto pipeline = Pipeline::create(*std::move(recipe), std::move(options));
  if (!pipeline) return complain(std::vector{pipeline.error()});
  if (const Status status = check_photos(arguments.photos); !status)
    return complain(ExitCode::bad_plan, status.error());
  return show(*pipeline, arguments, *encoder, stop);
}

}  // namespace

Subcommand add_preview(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "preview", "RECIPE PHOTO... -o FILE",
                                 "Show what a recipe makes of photos, on a contact sheet");
  const auto arguments = std::make_shared<PreviewArguments>();
  app->add_option("RECIPE", arguments->recipe, "A TOML file of variants")->required()->option_text(" ");
  app->add_option("PHOTO", arguments->photos, "Image files")->required()->option_text(" ");
  app->add_option("-o,--output", arguments->sheet, "The sheet: a .png, .jpg or .webp; one that is there is replaced")
      ->required()
      ->option_text("FILE");
  add_picture_choice(*app, arguments->choice, "Options");
  app->footer(kPreviewFooter);
  return {app, [arguments](const std::vector<std::string>&) { return execute(*arguments); }};
}

}  // namespace tbbimg::tools
