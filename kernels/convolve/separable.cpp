#include "kernels/convolve/separable.hpp"

#include <algorithm>
#include <new>

#include "kernels/convolve/check_filter.hpp"
#include "kernels/convolve/passes.hpp"

namespace tbbimg {

Status convolve_separable(ConstImageView source, ImageView destination, const SeparableKernel& kernel, RowRange rows,
                          Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_filter(source, destination, rows, "a separable convolution"));
  if (destination.empty() || rows.count() == 0) return {};

  const ConvolveMethod method = convolve_method(source.format, kernel);
  const ConvolveScratch layout(method, source.width, source.format, kernel.radius());
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(layout.total_bytes()));
  const ConvolveJob job{source, destination, kernel, rows, kernels.table(), layout, scratch.data()};
  try {
    switch (method) {
      case ConvolveMethod::narrow: convolve_narrow(job); break;
      case ConvolveMethod::wide: convolve_wide(job); break;
      case ConvolveMethod::box: convolve_box(job); break;
      case ConvolveMethod::premultiplied: convolve_premultiplied(job); break;
    }
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for the weights of a separable convolution");
  }
  return {};
}

std::size_t convolve_separable_scratch_bytes(int width, PixelFormat format, const SeparableKernel& kernel) noexcept {
  return ConvolveScratch(convolve_method(format, kernel), std::max(width, 0), format, kernel.radius()).total_bytes();
}

}  // namespace tbbimg
