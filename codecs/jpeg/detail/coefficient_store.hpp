// The coefficients of a whole JPEG. Decoding needs them if the file has several scans, each of which adds to them;
// encoding, to fit the Huffman tables to them before the first is written. Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "codecs/jpeg/detail/libjpeg_wall.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg::detail {

/// Stands in for libjpeg's virtual block arrays, one per component, with two gains: the memory comes from a pool (fresh
/// pages cost more than decoding into them), and a component of which only DC coefficients matter keeps 2 bytes for
/// each block instead of 128.
class CoefficientStore {
 public:
  explicit CoefficientStore(BufferPool pool) noexcept : pool_(std::move(pool)) {}
  CoefficientStore(const CoefficientStore&) = delete;
  CoefficientStore& operator=(const CoefficientStore&) = delete;
  ~CoefficientStore() = default;

  /// Component number `index` will be asked for DC coefficients only, and for at most this many rows at once.
  void keep_dc_only(int index, int rows_at_once) noexcept {
    arrays_[static_cast<std::size_t>(index)].window_rows = static_cast<std::size_t>(rows_at_once);
  }

  /// Replaces the memory manager's functions of `cinfo`, whose client_data must be this store.
  void install(j_common_ptr cinfo) noexcept;

 private:
  struct BlockArray {
    [[nodiscard]] bool dc_only() const noexcept { return window_rows != 0; }

    std::size_t blocks_per_row = 0;
    std::size_t rows = 0;
    std::size_t rows_defined = 0;  // those below have been set to zero before their first use
    std::size_t window_rows = 0;   // of a dc_only() array: those that lie unpacked in `blocks`
    std::size_t window_begin = 0;
    bool window_dirty = false;
    Buffer blocks;  // all rows, or the window
    Buffer dc;      // of a dc_only() array: rows * blocks_per_row JCOEFs
    std::vector<JBLOCKROW> row_pointers;
  };

  static CoefficientStore& of(j_common_ptr cinfo) noexcept {
    return *static_cast<CoefficientStore*>(cinfo->client_data);
  }
  static jvirt_barray_ptr on_request(j_common_ptr cinfo, int pool_id, boolean pre_zero, JDIMENSION blocks_per_row,
                                     JDIMENSION rows, JDIMENSION max_access);
  static void on_realize(j_common_ptr cinfo);
  static JBLOCKARRAY on_access(j_common_ptr cinfo, jvirt_barray_ptr handle, JDIMENSION start, JDIMENSION count,
                               boolean writable);

  [[nodiscard]] bool allocate() noexcept;
  [[nodiscard]] bool allocate(BlockArray& array) const;
  static JBLOCKARRAY full_rows(BlockArray& array, std::size_t start, std::size_t count) noexcept;
  static JBLOCKARRAY unpacked_rows(BlockArray& array, std::size_t start, bool writable) noexcept;

  BufferPool pool_;
  std::array<BlockArray, MAX_COMPONENTS> arrays_;
  std::size_t requested_ = 0;
  void (*realize_others_)(j_common_ptr) = nullptr;
};

}  // namespace tbbimg::detail
