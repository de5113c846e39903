#include "codecs/raw/raw_decoder.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "codecs/detail/shrink.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/jpeg/jpeg_decoder.hpp"
#ifdef TBBIMG_HAS_LIBRAW
#include "codecs/raw/detail/raw_development.hpp"
#endif
#include "codecs/raw/detail/raw_directories.hpp"
#include "codecs/raw/detail/raw_facts.hpp"

namespace tbbimg {
namespace {

// Of a preview, where the whole file is not in memory: its header is in front, and longer in few.
constexpr std::uint64_t kPreviewHeaderBytes = 256 << 10;

// Cameras' own JPEGs leave out a few pixels at the borders of what the sensor saw.
constexpr int kSmallPreviewPercent = 90;

// Refers to nothing, and is referred to by readers that salvage.
const JpegDecoder& jpeg_decoder() {
  static const JpegDecoder decoder;
  return decoder;
}

Error of_preview(Error error) {
  if (error.details->context.empty()) error.set_context("the preview of the RAW photograph");
  return error;
}

tl::unexpected<Error> no_preview() {
#ifdef TBBIMG_HAS_LIBRAW
  return fail(ErrorCode::unsupported,
              "the RAW photograph holds no JPEG preview; tbbimg run and convert can develop it, with --raw develop");
#else
  return fail(ErrorCode::unsupported,
              "the RAW photograph holds no JPEG preview; develop it to a JPEG or TIFF with a raw converter, or with "
              "--raw develop of a build with LibRaw");
#endif
}

/// Where the preview is, and what is known of the photograph.
Result<detail::RawFacts> find_preview(detail::FileBytes& file) {
  TBBIMG_ASSIGN_OR_RETURN(detail::RawFacts facts, detail::read_raw_facts(file));
  if (facts.preview().bytes == 0) return no_preview();
  return facts;
}

bool is_portrait(Size size) noexcept { return size.height > size.width; }

// Some programs store previews upright, beside an orientation that is the sensor's alone.
Orientation orientation_of(const detail::RawFacts& facts, Orientation own) noexcept {
  const Orientation stored = facts.orientation.value_or(own);
  const Size preview = facts.preview().size;
  const bool is_turned =
      swaps_sides(stored) && is_portrait(preview) != is_portrait(facts.full_size()) && preview.width != preview.height;
  return is_turned ? Orientation::upright : stored;
}

ImageInfo describe(const detail::RawFacts& facts, ImageInfo preview) {
  ImageInfo info = std::move(preview);
  info.format = kRawFormat.name;
  info.preview_of = facts.full_size();
  const Exif own = std::exchange(info.exif, facts.exif.empty() ? Exif{} : read_exif(facts.exif));
  if (info.exif.date.empty()) info.exif.date = own.date;
  if (info.exif.copyright.empty()) info.exif.copyright = own.copyright;
  info.exif.orientation = orientation_of(facts, own.orientation);
  return info;
}

#ifdef TBBIMG_HAS_LIBRAW
Result<ImageInfo> probe_development(std::span<const std::uint8_t> file) {
  detail::FileBytes bytes(file);
  TBBIMG_ASSIGN_OR_RETURN(const detail::RawFacts facts, detail::read_raw_facts(bytes));
  TBBIMG_ASSIGN_OR_RETURN(ImageInfo info, detail::probe_developed(file));
  const Orientation orientation = info.exif.orientation;
  if (!facts.exif.empty()) info.exif = read_exif(facts.exif);
  info.exif.orientation = orientation;
  return info;
}

Result<std::unique_ptr<ImageReader>> open_development(std::span<const std::uint8_t> file, Buffer owner,
                                                      const DecodeOptions& options) {
  TBBIMG_ASSIGN_OR_RETURN(ImageInfo info, probe_development(file));
  TBBIMG_RETURN_IF_ERROR(check_image_size(info.stored_size, options.limits));
  return detail::open_developed(file, std::move(owner), std::move(info), options);
}
#else
tl::unexpected<Error> no_development() {
  return fail(ErrorCode::unsupported,
              "this build cannot develop RAW photographs, for it was made without LibRaw; leave out --raw develop to "
              "take the preview");
}

Result<ImageInfo> probe_development(std::span<const std::uint8_t> /*file*/) { return no_development(); }

Result<std::unique_ptr<ImageReader>> open_development(std::span<const std::uint8_t> /*file*/, Buffer /*owner*/,
                                                      const DecodeOptions& /*options*/) {
  return no_development();
}
#endif

// LibRaw takes a file as a whole.
Result<Buffer> read_whole(const ByteSource& file, const Limits& limits, const BufferPool& pool) {
  TBBIMG_RETURN_IF_ERROR(check_file_size(file.size(), limits));
  TBBIMG_ASSIGN_OR_RETURN(Buffer bytes, pool.allocate(static_cast<std::size_t>(file.size())));
  TBBIMG_RETURN_IF_ERROR(file.read_at(0, bytes.bytes()));
  return bytes;
}

/// The JPEG's reader, and its bytes unless they belong to somebody else.
class RawPreviewReader final : public ImageReader {
 public:
  RawPreviewReader(ImageInfo info, Buffer bytes, std::unique_ptr<ImageReader> preview, Size at_least)
      : ImageReader(std::move(info), preview->shape(), preview->metadata()),
        bytes_(std::move(bytes)),
        preview_(std::move(preview)),
        at_least_(at_least) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override {
    std::vector<DecodeWarning> warnings = preview_->warnings();
    const Size whole = info().preview_of;
    const int percent = info().stored_size.width * 100 / std::max(whole.width, 1);
    const bool is_enough = detail::may_shrink(at_least_) && detail::is_at_least(info().stored_size, at_least_);
    if (!is_enough && percent < kSmallPreviewPercent) {
      warnings.push_back({DecodeWarningKind::small_preview, static_cast<std::uint64_t>(percent)});
    }
    return warnings;
  }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int /*index*/) override {
    auto frame = preview_->next_frame();
    if (!frame) return fail(of_preview(std::move(frame).error()));
    return frame;
  }
  [[nodiscard]] Status fill_rows(ImageView rows, int /*first_row*/) override {
    return named(preview_->read_rows(rows));
  }
  [[nodiscard]] Status finish_file() override { return named(preview_->finish()); }

  [[nodiscard]] static Status named(Status status) {
    return status ? Status{} : Status(fail(of_preview(std::move(status).error())));
  }

  Buffer bytes_;
  std::unique_ptr<ImageReader> preview_;
  Size at_least_;
};

Result<std::unique_ptr<ImageReader>> open_preview(const detail::RawFacts& facts, std::span<const std::uint8_t> jpeg,
                                                  Buffer owner, const DecodeOptions& options) {
  DecodeOptions of_jpeg = options;
  of_jpeg.page = 0;  // which Decoder::open() checks
  auto reader = jpeg_decoder().open(jpeg, of_jpeg);
  if (!reader) return fail(of_preview(std::move(reader).error()));
  ImageInfo info = describe(facts, (*reader)->info());
  return std::make_unique<RawPreviewReader>(std::move(info), std::move(owner), *std::move(reader), options.at_least);
}

// Reads the preview from a file that is not in memory.
Result<Buffer> read_preview(const ByteSource& file, const detail::RawPreview& preview, std::uint64_t most,
                            const BufferPool& pool) {
  TBBIMG_ASSIGN_OR_RETURN(Buffer bytes, pool.allocate(static_cast<std::size_t>(std::min(preview.bytes, most))));
  TBBIMG_RETURN_IF_ERROR(file.read_at(preview.offset, bytes.bytes()));
  return bytes;
}

}  // namespace

bool RawDecoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  head = head.first(std::min(head.size(), kSignatureBytes));
  return detail::starts_like(head, kRawFormat) || detail::is_raw_tiff(head);
}

Result<ImageInfo> RawDecoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  detail::FileBytes bytes(file);
  TBBIMG_ASSIGN_OR_RETURN(const detail::RawFacts facts, find_preview(bytes));
  auto info = jpeg_decoder().probe(file.subspan(facts.preview().offset, facts.preview().bytes));
  if (!info) return fail(of_preview(std::move(info).error()));
  return describe(facts, *std::move(info));
}

Result<ImageInfo> RawDecoder::probe_other(std::span<const std::uint8_t> file, const PictureChoice& choice) const {
  if (!choice.develop) return probe(file);
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  return probe_development(file);
}

Result<ImageInfo> RawDecoder::probe_parts(const ByteSource& file, const PictureChoice& choice) const {
  if (choice.develop) {
    TBBIMG_ASSIGN_OR_RETURN(const Buffer whole, read_whole(file, {}, {}));
    TBBIMG_ASSIGN_OR_RETURN(ImageInfo info, probe_development(whole.bytes()));
    info.part_bytes = file.size();
    return info;
  }
  detail::FileBytes bytes(file, detail::FileBytes::kPageBytes);
  TBBIMG_ASSIGN_OR_RETURN(const detail::RawFacts facts, find_preview(bytes));
  const detail::RawPreview& preview = facts.preview();
  TBBIMG_ASSIGN_OR_RETURN(Buffer jpeg, read_preview(file, preview, kPreviewHeaderBytes, {}));
  auto info = jpeg_decoder().probe(jpeg.bytes());
  if (!info && jpeg.size() < preview.bytes) {
    TBBIMG_ASSIGN_OR_RETURN(jpeg, read_preview(file, preview, preview.bytes, {}));
    info = jpeg_decoder().probe(jpeg.bytes());
  }
  if (!info) return fail(of_preview(std::move(info).error()));
  ImageInfo described = describe(facts, *std::move(info));
  described.part_bytes = preview.bytes;
  return described;
}

DecodeCost RawDecoder::cost(const ImageInfo& info, Size at_least) const noexcept {
#ifdef TBBIMG_HAS_LIBRAW
  if (info.preview_of == Size{}) return detail::developing_cost(info, at_least);
#endif
  DecodeCost cost = jpeg_decoder().cost(info, at_least);
  // The file's beginning, for EXIF, and what libexif makes of it.
  cost.scratch_bytes += std::size_t{256} << 10;
  return cost;
}

Result<std::unique_ptr<ImageReader>> RawDecoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  if (options.develop) return open_development(file, {}, options);
  detail::FileBytes bytes(file);
  TBBIMG_ASSIGN_OR_RETURN(const detail::RawFacts facts, find_preview(bytes));
  return open_preview(facts, file.subspan(facts.preview().offset, facts.preview().bytes), {}, options);
}

Result<std::unique_ptr<ImageReader>> RawDecoder::open_parts_reader(const ByteSource& file,
                                                                   const DecodeOptions& options) const {
  if (options.develop) {
    TBBIMG_ASSIGN_OR_RETURN(Buffer whole, read_whole(file, options.limits, options.pool));
    const std::span<const std::uint8_t> span(whole.data(), whole.size());
    return open_development(span, std::move(whole), options);
  }
  detail::FileBytes bytes(file, detail::FileBytes::kPageBytes);
  TBBIMG_ASSIGN_OR_RETURN(const detail::RawFacts facts, find_preview(bytes));
  TBBIMG_RETURN_IF_ERROR(check_file_size(facts.preview().bytes, options.limits));
  TBBIMG_ASSIGN_OR_RETURN(Buffer jpeg, read_preview(file, facts.preview(), facts.preview().bytes, options.pool));
  const std::span<const std::uint8_t> span(jpeg.data(), jpeg.size());
  return open_preview(facts, span, std::move(jpeg), options);
}

}  // namespace tbbimg
