#include "codecs/jpeg/detail/coefficient_store.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "kernels/core/checked_math.hpp"

namespace tbbimg::detail {
namespace {

JCOEF* dc_row(Buffer& dc, std::size_t row, std::size_t blocks_per_row) noexcept {
  return reinterpret_cast<JCOEF*>(dc.data()) + row * blocks_per_row;
}

}  // namespace

void CoefficientStore::install(j_common_ptr cinfo) noexcept {
  realize_others_ = cinfo->mem->realize_virt_arrays;
  cinfo->mem->request_virt_barray = on_request;
  cinfo->mem->realize_virt_arrays = on_realize;
  cinfo->mem->access_virt_barray = on_access;
}

// The coefficient controllers request one array per component, in the frame's order, and nobody else requests any.
jvirt_barray_ptr CoefficientStore::on_request(j_common_ptr cinfo, int /*pool_id*/, boolean /*pre_zero*/,
                                              JDIMENSION blocks_per_row, JDIMENSION rows, JDIMENSION /*max_access*/) {
  CoefficientStore& store = of(cinfo);
  if (store.requested_ == store.arrays_.size()) {
    LibjpegWall::escape(cinfo, ErrorCode::internal, "libjpeg asked for more coefficient arrays than components");
  }
  BlockArray& array = store.arrays_[store.requested_++];
  array.blocks_per_row = blocks_per_row;
  array.rows = rows;
  array.window_rows = std::min<std::size_t>(array.window_rows, rows);
  return reinterpret_cast<jvirt_barray_ptr>(&array);
}

void CoefficientStore::on_realize(j_common_ptr cinfo) {
  of(cinfo).realize_others_(cinfo);
  if (!of(cinfo).allocate()) {
    LibjpegWall::escape(cinfo, ErrorCode::out_of_memory, "there is no memory for the coefficients of the JPEG");
  }
}

bool CoefficientStore::allocate() noexcept try {
  return std::all_of(arrays_.begin(), arrays_.begin() + static_cast<std::ptrdiff_t>(requested_),
                     [this](BlockArray& array) { return array.row_pointers.empty() ? allocate(array) : true; });
} catch (...) {
  return false;
}

bool CoefficientStore::allocate(BlockArray& array) const {
  const std::size_t unpacked_rows = array.dc_only() ? array.window_rows : array.rows;
  const auto row_bytes = checked_multiply(array.blocks_per_row, sizeof(JBLOCK));
  const auto bytes = row_bytes ? checked_multiply(*row_bytes, unpacked_rows) : std::nullopt;
  if (!bytes) return false;
  auto blocks = pool_.allocate(*bytes);
  if (!blocks) return false;
  array.blocks = *std::move(blocks);
  for (std::size_t row = 0; row < unpacked_rows; ++row) {
    array.row_pointers.push_back(reinterpret_cast<JBLOCKROW>(array.blocks.data() + row * *row_bytes));
  }
  if (!array.dc_only()) return true;

  std::memset(array.blocks.data(), 0, *bytes);
  auto dc = pool_.allocate(array.rows * array.blocks_per_row * sizeof(JCOEF));
  if (!dc) return false;
  array.dc = *std::move(dc);
  std::memset(array.dc.data(), 0, array.dc.size());
  return true;
}

JBLOCKARRAY CoefficientStore::on_access(j_common_ptr cinfo, jvirt_barray_ptr handle, JDIMENSION start, JDIMENSION count,
                                        boolean writable) {
  BlockArray& array = *reinterpret_cast<BlockArray*>(handle);
  const std::size_t max_count = array.dc_only() ? array.window_rows : array.rows;
  if (count > max_count || start > array.rows - count || array.row_pointers.empty()) {
    LibjpegWall::escape(cinfo, ErrorCode::internal, "libjpeg asked for rows of coefficients that do not exist");
  }
  return array.dc_only() ? unpacked_rows(array, start, writable != FALSE) : full_rows(array, start, count);
}

// Rows are set to zero when they are first reached and not all at once, so that they are in the cache when they are
// decoded into.
JBLOCKARRAY CoefficientStore::full_rows(BlockArray& array, std::size_t start, std::size_t count) noexcept {
  const std::size_t end = start + count;
  if (array.rows_defined < end) {
    std::memset(static_cast<void*>(array.row_pointers[array.rows_defined]), 0,
                (end - array.rows_defined) * array.blocks_per_row * sizeof(JBLOCK));
    array.rows_defined = end;
  }
  return array.row_pointers.data() + start;
}

JBLOCKARRAY CoefficientStore::unpacked_rows(BlockArray& array, std::size_t start, bool writable) noexcept {
  if (array.window_begin != start) {
    const auto transfer = [&array](std::size_t begin, auto&& move) {
      const std::size_t end = std::min(begin + array.window_rows, array.rows);
      for (std::size_t row = begin; row < end; ++row) {
        JCOEF* packed = dc_row(array.dc, row, array.blocks_per_row);
        JBLOCKROW blocks = array.row_pointers[row - begin];
        for (std::size_t i = 0; i < array.blocks_per_row; ++i) move(packed[i], blocks[i][0]);
      }
    };
    if (std::exchange(array.window_dirty, false)) {
      transfer(array.window_begin, [](JCOEF& packed, const JCOEF& block) { packed = block; });
    }
    transfer(start, [](const JCOEF& packed, JCOEF& block) { block = packed; });
    array.window_begin = start;
  }
  array.window_dirty = array.window_dirty || writable;
  return array.row_pointers.data();
}

}  // namespace tbbimg::detail
