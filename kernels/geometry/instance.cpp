#if defined(TBBIMG_LEVEL_scalar)
#include "kernels/geometry/orient_ref.hpp"
#else
#include "kernels/geometry/orient-inl.hpp"
#endif
#include "kernels/geometry/table.hpp"

namespace tbbimg {

#if defined(TBBIMG_LEVEL_scalar)
namespace {
inline constexpr auto* reverse_row = reverse_pixels_ref;
inline void stream_reversed_rgb_row(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels) {
  reverse_pixels_ref(source, destination, pixels, 3);
}
inline constexpr auto* transpose_rows = transpose_ref;
}  // namespace
#endif

constexpr GeometryTable TBBIMG_LEVEL_TABLE(kGeometryTable) = {
    .reverse_pixels = reverse_row,
    .stream_reversed_rgb = stream_reversed_rgb_row,
    .transpose = transpose_rows,
};

#if !defined(TBBIMG_LEVEL_scalar)
namespace {
constexpr bool runs_no_reference(const GeometryTable& table) {
  return table.reverse_pixels != reverse_pixels_ref && table.transpose != transpose_ref;
}
}  // namespace
static_assert(runs_no_reference(TBBIMG_LEVEL_TABLE(kGeometryTable)), "this level would silently run scalar code");
#endif

}  // namespace tbbimg
