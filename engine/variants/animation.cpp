#include "engine/variants/animation.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/operations/make_upright.hpp"
#include "engine/variants/encode.hpp"
#include "engine/variants/quality_search.hpp"
#include "engine/variants/transform.hpp"

namespace tbbimg {
namespace {

// How large a file may become against its source, for equal numbers of pixels: 256 colours become 16.7 million.
constexpr std::uint64_t kMostGrowth = 4;
// And each frame beside that: a resized one has new colours, and a palette of them (768 bytes of a GIF).
constexpr std::uint64_t kBytesPerFrame = 2048;

std::uint64_t allowed_bytes(Size frame, Size canvas, std::uint64_t file_bytes, int frames) noexcept {
  const std::uint64_t times = (frame.pixels() + canvas.pixels() - 1) / std::max<std::uint64_t>(canvas.pixels(), 1);
  return (std::uint64_t{1} << 20) + kBytesPerFrame * static_cast<std::uint64_t>(std::max(frames, 0)) +
         kMostGrowth * file_bytes * std::max<std::uint64_t>(times, 1);
}

/// One variant on its way.
class AnimatedVariant {
 public:
  AnimatedVariant(const Variant& variant, const Encoder& encoder, const CodecRegistry& codecs)
      : variant_(variant),
        encoder_(encoder),
        codecs_(codecs),
        keeps_colors_(std::all_of(variant.operations.begin(), variant.operations.end(),
                                  [](const auto& operation) { return operation->keeps_colors(); })) {}

  [[nodiscard]] Status add(ConstImageView pixels, const Frame& frame, const ImageReader& reader,
                           std::uint64_t file_bytes, const OperationContext& context) {
    TBBIMG_ASSIGN_OR_RETURN(const std::optional<Image> converted, storable(encoder_, pixels, context));
    if (converted) pixels = converted->view();
    if (!writer_) TBBIMG_RETURN_IF_ERROR(begin(pixels, reader, file_bytes, context));
    TBBIMG_RETURN_IF_ERROR(writer_->begin_frame(keeps_colors_ ? frame : Frame{frame.duration}));
    TBBIMG_RETURN_IF_ERROR(writer_->write_rows(pixels));
    if (writer_->bytes() <= allowed_) return {};
    return fail(ErrorCode::limit_exceeded, ErrorKind::too_much_memory,
                "as an animated " + std::string(encoder_.format().title) + ", it would have more than " +
                    std::to_string(allowed_ >> 20) + " MiB, its source has " + std::to_string(file_bytes >> 10) +
                    " KiB; choose webp, make it smaller, or keep the first frame alone (--frames first, or frames = "
                    "\"first\" in a recipe)",
                {{"limit", allowed_}});
  }

  [[nodiscard]] MadeAnimation finish() {
    if (!writer_) return {fail(ErrorCode::internal, "the animation has no frame"), {}};
    return {writer_->finish(), writer_->shape().size};
  }

 private:
  // The quality that meets a target is that of the first frame.
  [[nodiscard]] Status begin(ConstImageView pixels, const ImageReader& reader, std::uint64_t file_bytes,
                             const OperationContext& context) {
    EncodeOptions options{variant_.quality, reader.metadata(), context.pool(), context.stop(),
                          variant_.settings_of(encoder_.name())};
    if (variant_.target.is_set() && encoder_.has_quality(options.settings)) {
      TBBIMG_ASSIGN_OR_RETURN(const FoundQuality found,
                              search_quality(pixels, options, variant_.target, encoder_, codecs_, context));
      options.quality = found.quality;
    }
    allowed_ = allowed_bytes(pixels.size(), reader.shape().size, file_bytes, reader.info().frames);
    TBBIMG_ASSIGN_OR_RETURN(writer_, encoder_.open({pixels.size(), pixels.format}, reader.info().loops, options));
    return {};
  }

  const Variant& variant_;
  const Encoder& encoder_;
  const CodecRegistry& codecs_;
  bool keeps_colors_;  // so that a palette of the source still serves
  std::unique_ptr<ImageWriter> writer_;
  std::uint64_t allowed_ = 0;
};

}  // namespace

VariantKinds tell_animations(const Recipe& recipe, const std::vector<std::size_t>& wanted, const ImageInfo& info,
                             const CodecRegistry& codecs) {
  VariantKinds kinds;
  for (const std::size_t index : wanted) {
    const Variant& variant = recipe.variants()[index];
    const Encoder* const encoder = encoder_of(variant, info.format, codecs);
    const bool keeps_frames =
        wants_frames(variant, info) && encoder != nullptr && !loses_frames(variant, info, *encoder);
    (keeps_frames ? kinds.animations : kinds.stills).push_back(index);
  }
  return kinds;
}

bool wants_frames(const Variant& variant, const ImageInfo& info) noexcept {
  return info.animated && info.frames > 1 && !variant.first_frame_only;
}

bool loses_frames(const Variant& variant, const ImageInfo& info, const Encoder& encoder) noexcept {
  return wants_frames(variant, info) && !encoder.holds_animations(variant.settings_of(encoder.name()));
}

Sentence sentence_of_lost_frames(const Variant& variant, const Encoder& encoder) {
  return (variant.name.empty() ? std::string("the output") : "the variant '" + variant.name + "'") +
         " keeps the first frame of an animation alone, because " + std::string(encoder.format().title) +
         " holds no more";
}

Status check_animation(const Variant& variant, const ImageInfo& info, const Limits& limits) {
  if (info.frames > limits.max_frames) {
    return fail(ErrorCode::limit_exceeded, ErrorKind::too_many_frames,
                "has " + std::to_string(info.frames) + " frames, the limit is " + std::to_string(limits.max_frames));
  }
  const bool cuts = std::any_of(variant.operations.begin(), variant.operations.end(),
                                [](const auto& operation) { return operation->size_depends_on_pixels(); });
  if (cuts) {
    return fail(ErrorCode::unsupported,
                "an operation cuts off what pixels decide, which differs from frame to frame of an animation: leave "
                "out trim, or keep the first frame alone (--frames first, or frames = \"first\" in a recipe)");
  }
  if (!variant.target.max_bytes) return {};
  return fail(ErrorCode::unsupported,
              "max-bytes does not hold for animations: leave it out, or keep the first frame alone (frames = "
              "\"first\")");
}

std::uint64_t animation_bytes(const Recipe& recipe, const ImagePlan& plan, const ImageShape& full,
                              const Decoder& decoder, const ImageInfo& info, std::uint64_t file_bytes,
                              const CodecRegistry& codecs) noexcept {
  if (plan.variants.empty()) return 0;
  ImageInfo wanted = info;
  if (plan.wants_sixteen_bits()) wanted.pixel_format = full.format;
  const DecodeCost cost = decoder.cost(wanted, {});
  std::uint64_t bytes = 2 * image_bytes(cost.output) + cost.scratch_bytes + plan.variant_bytes().all;
  for (const VariantPlan& each : plan.variants) {
    if (!each.wanted) continue;
    const Variant& variant = recipe.variants()[each.variant];
    const ImageShape shape = each.shape_before(each.shapes.size(), full);
    // Its buffer grows by doubling.
    bytes += 3 * allowed_bytes(shape.size, full.size, file_bytes, info.frames);
    if (const Encoder* const encoder = encoder_of(variant, info.format, codecs)) {
      EncodeOptions options;
      options.settings = variant.settings_of(encoder->name());
      options.quality = variant.quality;
      bytes += encoder->animation_scratch_bytes(shape, options);
    }
  }
  return bytes;
}

Result<std::vector<MadeAnimation>> make_animations(ImageReader& reader, std::uint64_t file_bytes, const Recipe& recipe,
                                                   const ImagePlan& plan, const CodecRegistry& codecs,
                                                   const OperationContext& context) {
  std::vector<AnimatedVariant> variants;
  std::vector<std::optional<Error>> errors(plan.variants.size());
  for (const VariantPlan& each : plan.variants) {
    const Variant& variant = recipe.variants()[each.variant];
    variants.emplace_back(variant, *encoder_of(variant, reader.info().format, codecs), codecs);
  }
  while (true) {
    TBBIMG_ASSIGN_OR_RETURN(const std::optional<Frame> frame, reader.next_frame());
    if (!frame) break;
    TBBIMG_ASSIGN_OR_RETURN(Image canvas, Image::create(reader.shape(), context.pool()));
    TBBIMG_RETURN_IF_ERROR(reader.read_rows(canvas.view()));
    TBBIMG_ASSIGN_OR_RETURN(canvas, make_upright(std::move(canvas), reader.info().exif.orientation, context));
    VariantMaker maker(recipe, plan, std::move(canvas));
    for (std::size_t i = 0; i < variants.size(); ++i) {
      auto pixels = maker.make(i, context);
      if (errors[i] || !plan.variants[i].wanted) continue;
      Status status = pixels ? variants[i].add((*pixels)->view(), *frame, reader, file_bytes, context)
                             : Status(fail(std::move(pixels).error()));
      if (!status) errors[i] = std::move(status).error();
      if (errors[i] && errors[i]->code == ErrorCode::cancelled) return fail(*std::move(errors[i]));
    }
  }
  TBBIMG_RETURN_IF_ERROR(reader.finish());
  std::vector<MadeAnimation> made;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (!plan.variants[i].wanted) continue;
    made.push_back(errors[i] ? MadeAnimation{fail(*std::move(errors[i])), {}} : variants[i].finish());
  }
  return made;
}

}  // namespace tbbimg
