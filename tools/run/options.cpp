#include "tools/run/options.hpp"

#include <sys/stat.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "codecs/recognise.hpp"
#include "codecs/registry.hpp"
#include "engine/files/name_list.hpp"
#include "engine/run/run_spec.hpp"
#include "engine/system/rank.hpp"
#include "kernels/core/words.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/run/making_options.hpp"
#include "tools/run/option_values.hpp"
#include "tools/run/selection_options.hpp"
#include "tools/text/parse.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kFiles = "Files";
constexpr const char* kResources = "Resources";

// Behind the list of what can be read.
constexpr const char* kFooter =
    R"(), turned upright as their EXIF says, and keep their
ICC profile. Outputs mirror the folders of the inputs. Outputs that are there already are kept and not made
again, so that the same command goes on where it was stopped. Sources are never overwritten.
Ctrl-C finishes what is in work, for as long as --grace allows; a second one cancels it, a third one exits
at once. SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2 do the same.

Examples:
  Thumbnails of all photos below a folder:
    tbbimg run photos -o thumbs --op thumbnail:256 --format jpeg --quality 80
  Several operations, in this order:
    tbbimg run photos -o out --op thumbnail:1600 --op grayscale --op blur:2
  Another format, pixels unchanged:
    tbbimg run scans -o webp --format webp --quality 90
  Several outputs of each image, from a recipe:
    tbbimg run photos -o web --recipe web.toml
  with web.toml:
    [[variant]]
    name = "thumb"              # photos/a.jpg gives web/a_thumb.jpg
    ops = ["thumbnail:256"]
    format = "jpeg"
    quality = 80
    [[variant]]
    name = "large"
    ops = ["thumbnail:1600"]
    format = "webp"

)";

void add_making(CLI::App& app, RunArguments& arguments) {
  add_making_options(
      app,
      {arguments.operations, arguments.format, arguments.quality, arguments.keep_smaller, arguments.first_frame_only},
      "\nWith --recipe: of variants that do not say");
  add_picture_choice(app, arguments.options.choice, kMakingOptions);
  app.add_option("--recipe", arguments.recipe_file,
                 "A TOML file of variants, each of which is one output per image;\n- is the standard input")
      ->option_text("FILE")
      ->group(kMakingOptions);
}

void take_shard(RunArguments& arguments, const std::string& text) {
  arguments.shard_origin.clear();
  if (text != "auto") {
    const Result<Shard> shard = parse_shard(text);
    if (!shard) refuse("--shard", shard.error().message);
    arguments.shard = *shard;
    return;
  }
  const Result<Rank> rank = rank_of([](const char* name) { return std::getenv(name); });
  if (!rank) refuse("--shard", "auto: " + rank.error().message);
  arguments.shard = Shard{rank->index + 1, rank->count};
  arguments.shard_origin = rank->origin;
}

void add_files(CLI::App& app, RunArguments& arguments) {
  app.add_option("-o,--output", arguments.output,
                 "The folder of the outputs, always to be given; made if it is missing")
      ->option_text("OUT")
      ->group(kFiles);
  app.add_option(
         "--name", arguments.options.name_template,
         "How outputs are named below OUT, with {dir}, {stem}, {variant}, {ext},\n{source-ext}, {index} or {index:04}, "
         "{width}, {height}, {date} or\n{date:%Y/%m}, {hash} or {hash:8}; with --recipe: of variants that do not "
         "say;\ndefault: " +
             std::string(NameTemplate::kDefault))
      ->option_text("TEMPLATE")
      ->group(kFiles);
  app.add_flag("--overwrite", arguments.overwrite, "Replace outputs that exist already")->group(kFiles);
  app.add_flag_function(
         "--resume", [&arguments](std::int64_t) { arguments.resume = ResumeScope::unfinished; },
         "Go on with what the journal in OUT says was begun: skip what is done, make\nanew what a changed source or "
         "recipe asks for, try again what failed")
      ->group(kFiles);
  app.add_flag("--ignore-case", arguments.options.ignore_case,
               "Treat output names that differ only in case as the same, which is refused;\nalways so where the file "
               "system of OUT ignores case")
      ->group(kFiles);
  add_value(
      app, "--shard", "i/n|auto", kFiles,
      "Take only part i of n of the inputs, split by a hash of their paths, so that\nn runs can share them; auto: i "
      "and n from Open MPI, PMI, PMIx, a Slurm step\nor a Slurm array",
      [&arguments](const std::string& text) { take_shard(arguments, text); });
  add_value(app, "--sync", "none|group|each", kFiles,
            "Bring outputs to the disk so that they outlive a power failure: all\ntogether, each second and at the end "
            "(group, the default), each before it\nappears, or whenever the system does so by itself (none)",
            [&arguments](const std::string& text) {
              if (text != "none" && text != "group" && text != "each") {
                refuse("--sync", "'" + text + "' is not one of none, group, each");
              }
              arguments.sync = text == "none" ? SyncMode::none : text == "each" ? SyncMode::each : SyncMode::group;
            });
  app.add_flag("--dry-run", arguments.dry_run, "Print what would be written, and write nothing")->group(kFiles);
}

void add_resources(CLI::App& app, RunArguments& arguments) {
  RunOptions& options = arguments.options;
  add_value(app, "-j,--threads", "N|auto", kResources,
            "Threads that compute; auto: as many as there are processors for this process",
            count_into("--threads", options.threads, RunSpec::kMaxThreads, true));
  add_value(app, "--io-threads", "N", kResources, "Threads that read and write files; 16 unless given",
            count_into("--io-threads", options.io_threads, RunSpec::kMaxThreads, false));
  add_value(app, "--max-images", "N", kResources,
            "Images in work at once; 4 per thread and 2 per I/O thread unless given",
            count_into("--max-images", options.max_images, RunSpec::kMaxImages, false));
  add_value(app, "--memory", "SIZE|auto", kResources,
            "Memory for files and pixels in work, such as 512M or 1.5G; auto: half of what\nis free",
            [&options](const std::string& text) {
              if (text == "auto") {
                options.memory = 0;
                return;
              }
              const Result<std::uint64_t> bytes = parse_memory(text);
              if (!bytes) refuse("--memory", bytes.error().message);
              options.memory = *bytes;
            });
  add_value(
      app, "--max-image-memory", "SIZE", kResources,
      "Fail images that need more memory than this at once, such as 2G; unless given:\nwhat the machine, cgroups and "
      "ulimit -v leave to this process",
      [&options](const std::string& text) {
        const Result<std::uint64_t> bytes = parse_memory(text);
        if (!bytes) refuse("--max-image-memory", bytes.error().message);
        options.max_image_memory = *bytes;
      });
  add_value(app, "--max-pixels", "N", kResources,
            "Fail images that have more pixels than this, such as 100M; 268M unless given",
            [&options](const std::string& text) {
              const Result<std::uint64_t> pixels = parse_pixels(text);
              if (!pixels) refuse("--max-pixels", pixels.error().message);
              constexpr std::uint64_t kMostBytesPerPixel = 4;
              options.limits.max_pixels = *pixels;
              options.limits.max_decoded_bytes = std::max(Limits{}.max_decoded_bytes, *pixels * kMostBytesPerPixel);
            });
  add_value(app, "--max-frames", "N", kResources,
            "Fail animations that have more frames than this; 100000 unless given",
            count_into("--max-frames", options.limits.max_frames, std::numeric_limits<int>::max(), false));
  add_value(app, "--max-scans", "N", kResources,
            "Fail JPEGs that have more scans than this, each of which takes time; 500 unless given",
            count_into("--max-scans", options.limits.max_scans, std::numeric_limits<int>::max(), false));
}

// Names that people give who mean no folder. One that is there is one.
Status check_output(const std::string& output) {
  struct stat status {};
  if (::stat(output.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return {};
  const std::string quoted = "-o '" + output + "': OUT is a folder, ";
  if (output == "-")
    return fail(ErrorCode::invalid_argument, quoted + "and a run writes nothing to the standard output");
  const std::size_t scheme = output.find("://");
  if (scheme != std::string::npos && output.find('/') > scheme) {
    return fail(ErrorCode::invalid_argument,
                quoted + "and this is an address; mount it, and name the folder where it is mounted");
  }
  if (claims_to_be_image(output)) {
    return fail(
        ErrorCode::invalid_argument,
        quoted + "and this is the name of an image; name the folder, and --name says how outputs in it are named");
  }
  if (::lstat(output.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) {
    return fail(ErrorCode::invalid_argument,
                quoted + "and this is a link that leads nowhere; make what it leads to, or remove it");
  }
  return {};
}

// Where the names of a list start, if nobody says: at the root if they are absolute, or else here.
Status complete_inputs(RunArguments& arguments) {
  if (arguments.files_from.empty()) {
    if (arguments.null_separated)
      return fail(ErrorCode::invalid_argument,
                  "-0 works only with --files-from; add --files-from FILE, or leave out -0");
    if (!arguments.inputs.empty()) return {};
    return fail(ErrorCode::invalid_argument,
                "INPUT is missing: the files and folders to work on, or --files-from FILE");
  }
  if (arguments.inputs.size() > 1) {
    return fail(ErrorCode::invalid_argument,
                "with --files-from, one INPUT may be given, the folder where names start; here are " +
                    std::to_string(arguments.inputs.size()));
  }
  if (!arguments.inputs.empty()) {
    std::error_code error;
    if (std::filesystem::is_directory(arguments.inputs.front(), error)) return {};
    return fail(ErrorCode::invalid_argument, "with --files-from, INPUT is the folder where names start, and " +
                                                 arguments.inputs.front() + " is no folder");
  }
  TBBIMG_ASSIGN_OR_RETURN(const auto first,
                          NameList::first_of(arguments.files_from, arguments.null_separated ? '\0' : '\n'));
  arguments.inputs.emplace_back(first && first->starts_with('/') ? "/" : ".");
  return {};
}

}  // namespace

void add_run_options(CLI::App& app, RunArguments& arguments) {
  app.add_option("INPUT", arguments.inputs,
                 "Files, and folders with everything below them; with --files-from, the folder\nwhere names start")
      ->option_text(" ");
  add_making(app, arguments);
  add_files(app, arguments);
  add_name_list_options(app, arguments.files_from, arguments.null_separated);
  add_selection_options(app, arguments.selection);
  add_resources(app, arguments);
  add_recovery_options(app, arguments.recovery, arguments.options);
  add_watch_options(app, arguments.watch);
  app.footer("Images are recognised by their bytes (" + joined(CodecRegistry::with_builtin_codecs().titles()) +
             kFooter + std::string(kExitCodesHelp));
}

void add_retry_options(CLI::App& app, RunArguments& arguments) {
  add_resources(app, arguments);
  add_recovery_options(app, arguments.recovery, arguments.options);
  add_watch_options(app, arguments.watch);
}

Status complete(RunArguments& arguments) {
  TBBIMG_RETURN_IF_ERROR(complete(arguments.watch));
  TBBIMG_RETURN_IF_ERROR(complete(arguments.recovery, arguments.options));
  for (std::string& input : arguments.inputs) {
    input = as_typed(input);
    if (input.empty()) return fail(ErrorCode::invalid_argument, "an INPUT is empty");
  }
  arguments.files_from = as_typed(arguments.files_from);
  TBBIMG_RETURN_IF_ERROR(complete_inputs(arguments));
  for (std::string& operation : arguments.operations) operation = as_typed(operation);
  arguments.output = as_typed(arguments.output);
  arguments.recipe_file = as_typed(arguments.recipe_file);
  arguments.options.name_template = as_typed(arguments.options.name_template);
  if (arguments.output.empty())
    return fail(ErrorCode::invalid_argument, "-o OUT is missing: the folder of the outputs");
  TBBIMG_RETURN_IF_ERROR(check_output(arguments.output));
  if (arguments.overwrite && arguments.resume != ResumeScope::missing) {
    return fail(ErrorCode::invalid_argument,
                "--resume and --overwrite do not go together: one makes what is left, the other everything");
  }
  const bool has_recipe = !arguments.recipe_file.empty();
  if (has_recipe && !arguments.operations.empty()) {
    return fail(ErrorCode::invalid_argument,
                "--recipe and --op do not go together; write the operations into the recipe");
  }
  if (!has_recipe && arguments.operations.empty() && !arguments.format && !arguments.keep_smaller &&
      !arguments.first_frame_only && arguments.options.choice == PictureChoice{}) {
    return fail(ErrorCode::invalid_argument,
                "nothing to do: give --op (such as --op thumbnail:256), --recipe FILE, --format to convert only, or "
                "--keep-smaller to compress only");
  }
  return {};
}

}  // namespace tbbimg::tools
