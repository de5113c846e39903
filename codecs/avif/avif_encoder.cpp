#include "codecs/avif/avif_encoder.hpp"

#include <avif/avif.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "codecs/avif/detail/avif_planes.hpp"
#include "codecs/detail/encodable.hpp"

namespace tbbimg {
namespace {

// As in JPEG output.
constexpr int kFullChromaFrom = 90;

constexpr int kMaxEffort = 5;  // 6 takes three to four times as long

// Where libaom takes a picture for a drawing, it looks for copies of blocks ("intra block copy"), which makes a table
// of fonts a third as large, but indexes all blocks of the picture. Larger pictures go without: memory is reserved
// before anybody knows whether the picture is a drawing. With less effort libaom does not look.
constexpr int kCopiesFrom = 2;
constexpr std::size_t kMostPixelsCopied = std::size_t{1} << 22;  // 2560 x 1440 and a little

enum class AvifSubsampling : std::uint8_t { automatic, none, horizontal, both };
constexpr std::array<std::string_view, 4> kAvifSubsamplings = {"auto", "4:4:4", "4:2:2", "4:2:0"};
constexpr int kMostAvifBits = 12;
constexpr std::array<std::string_view, 4> kAvifBits = {"auto", "8", "10", "12"};

constexpr std::array kAvifOptions = {
    EncoderOption{.name = "lossless",
                  .help = "keeps pixels exactly, of 16 bits the upper 12; quality is ignored",
                  .default_value = 0},
    EncoderOption{.name = "effort",
                  .help = "of the search for a small file; 0 takes an eighth of the time of 2, and 5 six times as long",
                  .kind = EncoderOption::Kind::integer,
                  .min = 0,
                  .max = kMaxEffort,
                  .default_value = 2},
    EncoderOption{.name = "subsampling",
                  .help = "of chroma; auto: 4:2:0 below quality 90, else 4:4:4",
                  .kind = EncoderOption::Kind::word,
                  .default_value = 0,
                  .choices = kAvifSubsamplings},
    EncoderOption{.name = "alpha-quality",
                  .help = "of alpha; 100 keeps it exactly",
                  .kind = EncoderOption::Kind::integer,
                  .min = 0,
                  .max = 100,
                  .default_value = 100},
    EncoderOption{.name = "bits",
                  .help = "of each sample; auto: 8, or 12 of pixels of 16 bits; not every reader takes 12",
                  .kind = EncoderOption::Kind::word,
                  .default_value = 0,
                  .choices = kAvifBits}};

struct DeleteAvif {
  void operator()(avifEncoder* encoder) const noexcept { avifEncoderDestroy(encoder); }
  void operator()(avifImage* image) const noexcept { avifImageDestroy(image); }
};

struct AvifOutput : avifRWData {
  AvifOutput() noexcept : avifRWData{} {}
  AvifOutput(const AvifOutput&) = delete;
  AvifOutput& operator=(const AvifOutput&) = delete;
  ~AvifOutput() { avifRWDataFree(this); }
};

bool is_avif_lossless(const EncoderSettings& settings) noexcept {
  return detail::setting(kAvifOptions, settings, "lossless") == 1;
}

Size chroma_of(const EncodeOptions& options, PixelFormat format) noexcept {
  if (is_gray(format) || is_avif_lossless(options.settings)) return {1, 1};
  switch (static_cast<AvifSubsampling>(detail::setting(kAvifOptions, options.settings, "subsampling").value_or(0))) {
    case AvifSubsampling::automatic: break;
    case AvifSubsampling::none: return {1, 1};
    case AvifSubsampling::horizontal: return {2, 1};
    case AvifSubsampling::both: return {2, 2};
  }
  return options.quality < kFullChromaFrom ? Size{2, 2} : Size{1, 1};
}

// Nothing: as many as the pixels need.
std::optional<int> chosen_bits(const EncoderSettings& settings) noexcept {
  constexpr std::array kBits = {0, 8, 10, kMostAvifBits};
  const int chosen = detail::setting(kAvifOptions, settings, "bits").value_or(0);
  return chosen == 0 ? std::nullopt : std::optional(kBits.at(static_cast<std::size_t>(chosen)));
}

detail::AvifLayout layout_of(const EncodeOptions& options, PixelFormat format) noexcept {
  detail::AvifLayout layout;
  layout.bits = chosen_bits(options.settings).value_or(bytes_per_sample(format) == 2 ? kMostAvifBits : 8);
  // The identity has no meaning for gray.
  if (is_avif_lossless(options.settings) && !is_gray(format)) layout.matrix = detail::AvifMatrix::identity;
  layout.chroma_subsampling = chroma_of(options, format);
  return layout;
}

avifPixelFormat pixel_format_of(const detail::AvifLayout& layout, PixelFormat format) noexcept {
  if (is_gray(format)) return AVIF_PIXEL_FORMAT_YUV400;
  if (layout.chroma_subsampling == Size{1, 1}) return AVIF_PIXEL_FORMAT_YUV444;
  return layout.chroma_subsampling == Size{2, 1} ? AVIF_PIXEL_FORMAT_YUV422 : AVIF_PIXEL_FORMAT_YUV420;
}

// As libheif and libavif (from 1.0 on) do it: 63 is the coarsest.
int quantizer_of(int quality) noexcept { return ((100 - quality) * 63 + 50) / 100; }

using AvifImageHandle = std::unique_ptr<avifImage, DeleteAvif>;

/// An image that borrows its planes, and knows its colours.
Result<AvifImageHandle> wrap_planes(const detail::AvifPlanes& planes, const detail::AvifLayout& layout,
                                    const ImageShape& shape, const std::vector<std::uint8_t>* profile) {
  const auto number = [](int value) { return static_cast<std::uint32_t>(value); };
  AvifImageHandle image(avifImageCreate(number(shape.size.width), number(shape.size.height), number(layout.bits),
                                        pixel_format_of(layout, shape.format)));
  if (!image) return fail(ErrorCode::out_of_memory, "there is no memory to encode the AVIF");
  for (std::size_t i = 0; i < planes.colors.size(); ++i) {
    image->yuvPlanes[i] = planes.colors[i].data;
    image->yuvRowBytes[i] = static_cast<std::uint32_t>(planes.colors[i].row_bytes);
  }
  image->alphaPlane = planes.alpha.data;
  image->alphaRowBytes = static_cast<std::uint32_t>(planes.alpha.row_bytes);
  image->yuvRange = AVIF_RANGE_FULL;
  image->matrixCoefficients = static_cast<avifMatrixCoefficients>(layout.matrix);
  image->colorPrimaries = AVIF_COLOR_PRIMARIES_UNSPECIFIED;
  image->transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_UNSPECIFIED;
  if (profile != nullptr) {
    avifImageSetProfileICC(image.get(), profile->data(), profile->size());
  } else {
    image->colorPrimaries = AVIF_COLOR_PRIMARIES_BT709;
    image->transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
  }
  return image;
}

// A quantizer of 0 for all of a picture makes libaom lossless; otherwise it is what libaom aims at.
void set_quantizer(avifEncoder& encoder, bool of_alpha, int quantizer) {
  const int worst = quantizer == 0 ? 0 : 63;
  (of_alpha ? encoder.minQuantizerAlpha : encoder.minQuantizer) = 0;
  (of_alpha ? encoder.maxQuantizerAlpha : encoder.maxQuantizer) = worst;
  if (quantizer == 0) return;
  const std::string whose = of_alpha ? "alpha:" : "color:";
  avifEncoderSetCodecSpecificOption(&encoder, (whose + "end-usage").c_str(), "q");
  avifEncoderSetCodecSpecificOption(&encoder, (whose + "cq-level").c_str(), std::to_string(quantizer).c_str());
}

tl::unexpected<Error> avif_failure(avifResult result, const avifEncoder& encoder) {
  if (result == AVIF_RESULT_OUT_OF_MEMORY) {
    return fail(ErrorCode::out_of_memory, "there is no memory to encode the AVIF");
  }
  if (result == AVIF_RESULT_NO_CODEC_AVAILABLE) {
    return fail(ErrorCode::unsupported, "the libavif that is installed was built without libaom, which encodes AVIF");
  }
  return fail(ErrorCode::internal,
              std::string("libavif refused to encode (") + avifResultToString(result) + ") " + encoder.diag.error);
}

bool looks_for_copies(Size size, int effort) noexcept {
  return effort >= kCopiesFrom && size.pixels() <= kMostPixelsCopied;
}

// Measured of noise in two colours from 20,000 to 4,000,000 pixels: 524,288 buckets, what the first blocks in each of
// them take, and every block.
std::size_t index_of_copies_bytes(std::size_t pixels) noexcept {
  return 8'900'000 + std::min<std::size_t>(140 * pixels, 20'000'000) + 80 * pixels;
}

// Measured from 1 to 600,000 pixels, of photographs and of noise, which without loss gives the largest files. libaom
// works on superblocks, and holds what it writes several times over.
std::size_t libaom_bytes(const ImageShape& shape, const detail::AvifLayout& layout, int effort,
                         const EncodeOptions& options) noexcept {
  const bool deep = layout.bits > 8;
  const auto padded = [](int side) { return (static_cast<std::size_t>(side) + 63) / 64 * 64; };
  std::size_t of_pixel = deep ? 66 : 43;
  if (is_gray(shape.format)) of_pixel = deep ? 38 : 21;
  if (layout.chroma_subsampling == Size{2, 1}) of_pixel = deep ? 56 : 34;
  if (layout.chroma_subsampling == Size{2, 2}) of_pixel = deep ? 46 : 25;
  if (effort > 2) of_pixel += deep ? 23 : 20;
  if (effort > 4) of_pixel += deep ? 12 : 10;
  const std::size_t colors = is_gray(shape.format) ? 1 : 3;
  if (is_avif_lossless(options.settings)) {
    of_pixel += colors * (deep ? 12 : 7);
  } else {
    const auto quality = static_cast<std::size_t>(std::clamp(options.quality, 1, 100));
    of_pixel += colors * 2 * quality * quality / 10'000;
  }
  if (has_alpha(shape.format)) of_pixel += deep ? 4 : 2;
  std::size_t fixed = std::size_t{effort > 2 ? 14U : 9U} << 18U;
  if (looks_for_copies(shape.size, effort)) fixed += index_of_copies_bytes(shape.size.pixels());
  return fixed + padded(shape.size.width) * padded(shape.size.height) * of_pixel;
}

}  // namespace

std::span<const EncoderOption> AvifEncoder::options() const noexcept { return kAvifOptions; }

bool AvifEncoder::is_lossless(const EncoderSettings& settings) const noexcept { return is_avif_lossless(settings); }

int AvifEncoder::bits_held(const EncoderSettings& settings) const noexcept {
  return chosen_bits(settings).value_or(kMostAvifBits);
}

// What libavif and libheif read.
int AvifEncoder::max_side() const noexcept { return 32'768; }

std::size_t AvifEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& options) const noexcept {
  const detail::AvifLayout layout = layout_of(options, shape.format);
  const int effort = detail::setting(kAvifOptions, options.settings, "effort").value_or(kMaxEffort);
  const std::size_t profile = options.metadata.icc_profile ? options.metadata.icc_profile->size() : 0;
  return avif_plane_bytes(shape, layout) + libaom_bytes(shape, layout, effort, options) + 3 * profile;
}

Result<Buffer> AvifEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  const ImageShape shape{image.size(), image.format};
  const detail::AvifLayout layout = layout_of(options, image.format);
  const bool lossless = is_avif_lossless(options.settings);
  TBBIMG_ASSIGN_OR_RETURN(const detail::AvifPlanes planes,
                          detail::make_avif_planes(image, layout, options.pool, options.stop));
  const auto& profile = options.metadata.icc_profile;
  const bool fits = profile && icc_profile_fits(*profile, image.format);
  TBBIMG_ASSIGN_OR_RETURN(const AvifImageHandle wrapped,
                          wrap_planes(planes, layout, shape, fits ? profile.get() : nullptr));
  const std::unique_ptr<avifEncoder, DeleteAvif> encoder(avifEncoderCreate());
  if (!encoder) return fail(ErrorCode::out_of_memory, "there is no memory to encode the AVIF");
  encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
  encoder->maxThreads = 1;  // a run has threads enough
  const int effort = *detail::setting(kAvifOptions, options.settings, "effort");
  encoder->speed = 9 - effort;
  if (!looks_for_copies(shape.size, effort)) {
    avifEncoderSetCodecSpecificOption(encoder.get(), "enable-intrabc", "0");
  }
  set_quantizer(*encoder, false, lossless ? 0 : quantizer_of(options.quality));
  const int alpha_quality = *detail::setting(kAvifOptions, options.settings, "alpha-quality");
  set_quantizer(*encoder, true, lossless ? 0 : quantizer_of(alpha_quality));
  AvifOutput output;
  const avifResult result = avifEncoderWrite(encoder.get(), wrapped.get(), &output);
  if (result != AVIF_RESULT_OK) return avif_failure(result, *encoder);
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
  TBBIMG_ASSIGN_OR_RETURN(Buffer file, options.pool.allocate(output.size));
  std::copy(output.data, output.data + output.size, file.data());
  return file;
}

}  // namespace tbbimg
