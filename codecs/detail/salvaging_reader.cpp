#include "codecs/detail/salvaging_reader.hpp"

#include <algorithm>
#include <utility>

#include "codecs/detail/pixels.hpp"

namespace tbbimg::detail {
namespace {

class SalvagingReader final : public ImageReader {
 public:
  SalvagingReader(std::unique_ptr<ImageReader> reader, Reopen reopen)
      : ImageReader(reader->info(), reader->shape(), reader->metadata()),
        reader_(std::move(reader)),
        reopen_(std::move(reopen)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override {
    if (!is_damaged_) return reader_->warnings();
    return {{DecodeWarningKind::salvaged, static_cast<std::uint64_t>(whole_rows_)}};
  }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int index) override {
    if (index > 0 && is_damaged_) return std::nullopt;
    return reader_->next_frame();
  }

  [[nodiscard]] Status fill_rows(ImageView rows, int first_row) override {
    if (is_damaged_) {
      paint_lost(rows);
      return {};
    }
    Status status = reader_->read_rows(rows);
    if (status || status.error().code != ErrorCode::corrupt_data) return status;
    TBBIMG_ASSIGN_OR_RETURN(const int whole, read_whole_rows(rows, first_row));
    if (first_row + whole == 0) return status;
    is_damaged_ = true;
    whole_rows_ = first_row + whole;
    paint_lost(rows.crop(0, whole, {rows.width, rows.height - whole}));
    return {};
  }

  // Reads the file once more, up to the damage: how many of these rows are whole.
  [[nodiscard]] Result<int> read_whole_rows(ImageView rows, int first_row) {
    reader_.reset();  // two would take twice the memory
    TBBIMG_ASSIGN_OR_RETURN(reader_, reopen_());
    TBBIMG_ASSIGN_OR_RETURN(const std::optional<Frame> frame, reader_->next_frame());
    if (!frame) return 0;
    for (int y = 0; y < first_row; y += rows.height) {
      const ImageView passed_over = rows.crop(0, 0, {rows.width, std::min(rows.height, first_row - y)});
      TBBIMG_RETURN_IF_ERROR(reader_->read_rows(passed_over));
    }
    for (int y = 0; y < rows.height; ++y) {
      const Status status = reader_->read_rows(rows.crop(0, y, {rows.width, 1}));
      if (status) continue;
      if (status.error().code != ErrorCode::corrupt_data) return fail(status.error());
      return y;
    }
    return rows.height;
  }

  [[nodiscard]] Status finish_file() override {
    if (is_damaged_) return {};
    Status status = reader_->finish();
    if (status || status.error().code != ErrorCode::corrupt_data) return status;
    is_damaged_ = true;  // no row is lost, but whether all of them are right cannot be told
    return {};
  }

  std::unique_ptr<ImageReader> reader_;
  Reopen reopen_;
  bool is_damaged_ = false;
  int whole_rows_ = 0;
};

}  // namespace

void paint_lost(ImageView rows) noexcept {
  if (has_alpha(rows.format)) return clear_pixels(rows);
  constexpr std::uint8_t kGray = 128;  // of both bytes of 16 bits: 128 * 257
  for (int y = 0; y < rows.height; ++y) std::fill_n(rows.row(y), rows.row_bytes(), kGray);
}

Result<std::unique_ptr<ImageReader>> salvaging(const Reopen& reopen) {
  TBBIMG_ASSIGN_OR_RETURN(std::unique_ptr<ImageReader> reader, reopen());
  if (reader->info().frames > 1) return reader;
  return std::make_unique<SalvagingReader>(std::move(reader), reopen);
}

}  // namespace tbbimg::detail
