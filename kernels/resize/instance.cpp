#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/resize/float_rows_ref.hpp"
#include "kernels/resize/resize_ref.hpp"
#else
#include "kernels/resize/float_rows-inl.hpp"
#include "kernels/resize/float_samples-inl.hpp"
#include "kernels/resize/resize-inl.hpp"
#endif
#include "kernels/resize/table.hpp"

namespace tbbimg {

#if defined(TBBIMG_LEVEL_scalar)
namespace {
inline constexpr auto* resize_vertical_rows = resize_vertical_ref;
inline constexpr auto* resize_horizontal_rows = resize_horizontal_ref;
inline constexpr auto* decode_row = decode_row_ref;
inline constexpr auto* float_horizontal_rows = float_horizontal_ref;
inline constexpr auto* float_vertical_row = float_vertical_ref;
inline constexpr auto* encode_row = encode_row_ref;
inline int resize_padded_taps(int /*channels*/, int taps) { return taps; }
}  // namespace
#endif

constexpr ResizeTable TBBIMG_LEVEL_TABLE(kResizeTable) = {
    .vertical = resize_vertical_rows,
    .horizontal = resize_horizontal_rows,
    .padded_taps = resize_padded_taps,
    .decode = decode_row,
    .float_horizontal = float_horizontal_rows,
    .float_vertical = float_vertical_row,
    .encode = encode_row,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const ResizeTable& table) {
  return table.vertical != resize_vertical_ref && table.horizontal != resize_horizontal_ref &&
         table.decode != decode_row_ref && table.float_horizontal != float_horizontal_ref &&
         table.float_vertical != float_vertical_ref && table.encode != encode_row_ref;
}
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kResizeTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
