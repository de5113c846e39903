#include "codecs/detail/narrowing_reader.hpp"

#include <cstdint>
#include <utility>

namespace tbbimg::detail {
namespace {

class NarrowingReader final : public ImageReader {
 public:
  explicit NarrowingReader(std::unique_ptr<ImageReader> deep)
      : ImageReader(deep->info(), {deep->shape().size, eight_bits(deep->shape().format)}, deep->metadata()),
        deep_(std::move(deep)) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override { return deep_->warnings(); }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int /*index*/) override { return deep_->next_frame(); }

  [[nodiscard]] Status fill_rows(ImageView rows, int /*first_row*/) override {
    if (row_.empty()) {
      TBBIMG_ASSIGN_OR_RETURN(row_, Image::create({{rows.width, 1}, deep_->shape().format}));
    }
    const std::size_t samples = rows.row_bytes();
    for (int y = 0; y < rows.height; ++y) {
      TBBIMG_RETURN_IF_ERROR(deep_->read_rows(row_.view()));
      const auto* const from = reinterpret_cast<const std::uint16_t*>(row_.view().row(0));
      std::uint8_t* const to = rows.row(y);
      // The nearest to from / 257, as libpng's png_set_scale_16() has it.
      for (std::size_t i = 0; i < samples; ++i) to[i] = static_cast<std::uint8_t>((from[i] * 255U + 32895U) >> 16U);
    }
    return {};
  }

  [[nodiscard]] Status finish_file() override { return deep_->finish(); }

  std::unique_ptr<ImageReader> deep_;
  Image row_;
};

}  // namespace

std::unique_ptr<ImageReader> narrowed(std::unique_ptr<ImageReader> deep) {
  return std::make_unique<NarrowingReader>(std::move(deep));
}

}  // namespace tbbimg::detail
