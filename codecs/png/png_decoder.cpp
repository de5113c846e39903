#include "codecs/png/png_decoder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "codecs/detail/kept_bytes.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/detail/whole_frame_reader.hpp"
#include "codecs/metadata/exif.hpp"
#include "codecs/png/detail/chunks.hpp"
#include "codecs/png/detail/libpng_wall.hpp"
#include "codecs/png/detail/raw_profile.hpp"

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

/// One libpng decompression. Call read_header(), start(), read_rows() and finish(), in this order; refers to the file's
/// bytes.
class PngDecompressor {
 public:
  explicit PngDecompressor(std::span<const std::uint8_t> file, std::stop_token stop = {}) noexcept
      : file_(file), stop_(std::move(stop)) {}
  PngDecompressor(const PngDecompressor&) = delete;
  PngDecompressor& operator=(const PngDecompressor&) = delete;
  ~PngDecompressor() { png_destroy_read_struct(&png_, &info_, nullptr); }

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
      // Some encoders declare a window smaller than the one that they used.
      png_set_option(png_, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
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

  // Of 8 bits a sample.
  [[nodiscard]] PixelFormat pixel_format() const noexcept {
    if ((color_type() & PNG_COLOR_MASK_ALPHA) != 0 || has_transparent_color()) return PixelFormat::rgba8;
    return color_type() == PNG_COLOR_TYPE_GRAY ? PixelFormat::gray8 : PixelFormat::rgb8;
  }

  // Prepares rows of the image's width, of pixel_format() or, from 16 bits, the same of 16 bits.
  [[nodiscard]] Status start() {
    const bool done = wall_.run([this] {
      passes_ = set_transformations();
      png_read_update_info(png_, info_);
      const std::size_t pixel = has_palette() ? 1U : static_cast<std::size_t>(bytes_per_pixel(pixel_format()));
      if (png_get_rowbytes(png_, info_) != pixel * (bit_depth_ == 16 ? 2 : 1) * width()) {
        wall_.escape(ErrorCode::internal, "libpng gives rows of another length than expected");
      }
    });
    return done ? Status{} : failure();
  }

  // The next rows, which of an interlaced picture are to be all at once.
  [[nodiscard]] Status read_rows(ImageView destination) {
    const bool done = wall_.run([this, destination] {
      for (int pass = 0; pass < passes_; ++pass) read_pass(destination);
      if (has_palette()) look_up(destination);
    });
    return done ? Status{} : failure();
  }

  // The rest of the file, once all rows are read.
  [[nodiscard]] Status finish() {
    return wall_.run([this] { png_read_end(png_, nullptr); }) ? Status{} : failure();
  }

 private:
  static void on_read(png_structp png, png_bytep to, std::size_t bytes) {
    PngDecompressor& self = *static_cast<PngDecompressor*>(png_get_io_ptr(png));
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

  [[nodiscard]] bool has_palette() const noexcept { return color_type() == PNG_COLOR_TYPE_PALETTE; }

  // Gives the number of passes over the rows.
  int set_transformations() {
    bit_depth_ = bit_depth();
    if (bit_depth_ == 16 && std::endian::native == std::endian::little) png_set_swap(png_);
    if (has_palette()) {
      png_set_packing(png_);
      return png_set_interlace_handling(png_);
    }
    if (color_type() == PNG_COLOR_TYPE_GRAY && bit_depth() < 8) png_set_expand_gray_1_2_4_to_8(png_);
    if (has_transparent_color()) png_set_tRNS_to_alpha(png_);
    if (has_alpha(pixel_format()) && (color_type() & PNG_COLOR_MASK_COLOR) == 0) png_set_gray_to_rgb(png_);
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
  int bit_depth_ = 8;  // as stored
  int passes_ = 1;
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

Size size_of(const PngDecompressor& reader) noexcept {
  return {static_cast<int>(std::min(reader.width(), kMaxInt)), static_cast<int>(std::min(reader.height(), kMaxInt))};
}

ImageInfo describe(std::span<const std::uint8_t> file, const PngDecompressor& reader) {
  const auto exif = detail::find_png_chunk(file, "eXIf");
  const auto animation = detail::find_png_chunk(file, "acTL");
  ImageInfo info;
  info.format = kPngFormat.name;
  info.stored_size = size_of(reader);
  info.pixel_format = reader.pixel_format();
  info.bits_per_sample = reader.bit_depth();
  info.model = model_of(reader.color_type());
  info.alpha_channel = (reader.color_type() & PNG_COLOR_MASK_ALPHA) != 0;
  const std::vector<std::uint8_t> raw = exif.empty() ? detail::png_raw_exif(file) : std::vector<std::uint8_t>{};
  const auto block = exif.empty() ? std::span(std::as_const(raw)) : exif;
  if (!block.empty()) info.exif = read_exif(block);
  info.progressive = reader.is_interlaced();
  if (animation.size() >= 4) {
    info.frames = static_cast<int>(std::clamp<std::uint32_t>(detail::big_endian_32(animation), 1, kMaxInt));
  }
  info.icc_profile_bytes = reader.profile().size();
  info.exif_bytes = block.size();
  return info;
}

ImageShape shape_of(const PngDecompressor& png) noexcept {
  const PixelFormat format = png.pixel_format();
  return {size_of(png), png.bit_depth() == 16 ? sixteen_bits(format) : format};
}

Metadata metadata_of(const PngDecompressor& png) {
  if (png.profile().empty()) return {};
  return {std::make_shared<const std::vector<std::uint8_t>>(png.profile().begin(), png.profile().end())};
}

class PngReader final : public ImageReader {
 public:
  PngReader(ImageInfo info, std::unique_ptr<PngDecompressor> png)
      : ImageReader(std::move(info), shape_of(*png), metadata_of(*png)), png_(std::move(png)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override { return png_->warnings(); }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index > 0) return std::nullopt;
    TBBIMG_RETURN_IF_ERROR(png_->start());
    return Frame{};
  }
  [[nodiscard]] Status fill_rows(ImageView rows, int /*first_row*/) override { return png_->read_rows(rows); }
  [[nodiscard]] Status finish_file() override { return rows_left() > 0 ? Status{} : png_->finish(); }

  std::unique_ptr<PngDecompressor> png_;
};

class InterlacedPngReader final : public detail::WholeFrameReader {
 public:
  InterlacedPngReader(ImageInfo info, std::unique_ptr<PngDecompressor> png, BufferPool pool)
      : WholeFrameReader(std::move(info), shape_of(*png), metadata_of(*png), std::move(pool)), png_(std::move(png)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override { return png_->warnings(); }

 private:
  [[nodiscard]] Status decode_frame(ImageView frame) override {
    TBBIMG_RETURN_IF_ERROR(png_->start());
    TBBIMG_RETURN_IF_ERROR(png_->read_rows(frame));
    return png_->finish();
  }

  std::unique_ptr<PngDecompressor> png_;
};

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
  PngDecompressor reader(file);
  TBBIMG_RETURN_IF_ERROR(reader.read_header());
  return describe(file, reader);
}

DecodeCost PngDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  // Inflate's window and state, the row before and the row in work, and a third before 16 bits are made 8.
  const auto width = static_cast<std::size_t>(std::max(info.stored_size.width, 0));
  const std::size_t pixel = info.bits_per_sample > 8 ? 24 : 8;
  std::size_t scratch = std::size_t{64} * 1024 + width * pixel + 2 * info.icc_profile_bytes;
  if (info.progressive && info.bits_per_sample > 8) {
    scratch += image_bytes({info.stored_size, sixteen_bits(info.pixel_format)});
  }
  return {{info.stored_size, info.pixel_format}, scratch};
}

Result<std::unique_ptr<ImageReader>> PngDecoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(check_no_cgbi(file));
  auto png = std::make_unique<PngDecompressor>(file, options.stop);
  TBBIMG_RETURN_IF_ERROR(png->read_header());
  ImageInfo info = describe(file, *png);
  if (png->is_interlaced()) {
    return std::make_unique<InterlacedPngReader>(std::move(info), std::move(png), options.pool);
  }
  return std::make_unique<PngReader>(std::move(info), std::move(png));
}

}  // namespace tbbimg
