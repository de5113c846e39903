#include "codecs/tiff/detail/tiff_output.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <utility>

namespace tbbimg::detail {

TiffOutput::~TiffOutput() {
  if (tiff_ != nullptr) TIFFClose(tiff_);
}

Status TiffOutput::open(std::size_t expected_bytes, bool is_big_tiff) {
  lacks_memory_ = !output_.reserve(expected_bytes);
  TIFFOpenOptions* options = words_.make_options(std::numeric_limits<tmsize_t>::max());
  if (lacks_memory_ || options == nullptr) {
    lacks_memory_ = true;
    TIFFOpenOptionsFree(options);
    return failure();
  }
  tiff_ = TIFFClientOpenExt("TIFF", is_big_tiff ? "wl8" : "wl", this, on_read, on_write, on_seek, on_close, on_size,
                            nullptr, nullptr, options);
  TIFFOpenOptionsFree(options);
  return tiff_ != nullptr ? Status{} : failure();
}

Result<Buffer> TiffOutput::close() {
  const bool written = TIFFWriteDirectory(tiff_) != 0;
  TIFFClose(std::exchange(tiff_, nullptr));
  if (!written || lacks_memory_ || words_.is_error()) return failure();
  return output_.release();
}

tl::unexpected<Error> TiffOutput::failure() const {
  if (lacks_memory_) return fail(ErrorCode::out_of_memory, "there is no memory for the encoded TIFF");
  return fail(ErrorCode::internal, "libtiff cannot write the TIFF (" + words_.text() + ")");
}

tmsize_t TiffOutput::on_read(thandle_t self, void* to, tmsize_t bytes) noexcept {
  TiffOutput& file = *static_cast<TiffOutput*>(self);
  const auto written = file.output_.written();
  if (bytes <= 0 || file.position_ >= written.size()) return 0;
  const auto from = written.subspan(static_cast<std::size_t>(file.position_));
  const std::size_t count = std::min(static_cast<std::size_t>(bytes), from.size());
  std::memcpy(to, from.data(), count);
  file.position_ += count;
  return static_cast<tmsize_t>(count);
}

// Also over what is written already (the header, when the directory's place is known), and behind the end: what a
// directory refers to comes before the directory itself.
tmsize_t TiffOutput::on_write(thandle_t self, void* from, tmsize_t bytes) noexcept {
  TiffOutput& file = *static_cast<TiffOutput*>(self);
  if (bytes < 0) return 0;
  const std::span data(static_cast<const std::uint8_t*>(from), static_cast<std::size_t>(bytes));
  const std::size_t end = static_cast<std::size_t>(file.position_) + data.size();
  const std::size_t size = file.output_.written().size();
  if (end > size) {
    if (!file.output_.reserve(end - size)) {
      file.lacks_memory_ = true;
      return 0;
    }
    const auto space = file.output_.free_space().first(end - size);
    std::fill(space.begin(), space.end(), std::uint8_t{0});
    file.output_.commit(space.size());
  }
  if (bytes > 0) std::memcpy(file.output_.written().data() + file.position_, data.data(), data.size());
  file.position_ = end;
  return bytes;
}

toff_t TiffOutput::on_seek(thandle_t self, toff_t offset, int whence) noexcept {
  TiffOutput& file = *static_cast<TiffOutput*>(self);
  const std::uint64_t from = whence == SEEK_CUR ? file.position_ : whence == SEEK_END ? on_size(self) : 0;
  file.position_ = from + offset;
  return file.position_;
}

int TiffOutput::on_close(thandle_t /*self*/) noexcept { return 0; }

toff_t TiffOutput::on_size(thandle_t self) noexcept { return static_cast<TiffOutput*>(self)->output_.written().size(); }

}  // namespace tbbimg::detail
