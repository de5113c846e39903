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

// Smaller images stay whole: their operations may share threads.
constexpr std::uint64_t kLeastByRows = std::uint64_t{16} << 20;

std::string mebibytes(std::uint64_t bytes) { return std::to_string((bytes + (1U << 20) - 1) >> 20) + " MiB"; }

DecodeCost cost_of(const ImagePlan& plan, const ImageShape& full, const Decoder& decoder,
                   const ImageInfo& info) noexcept {
  const Size at_least = swaps_sides(info.exif.orientation) ? plan.at_least.transposed() : plan.at_least;
  ImageInfo wanted = info;
  if (plan.wants_sixteen_bits()) wanted.pixel_format = full.format;
  return decoder.cost(wanted, at_least);
}

// Lets the image come by rows where all that is made of it takes them, which holds less: sets plan.rows_at_once and
// `bytes`, what is held of the whole.
void prefer_rows(ImagePlan& plan, std::uint64_t& bytes, const Recipe& recipe, const ImageShape& full,
                 const Decoder& decoder, const ImageInfo& info, const CodecRegistry& codecs) {
  if (info.exif.orientation != plan.turn || image_bytes(full) < kLeastByRows) return;
  const DecodeCost cost = cost_of(plan, full, decoder, info);
  if (!cost.by_rows || image_bytes(cost.output) < kLeastByRows) return;
  const auto need = rows_need(recipe, plan, cost.output);
  if (!need) return;
  std::uint64_t behind = 0;
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    const VariantPlan& variant = plan.variants[i];
    const auto chain = variant.from.is_decoded() ? plan_row_chain(recipe, plan, i, cost.output) : std::nullopt;
    behind += held_bytes(plan, i, chain ? chain->last + 1 : variant.first_operation, full, recipe, info.format, codecs);
  }
  const std::uint64_t by_rows = std::max(cost.scratch_bytes + need->coming, need->results + behind);
  if (by_rows >= bytes) return;
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

std::uint64_t work_bytes(const ImagePlan& plan, const ImageShape& full, const Decoder* decoder,
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
  return std::max(decoding, decoded + rounded + plan.variant_bytes());
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
      planned.failed.push_back({index, std::move(status).error()});
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
    planned.bytes += animation_bytes(recipe, planned.animations, full, *decoder, info, file_bytes, codecs);
  }
  return planned;
}

Status check_need(std::uint64_t bytes, const RunOptions& options) {
  if (bytes <= options.max_image_memory) return {};
  return fail(ErrorCode::limit_exceeded, ErrorKind::too_much_memory,
              "needs " + mebibytes(bytes) + " of memory at once, and one image may take " +
                  mebibytes(options.max_image_memory) +
                  " (--max-image-memory; unless given, what the machine, its cgroup and "
                  "ulimit -v leave to this process)",
              {{"bytes", bytes}, {"limit", options.max_image_memory}});
}

Error naming_the_option(Error error) {
  if (error.kind == ErrorKind::too_many_pixels) error.message += " (--max-pixels)";
  if (error.kind == ErrorKind::too_many_scans) error.message += " (--max-scans)";
  return error;
}

Status check_size(Size size, const Limits& limits) {
  Status status = check_image_size(size, limits);
  if (!status) return fail(naming_the_option(std::move(status).error()));
  return status;
}

Status check_image(const Pipeline& pipeline, const ImageInfo& info, std::uint64_t file_bytes,
                   const std::vector<std::size_t>& variants) {
  const RunOptions& options = pipeline.options();
  TBBIMG_RETURN_IF_ERROR(check_size(info.upright_size(), options.limits));
  const Decoder* const decoder = pipeline.codecs().find_decoder_by_name(info.format);
  const bool is_in_parts = decoder != nullptr && decoder->reads_parts() && file_bytes >= kInPartsFrom &&
                           !info.animated && !(decoder->can_strip() && may_keep_source(pipeline.recipe()));
  if (is_in_parts) file_bytes = 0;
  const PlannedImage planned = plan_whole_image(pipeline, decoder, info, full_shape(info), variants, file_bytes);
  if (planned.stills.variants.empty() && planned.animations.variants.empty()) return {};
  return check_need(file_bytes + planned.bytes, options);
}

}  // namespace tbbimg
