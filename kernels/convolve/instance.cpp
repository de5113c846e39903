#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/convolve/box_ref.hpp"
#include "kernels/convolve/convolve_2d_ref.hpp"
#include "kernels/convolve/separable_ref.hpp"
#else
#include "kernels/convolve/box-inl.hpp"
#include "kernels/convolve/convolve_2d-inl.hpp"
#include "kernels/convolve/separable-inl.hpp"
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

inline constexpr auto* box_vertical_row = box_vertical_ref;
inline void box_horizontal_row(const std::uint16_t* row, std::uint16_t* /*scratch*/, const BoxMean& mean, int channels,
                               std::size_t bytes, std::uint8_t* destination) {
  box_horizontal_ref(row, mean, channels, bytes, destination);
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
}  // namespace
#endif

constexpr ConvolveTable TBBIMG_LEVEL_TABLE(kConvolveTable) = {
    .vertical = convolve_vertical_row,
    .horizontal = convolve_horizontal_row,
    .box_vertical = box_vertical_row,
    .box_horizontal = box_horizontal_row,
    .interleave_rows = interleave_rows,
    .convolve_pairs_wide = convolve_pairs_wide,
    .convolve_pairs_narrow = convolve_pairs_narrow,
    .copy_alpha = copy_alpha,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const ConvolveTable& table) { return table.box_vertical != box_vertical_ref; }
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kConvolveTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
