#include "codecs/raw/detail/raw_development.hpp"

#include <libraw/libraw.h>

#include <algorithm>
#include <string>
#include <utility>

#include "codecs/detail/shrink.hpp"
#include "codecs/detail/whole_frame_reader.hpp"
#include "codecs/raw/detail/raw_directories.hpp"
#include "codecs/raw/raw_format.hpp"

// Of OpenMP, if LibRaw was built with it.
extern "C" void omp_set_num_threads(int threads) __attribute__((weak));

namespace tbbimg::detail {
namespace {

// It calls its callback otherwise, which prints.
constexpr unsigned kQuietly = LIBRAW_OPIONS_NO_MEMERR_CALLBACK | LIBRAW_OPIONS_NO_DATAERR_CALLBACK;

tl::unexpected<Error> development_failure(int error, bool is_stopped) {
  if (is_stopped || error == LIBRAW_CANCELLED_BY_CALLBACK) {
    return fail(ErrorCode::cancelled, "decoding was cancelled");
  }
  const std::string words = libraw_strerror(error);
  switch (error) {
    case LIBRAW_UNSUFFICIENT_MEMORY:
      return fail(ErrorCode::out_of_memory, "there is no memory to develop the RAW photograph");
    case LIBRAW_TOO_BIG:
      return fail(ErrorCode::limit_exceeded, "the RAW photograph is larger than its developer takes (" + words + ")");
    case LIBRAW_IO_ERROR: return raw_cut_short();
    case LIBRAW_DATA_ERROR: return raw_damaged("its samples cannot be read (" + words + ")");
    default:
      return fail(ErrorCode::unsupported, "the RAW photograph is of a kind that LibRaw cannot develop (" + words +
                                              "); without --raw develop, its preview is taken, if it has one");
  }
}

/// A file in memory. LibRaw's decoders of some makers go on where it ends, with whatever their buffers hold.
class WatchedFile final : public LibRaw_buffer_datastream {
 public:
  explicit WatchedFile(std::span<const std::uint8_t> file)
      // It never writes there.
      : LibRaw_buffer_datastream(const_cast<std::uint8_t*>(file.data()), file.size()) {}

  /// From now on, who reads too far behind the end gets LIBRAW_IO_ERROR.
  void guard_end() noexcept { is_guarded_ = true; }

  int read(void* to, std::size_t size, std::size_t count) override {
    const int items = LibRaw_buffer_datastream::read(to, size, count);
    const auto given = static_cast<std::size_t>(std::max(items, 0));
    note_missing(given < count ? (count - given) * size : 0);
    return items;
  }

  int get_char() override {
    const int byte = LibRaw_buffer_datastream::get_char();
    note_missing(byte < 0 ? std::size_t{1} : std::size_t{0});
    return byte;
  }

 private:
  void note_missing(std::size_t bytes) {
    constexpr std::size_t kMostMissing = std::size_t{64} << 10;  // sound files have a last block that is shorter
    if (!is_guarded_) return;
    missing_ += bytes;
    if (missing_ > kMostMissing) throw LIBRAW_EXCEPTION_IO_EOF;
  }

  bool is_guarded_ = false;
  std::size_t missing_ = 0;
};

/// LibRaw, which is large, with a file.
class Developer {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Developer>> open(std::span<const std::uint8_t> file,
                                                               std::stop_token stop) {
    auto developer = std::make_unique<Developer>(file);
    // In the thread that asks: a run has threads enough, and each of LibRaw's takes 7 MB.
    if (omp_set_num_threads != nullptr) omp_set_num_threads(1);
    developer->stop_ = std::move(stop);
    developer->libraw_.set_progress_handler(on_progress, developer.get());
    developer->libraw_.set_dataerror_handler(on_data_error, developer.get());
    const int error = developer->libraw_.open_datastream(&developer->file_);
    if (error != LIBRAW_SUCCESS) return developer->failure(error);
    developer->flip_ = developer->libraw_.imgdata.sizes.flip;
    libraw_output_params_t& params = developer->libraw_.imgdata.params;
    params.user_flip = 0;
    params.use_camera_wb = 1;
    params.output_color = 1;  // sRGB
    return developer;
  }

  explicit Developer(std::span<const std::uint8_t> file) : file_(file), libraw_(kQuietly) {}

  /// The samples. Gives one of LibRaw's errors.
  [[nodiscard]] int unpack() {
    file_.guard_end();
    const int error = libraw_.unpack();
    return error == LIBRAW_SUCCESS && is_damaged_ ? static_cast<int>(LIBRAW_DATA_ERROR) : error;
  }

  [[nodiscard]] LibRaw& libraw() noexcept { return libraw_; }
  /// As dcraw has it: mirrored across (1) and down (2), then at the diagonal (4).
  [[nodiscard]] int flip() const noexcept { return flip_; }
  [[nodiscard]] tl::unexpected<Error> failure(int error) const {
    return development_failure(error, stop_.stop_requested());
  }

 private:
  static int on_progress(void* self, LibRaw_progress /*stage*/, int /*iteration*/, int /*expected*/) {
    return static_cast<Developer*>(self)->stop_.stop_requested() ? 1 : 0;
  }
  static void on_data_error(void* self, const char* /*file*/, int /*offset*/) {
    static_cast<Developer*>(self)->is_damaged_ = true;
  }

  WatchedFile file_;
  LibRaw libraw_;
  std::stop_token stop_;
  int flip_ = 0;
  bool is_damaged_ = false;  ///< samples were missing or wrong, with which LibRaw goes on
};

Orientation orientation_of_flip(int flip) noexcept {
  switch (flip) {
    case 1: return Orientation::flip_horizontal;
    case 2: return Orientation::flip_vertical;
    case 3: return Orientation::rotate_180;
    case 4: return Orientation::transpose;
    case 5: return Orientation::rotate_270;
    case 6: return Orientation::rotate_90;
    case 7: return Orientation::transverse;
    default: return Orientation::upright;
  }
}

Size halved(Size size) noexcept { return {(size.width + 1) / 2, (size.height + 1) / 2}; }

bool is_halved(const ImageInfo& info, Size at_least) noexcept {
  return info.halvings > 0 && may_shrink(at_least) && is_at_least(halved(info.stored_size), at_least);
}

class RawDevelopingReader final : public WholeFrameReader {
 public:
  RawDevelopingReader(std::span<const std::uint8_t> file, Buffer owner, const ImageInfo& info, ImageShape shape,
                      const DecodeOptions& options)
      : WholeFrameReader(info, shape, {}, options.pool),
        file_(file),
        owner_(std::move(owner)),
        limits_(options.limits),
        stop_(options.stop) {}

 private:
  [[nodiscard]] Status decode_frame(ImageView frame) override {
    TBBIMG_ASSIGN_OR_RETURN(const std::unique_ptr<Developer> developer, Developer::open(file_, stop_));
    LibRaw& libraw = developer->libraw();
    libraw_output_params_t& params = libraw.imgdata.params;
    params.output_bps = 8 * bytes_per_sample(frame.format);
    params.half_size = frame.width < info().stored_size.width ? 1 : 0;
    params.max_raw_memory_mb = static_cast<unsigned>(std::max<std::uint64_t>(limits_.max_decoded_bytes >> 20, 1));
    int error = developer->unpack();
    if (error == LIBRAW_SUCCESS) error = libraw.dcraw_process();
    if (error != LIBRAW_SUCCESS) return developer->failure(error);
    int width = 0;
    int height = 0;
    int colors = 0;
    int bits = 0;
    libraw.get_mem_image_format(&width, &height, &colors, &bits);
    if (Size{width, height} != frame.size() || colors != channels(frame.format)) {
      return fail(ErrorCode::unsupported,
                  "LibRaw develops the RAW photograph to another size or other colours than its header tells; leave "
                  "out --raw develop to take its preview");
    }
    error = libraw.copy_mem_image(frame.data, static_cast<int>(frame.stride), 0);
    return error == LIBRAW_SUCCESS ? Status{} : Status(developer->failure(error));
  }

  std::span<const std::uint8_t> file_;
  Buffer owner_;
  Limits limits_;
  std::stop_token stop_;
};

}  // namespace

Result<ImageInfo> probe_developed(std::span<const std::uint8_t> file) {
  TBBIMG_ASSIGN_OR_RETURN(const std::unique_ptr<Developer> developer, Developer::open(file, {}));
  LibRaw& libraw = developer->libraw();
  const bool is_bayer = libraw.imgdata.idata.filters != 0;
  const bool is_square = libraw.imgdata.sizes.pixel_aspect == 1.0;
  const bool is_gray = libraw.imgdata.idata.colors == 1;
  if (const int error = libraw.adjust_sizes_info_only(); error != LIBRAW_SUCCESS) return developer->failure(error);
  ImageInfo info;
  info.format = kRawFormat.name;
  info.stored_size = {libraw.imgdata.sizes.iwidth, libraw.imgdata.sizes.iheight};
  info.pixel_format = is_gray ? PixelFormat::gray8 : PixelFormat::rgb8;
  info.model = is_gray ? ColorModel::gray : ColorModel::rgb;
  info.bits_per_sample = 16;
  info.exif.orientation = orientation_of_flip(developer->flip());
  // Turned grids of Fujifilm come out larger than they are stored.
  const Size plain = {libraw.imgdata.sizes.width, libraw.imgdata.sizes.height};
  info.halvings = is_bayer && is_square && plain == info.stored_size ? 1 : 0;
  return info;
}

DecodeCost developing_cost(const ImageInfo& info, Size at_least) noexcept {
  const Size size = is_halved(info, at_least) ? halved(info.stored_size) : info.stored_size;
  // The samples, with those at the borders; four of 16 bits for each pixel; what is interpolated at a time.
  constexpr std::uint64_t kFixed = 24 << 20;
  const std::uint64_t scratch =
      kFixed + info.stored_size.pixels() * 2 * 5 / 4 + size.pixels() * 8 + (info.halvings == 0 ? size.pixels() * 8 : 0);
  return {{size, info.pixel_format}, static_cast<std::size_t>(scratch)};
}

Result<std::unique_ptr<ImageReader>> open_developed(std::span<const std::uint8_t> file, Buffer owner, ImageInfo info,
                                                    const DecodeOptions& options) {
  const PixelFormat format = options.sixteen_bits ? sixteen_bits(info.pixel_format) : info.pixel_format;
  const Size size = is_halved(info, options.at_least) ? halved(info.stored_size) : info.stored_size;
  return std::make_unique<RawDevelopingReader>(file, std::move(owner), info, ImageShape{size, format}, options);
}

}  // namespace tbbimg::detail
