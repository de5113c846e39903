#include "codecs/png/detail/png_decompressor.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace tbbimg::detail {
namespace {

// Chunks that neither change pixels nor are kept. libpng would unpack and store them; some are made to be bombs.
constexpr char kUnusedChunks[] =
    "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0sTER\0tEXt\0tIME\0zTXt";

// An unpacked colour profile may be this large; those in use have up to about 3 MiB.
constexpr png_alloc_size_t kMaxChunkBytes = 8 << 20;

// Rows between two looks at the stop token.
constexpr int kRowsPerPoll = 16;

}  // namespace

const char* png_is_cut_short() noexcept {
  return "the PNG is cut short: it ends before its end chunk; copy it again from its source";
}

PngDecompressor::PngDecompressor(FileBytes file, std::stop_token stop) noexcept
    : file_(std::move(file)), stop_(std::move(stop)) {}

PngDecompressor::~PngDecompressor() { png_destroy_read_struct(&png_, &info_, nullptr); }

// Up to the first IDAT.
Status PngDecompressor::read_header() {
  const bool done = wall_.run([this] {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &wall_, LibpngWall::on_error, LibpngWall::on_warning);
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

// Of 8 bits a sample.
PixelFormat PngDecompressor::pixel_format() const noexcept {
  if ((color_type() & PNG_COLOR_MASK_ALPHA) != 0 || has_transparent_color()) return PixelFormat::rgba8;
  return color_type() == PNG_COLOR_TYPE_GRAY ? PixelFormat::gray8 : PixelFormat::rgb8;
}

// Prepares rows of the image's width, of pixel_format() or, from 16 bits, the same of 16 bits.
Status PngDecompressor::start() {
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
Status PngDecompressor::read_rows(ImageView destination) {
  const bool done = wall_.run([this, destination] {
    for (int pass = 0; pass < passes_; ++pass) read_pass(destination);
  });
  // With the last row, libpng reads the checksum behind it.
  if (!done && !end_is_missing_) return failure();
  if (!has_palette()) return {};
  return wall_.run([this, destination] { look_up(destination); }) ? Status{} : failure();
}

// The rest of the file, once all rows are read.
Status PngDecompressor::finish() {
  if (end_is_missing_ || wall_.run([this] { png_read_end(png_, nullptr); })) return {};
  return end_is_missing_ ? Status{} : failure();
}

void PngDecompressor::on_read(png_structp png, png_bytep to, std::size_t bytes) {
  PngDecompressor& self = *static_cast<PngDecompressor*>(png_get_io_ptr(png));
  while (bytes > 0) {
    const auto there = self.file_.at(self.position_, std::min(bytes, FileBytes::kBlockBytes));
    if (there.empty()) {
      self.end_is_missing_ = !self.file_.failure() && self.has_all_pixels();
      self.wall_.escape(ErrorCode::corrupt_data, png_is_cut_short(), ErrorKind::cut_short);
    }
    std::memcpy(to, there.data(), there.size());
    to += there.size();
    self.position_ += there.size();
    bytes -= there.size();
  }
}

// libpng forgets the colours of a tRNS that a PLTE follows, and says all the same that the chunk is there.
bool PngDecompressor::has_transparent_color() const noexcept {
  int colors = 0;
  return png_get_tRNS(png_, info_, nullptr, &colors, nullptr) != 0 && colors > 0;
}

void PngDecompressor::read_profile() noexcept {
  png_charp name = nullptr;
  png_bytep data = nullptr;
  png_uint_32 bytes = 0;
  int compression = 0;
  if (png_get_iCCP(png_, info_, &name, &compression, &data, &bytes) != 0) profile_ = {data, bytes};
}

// Gives the number of passes over the rows.
int PngDecompressor::set_transformations() {
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
void PngDecompressor::look_up(ImageView destination) {
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

std::size_t PngDecompressor::read_palette(std::array<std::array<std::uint8_t, 4>, 256>& colors) const noexcept {
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

// Behind them are checksums and chunks that change no pixel.
bool PngDecompressor::has_all_pixels() const noexcept {
  constexpr int kPasses = 7;
  return is_interlaced() ? png_get_current_pass_number(png_) >= kPasses
                         : height() > 0 && png_get_current_row_number(png_) >= height();
}

std::vector<DecodeWarning> PngDecompressor::warnings() const {
  std::vector<DecodeWarning> warnings = wall_.warnings();
  if (end_is_missing_) warnings.push_back({DecodeWarningKind::missing_end});
  return warnings;
}

void PngDecompressor::poll() {
  if (stop_.stop_requested()) wall_.escape(ErrorCode::cancelled, "decoding was cancelled");
}

void PngDecompressor::read_pass(ImageView destination) {
  for (int y = 0; y < destination.height; ++y) {
    if (y % kRowsPerPoll == 0) poll();
    png_read_row(png_, destination.row(y), nullptr);
  }
}

Status PngDecompressor::failure() const {
  if (file_.failure()) return fail(*file_.failure());
  if (wall_.kind() != ErrorKind::damaged) return fail(wall_.code(), wall_.kind(), wall_.words());
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the PNG is damaged near byte " + std::to_string(position_) + " (" + wall_.words() +
                  "); copy it again from its source",
              {{"byte", position_}});
}

}  // namespace tbbimg::detail
