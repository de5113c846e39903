// What memory an image will need, known from its header, and whether it may have it. Internal to the pipeline, but for
// check_size() and check_image().
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "engine/variants/image_plan.hpp"

namespace tbbimg {

/// Of RunOptions::memory, what is for files that wait to be decoded; the rest is for pixels.
[[nodiscard]] std::uint64_t memory_for_files(std::uint64_t memory) noexcept;

/// What one image may need of what this process may use in all, beside files read ahead and the process itself.
[[nodiscard]] std::uint64_t most_for_one_image(std::uint64_t memory);

/// The whole image, upright, in the depth that the file stores.
[[nodiscard]] ImageShape full_shape(const ImageInfo& info) noexcept;

/// What is held at once, each not below the one before it.
struct StageBytes {
  std::uint64_t decode = 0;     ///< by decoding alone
  std::uint64_t transform = 0;  ///< up to the last operation
  std::uint64_t all = 0;        ///< up to writing

  StageBytes& operator+=(std::uint64_t beside) noexcept {
    for (std::uint64_t* bytes : {&decode, &transform, &all}) *bytes += beside;
    return *this;
  }
};

/// Of an image, the file not counted. `full` is the whole image, upright; `decoder` is null if the source gives pixels.
[[nodiscard]] StageBytes work_bytes(const ImagePlan& plan, const ImageShape& full, const Decoder* decoder,
                                    const ImageInfo& info) noexcept;

/// All that is known of an image's work once its header is read.
struct PlannedImage {
  ImagePlan stills;
  ImagePlan animations;
  std::vector<FailedVariant> failed;  ///< of both
  bool needs_source = false;          ///< some output may be the source's own bytes
  StageBytes bytes;                   ///< the file not counted
};

/// `wanted` are indices into the recipe.
[[nodiscard]] PlannedImage plan_whole_image(const Pipeline& pipeline, const Decoder* decoder, const ImageInfo& info,
                                            const ImageShape& full, const std::vector<std::size_t>& wanted,
                                            std::uint64_t file_bytes);

/// Errors: limit_exceeded if `bytes` are more than one image may need, with both.
[[nodiscard]] Status check_need(std::uint64_t bytes, const RunOptions& options);
/// The same, with the first stage that needs more, what it needs, and what all needs (figure: bytes).
[[nodiscard]] Status check_need(const StageBytes& bytes, const RunOptions& options);

/// The option that moves the limit behind the words, if there is one.
[[nodiscard]] Error naming_the_option(Error error, const RunOptions& options);

/// check_image_size(), naming the option that moves the limit.
[[nodiscard]] Status check_size(Size size, const RunOptions& options);

/// Whether a run would refuse an image for its size: all of the above, for these variants. Errors: limit_exceeded.
[[nodiscard]] Status check_image(const Pipeline& pipeline, const ImageInfo& info, std::uint64_t file_bytes,
                                 const std::vector<std::size_t>& variants);

}  // namespace tbbimg
