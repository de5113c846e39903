// tbbimg convert: one image into one file.
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/files/file.hpp"
#include "engine/files/file_descriptor.hpp"
#include "engine/files/named_file.hpp"
#include "engine/operations/registry.hpp"
#include "engine/variants/kept_source.hpp"
#include "kernels/core/path.hpp"
#include "kernels/core/words.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/interruption.hpp"
#include "tools/one_image.hpp"
#include "tools/print.hpp"
#include "tools/run/making_options.hpp"
#include "tools/subcommand.hpp"
#include "tools/written_file.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kStream = "-";
constexpr std::size_t kBlock = std::size_t{1} << 20;

constexpr const char* kConvertFooter =
    R"(The format is that of OUT's name, unless --format says it. OUT is replaced if it is there, whole or not at all, but never where it is
IN. Folders of OUT that are missing are made. Where OUT is a link, what it leads to is written, and the link stays. An image is turned upright and done as `tbbimg run` does it; the bytes are the same.

Examples:
  tbbimg convert photo.png photo.jpg --quality 85
  tbbimg convert photo.jpg small.webp --op thumbnail:800 --op sharpen:0.5
  curl -s https://example.org/a.jpg | tbbimg convert - - --op thumbnail:256 --format webp >a.webp

Exit codes: 0 done, 1 the image failed, or was salvaged, 2 wrong usage, 3 there is no IN, 73 OUT cannot be written, 74 the disk is full,
75 interrupted)";

struct ConvertArguments {
  std::string input;
  std::string output;
  std::vector<std::string> operations;
  std::optional<std::string> format;
  int quality = VariantDefaults{}.quality;
  bool keep_smaller = VariantDefaults{}.keep_smaller;
  PictureChoice choice;
  bool first_frame_only = VariantDefaults{}.first_frame_only;
  bool salvage = RunOptions{}.salvage;
};

std::string shown(const std::string& path) { return path == kStream ? "the standard input" : path; }

Result<Buffer> read_stream(const std::stop_token& stop) {
  std::vector<std::uint8_t> bytes;
  const std::uint64_t most = Limits{}.max_file_bytes;
  for (;;) {
    const std::size_t size = bytes.size();
    if (size > most) {
      return fail({.code = ErrorCode::limit_exceeded,
                   .message = "has more than " + std::to_string(most) + " bytes",
                   .stage = Stage::read,
                   .path = shown(kStream)});
    }
    bytes.resize(size + kBlock);
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "reading was stopped");
    const ssize_t count = uninterrupted([&] { return ::read(STDIN_FILENO, bytes.data() + size, kBlock); });
    if (count < 0) return fail(system_error(errno, shown(kStream), "cannot be read", Stage::read));
    bytes.resize(size + static_cast<std::size_t>(count));
    if (count == 0) break;
  }
  TBBIMG_ASSIGN_OR_RETURN(Buffer buffer, BufferPool().allocate(bytes.size()));
  std::copy(bytes.begin(), bytes.end(), buffer.data());
  return buffer;
}

struct Input {
  std::unique_ptr<Source> source;
  std::vector<std::uint8_t> head;
};

// Of a pipe all is read here, of a file its beginning.
Result<Input> open_input(const std::string& path, const std::stop_token& stop) {
  if (path == kStream) {
    TBBIMG_ASSIGN_OR_RETURN(Buffer bytes, read_stream(stop));
    const auto head = bytes.bytes().first(std::min(bytes.size(), kSignatureBytes));
    Input input{nullptr, {head.begin(), head.end()}};
    input.source = std::make_unique<OneFile>(shown(path), std::move(bytes));
    return input;
  }
  TBBIMG_ASSIGN_OR_RETURN(const std::string head, read_head(path, kSignatureBytes));
  std::error_code unknown;
  const auto bytes = std::filesystem::file_size(path, unknown);
  return Input{std::make_unique<OneNamedFile>(path, unknown ? 0 : bytes), {head.begin(), head.end()}};
}

// What OUT is to be, or the code to end with.
tl::expected<std::string, ExitCode> format_of(const ConvertArguments& arguments, const CodecRegistry& codecs) {
  const auto refused = [](const std::string& message) { return tl::unexpected(complain(ExitCode::usage, message)); };
  if (arguments.output == kStream) return arguments.format.value_or(std::string(Variant::kSameFormat));
  const Encoder* const by_name = codecs.find_encoder(lower_extension(arguments.output));
  if (!arguments.format) {
    if (by_name != nullptr) return std::string(by_name->name());
    return refused("the name of OUT, '" + arguments.output + "', says no format: end it in one of " +
                   joined(codecs.output_formats()) + ", or give --format");
  }
  if (by_name != nullptr && *arguments.format != Variant::kSameFormat && by_name->name() != *arguments.format) {
    return refused("OUT ends like a " + std::string(by_name->format().title) + ", and --format says " +
                   *arguments.format + ": leave one of them out");
  }
  return *arguments.format;
}

ExitCode write_output(const std::vector<std::uint8_t>& bytes, const std::string& path) {
  if (path == kStream) {
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    return ExitCode::done;
  }
  return write_result(path, bytes);
}

ExitCode execute(ConvertArguments arguments) {
  const std::stop_token stop = stop_on_signals("the image takes long to read or write; OUT is what it was");
  for (std::string* text : {&arguments.input, &arguments.output}) *text = as_typed(*text);
  for (std::string& operation : arguments.operations) operation = as_typed(operation);
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const auto format = format_of(arguments, codecs);
  if (!format) return format.error();
  if (arguments.output == kStream && ::isatty(STDOUT_FILENO) == 1) {
    return complain(ExitCode::usage, "OUT is -, and the standard output is a terminal: send it to a file or a program");
  }
  if (arguments.input != kStream && arguments.output != kStream && is_same_file(arguments.input, arguments.output)) {
    return complain(ExitCode::usage, arguments.output + " is IN: a source is never overwritten; give OUT another name");
  }
  if (arguments.output != kStream) {
    if (const Status status = check_named_file(arguments.output, NamedFileUse::replace); !status) {
      return complain(ExitCode::cannot_create, status.error());
    }
  }
  auto recipe = Recipe::parse(arguments.operations,
                              {*format, arguments.quality, arguments.keep_smaller, arguments.first_frame_only},
                              OperationRegistry::with_builtin_operations());
  if (!recipe) return complain(ExitCode::usage, recipe.error());
  RunOptions options;
  options.salvage = arguments.salvage;
  options.has_limit_options = false;
  options.choice = arguments.choice;
  const auto pipeline = Pipeline::create(*std::move(recipe), std::move(options));
  if (!pipeline) return complain(ExitCode::usage, pipeline.error());
  const auto input = open_input(arguments.input, stop);
  if (stop.stop_requested()) return interrupted("OUT is not written");
  if (!input) {
    const bool is_missing = input.error().code == ErrorCode::not_found;
    return complain(is_missing ? ExitCode::bad_plan : ExitCode::some_failed, input.error());
  }
  if (const Decoder* const decoder = codecs.find_decoder(input->head)) {
    const auto idle = idle_keep_smaller(pipeline->recipe().variants().front(), decoder->name(), codecs);
    if (idle) print_message(idle->text());
  }
  const auto made = make_one(*pipeline, *input->source, {stop, stop});
  if (stop.stop_requested()) return interrupted("OUT is not written");
  if (!made) return complain(ExitCode::internal, made.error());
  if (!made->problem.empty() || made->files.empty()) return complain(ExitCode::some_failed, made->problem);
  for (const std::string& loss : made->losses) print_message(shown(arguments.input) + ": " + loss);
  const ExitCode written = write_output(made->files.begin()->second, arguments.output);
  if (written != ExitCode::done || made->damage.empty()) return written;
  return complain(ExitCode::some_failed, shown(arguments.input) + ": " + made->damage);
}

}  // namespace

Subcommand add_convert(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "convert", "IN OUT [--op OP ...] [--format FORMAT] [--quality N]",
                                 "Turn one image into another, from a file or a pipe");
  const auto arguments = std::make_shared<ConvertArguments>();
  app->add_option("IN", arguments->input, "An image file; - is the standard input")->required()->option_text(" ");
  app->add_option("OUT", arguments->output, "The file to write; - is the standard output")
      ->required()
      ->option_text(" ");
  add_making_options(*app,
                     {arguments->operations, arguments->format, arguments->quality, arguments->keep_smaller,
                      arguments->first_frame_only},
                     "");
  add_picture_choice(*app, arguments->choice, kMakingOptions);
  add_on_corrupt(*app, arguments->salvage, kMakingOptions);
  app->footer(kConvertFooter);
  return {app, [arguments](const std::vector<std::string>&) { return execute(*arguments); }};
}

}  // namespace tbbimg::tools
