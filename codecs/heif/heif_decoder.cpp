#include "codecs/heif/heif_decoder.hpp"

#include <libheif/heif.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "codecs/detail/iso_box.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/detail/whole_frame_reader.hpp"
#include "codecs/heif/detail/heif_references.hpp"
#include "codecs/metadata/exif.hpp"

namespace tbbimg {
namespace {

struct DeleteHeif {
  void operator()(heif_context* context) const noexcept { heif_context_free(context); }
  void operator()(heif_image_handle* handle) const noexcept { heif_image_handle_release(handle); }
  void operator()(heif_image* image) const noexcept { heif_image_release(image); }
  void operator()(heif_decoding_options* options) const noexcept { heif_decoding_options_free(options); }
};
template <class T>
using HeifPointer = std::unique_ptr<T, DeleteHeif>;

tl::unexpected<Error> failure_of(const heif_error& error, const FormatInfo& format) {
  const std::string title(format.title);
  std::string words(error.message);
  while (words.ends_with('\n')) words.pop_back();
  switch (error.code) {
    case heif_error_Memory_allocation_error:
      if (error.subcode == heif_suberror_Security_limit_exceeded) {
        return fail(ErrorCode::limit_exceeded, ErrorKind::decoded_too_large,
                    "the " + title + " takes more memory than libheif allows (" + words + ")");
      }
      return fail(ErrorCode::out_of_memory, "there is no memory to decode the " + title);
    case heif_error_Unsupported_feature:
    case heif_error_Unsupported_filetype:
    case heif_error_Plugin_loading_error:
      return fail(ErrorCode::unsupported, "the " + title + " is of a kind that is not supported (" + words + ")");
    default: break;
  }
  const bool is_short = error.subcode == heif_suberror_End_of_data;
  return fail(ErrorCode::corrupt_data, is_short ? ErrorKind::cut_short : ErrorKind::damaged,
              "the " + title + (is_short ? " is cut short" : " is damaged") + " (" + words +
                  "); copy it again from its source");
}

/// The boxes of a file, and its primary image. Refers to the file's bytes.
class HeifFile {
 public:
  [[nodiscard]] static Result<HeifFile> open(std::span<const std::uint8_t> bytes, const FormatInfo& format) {
    if (!detail::has_sound_heif_references(bytes)) {
      return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
                  "the " + std::string(format.title) +
                      " is damaged (an image is made of itself, or of too many others); copy it again from its source");
    }
    HeifFile file;
    file.context_.reset(heif_context_alloc());
    if (!file.context_) return fail(ErrorCode::out_of_memory, "there is no memory to decode the file");
    // In the thread that asks: a run has threads enough.
    heif_context_set_max_decoding_threads(file.context_.get(), 0);
    heif_error error =
        heif_context_read_from_memory_without_copy(file.context_.get(), bytes.data(), bytes.size(), nullptr);
    if (error.code != heif_error_Ok) return failure_of(error, format);
    heif_image_handle* handle = nullptr;
    error = heif_context_get_primary_image_handle(file.context_.get(), &handle);
    if (error.code != heif_error_Ok) return failure_of(error, format);
    file.handle_.reset(handle);
    return file;
  }

  [[nodiscard]] const heif_image_handle* handle() const noexcept { return handle_.get(); }

  [[nodiscard]] ImageInfo describe(const FormatInfo& format) const {
    ImageInfo info;
    info.format = format.name;
    info.stored_size = {heif_image_handle_get_width(handle()), heif_image_handle_get_height(handle())};
    info.bits_per_sample = std::max(heif_image_handle_get_luma_bits_per_pixel(handle()), 8);
    info.alpha_channel = heif_image_handle_has_alpha_channel(handle()) != 0;
    info.pixel_format = info.alpha_channel ? PixelFormat::rgba8 : PixelFormat::rgb8;
    info.model = ColorModel::ycbcr;
    info.icc_profile_bytes = profile_bytes();
    const std::vector<std::uint8_t> exif = exif_block();
    info.exif_bytes = exif.size();
    if (!exif.empty()) info.exif = read_exif(exif);
    info.exif.orientation = Orientation::upright;
    return info;
  }

  [[nodiscard]] Metadata metadata() const {
    const std::size_t bytes = profile_bytes();
    if (bytes == 0) return {};
    auto profile = std::make_shared<std::vector<std::uint8_t>>(bytes);
    const heif_error error = heif_image_handle_get_raw_color_profile(handle(), profile->data());
    return error.code == heif_error_Ok ? Metadata{std::move(profile)} : Metadata{};
  }

 private:
  static constexpr std::size_t kMaxMetadataBytes = 8 << 20;

  // Of an ICC profile; numbers of a colour space (nclx) are none, and are what libheif converts by.
  [[nodiscard]] std::size_t profile_bytes() const noexcept {
    const heif_color_profile_type type = heif_image_handle_get_color_profile_type(handle());
    if (type != heif_color_profile_type_prof && type != heif_color_profile_type_rICC) return 0;
    const std::size_t bytes = heif_image_handle_get_raw_color_profile_size(handle());
    return bytes <= kMaxMetadataBytes ? bytes : 0;
  }

  // The TIFF structure, in front of which is its distance from there (ISO/IEC 23008-12, A.2.1).
  [[nodiscard]] std::vector<std::uint8_t> exif_block() const {
    heif_item_id id = 0;
    if (heif_image_handle_get_list_of_metadata_block_IDs(handle(), "Exif", &id, 1) != 1) return {};
    constexpr std::size_t kDistance = 4;
    const std::size_t bytes = heif_image_handle_get_metadata_size(handle(), id);
    if (bytes <= kDistance || bytes > kMaxMetadataBytes) return {};
    std::vector<std::uint8_t> block(bytes);
    if (heif_image_handle_get_metadata(handle(), id, block.data()).code != heif_error_Ok) return {};
    std::size_t begin = 0;
    for (std::size_t i = 0; i < kDistance; ++i) begin = begin << 8U | block[i];
    if (begin > bytes - kDistance) return {};
    block.erase(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(kDistance + begin));
    return block;
  }

  HeifPointer<heif_context> context_;
  HeifPointer<heif_image_handle> handle_;
};

// Of AV1, dav1d is libheif's first choice: it starts as many threads as there are processors for each image, writes
// about damage to stderr, and leaks memory of damaged files. libaom does none of that. HEVC is none of its business,
// and where it is not there, libheif takes what is. libheif 1.15 does not pass this on to some images behind the
// primary one.
constexpr const char* kAv1Decoder = "aom";

PixelFormat depth_of(const ImageInfo& info) noexcept {
  return info.bits_per_sample > 8 ? sixteen_bits(info.pixel_format) : info.pixel_format;
}

class HeifReader final : public detail::WholeFrameReader {
 public:
  HeifReader(HeifFile file, const ImageInfo& info, const FormatInfo& format, const DecodeOptions& options)
      : WholeFrameReader(info, {info.stored_size, depth_of(info)}, file.metadata(), options.pool),
        file_(std::move(file)),
        format_(format),
        stop_(options.stop) {}

 private:
  [[nodiscard]] Status decode_frame(ImageView frame) override {
    if (stop_.stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
    const HeifPointer<heif_decoding_options> options(heif_decoding_options_alloc());
    if (!options) return fail(ErrorCode::out_of_memory, "there is no memory to decode the file");
    options->strict_decoding = 1;
    options->decoder_id = kAv1Decoder;
    const bool alpha = has_alpha(frame.format);
    heif_chroma chroma = alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
    if (bytes_per_sample(frame.format) == 2) {
      chroma = alpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE;
    }
    heif_image* decoded = nullptr;
    const heif_error error = heif_decode_image(file_.handle(), &decoded, heif_colorspace_RGB, chroma, options.get());
    const HeifPointer<heif_image> image(decoded);
    if (error.code != heif_error_Ok) return failure_of(error, format_);
    int stride = 0;
    const std::uint8_t* const plane = heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
    const Size size = {heif_image_get_primary_width(decoded), heif_image_get_primary_height(decoded)};
    if (plane == nullptr || size != frame.size()) {
      return fail(
          ErrorCode::corrupt_data, ErrorKind::damaged,
          "the " + std::string(format_.title) +
              " is damaged (its picture is of another size than its header says); copy it again from its source");
    }
    const int bits = heif_image_get_bits_per_pixel_range(decoded, heif_channel_interleaved);
    for (int y = 0; y < frame.height; ++y) {
      copy_row(plane + std::ptrdiff_t{y} * stride, frame.crop(0, y, {frame.width, 1}), bits);
    }
    return {};
  }

  void copy_row(const std::uint8_t* from, ImageView row, int bits) const noexcept {
    const bool is_premultiplied =
        has_alpha(row.format) && heif_image_handle_is_premultiplied_alpha(file_.handle()) != 0;
    if (bytes_per_sample(row.format) == 1) {
      std::memcpy(row.data, from, row.row_bytes());
      if (is_premultiplied) straighten<std::uint8_t>(row.data, row.width);
      return;
    }
    const std::uint32_t most = (1U << static_cast<unsigned>(bits)) - 1;
    for (std::size_t i = 0; i < row.row_bytes(); i += 2) {
      const std::uint32_t value = std::min(from[i] | std::uint32_t{from[i + 1]} << 8U, most);
      const auto sample = static_cast<std::uint16_t>((value * 65'535U + most / 2) / most);
      std::memcpy(row.data + i, &sample, 2);
    }
    if (is_premultiplied) straighten<std::uint16_t>(row.data, row.width);
  }

  template <class Sample>
  static void straighten(std::uint8_t* row, int width) noexcept {
    constexpr std::uint64_t kMost = static_cast<Sample>(~Sample{0});
    for (int x = 0; x < width; ++x, row += 4 * sizeof(Sample)) {
      std::array<Sample, 4> pixel;
      std::memcpy(pixel.data(), row, sizeof(pixel));
      if (pixel[3] == 0) continue;
      for (std::size_t c = 0; c < 3; ++c) {
        pixel[c] = static_cast<Sample>(std::min(kMost, (pixel[c] * kMost + pixel[3] / 2) / pixel[3]));
      }
      std::memcpy(row, pixel.data(), sizeof(pixel));
    }
  }

  HeifFile file_;
  const FormatInfo& format_;
  std::stop_token stop_;
};

bool is_brand_of_avif(const std::uint8_t* brand) noexcept {
  return std::memcmp(brand, "avif", 4) == 0 || std::memcmp(brand, "avis", 4) == 0;
}

bool is_brand_of_heif(const std::uint8_t* brand) noexcept {
  constexpr std::array<const char*, 9> kBrands = {"heic", "heix", "heim", "heis", "hevc",
                                                  "hevx", "hevm", "mif1", "msf1"};
  return std::any_of(kBrands.begin(), kBrands.end(),
                     [brand](const char* each) { return std::memcmp(brand, each, 4) == 0; });
}

}  // namespace

// ISO/IEC 14496-12, 4.3: a box "ftyp" with the file's own brand, and those that it is compatible with.
bool HeifDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  if (head.size() < 16 || std::memcmp(head.data() + 4, "ftyp", 4) != 0) return false;
  const auto end = static_cast<std::size_t>(std::min<std::uint64_t>(detail::big_endian(head.first(4)), head.size()));
  bool is_avif = is_brand_of_avif(&head[8]);
  bool is_heif = is_brand_of_heif(&head[8]);
  for (std::size_t at = 16; at + 4 <= end; at += 4) {
    is_avif = is_avif || is_brand_of_avif(&head[at]);
    is_heif = is_heif || is_brand_of_heif(&head[at]);
  }
  return &format_ == &kAvifFormat ? is_avif : is_heif && !is_avif;
}

Result<ImageInfo> HeifDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_ASSIGN_OR_RETURN(const HeifFile heif, HeifFile::open(file, format_));
  return heif.describe(format_);
}

DecodeCost HeifDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  // Planes of the codec, twice where they are turned or cut, and the interleaved image that libheif makes of them.
  // libaom keeps more frames than libde265 (measured at 1 and 8 megapixels).
  const bool is_av1 = info.format == kAvifFormat.name;
  const std::size_t pixels = info.stored_size.pixels();
  const std::size_t sample = info.bits_per_sample > 8 ? 2 : 1;
  const std::size_t fixed = std::size_t{is_av1 ? 10U : 4U} << 20U;
  const std::size_t of_pixel = std::size_t{is_av1 ? 11U : 8U} + std::size_t{info.alpha_channel ? 4U : 0U};
  std::size_t scratch = fixed + pixels * of_pixel * sample;
  if (info.bits_per_sample > 8 && bytes_per_sample(info.pixel_format) == 1)
    scratch += image_bytes({info.stored_size, sixteen_bits(info.pixel_format)});
  return {{info.stored_size, info.pixel_format}, scratch + 2 * info.icc_profile_bytes};
}

Result<std::unique_ptr<ImageReader>> HeifDecoder::open_reader(std::span<const std::uint8_t> file,
                                                              const DecodeOptions& options) const {
  TBBIMG_ASSIGN_OR_RETURN(HeifFile heif, HeifFile::open(file, format_));
  const ImageInfo info = heif.describe(format_);
  return std::make_unique<HeifReader>(std::move(heif), info, format_, options);
}

}  // namespace tbbimg
