#include "engine/pipeline/pipeline.hpp"

#include <utility>

#include "engine/pipeline/image_need.hpp"
#include "engine/pipeline/run_graph.hpp"
#include "engine/system/resources.hpp"

namespace tbbimg {
namespace {

constexpr int kDefaultIoThreads = 16;

}  // namespace

Pipeline::Pipeline(Recipe recipe, RunOptions options, OutputNames names, CodecRegistry codecs, Kernels kernels)
    : recipe_(std::move(recipe)),
      options_(std::move(options)),
      names_(std::move(names)),
      codecs_(std::move(codecs)),
      kernels_(kernels) {}

Result<Pipeline> Pipeline::create(Recipe recipe, RunOptions options, CodecRegistry codecs) {
  if (options.threads < 0 || options.io_threads < 0 || options.max_images < 0 || options.retries < 0) {
    return fail(ErrorCode::invalid_argument, "threads, I/O threads, images in flight and retries must not be negative");
  }
  for (const Variant& variant : recipe.variants()) {
    const Encoder* const encoder = codecs.find_encoder(variant.format);
    if (variant.format != Variant::kSameFormat && encoder == nullptr) {
      return fail(ErrorCode::unsupported, "nothing here writes the format '" + variant.format + "'");
    }
    if (variant.quality < 1 || variant.quality > 100) {
      return fail(ErrorCode::invalid_argument, "quality is " + std::to_string(variant.quality) + ", allowed: 1..100");
    }
    TBBIMG_RETURN_IF_ERROR(check_target(variant.target, encoder, variant.settings_of(variant.format), codecs));
  }
  TBBIMG_ASSIGN_OR_RETURN(OutputNames names,
                          OutputNames::create(recipe, options.name_template, codecs, options.ignore_case));
  TBBIMG_ASSIGN_OR_RETURN(const Kernels kernels, Kernels::active());
  if (options.threads == 0) options.threads = available_processors();
  if (options.io_threads == 0) options.io_threads = kDefaultIoThreads;
  if (options.max_images == 0) options.max_images = 4 * options.threads + 2 * options.io_threads;
  if (options.memory == 0) options.memory = available_memory() / 2;
  if (options.max_image_memory == 0) options.max_image_memory = most_for_one_image(options.memory);
  return Pipeline(std::move(recipe), std::move(options), std::move(names), std::move(codecs), kernels);
}

Result<Pipeline> Pipeline::ignoring_case() const {
  Pipeline same = *this;
  same.options_.ignore_case = true;
  TBBIMG_ASSIGN_OR_RETURN(same.names_, OutputNames::create(recipe_, options_.name_template, codecs_, true));
  return same;
}

Result<RunReport> Pipeline::run(Source& source, Sink& sink, const RunControls& controls) const {
  Metrics nobodys;
  RunControls complete = controls;
  if (complete.metrics == nullptr) complete.metrics = &nobodys;
  return run_graph(*this, kernels_, source, sink, complete);
}

}  // namespace tbbimg
