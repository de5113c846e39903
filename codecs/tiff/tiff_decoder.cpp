#include "codecs/tiff/tiff_decoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "codecs/detail/signature.hpp"
#include "codecs/tiff/detail/tiff_blocks.hpp"
#include "codecs/tiff/detail/tiff_pixels.hpp"

namespace tbbimg {
namespace {

// An unpacked colour profile may be this large; those in use have up to about 3 MiB.
constexpr std::uint64_t kMaxTiffProfileBytes = 8 << 20;
constexpr std::uint16_t kTiffProfileTag = 34675;

// For headers that are read without anything behind them.
constexpr std::uint64_t kTiffHeaderAllocation = 64 << 20;

// Rows between two looks at the stop token.
constexpr int kTiffRowsPerPoll = 16;

/// What is known of a TIFF before its pixels.
struct TiffHeader {
  ImageInfo info;
  ImageShape shape;
  Metadata metadata;
  bool lost_profile = false;
  bool chain_is_broken = false;
  std::uint64_t directory = 0;
  detail::TiffLayout layout;
};

void read_tiff_profile(const detail::TiffStructure& structure, TiffHeader& header) {
  const auto entry = structure.find(header.directory, kTiffProfileTag);
  if (!entry || entry->bytes == 0) return;
  header.lost_profile = !structure.holds(*entry) || entry->bytes > kMaxTiffProfileBytes;
  if (header.lost_profile) return;
  auto profile = structure.value(*entry, kMaxTiffProfileBytes);
  header.info.icc_profile_bytes = profile.size();
  header.metadata.icc_profile = std::make_shared<const std::vector<std::uint8_t>>(std::move(profile));
}

int tiff_side(std::uint32_t side) noexcept {
  return static_cast<int>(std::min<std::uint32_t>(side, std::numeric_limits<int>::max()));
}

/// Reads the header of a page, of which `handle` is left open.
Result<TiffHeader> read_tiff_header(const std::shared_ptr<detail::FileBytes>& file, int page,
                                    std::uint64_t max_allocation, std::unique_ptr<detail::TiffHandle>& handle) {
  const detail::TiffStructure structure(*file);
  const auto found_page = structure.find_page(page);
  if (file->failure()) return fail(*file->failure());
  TBBIMG_ASSIGN_OR_RETURN(const detail::TiffPage found, found_page);
  TBBIMG_ASSIGN_OR_RETURN(handle, detail::TiffHandle::open(file, found.directory, max_allocation));
  TiffHeader header;
  header.directory = found.directory;
  header.chain_is_broken = found.chain_is_broken;
  TBBIMG_ASSIGN_OR_RETURN(header.layout, detail::read_tiff_layout(*handle, structure, found.directory));
  const detail::TiffLayout& layout = header.layout;
  ImageInfo& info = header.info;
  info.format = kTiffFormat.name;
  info.stored_size = {tiff_side(layout.width), tiff_side(layout.height)};
  info.pixel_format = layout.pixel_format();
  info.bits_per_sample = layout.palette.empty() ? layout.bits : layout.is_deep ? 16 : std::min(layout.bits, 8);
  info.model = layout.model;
  info.alpha_channel = layout.alpha >= 0;
  info.left_out_samples = layout.left_out();
  info.progressive = layout.is_tiled;
  info.pages = found.pages;
  info.exif = structure.exif(found.directory);
  std::uint16_t orientation = 1;
  TIFFGetFieldDefaulted(handle->get(), TIFFTAG_ORIENTATION, &orientation);
  if (orientation >= 1 && orientation <= 8) info.exif.orientation = static_cast<Orientation>(orientation);
  read_tiff_profile(structure, header);
  if (file->failure()) return fail(*file->failure());
  header.shape = {info.stored_size, layout.is_deep ? sixteen_bits(info.pixel_format) : info.pixel_format};
  return header;
}

Status check_tiff_block(std::uint64_t bytes, const Limits& limits) {
  if (bytes <= limits.max_decoded_bytes) return {};
  return fail(ErrorCode::limit_exceeded, ErrorKind::decoded_too_large,
              "a row, strip or tile of the TIFF would take " + std::to_string(bytes) +
                  " bytes when it is decoded, the limit is " + std::to_string(limits.max_decoded_bytes),
              {{"value", bytes}, {"limit", limits.max_decoded_bytes}});
}

// Samples that a picture does not show are unpacked all the same, and a small file can claim 65535 of each pixel.
Status check_tiff_samples(const detail::TiffLayout& layout, const Limits& limits) {
  constexpr std::uint64_t kOrdinary = 5;  // CMYK and alpha
  const std::uint64_t samples = layout.samples;
  if (layout.is_planar || samples <= kOrdinary) return {};
  const std::uint64_t pixels = std::uint64_t{layout.width} * layout.height;
  const std::uint64_t work = pixels / kOrdinary * samples;
  if (work <= limits.max_pixels) return {};
  return fail(ErrorCode::limit_exceeded, ErrorKind::too_many_pixels,
              "has " + std::to_string(samples) + " samples for each of " + std::to_string(pixels) +
                  " pixels, as many as " + std::to_string(work) + " ordinary pixels; the limit is " +
                  std::to_string(limits.max_pixels),
              {{"value", work}, {"limit", limits.max_pixels}});
}

class TiffReaderBase : public ImageReader {
 public:
  [[nodiscard]] std::vector<DecodeWarning> warnings() const final {
    std::vector<DecodeWarning> warnings;
    if (lost_profile_) warnings.push_back({DecodeWarningKind::lost_profile});
    if (chain_is_broken_) warnings.push_back({DecodeWarningKind::odd_header});
    const int left_out = layout_.left_out();
    if (left_out > 0) warnings.push_back({DecodeWarningKind::left_out_samples, static_cast<std::uint64_t>(left_out)});
    return warnings;
  }

 protected:
  TiffReaderBase(TiffHeader header, const DecodeOptions& options)
      : ImageReader(std::move(header.info), header.shape, std::move(header.metadata)),
        layout_(std::move(header.layout)),
        pool_(options.pool),
        stop_(options.stop),
        lost_profile_(header.lost_profile),
        chain_is_broken_(header.chain_is_broken) {}

  [[nodiscard]] const detail::TiffLayout& layout() const noexcept { return layout_; }
  [[nodiscard]] const BufferPool& pool() const noexcept { return pool_; }
  [[nodiscard]] const std::stop_token& stop() const noexcept { return stop_; }

 private:
  detail::TiffLayout layout_;
  BufferPool pool_;
  std::stop_token stop_;
  bool lost_profile_;
  bool chain_is_broken_;
};

/// Samples as stored.
class TiffSampleReader final : public TiffReaderBase {
 public:
  TiffSampleReader(TiffHeader header, const DecodeOptions& options)
      : TiffReaderBase(std::move(header), options), pixels_(layout()) {}

  /// The samples of a pixel that are needed: colours, then alpha.
  [[nodiscard]] std::vector<std::uint16_t> needed() const {
    std::vector<std::uint16_t> samples;
    for (int c = 0; c < layout().colors; ++c) samples.push_back(static_cast<std::uint16_t>(c));
    if (layout().alpha >= 0) samples.push_back(static_cast<std::uint16_t>(layout().alpha));
    return samples;
  }

  /// For each plane that is needed, or once.
  [[nodiscard]] Status add(std::unique_ptr<detail::TiffHandle> handle, std::uint16_t plane, const Limits& limits) {
    detail::set_tiff_jpeg_colors(handle->get(), layout());
    planes_.emplace_back(std::move(handle), layout(), plane);
    // Unpacked samples take 16 bits: of a bit each, they are 16 times as large as packed ones.
    const std::uint64_t row = std::uint64_t{layout().width} * samples_per_plane() * 2;
    return check_tiff_block(std::max(planes_.back().buffer_bytes(), row), limits);
  }

 private:
  [[nodiscard]] std::size_t samples_per_plane() const noexcept {
    return layout().is_planar ? std::size_t{1} : layout().samples;
  }

  // Whether stored rows are pixels already.
  [[nodiscard]] bool is_plain() const noexcept {
    return (layout().bits == 8 || layout().bits == 16) && !layout().is_float && !layout().is_inverted &&
           layout().palette.empty() && layout().model != ColorModel::cmyk && planes_.size() == 1 &&
           layout().samples == static_cast<unsigned>(channels(shape().format)) && !layout().is_premultiplied;
  }

  [[nodiscard]] Status fill_rows(ImageView rows, int first_row) override {
    const bool plain = is_plain();
    const std::size_t row_samples = layout().width * samples_per_plane();
    if (!plain && samples_.capacity() == 0) {
      TBBIMG_ASSIGN_OR_RETURN(samples_, pool().allocate(planes_.size() * row_samples * 2));
    }
    for (int y = 0; y < rows.height; ++y) {
      if (y % kTiffRowsPerPoll == 0 && stop().stop_requested()) {
        return fail(ErrorCode::cancelled, "decoding was cancelled");
      }
      for (detail::TiffBlocks& plane : planes_) {
        TBBIMG_RETURN_IF_ERROR(plane.load(static_cast<std::uint32_t>(first_row + y), pool(), stop()));
      }
      if (plain) {
        copy_row(rows.row(y));
      } else {
        convert_row(rows.row(y), row_samples);
      }
    }
    return {};
  }

  void copy_row(std::uint8_t* to) const noexcept {
    const auto pixel = static_cast<std::size_t>(bytes_per_pixel(shape().format));
    for (std::uint32_t i = 0; i < planes_[0].parts(); ++i) {
      const std::size_t first = std::size_t{i} * layout().block_width;
      const std::size_t count = std::min<std::size_t>(layout().block_width, layout().width - first);
      std::memcpy(to + first * pixel, planes_[0].part(i), count * pixel);
    }
  }

  void convert_row(std::uint8_t* to, std::size_t row_samples) noexcept {
    auto* const samples = reinterpret_cast<std::uint16_t*>(samples_.data());
    const std::size_t each = samples_per_plane();
    for (std::size_t p = 0; p < planes_.size(); ++p) {
      for (std::uint32_t i = 0; i < planes_[p].parts(); ++i) {
        const std::size_t first = std::size_t{i} * layout().block_width;
        const std::size_t count = std::min<std::size_t>(layout().block_width, layout().width - first);
        detail::unpack_tiff_samples(planes_[p].part(i), count * each, layout(),
                                    samples + p * row_samples + first * each);
      }
    }
    std::array<const std::uint16_t*, 5> channels{};
    std::size_t count = 0;
    const auto add_channel = [&](int sample) {
      channels[count] = samples + (planes_.size() > 1 ? count * row_samples : static_cast<std::size_t>(sample));
      ++count;
    };
    for (int c = 0; c < layout().colors; ++c) add_channel(c);
    if (layout().alpha >= 0) add_channel(layout().alpha);
    pixels_.convert(std::span(channels).first(count), each, to);
  }

  detail::TiffPixels pixels_;
  std::vector<detail::TiffBlocks> planes_;
  Buffer samples_;
};

/// Colours that libtiff makes RGB of: YCbCr without JPEG, and JPEG of the old kind.
class TiffConvertedReader final : public TiffReaderBase {
 public:
  TiffConvertedReader(TiffHeader header, const DecodeOptions& options, std::unique_ptr<detail::TiffHandle> handle)
      : TiffReaderBase(std::move(header), options), handle_(std::move(handle)) {}
  TiffConvertedReader(const TiffConvertedReader&) = delete;
  TiffConvertedReader& operator=(const TiffConvertedReader&) = delete;
  ~TiffConvertedReader() override {
    if (is_begun_) TIFFRGBAImageEnd(&image_);
  }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index > 0) return std::nullopt;
    std::array<char, 1024> words{};
    if (TIFFRGBAImageOK(handle_->get(), words.data()) == 0) {
      return fail(ErrorCode::unsupported, std::string("the TIFF is of a kind that is not supported (") + words.data() +
                                              "); convert it to a TIFF in RGB");
    }
    handle_->words().watch_pixels();
    if (TIFFRGBAImageBegin(&image_, handle_->get(), 1, words.data()) == 0) return handle_->failure();
    is_begun_ = true;
    image_.req_orientation = image_.orientation;
    TBBIMG_ASSIGN_OR_RETURN(block_,
                            pool().allocate(std::size_t{layout().width} * block_rows() * sizeof(std::uint32_t)));
    return Frame{};
  }

  [[nodiscard]] std::uint32_t block_rows() const noexcept { return std::min(layout().block_height, layout().height); }

  [[nodiscard]] Status fill_rows(ImageView rows, int first_row) override {
    const std::size_t width = layout().width;
    const auto count = static_cast<std::size_t>(channels(rows.format));
    for (int y = 0; y < rows.height; ++y) {
      const auto row = static_cast<std::uint32_t>(first_row + y);
      if (row >= end_) TBBIMG_RETURN_IF_ERROR(load(row));
      const std::uint8_t* from = block_.data() + (row - first_) * width * sizeof(std::uint32_t);
      for (std::size_t x = 0; x < width; ++x, from += sizeof(std::uint32_t)) {
        std::uint32_t pixel = 0;
        std::memcpy(&pixel, from, sizeof(pixel));
        for (std::size_t c = 0; c < count; ++c)
          rows.row(y)[x * count + c] = static_cast<std::uint8_t>(pixel >> (8 * c));
      }
    }
    return {};
  }

  [[nodiscard]] Status load(std::uint32_t row) {
    if (stop().stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
    first_ = row / block_rows() * block_rows();
    end_ = first_ + std::min(block_rows(), layout().height - first_);
    image_.row_offset = static_cast<int>(first_);
    image_.col_offset = 0;
    auto* const raster = reinterpret_cast<std::uint32_t*>(block_.data());
    const bool read = TIFFRGBAImageGet(&image_, raster, layout().width, end_ - first_) != 0;
    if (read && !handle_->words().is_error()) return {};
    TIFF* const tiff = handle_->get();
    return handle_->failure_in(layout().is_tiled ? TIFFComputeTile(tiff, 0, first_, 0, 0)
                                                 : TIFFComputeStrip(tiff, first_, 0));
  }

  std::unique_ptr<detail::TiffHandle> handle_;
  TIFFRGBAImage image_{};
  bool is_begun_ = false;
  Buffer block_;
  std::uint32_t first_ = 0;
  std::uint32_t end_ = 0;
};

Result<std::unique_ptr<ImageReader>> open_tiff(const std::shared_ptr<detail::FileBytes>& file,
                                               const DecodeOptions& options) {
  const std::uint64_t max_allocation = std::max(options.limits.max_decoded_bytes, kTiffHeaderAllocation);
  std::unique_ptr<detail::TiffHandle> handle;
  TBBIMG_ASSIGN_OR_RETURN(TiffHeader header, read_tiff_header(file, options.page, max_allocation, handle));
  const detail::TiffLayout& layout = header.layout;
  if (layout.is_converted) {
    TBBIMG_RETURN_IF_ERROR(check_tiff_block(std::uint64_t{layout.width} * layout.block_height * 4, options.limits));
    if (layout.is_tiled) TBBIMG_RETURN_IF_ERROR(check_tiff_block(TIFFTileSize64(handle->get()), options.limits));
  }
  // An empty side is for the caller to refuse.
  if (layout.is_converted || layout.width == 0 || layout.height == 0) {
    return std::make_unique<TiffConvertedReader>(std::move(header), options, std::move(handle));
  }
  TBBIMG_RETURN_IF_ERROR(check_tiff_samples(layout, options.limits));
  const bool is_planar = layout.is_planar;
  const std::uint64_t directory = header.directory;
  auto reader = std::make_unique<TiffSampleReader>(std::move(header), options);
  for (const std::uint16_t plane : reader->needed()) {
    if (plane > 0 && !is_planar) break;
    if (!handle) {
      TBBIMG_ASSIGN_OR_RETURN(handle, detail::TiffHandle::open(file, directory, max_allocation));
    }
    TBBIMG_RETURN_IF_ERROR(reader->add(std::move(handle), plane, options.limits));
  }
  return reader;
}

}  // namespace

bool TiffDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  if (head.size() < 4 || head[0] != head[1] || (head[0] != 'I' && head[0] != 'M')) return false;
  const unsigned low = head[head[0] == 'I' ? 2 : 3];
  const unsigned high = head[head[0] == 'I' ? 3 : 2];
  return high == 0 && (low == 42 || low == 43);
}

Result<ImageInfo> TiffDecoder::probe(std::span<const std::uint8_t> file) const { return probe_other(file, {}); }

Result<ImageInfo> TiffDecoder::probe_other(std::span<const std::uint8_t> file, const PictureChoice& choice) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  std::unique_ptr<detail::TiffHandle> handle;
  const auto bytes = std::make_shared<detail::FileBytes>(file);
  TBBIMG_ASSIGN_OR_RETURN(TiffHeader header, read_tiff_header(bytes, choice.page, kTiffHeaderAllocation, handle));
  return std::move(header.info);
}

Result<ImageInfo> TiffDecoder::probe_parts(const ByteSource& file, const PictureChoice& choice) const {
  std::unique_ptr<detail::TiffHandle> handle;
  const auto bytes = std::make_shared<detail::FileBytes>(file, detail::FileBytes::kPageBytes);
  TBBIMG_ASSIGN_OR_RETURN(TiffHeader header, read_tiff_header(bytes, choice.page, kTiffHeaderAllocation, handle));
  header.info.part_bytes = detail::largest_tiff_part(*handle, header.layout);
  if (bytes->failure()) return fail(*bytes->failure());
  return std::move(header.info);
}

DecodeCost TiffDecoder::cost(const ImageInfo& info, Size /*at_least*/) const noexcept {
  const auto width = static_cast<std::size_t>(std::max(info.stored_size.width, 0));
  const auto shown = static_cast<std::size_t>(channels(info.pixel_format)) + (info.model == ColorModel::cmyk ? 1 : 0);
  const std::size_t samples = shown + static_cast<std::size_t>(info.left_out_samples);
  const std::size_t stored = width * samples * static_cast<std::size_t>(info.bits_per_sample + 7) / 8;
  // A decompressor and a strip for each plane, of which small pictures have small ones; the row as stored, unpacked,
  // and of 16 bits.
  const std::size_t picture = stored * static_cast<std::size_t>(std::max(info.stored_size.height, 0));
  std::size_t scratch = std::size_t{320} * 1024 + std::min(picture, std::size_t{768} * 1024) + stored +
                        width * (samples + shown) * 2 + 2 * info.icc_profile_bytes;
  // JPEG's rows of blocks.
  if (info.model == ColorModel::ycbcr) scratch += width * 96;
  // A row of tiles, which are 256 pixels high as a rule.
  if (info.progressive) scratch += stored * static_cast<std::size_t>(std::clamp(info.stored_size.height, 16, 256));
  return {{info.stored_size, info.pixel_format}, scratch, true};
}

Result<std::unique_ptr<ImageReader>> TiffDecoder::open_reader(std::span<const std::uint8_t> file,
                                                              const DecodeOptions& options) const {
  return open_tiff(std::make_shared<detail::FileBytes>(file), options);
}

Result<std::unique_ptr<ImageReader>> TiffDecoder::open_parts_reader(const ByteSource& file,
                                                                    const DecodeOptions& options) const {
  return open_tiff(std::make_shared<detail::FileBytes>(file, detail::FileBytes::kPageBytes), options);
}

}  // namespace tbbimg
