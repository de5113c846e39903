#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/convolve/box_ref.hpp"
#include "kernels/convolve/coarse_ref.hpp"
#include "kernels/convolve/convolve_2d_ref.hpp"
#include "kernels/convolve/median_ref.hpp"
#include "kernels/convolve/premultiplied_ref.hpp"
#include "kernels/convolve/separable_ref.hpp"
#include "kernels/convolve/signed_ref.hpp"
#include "kernels/convolve/sobel_ref.hpp"
#include "kernels/convolve/unsharp_ref.hpp"
#include "kernels/convolve/wide_box_ref.hpp"
#else
#include "kernels/convolve/box-inl.hpp"
#include "kernels/convolve/coarse-inl.hpp"
#include "kernels/convolve/convolve_2d-inl.hpp"
#include "kernels/convolve/median-inl.hpp"
#include "kernels/convolve/premultiplied-inl.hpp"
#include "kernels/convolve/separable-inl.hpp"
#include "kernels/convolve/signed-inl.hpp"
#include "kernels/convolve/sobel-inl.hpp"
#include "kernels/convolve/unsharp-inl.hpp"
#include "kernels/convolve/wide_box-inl.hpp"
#endif
#include "kernels/convolve/table.hpp"

namespace tbbimg {

#if defined(TBBIMG_LEVEL_scalar)
namespace {
inline void convolve_vertical_row(const std::uint8_t* const* rows, SymmetricTaps taps, std::size_t bytes,
                                  std::uint16_t* destination) {
  convolve_vertical_ref(rows, taps, 0, bytes, destination);
}
inline void convolve_horizontal_row(const std::uint16_t* source, SymmetricTaps taps, int channels, std::size_t bytes,
                                    std::uint8_t* destination) {
  convolve_horizontal_ref(source, taps, channels, 0, bytes, destination);
}

inline void premultiplied_vertical_row(const PremultipliedVerticalPass& pass) { premultiplied_vertical_ref(pass, 0); }
inline void premultiplied_horizontal_row(const PremultipliedHorizontalPass& pass) {
  premultiplied_horizontal_ref(pass, 0);
}

inline void signed_horizontal(const SignedPass& pass) { signed_horizontal_ref(pass, 0); }

inline constexpr auto* box_vertical_row = box_vertical_ref;
inline void box_horizontal_row(const std::uint16_t* row, std::uint16_t* /*scratch*/, const BoxMean& mean, int channels,
                               std::size_t bytes, std::uint8_t* destination, bool /*past_caches*/,
                               const std::uint8_t* /*upcoming*/) {
  box_horizontal_ref(row, mean, channels, bytes, destination);
}

inline void wide_box_vertical_of_bytes(const WideBoxColumns<std::uint8_t>& columns) {
  wide_box_vertical_ref(columns, 0);
}
inline void wide_box_vertical_of_floats(const WideBoxColumns<float>& columns) { wide_box_vertical_ref(columns, 0); }
inline void wide_box_bytes(const WideBoxRow& row, std::uint8_t* destination) {
  wide_box_sums_ref(row);
  wide_box_bytes_ref(row, 0, destination);
}
inline void wide_box_floats(const WideBoxRow& row, float* destination) {
  wide_box_sums_ref(row);
  wide_box_floats_ref(row, destination);
}

inline void coarse_rows(const std::uint8_t* const* rows, int factor, std::size_t bytes, std::uint16_t* destination) {
  coarse_rows_ref(rows, factor, 0, bytes, destination);
}
inline constexpr auto* coarse_blur = coarse_blur_ref;
inline void refine_rows(const std::uint16_t* const* rows, const std::uint16_t* weights, std::size_t bytes,
                        std::uint8_t* destination) {
  refine_rows_ref(rows, weights, 0, bytes, destination);
}

inline void interleave_rows(const std::uint8_t* first, const std::uint8_t* second, std::size_t bytes,
                            std::uint8_t* pairs) {
  interleave_rows_ref(first, second, 0, bytes, pairs);
}
inline void convolve_pairs_wide(const PairConvolution& job) { convolve_pairs_ref(job, 0); }
inline constexpr auto* convolve_pairs_narrow = convolve_pairs_wide;
inline void copy_alpha(const std::uint8_t* source, int channels, std::size_t bytes, std::uint8_t* destination) {
  copy_alpha_ref(source, channels, 0, bytes, destination);
}

inline void median_3x3(const std::uint8_t* const* rows, int channels, std::size_t bytes, std::uint8_t* destination) {
  median_ref<3>(rows, channels, 0, bytes, destination);
}
inline void sort_columns_of_5(const std::uint8_t* const* rows, std::size_t bytes, std::uint8_t* const* sorted) {
  sort_columns_of_5_ref(rows, 0, bytes, sorted);
}
inline void median_5x5(const std::uint8_t* const* sorted, int channels, std::size_t bytes, std::uint8_t* destination) {
  median_ref<5>(sorted, channels, 0, bytes, destination);
}

inline void sobel_vertical(const std::uint8_t* const* rows, std::size_t bytes, std::int16_t* smooth,
                           std::int16_t* slope) {
  sobel_vertical_ref(rows, 0, bytes, smooth, slope);
}
inline void sobel_x(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                    std::uint8_t* destination) {
  sobel_x_ref(smooth, slope, channels, 0, bytes, destination);
}
inline void sobel_y(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                    std::uint8_t* destination) {
  sobel_y_ref(smooth, slope, channels, 0, bytes, destination);
}
inline void sobel_magnitude(const std::int16_t* smooth, const std::int16_t* slope, int channels, std::size_t bytes,
                            std::uint8_t* destination) {
  sobel_magnitude_ref(smooth, slope, channels, 0, bytes, destination);
}

inline void unsharp_row(const UnsharpPass& pass) { unsharp_ref(pass, 0); }
}  // namespace
#endif

constexpr ConvolveTable TBBIMG_LEVEL_TABLE(kConvolveTable) = {
    .vertical = convolve_vertical_row,
    .horizontal = convolve_horizontal_row,
    .premultiplied_vertical = premultiplied_vertical_row,
    .premultiplied_horizontal = premultiplied_horizontal_row,
    .signed_horizontal = signed_horizontal,
    .box_vertical = box_vertical_row,
    .box_horizontal = box_horizontal_row,
    .wide_box_vertical_of_bytes = wide_box_vertical_of_bytes,
    .wide_box_vertical_of_floats = wide_box_vertical_of_floats,
    .wide_box_bytes = wide_box_bytes,
    .wide_box_floats = wide_box_floats,
    .coarse_rows = coarse_rows,
    .coarse_columns_of_1 = coarse_columns_ref<1, std::int32_t>,
    .coarse_columns_of_3 = coarse_columns_ref<3, std::int32_t>,
    .coarse_columns_of_4 = coarse_columns_ref<4, float>,
    .coarse_blur = coarse_blur,
    .refine_columns_of_1 = refine_columns_ref<1>,
    .refine_columns_of_3 = refine_columns_ref<3>,
    .refine_columns_of_4 = refine_columns_ref<4>,
    .refine_rows = refine_rows,
    .interleave_rows = interleave_rows,
    .convolve_pairs_wide = convolve_pairs_wide,
    .convolve_pairs_narrow = convolve_pairs_narrow,
    .copy_alpha = copy_alpha,
    .median_3x3 = median_3x3,
    .sort_columns_of_5 = sort_columns_of_5,
    .median_5x5 = median_5x5,
    .sobel_vertical = sobel_vertical,
    .sobel_x = sobel_x,
    .sobel_y = sobel_y,
    .sobel_magnitude = sobel_magnitude,
    .unsharp = unsharp_row,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const ConvolveTable& table) { return table.box_vertical != box_vertical_ref; }
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kConvolveTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
