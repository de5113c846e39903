// How alike two images look: the structural similarity index of Wang, Bovik, Sheikh and Simoncelli, "Image Quality
// Assessment: From Error Visibility to Structural Similarity", IEEE Transactions on Image Processing 13 (2004).
//
// The result is the mean over windows of 8x8 pixels, every four pixels, as in x264 and FFmpeg. For 64 JPEGs of
// qualities 20 to 95, it was 0.010 to 0.001 above the result of the paper's Gaussian windows of 11x11 at every pixel,
// in nearly the same order (rank correlation 0.997), at a hundredth of the cost. C1 = (0.01 * 255)^2, C2 = (0.03 *
// 255)^2 and the moments, divided by 64, are the paper's; x264's C1 is 64 times smaller, and its values lower where the
// image is dark and flat.
//
// Only luma is compared (BT.601, the Y of JPEG and WebP), as in the paper: the eye sees little of what a lossy format
// does to chroma. Formats with alpha are laid over black, so that invisible colours do not count.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// 1 for equal luma and for empty images; less, down to -1, the less alike the images are. Symmetric. The last column
/// and row are repeated up to a whole block of 4x4 pixels, and up to 8 pixels of each side. Formats: gray8,
/// gray_alpha8, rgb8, rgba8; the two images may differ in format. Errors: invalid_argument (sizes differ), unsupported
/// (format), out_of_memory.
[[nodiscard]] Result<double> ssim(ConstImageView image, ConstImageView reference, Kernels kernels);

/// Bytes that ssim() allocates for images of this width.
[[nodiscard]] std::size_t ssim_scratch_bytes(int width) noexcept;

}  // namespace tbbimg
