#include "codecs/detail/narrowing_reader.hpp"

#include <utility>

#include "kernels/point/narrow.hpp"

namespace tbbimg::detail {
namespace {

class NarrowingReader final : public ImageReader {
 public:
  NarrowingReader(std::unique_ptr<ImageReader> deep, Kernels kernels)
      : ImageReader(deep->info(), {deep->shape().size, eight_bits(deep->shape().format)}, deep->metadata()),
        deep_(std::move(deep)),
        kernels_(kernels) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override { return deep_->warnings(); }

 private:
  [[nodiscard]] Result<std::optional<Frame>> start_frame(int /*index*/) override { return deep_->next_frame(); }

  [[nodiscard]] Status fill_rows(ImageView rows, int /*first_row*/) override {
    if (row_.empty()) {
      TBBIMG_ASSIGN_OR_RETURN(row_, Image::create({{rows.width, 1}, deep_->shape().format}));
    }
    for (int y = 0; y < rows.height; ++y) {
      TBBIMG_RETURN_IF_ERROR(deep_->read_rows(row_.view()));
      TBBIMG_RETURN_IF_ERROR(narrow(row_.view(), rows.crop(0, y, {rows.width, 1}), {0, 1}, kernels_));
    }
    return {};
  }

  [[nodiscard]] Status finish_file() override { return deep_->finish(); }

  std::unique_ptr<ImageReader> deep_;
  Kernels kernels_;
  Image row_;
};

}  // namespace

Result<std::unique_ptr<ImageReader>> narrowed(std::unique_ptr<ImageReader> deep) {
  TBBIMG_ASSIGN_OR_RETURN(const Kernels kernels, Kernels::active());
  return std::make_unique<NarrowingReader>(std::move(deep), kernels);
}

}  // namespace tbbimg::detail
