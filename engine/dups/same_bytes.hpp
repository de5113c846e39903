// Which files have the same bytes?
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/core/error.hpp"

namespace tbbimg::dups {

struct SizedFile {
  std::string path;
  std::uint64_t bytes = 0;
};

/// The file_hash() of all bytes of the file at a place; nothing: it does not count. Called on several threads at once.
using HashOfFile = std::function<std::optional<std::uint64_t>(std::size_t)>;
/// Called with a place and why its file could not be compared; on several threads at once.
using OnFailure = std::function<void(std::size_t, Error)>;

/// Groups of two and more places in `files`, each in their order, in the order of their first ones. Only files that
/// share their size are hashed, and those that share the hash are compared byte by byte: no collision makes two files
/// the same. Takes two buffers of 256 KiB for each thread.
[[nodiscard]] std::vector<std::vector<std::size_t>> same_bytes(std::span<const SizedFile> files, int threads,
                                                               const HashOfFile& hash_of, const OnFailure& on_failure);

/// The place of the first of the names of each file that several names lead to, by links of either kind; its own for
/// the others. Looks at those alone that share their size.
[[nodiscard]] std::vector<std::size_t> first_names(std::span<const SizedFile> files);

}  // namespace tbbimg::dups
