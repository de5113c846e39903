// What is made of one image: its plans, and those of its variants that are animations. Internal to the pipeline.
#pragma once

#include <cstdint>
#include <span>

#include "engine/pipeline/image_task.hpp"
#include "engine/pipeline/pipeline.hpp"

namespace tbbimg {

/// Says where an error comes from, unless it does itself.
[[nodiscard]] Error located(Error error, const ImageTask& task, Stage stage);

/// The error of one output, saying which: the image's path does not.
[[nodiscard]] Error of_variant(Error error, const Variant& variant);

/// Fills in the plans, the errors of variants that cannot be made, and work_bytes. `full` is the whole image, upright.
/// Errors: limit_exceeded (memory), or the first variant's if none can be made.
[[nodiscard]] Status plan_task(ImageTask& task, const ImageShape& full, const Pipeline& pipeline);

/// Reads the task's file once more, from its first frame to its last, and fills in the files or errors of the variants
/// that are animations. Errors: those of the source, which are all of theirs.
[[nodiscard]] Status animate(ImageTask& task, const Pipeline& pipeline, const BufferPool& pool,
                             const OperationContext& context);

/// Makes the output the source's bytes without metadata, `own`, if they are fewer and it may_be_source().
void prefer_own_bytes(VariantTask& variant, const VariantPlan& plan, std::span<const std::uint8_t> own,
                      const Pipeline& pipeline);

/// The source's bytes without metadata, `own`, stored anew by the variant's encoder, if it may_be_repacked() and the
/// encoder takes this file. Errors: those of Encoder::repack() but unsupported.
[[nodiscard]] Result<std::optional<Buffer>> repacked(const VariantTask& variant, const VariantPlan& plan,
                                                     std::span<const std::uint8_t> own, const Pipeline& pipeline,
                                                     const OperationContext& context);

void fail_animations(ImageTask& task, const Error& error);

}  // namespace tbbimg
