#include "codecs/tiff/detail/tiff_handle.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string_view>

#include "codecs/tiff/detail/tiff_structure.hpp"

namespace tbbimg::detail {
namespace {

// h: the directory is chosen afterwards. O: offsets and lengths of strips are read when they are needed, so that a
// header can be read without them and a million strips cost nothing.
constexpr const char* kTiffReadMode = "rhO";

// Warnings behind which pixels are missing or wrong: fax lines of a wrong length or behind the end of data, bytes that
// PackBits throws away, and libjpeg's, of which those that are harmless begin otherwise.
bool tells_of_lost_pixels(std::string_view module, std::string_view words) noexcept {
  if (module.starts_with("Fax") || module.starts_with("PackBits")) return true;
  return module == "JPEGLib" && (words.starts_with("Corrupt") || words.starts_with("Premature"));
}

}  // namespace

TIFFOpenOptions* TiffWords::make_options(std::uint64_t max_allocation) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (options == nullptr) return nullptr;
  constexpr std::uint64_t kMost = std::numeric_limits<tmsize_t>::max();
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, static_cast<tmsize_t>(std::min(max_allocation, kMost)));
  TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, this);
  return options;
}

void TiffWords::forget() noexcept {
  is_error_ = false;
  text_.clear();
}

int TiffWords::on_error(TIFF* /*tiff*/, void* self, const char* module, const char* format,
                        std::va_list arguments) noexcept {
  static_cast<TiffWords*>(self)->note(module, format, arguments);
  return 1;
}

int TiffWords::on_warning(TIFF* /*tiff*/, void* self, const char* module, const char* format,
                          std::va_list arguments) noexcept {
  TiffWords& words = *static_cast<TiffWords*>(self);
  if (!words.watches_pixels_ || words.is_error_ || module == nullptr) return 1;
  std::array<char, 64> beginning{};
  std::va_list copy;
  va_copy(copy, arguments);
  std::vsnprintf(beginning.data(), beginning.size(), format, copy);
  va_end(copy);
  if (tells_of_lost_pixels(module, beginning.data())) words.note(module, format, arguments);
  return 1;
}

void TiffWords::note(const char* module, const char* format, std::va_list arguments) noexcept try {
  if (is_error_) return;
  is_error_ = true;
  std::array<char, 300> words{};
  std::vsnprintf(words.data(), words.size(), format, arguments);
  text_ = module == nullptr || *module == '\0' ? "" : std::string(module) + ": ";
  text_ += words.data();
  std::replace_if(
      text_.begin(), text_.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  while (text_.ends_with('.')) text_.pop_back();
} catch (...) {
}

Result<std::unique_ptr<TiffHandle>> TiffHandle::open(std::shared_ptr<FileBytes> file, std::uint64_t directory,
                                                     std::uint64_t max_allocation) {
  std::unique_ptr<TiffHandle> handle(new TiffHandle(std::move(file)));
  TIFFOpenOptions* options = handle->words_.make_options(max_allocation);
  if (options == nullptr) return fail(ErrorCode::out_of_memory, "there is no memory to decode the TIFF");
  handle->tiff_ = TIFFClientOpenExt("TIFF", kTiffReadMode, handle.get(), on_read, on_write, on_seek, on_close, on_size,
                                    on_map, on_unmap, options);
  TIFFOpenOptionsFree(options);
  const bool is_open = handle->tiff_ != nullptr && TIFFSetSubDirectory(handle->tiff_, directory) != 0;
  // libtiff looks for some values only when it reads pixels, and does without others.
  const bool is_whole = TiffStructure(*handle->file_).is_whole(directory);
  if (handle->file_->failure()) return fail(*handle->file_->failure());
  if (!is_whole) return tiff_cut_short();
  if (!is_open) return handle->failure();
  handle->words_.forget();
  return handle;
}

TiffHandle::~TiffHandle() {
  if (tiff_ != nullptr) TIFFClose(tiff_);
}

tl::unexpected<Error> TiffHandle::failure() const {
  if (file_->failure()) return fail(*file_->failure());
  // Said by libtiff where an allocation exceeds what make_options() allows.
  const std::string& text = words_.text();
  if (text.find("Memory allocation of") != std::string::npos) {
    return fail(ErrorCode::limit_exceeded, ErrorKind::decoded_too_large,
                "the TIFF takes more memory than the limits allow (" + text + ")");
  }
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the TIFF is damaged (" + (text.empty() ? std::string("too few pixels") : text) +
                  "); copy it again from its source");
}

tl::unexpected<Error> TiffHandle::failure_in(std::uint32_t strip_or_tile) {
  const auto failed = failure();
  if (file_->failure()) return failed;
  const std::uint64_t offset = TIFFGetStrileOffset(tiff_, strip_or_tile);
  const std::uint64_t bytes = TIFFGetStrileByteCount(tiff_, strip_or_tile);
  if (!file_->holds(offset, bytes)) return tiff_cut_short();
  return failed;
}

tmsize_t TiffHandle::on_read(thandle_t self, void* to, tmsize_t bytes) noexcept {
  TiffHandle& handle = *static_cast<TiffHandle*>(self);
  if (bytes <= 0 || handle.position_ >= handle.file_->size()) return 0;
  const auto wanted = static_cast<std::uint64_t>(bytes);
  const auto count = static_cast<std::size_t>(std::min(wanted, handle.file_->size() - handle.position_));
  if (!handle.file_->read(handle.position_, {static_cast<std::uint8_t*>(to), count})) return 0;
  handle.position_ += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t TiffHandle::on_write(thandle_t /*self*/, void* /*from*/, tmsize_t /*bytes*/) noexcept { return 0; }

toff_t TiffHandle::on_seek(thandle_t self, toff_t offset, int whence) noexcept {
  TiffHandle& handle = *static_cast<TiffHandle*>(self);
  const std::uint64_t from = whence == SEEK_CUR ? handle.position_ : whence == SEEK_END ? handle.file_->size() : 0;
  handle.position_ = from + offset;
  return handle.position_;
}

int TiffHandle::on_close(thandle_t /*self*/) noexcept { return 0; }

toff_t TiffHandle::on_size(thandle_t self) noexcept { return static_cast<TiffHandle*>(self)->file_->size(); }

// Without this, libtiff copies each strip before it decodes it, and a file may be one strip. It only reads.
int TiffHandle::on_map(thandle_t self, void** base, toff_t* bytes) noexcept {
  TiffHandle& handle = *static_cast<TiffHandle*>(self);
  if (!handle.file_->is_in_memory()) return 0;
  *base = const_cast<std::uint8_t*>(handle.file_->memory().data());
  *bytes = handle.file_->size();
  return 1;
}

void TiffHandle::on_unmap(thandle_t /*self*/, void* /*base*/, toff_t /*bytes*/) noexcept {}

}  // namespace tbbimg::detail
