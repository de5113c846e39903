#include "codecs/png/png_decoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "codecs/detail/kept_bytes.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/metadata/exif.hpp"
#include "codecs/png/detail/chunks.hpp"
#include "codecs/png/detail/libpng_wall.hpp"

namespace tbbimg {
namespace {

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

// Chunks that neither change pixels nor are kept. libpng would unpack and store them; some are made to be bombs.
constexpr char kUnusedChunks[] =
    "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0sTER\0tEXt\0tIME\0zTXt";

// An unpacked colour profile may be this large; those in use have up to about 3 MiB.
constexpr png_alloc_size_t kMaxChunkBytes = 8 << 20;

// Rows between two looks at the stop token.
constexpr int kRowsPerPoll = 16;

const char* cut_short() noexcept {
  return "the PNG is cut short: it ends before its end chunk; copy it again from its source";
}

/// One libpng decompression. Call read_header() and read_rows(), in this order; refers to the file's bytes.
class PngReader {
 public:
  explicit PngReader(std::span<const std::uint8_t> file, std::stop_token stop = {}) noexcept
      : file_(file), stop_(std::move(stop)) {}
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  // Up to the first IDAT.
  [[nodiscard]] Status read_header() {
    const bool done = wall_.run([this] {
      png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &wall_, detail::LibpngWall::on_error,
                                    detail::LibpngWall::on_warning);
      info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
      if (info_ == nullptr) wall_.escape(ErrorCode::out_of_memory, "there is no memory to decode the PNG");
      png_set_read_fn(png_, this, on_read);
      // Sizes are checked against Limits instead, with a message that names both.
      png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
      png_set_chunk_malloc_max(png_, kMaxChunkBytes);
      png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, reinterpret_cast<png_const_bytep>(kUnusedChunks),
                                  static_cast<int>(sizeof(kUnusedChunks) / 5));
      png_read_info(png_, info_);
      read_profile();
    });
    return done ? Status{} : failure();
  }

  [[nodiscard]] png_uint_32 width() const noexcept { return png_get_image_width(png_, info_); }
  [[nodiscard]] png_uint_32 height() const noexcept { return png_get_image_height(png_, info_); }
  [[nodiscard]] int bit_depth() const noexcept { return png_get_bit_depth(png_, info_); }
  [[nodiscard]] int color_type() const noexcept { return png_get_color_type(png_, info_); }
  [[nodiscard]] bool is_interlaced() const noexcept {
    return png_get_interlace_type(png_, info_) != PNG_INTERLACE_NONE;
  }
  [[nodiscard]] std::span<const std::uint8_t> profile() const noexcept { return profile_; }

  [[nodiscard]] std::vector<DecodeWarning> warnings() const { return wall_.warnings(); }

  [[nodiscard]] PixelFormat pixel_format() const noexcept {
    if ((color_type() & PNG_COLOR_MASK_ALPHA) != 0 || has_transparent_color()) return PixelFormat::rgba8;
    return color_type() == PNG_COLOR_TYPE_GRAY ? PixelFormat::gray8 : PixelFormat::rgb8;
  }

  // The pixels and the rest of the file. `destination` has the image's size and pixel_format().
  [[nodiscard]] Status read_rows(ImageView destination) {
    const bool done = wall_.run([this, destination] {
      const int passes = set_transformations(destination.format);
      png_read_update_info(png_, info_);
      const bool has_palette = color_type() == PNG_COLOR_TYPE_PALETTE;
      if (png_get_rowbytes(png_, info_) != (has_palette ? width() : destination.row_bytes())) {
        wall_.escape(ErrorCode::internal, "libpng gives rows of another length than expected");
      }
      for (int pass = 0; pass < passes; ++pass) read_pass(destination);
      if (has_palette) look_up(destination);
      png_read_end(png_, nullptr);
    });
    return done ? Status{} : failure();
  }

 private:
  static void on_read(png_structp png, png_bytep to, std::size_t bytes) {
    PngReader& self = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (self.file_.size() - self.position_ < bytes)
      self.wall_.escape(ErrorCode::corrupt_data, cut_short(), ErrorKind::cut_short);
    std::memcpy(to, self.file_.data() + self.position_, bytes);
    self.position_ += bytes;
  }

  // libpng forgets the colours of a tRNS that a PLTE follows, and says all the same that the chunk is there.
  [[nodiscard]] bool has_transparent_color() const noexcept {
    int colors = 0;
    return png_get_tRNS(png_, info_, nullptr, &colors, nullptr) != 0 && colors > 0;
  }

  void read_profile() noexcept {
    png_charp name = nullptr;
    png_bytep data = nullptr;
    png_uint_32 bytes = 0;
    int compression = 0;
    if (png_get_iCCP(png_, info_, &name, &compression, &data, &bytes) != 0) profile_ = {data, bytes};
  }

  // Gives the number of passes over the rows.
  int set_transformations(PixelFormat format) {
    if (bit_depth() == 16) png_set_scale_16(png_);
    if (color_type() == PNG_COLOR_TYPE_PALETTE) {
      png_set_packing(png_);
      return png_set_interlace_handling(png_);
    }
    if (color_type() == PNG_COLOR_TYPE_GRAY && bit_depth() < 8) png_set_expand_gray_1_2_4_to_8(png_);
    if (has_transparent_color()) png_set_tRNS_to_alpha(png_);
    if (format == PixelFormat::rgba8 && (color_type() & PNG_COLOR_MASK_COLOR) == 0) png_set_gray_to_rgb(png_);
    return png_set_interlace_handling(png_);
  }

  // Turns the indices at the beginning of each row into colours, from behind. libpng makes black of those that the
  // palette lacks, and its check for them (1.6.39) sees none of a row that it turns into colours.
  void look_up(ImageView destination) {
    std::array<std::array<std::uint8_t, 4>, 256> colors{};
    const std::size_t count = read_palette(colors);
    const std::size_t channels = destination.format == PixelFormat::rgba8 ? 4 : 3;
    for (int y = 0; y < destination.height; ++y) {
      if (y % kRowsPerPoll == 0) poll();
      std::uint8_t* const row = destination.row(y);
      for (std::size_t x = width(); x-- > 0;) {
        const std::size_t index = row[x];
        if (index >= count)
          wall_.escape(ErrorCode::corrupt_data, "a pixel has a colour that the palette lacks", ErrorKind::damaged);
        std::memcpy(row + x * channels, colors[index].data(), channels);
      }
    }
  }

  std::size_t read_palette(std::array<std::array<std::uint8_t, 4>, 256>& colors) const noexcept {
    png_colorp palette = nullptr;
    int count = 0;
    png_get_PLTE(png_, info_, &palette, &count);
    png_bytep alphas = nullptr;
    int transparent = 0;
    png_get_tRNS(png_, info_, &alphas, &transparent, nullptr);
    for (int i = 0; i < count; ++i) {
      const std::uint8_t alpha = i < transparent ? alphas[i] : 255;
      colors[static_cast<std::size_t>(i)] = {palette[i].red, palette[i].green, palette[i].blue, alpha};
    }
    return static_cast<std::size_t>(count);
  }

  void poll() {
    if (stop_.stop_requested()) wall_.escape(ErrorCode::cancelled, "decoding was cancelled");
  }

  void read_pass(ImageView destination) {
    for (int y = 0; y < destination.height; ++y) {
      if (y % kRowsPerPoll == 0) poll();
      png_read_row(png_, destination.row(y), nullptr);
    }
  }

  [[nodiscard]] Status failure() const {
    if (wall_.kind() != ErrorKind::damaged) return fail(wall_.code(), wall_.kind(), wall_.words());
    return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
                "the PNG is damaged near byte " + std::to_string(position_) + " (" + wall_.words() +
                    "); copy it again from its source",
                {{"byte", position_}});
  }

  detail::LibpngWall wall_;
  std::span<const std::uint8_t> file_;
  std::size_t position_ = 0;
  std::stop_token stop_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::span<const std::uint8_t> profile_;  // in libpng's memory
};

ColorModel model_of(int color_type) noexcept {
  if (color_type == PNG_COLOR_TYPE_PALETTE) return ColorModel::palette;
  return (color_type & PNG_COLOR_MASK_COLOR) == 0 ? ColorModel::gray : ColorModel::rgb;
}

// Xcode rewrites the PNGs of apps so that nothing but Apple's programs reads them, with this chunk in front.
Status check_no_cgbi(std::span<const std::uint8_t> file) {
  constexpr std::string_view kCgbi = "CgBI";
  constexpr std::size_t kTypeAt = kSignature.size() + 4;
  const bool is_cgbi =
      file.size() >= kTypeAt + kCgbi.size() && std::memcmp(file.data() + kTypeAt, kCgbi.data(), kCgbi.size()) == 0;
  if (!is_cgbi) return {};
  return fail(ErrorCode::unsupported,
              "the PNG is of Apple's kind for iPhones (CgBI), which is no PNG to anybody else; take the original, or "
              "convert it on a Mac: xcrun pngcrush -revert-iphone-optimizations");
}

constexpr png_uint_32 kMaxInt = std::numeric_limits<int>::max();

Size size_of(const PngReader& reader) noexcept {
  return {static_cast<int>(std::min(reader.width(), kMaxInt)), static_cast<int>(std::min(reader.height(), kMaxInt))};
}

ImageInfo describe(std::span<const std::uint8_t> file, const PngReader& reader) {
  const auto exif = detail::find_png_chunk(file, "eXIf");
  const auto animation = detail::find_png_chunk(file, "acTL");
  ImageInfo info;
  info.format = kPngFormat.name;
  info.stored_size = size_of(reader);
  info.pixel_format = reader.pixel_format();
  info.bits_per_sample = reader.bit_depth();
  info.model = model_of(reader.color_type());
  info.alpha_channel = (reader.color_type() & PNG_COLOR_MASK_ALPHA) != 0;
  if (!exif.empty()) info.exif = read_exif(exif);
  info.progressive = reader.is_interlaced();
  if (animation.size() >= 4) {
    info.frames = static_cast<int>(std::clamp<std::uint32_t>(detail::big_endian_32(animation), 1, kMaxInt));
  }
  info.icc_profile_bytes = reader.profile().size();
  info.exif_bytes = exif.size();
  return info;
}

}  // namespace

bool PngDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  return head.size() >= kSignature.size() && std::equal(kSignature.begin(), kSignature.end(), head.begin());
}

std::optional<std::size_t> PngDecoder::picture_end(std::span<const std::uint8_t> beginning) const noexcept {
  return detail::png_end(beginning);
}

Result<Buffer> PngDecoder::strip(std::span<const std::uint8_t> file, const BufferPool& pool) const {
  const auto end = detail::png_end(file);
  if (!end) return fail(ErrorCode::corrupt_data, ErrorKind::cut_short, cut_short());
  file = file.first(*end);
  return detail::keep_bytes(file, pool, [file](const auto& add) {
    add(0, detail::kPngSignatureBytes);
    std::size_t offset = detail::kPngSignatureBytes;
    while (const auto chunk = detail::png_chunk_at(file, offset)) {
      if (detail::says_what_pixels_mean(*chunk)) add(chunk->begin, chunk->end);
      offset = chunk->end;
    }
  });
}

Result<ImageInfo> PngDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_RETURN_IF_ERROR(check_no_cgbi(file));
  PngReader reader(file);
  TBBIMG_RETURN_IF_ERROR(reader.read_header());
  return describe(file, reader);
}

DecodeCost PngDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  // Inflate's window and state, and the row before and the row in work, at up to 8 bytes for a pixel before 16-bit
  // samples are scaled down.
  const auto width = static_cast<std::size_t>(std::max(info.stored_size.width, 0));
  return {{info.stored_size, info.pixel_format}, std::size_t{64} * 1024 + width * 16 + 2 * info.icc_profile_bytes};
}

Result<DecodedImage> PngDecoder::decode(std::span<const std::uint8_t> file, const DecodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(check_file_size(file.size(), options.limits));
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_RETURN_IF_ERROR(check_no_cgbi(file));
  PngReader reader(file, options.stop);
  TBBIMG_RETURN_IF_ERROR(reader.read_header());
  const ImageShape shape{size_of(reader), reader.pixel_format()};
  TBBIMG_RETURN_IF_ERROR(check_image_size(shape.size, options.limits));
  TBBIMG_RETURN_IF_ERROR(check_decoded_size(shape, options.limits));

  DecodedImage decoded;
  if (!reader.profile().empty()) {
    auto profile = std::make_shared<const std::vector<std::uint8_t>>(reader.profile().begin(), reader.profile().end());
    if (icc_profile_fits(*profile, shape.format)) decoded.metadata.icc_profile = std::move(profile);
  }
  TBBIMG_ASSIGN_OR_RETURN(decoded.image, Image::create(shape, options.pool));
  TBBIMG_RETURN_IF_ERROR(reader.read_rows(decoded.image.view()));
  decoded.warnings = reader.warnings();
  return decoded;
}

}  // namespace tbbimg
