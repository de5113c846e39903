#include "engine/pipeline/image_need.hpp"

#include <algorithm>
#include <string>

#include "engine/system/resources.hpp"
#include "engine/variants/animation.hpp"
#include "engine/variants/by_rows.hpp"
#include "engine/variants/held_bytes.hpp"
#include "engine/variants/kept_source.hpp"
#include "engine/variants/row_chain.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

// More files read ahead would hide nothing that these do not.
constexpr std::uint64_t kReadShare = 8;
constexpr std::uint64_t kMaxReadBytes = std::uint64_t{128} << 20;

// What a run takes beside files and pixels once it is under way: stacks, heaps, names, lines on their way. Measured in
// a cgroup of 512 MiB with images of up to 437 MiB of pixels: 13 MiB with 2 threads.
constexpr std::uint64_t kOfTheRun = std::uint64_t{32} << 20;

constexpr const char* kFirstFrameAlone =
    "; keep the first alone with --frames first, or frames = \"first\" in a recipe";

// Smaller images stay whole: their operations may share threads.
constexpr std::uint64_t kLeastByRows = std::uint64_t{16} << 20;

std::string mebibytes(std::uint64_t bytes) { return std::to_string((bytes + (1U << 20) - 1) >> 20) + " MiB"; }

Error needs_too_much(const std::string& need, std::uint64_t bytes, const RunOptions& options) {
  Error error{.code = ErrorCode::limit_exceeded, .kind = ErrorKind::too_much_memory};
  error.message = need + " one image may take " + mebibytes(options.max_image_memory) +
                  (options.has_limit_options ? " (--max-image-memory; unless given, what the machine, its cgroup and "
                                             : " (what the machine, its cgroup and ") +
                  "ulimit -v leave to this process)";
  error.details = ErrorFacts{.figures = {{"bytes", bytes}, {"limit", options.max_image_memory}}};
  return error;
}

DecodeCost cost_of(const ImagePlan& plan, const ImageShape& full, const Decoder& decoder,
                   const ImageInfo& info) noexcept {
  const Size at_least = swaps_sides(info.exif.orientation) ? plan.at_least.transposed() : plan.at_least;
  ImageInfo wanted = info;
  if (plan.wants_sixteen_bits()) wanted.pixel_format = full.format;
  return decoder.cost(wanted, at_least);
}

// Lets the image come by rows where all that is made of it takes them, which holds less: sets plan.rows_at_once and
// `bytes`, what is held of the whole.
void prefer_rows(ImagePlan& plan, StageBytes& bytes, const Recipe& recipe, const ImageShape& full,
                 const Decoder& decoder, const ImageInfo& info, const CodecRegistry& codecs) {
  if (info.exif.orientation != plan.turn || image_bytes(full) < kLeastByRows) return;
  const DecodeCost cost = cost_of(plan, full, decoder, info);
  if (!cost.by_rows || image_bytes(cost.output) < kLeastByRows) return;
  const auto need = rows_need(recipe, plan, cost.output);
  if (!need) return;
  VariantBytes behind;
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    const VariantPlan& variant = plan.variants[i];
    const auto chain = variant.from.is_decoded() ? plan_row_chain(recipe, plan, i, cost.output) : std::nullopt;
    behind += held_bytes(plan, i, chain ? chain->last + 1 : variant.first_operation, full, recipe, info.format, codecs);
  }
  const std::uint64_t decoding = cost.scratch_bytes + need->coming;
  const StageBytes by_rows{decoding, std::max(decoding, need->results + behind.operations),
                           std::max(decoding, need->results + behind.all)};
  if (by_rows.all >= bytes.all) return;
  plan.rows_at_once = need->rows;
  bytes = by_rows;
}

}  // namespace

std::uint64_t memory_for_files(std::uint64_t memory) noexcept { return std::min(memory / kReadShare, kMaxReadBytes); }

std::uint64_t most_for_one_image(std::uint64_t memory) {
  const std::uint64_t usable = usable_memory();
  const std::uint64_t others = memory_for_files(memory) + kOfTheRun;
  // Where next to nothing is left, small images are tried all the same.
  return std::max(usable - std::min(usable, others), usable / 4);
}

ImageShape full_shape(const ImageInfo& info) noexcept {
  return {info.upright_size(), info.bits_per_sample > 8 ? sixteen_bits(info.pixel_format) : info.pixel_format};
}

StageBytes work_bytes(const ImagePlan& plan, const ImageShape& full, const Decoder* decoder,
                      const ImageInfo& info) noexcept {
  std::uint64_t decoding = 0;
  std::uint64_t decoded = image_bytes(full);
  if (decoder != nullptr) {
    const DecodeCost cost = cost_of(plan, full, *decoder, info);
    decoded = image_bytes(cost.output);
    const std::uint64_t turning = info.exif.orientation == plan.turn ? 0 : decoded;
    decoding = decoded + std::max<std::uint64_t>(cost.scratch_bytes, turning);
  }
  // Beside what keeps 16 bits, others start from the same pixels rounded.
  const bool any_narrowed = std::any_of(plan.variants.begin(), plan.variants.end(),
                                        [](const VariantPlan& each) { return each.from.narrowed; });
  const std::uint64_t rounded = plan.wants_sixteen_bits() && any_narrowed ? decoded / 2 : 0;
  const VariantBytes variants = plan.variant_bytes();
  return {decoding, std::max(decoding, decoded + rounded + variants.operations),
          std::max(decoding, decoded + rounded + variants.all)};
}

PlannedImage plan_whole_image(const Pipeline& pipeline, const Decoder* decoder, const ImageInfo& info,
                              const ImageShape& full, const std::vector<std::size_t>& wanted,
                              std::uint64_t file_bytes) {
  const Recipe& recipe = pipeline.recipe();
  const Limits& limits = pipeline.options().limits;
  const CodecRegistry& codecs = pipeline.codecs();
  PlannedImage planned;
  const VariantKinds kinds = tell_animations(recipe, wanted, info, codecs);
  std::vector<std::size_t> animations;
  for (const std::size_t index : kinds.animations) {
    if (Status status = check_animation(recipe.variants()[index], info, limits); status) {
      animations.push_back(index);
    } else {
      planned.failed.push_back({index, naming_the_option(std::move(status).error(), pipeline.options())});
    }
  }
  const auto plan = [&](const std::vector<std::size_t>& some, Orientation orientation) {
    return some.empty() ? ImagePlan{} : plan_image(recipe, some, full, info.format, codecs, limits, orientation);
  };
  planned.stills = plan(kinds.stills, info.exif.orientation);
  planned.animations = plan(animations, Orientation::upright);
  for (const ImagePlan* each : {&planned.stills, &planned.animations}) {
    planned.failed.insert(planned.failed.end(), each->failed.begin(), each->failed.end());
  }
  if (!planned.stills.variants.empty()) {
    planned.bytes = work_bytes(planned.stills, full, decoder, info);
    if (decoder != nullptr) prefer_rows(planned.stills, planned.bytes, recipe, full, *decoder, info, codecs);
  }
  planned.needs_source =
      decoder != nullptr && decoder->can_strip() &&
      (needs_source(recipe, planned.stills, info, codecs) || needs_source(recipe, planned.animations, info, codecs));
  if (planned.needs_source) planned.bytes += file_bytes;
  planned.bytes += info.part_bytes;
  if (!planned.animations.variants.empty()) {
    const VariantBytes variants = planned.animations.variant_bytes();
    planned.bytes += animation_bytes(recipe, planned.animations, full, *decoder, info, file_bytes, codecs);
    planned.bytes.decode -= variants.all;
    planned.bytes.transform -= variants.all - variants.operations;
  }
  return planned;
}

Status check_need(std::uint64_t bytes, const RunOptions& options) {
  if (bytes <= options.max_image_memory) return {};
  return fail(needs_too_much("needs " + mebibytes(bytes) + " of memory at once, and", bytes, options));
}

Status check_need(const StageBytes& bytes, const RunOptions& options) {
  const std::uint64_t most = options.max_image_memory;
  if (bytes.all <= most) return {};
  const bool is_decoding = bytes.decode > most;
  const bool is_encoding = bytes.transform <= most;
  const std::uint64_t here = is_decoding ? bytes.decode : is_encoding ? bytes.all : bytes.transform;
  const bool grows = mebibytes(here) != mebibytes(bytes.all);
  Error error = needs_too_much("needs " + mebibytes(here) + " of memory at once" +
                                   (grows ? ", " + mebibytes(bytes.all) + " later on, and" : ", and"),
                               bytes.all, options);
  error.stage = is_decoding ? Stage::decode : is_encoding ? Stage::encode : Stage::transform;
  return fail(std::move(error));
}

Error naming_the_option(Error error, const RunOptions& options) {
  const auto name = [&](const std::string& option) {
    error.message += options.has_limit_options ? " (" + option + ")" : " (tbbimg run can move it, by " + option + ")";
  };
  if (error.kind == ErrorKind::too_many_pixels) name("--max-pixels");
  if (error.kind == ErrorKind::too_many_scans) name("--max-scans");
  if (error.kind == ErrorKind::too_many_frames) {
    name("--max-frames");
    error.message += kFirstFrameAlone;
  }
  return error;
}

Status check_size(Size size, const RunOptions& options) {
  Status status = check_image_size(size, options.limits);
  if (!status) return fail(naming_the_option(std::move(status).error(), options));
  return status;
}

Status check_image(const Pipeline& pipeline, const ImageInfo& info, std::uint64_t file_bytes,
                   const std::vector<std::size_t>& variants) {
  const RunOptions& options = pipeline.options();
  TBBIMG_RETURN_IF_ERROR(check_size(info.upright_size(), options));
  const Decoder* const decoder = pipeline.codecs().find_decoder_by_name(info.format);
  const bool is_in_parts = decoder != nullptr && decoder->reads_parts() && file_bytes >= kInPartsFrom &&
                           !info.animated && !(decoder->can_strip() && may_keep_source(pipeline.recipe()));
  if (is_in_parts) file_bytes = 0;
  PlannedImage planned = plan_whole_image(pipeline, decoder, info, full_shape(info), variants, file_bytes);
  if (planned.stills.variants.empty() && planned.animations.variants.empty()) return {};
  return check_need(planned.bytes += file_bytes, options);
}

}  // namespace tbbimg
