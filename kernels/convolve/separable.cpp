#include "kernels/convolve/separable.hpp"

#include <algorithm>
#include <new>

#include "kernels/convolve/coarse_gaussian.hpp"
#include "kernels/convolve/passes.hpp"
#include "kernels/convolve/separable_taps.hpp"
#include "kernels/convolve/words.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {

Status convolve_separable(ConstImageView source, ImageView destination, const SeparableKernel& kernel, RowRange rows,
                          Kernels kernels, Border border) {
  TBBIMG_RETURN_IF_ERROR(check_same_shape(source, destination, rows, "a separable convolution", kAllFormats));
  if (destination.empty() || rows.count() == 0) return {};

  const ConvolveMethod method = convolve_method(source.format, kernel);
  if (method == ConvolveMethod::coarse) {
    return coarse_gaussian(source, destination, kernel.fixed_point().sigma, border, rows, kernels);
  }
  if (method == ConvolveMethod::words) {
    return convolve_separable_words(source, destination, kernel, rows, kernels.table(), border);
  }
  const ConvolveScratch layout(method, source.width, source.format, kernel.radius());
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(layout.total_bytes()));
  const ConvolveJob job{source, destination, kernel, rows, kernels.table(), layout, border, scratch.data()};
  std::fill_n(job.zeros(), layout.zeros, std::uint8_t{0});
  try {
    switch (method) {
      case ConvolveMethod::narrow: convolve_narrow(job); break;
      case ConvolveMethod::wide: convolve_wide(job); break;
      case ConvolveMethod::box: convolve_box(job); break;
      case ConvolveMethod::wide_box: convolve_wide_box(job); break;
      case ConvolveMethod::word_box: convolve_word_box(job); break;
      case ConvolveMethod::coarse:
      case ConvolveMethod::words: break;  // above
      case ConvolveMethod::premultiplied: convolve_premultiplied(job); break;
    }
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for the weights of a separable convolution");
  }
  return {};
}

std::size_t convolve_separable_scratch_bytes(int width, PixelFormat format, const SeparableKernel& kernel) noexcept {
  const ConvolveMethod method = convolve_method(format, kernel);
  if (method == ConvolveMethod::coarse) {
    constexpr int kManyRows = 4096;
    return coarse_gaussian_scratch_bytes(width, kManyRows, format, kernel.fixed_point().sigma);
  }
  if (method == ConvolveMethod::words) return separable_word_scratch(width, format, kernel).bytes();
  return ConvolveScratch(method, std::max(width, 0), format, kernel.radius()).total_bytes();
}

}  // namespace tbbimg
