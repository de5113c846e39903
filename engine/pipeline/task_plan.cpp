#include "engine/pipeline/task_plan.hpp"

#include <algorithm>
#include <utility>

#include "engine/pipeline/image_need.hpp"
#include "engine/variants/animation.hpp"
#include "engine/variants/encode.hpp"
#include "engine/variants/kept_source.hpp"

namespace tbbimg {
namespace {

VariantTask& task_of(ImageTask& task, std::size_t variant) {
  return *std::find_if(task.variants.begin(), task.variants.end(),
                       [variant](const VariantTask& each) { return each.variant == variant; });
}

// All are said to fail as the first one does.
tl::unexpected<Error> nothing_to_make(ImageTask& task, const Pipeline& pipeline) {
  const auto has_failed = [](const VariantTask& variant) { return variant.error.has_value(); };
  const auto failed = std::find_if(task.variants.begin(), task.variants.end(), has_failed);
  task.failed_variants =
      static_cast<std::size_t>(std::count_if(task.variants.begin(), task.variants.end(), has_failed));
  return fail(
      located(of_variant(*failed->error, pipeline.recipe().variants()[failed->variant]), task, Stage::transform));
}

}  // namespace

Error located(Error error, const ImageTask& task, Stage stage) {
  if (error.stage == Stage::none) error.stage = stage;
  if (error.path.empty()) error.path = task.item.path;
  return error;
}

Error of_variant(Error error, const Variant& variant) {
  const bool says_which =
      error.code == ErrorCode::name_collision || error.code == ErrorCode::cancelled || error.stage == Stage::write;
  if (!variant.name.empty() && !says_which) error.set_context("variant '" + variant.name + "'");
  return error;
}

Status plan_task(ImageTask& task, const ImageShape& full, const Pipeline& pipeline) {
  std::vector<std::size_t> wanted;
  for (const VariantTask& variant : task.variants) {
    if (!variant.error) wanted.push_back(variant.variant);
  }
  PlannedImage planned = plan_whole_image(pipeline, task.decoder, task.info, full, wanted, task.file.size());
  for (const FailedVariant& failed : planned.failed) {
    task_of(task, failed.variant).error = located(failed.error, task, Stage::transform);
  }
  task.plan = std::move(planned.stills);
  task.animations = std::move(planned.animations);
  if (task.plan.variants.empty() && task.animations.variants.empty()) return nothing_to_make(task, pipeline);
  task.needs_own_bytes = planned.needs_source;
  task.work_bytes = planned.bytes.all;
  return check_need(planned.bytes += task.file.capacity(), pipeline.options());
}

Status animate(ImageTask& task, const Pipeline& pipeline, const BufferPool& pool, const OperationContext& context) {
  const Buffer file = std::move(task.file);
  const auto reader = task.decoder->open(file.bytes(), {.at_least = {},
                                                        .limits = pipeline.options().limits,
                                                        .pool = pool,
                                                        .stop = task.stop.get_token(),
                                                        .sixteen_bits = task.animations.wants_sixteen_bits()});
  if (!reader) return fail(located(naming_the_option(reader.error(), pipeline.options()), task, Stage::decode));
  // Errors of variants are in `made`: what fails here is the source.
  auto made = make_animations(**reader, file.size(), pipeline.recipe(), task.animations, pipeline.codecs(), context);
  if (!made) return fail(located(naming_the_option(std::move(made).error(), pipeline.options()), task, Stage::decode));
  auto next = made->begin();
  for (const VariantPlan& plan : task.animations.variants) {
    if (!plan.wanted) continue;
    VariantTask& variant = task_of(task, plan.variant);
    variant.size = next->size;
    if (next->file) {
      variant.encoded = *std::move(next->file);
    } else {
      variant.error = located(std::move(next->file).error(), task, Stage::transform);
    }
    ++next;
  }
  std::vector<DecodeWarning> warnings = (*reader)->warnings();
  if (task.needs_own_bytes && warnings.empty()) {
    // Without them, the outputs are what was encoded.
    if (const auto own = task.decoder->strip(file.bytes(), pool)) {
      for (const VariantPlan& plan : task.animations.variants) {
        if (plan.wanted) prefer_own_bytes(task_of(task, plan.variant), plan, own->bytes(), pipeline);
      }
    }
  }
  if (task.animations.narrows(task.info.bits_per_sample)) {
    warnings.push_back({DecodeWarningKind::narrowed, static_cast<std::uint64_t>(task.info.bits_per_sample)});
  }
  for (const DecodeWarning& warning : warnings) {
    const bool is_told = std::find(task.warnings.begin(), task.warnings.end(), warning) != task.warnings.end();
    if (!is_told) task.warnings.push_back(warning);
  }
  return {};
}

void prefer_own_bytes(VariantTask& variant, const VariantPlan& plan, std::span<const std::uint8_t> own,
                      const Pipeline& pipeline) {
  if (own.empty() || own.size() >= variant.encoded.size()) return;
  const Variant& wish = pipeline.recipe().variants()[variant.variant];
  if (!may_be_source(wish, plan, variant.owner->info, pipeline.codecs())) return;
  std::copy(own.begin(), own.end(), variant.encoded.data());
  variant.encoded.set_size(own.size());
}

Result<std::optional<Buffer>> repacked(const VariantTask& variant, const VariantPlan& plan,
                                       std::span<const std::uint8_t> own, const Pipeline& pipeline,
                                       const OperationContext& context) {
  const ImageTask& task = *variant.owner;
  const Variant& wish = pipeline.recipe().variants()[variant.variant];
  if (own.empty() || !may_be_repacked(wish, plan, task.info, pipeline.codecs())) return std::nullopt;
  const Encoder& encoder = *encoder_of(wish, task.format, pipeline.codecs());
  const EncodeOptions options{wish.quality, {}, context.pool(), context.stop(), wish.settings_of(encoder.name())};
  auto file = encoder.repack(own, task.info.exif.orientation, options);
  if (!file && file.error().code == ErrorCode::unsupported) return std::nullopt;
  return file;
}

void fail_animations(ImageTask& task, const Error& error) {
  for (const VariantPlan& plan : task.animations.variants) {
    if (plan.wanted) task_of(task, plan.variant).error = error;
  }
}

}  // namespace tbbimg
