// Pictures from files, shrunk, in bounded memory.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "codecs/registry.hpp"
#include "engine/dups/parallel.hpp"
#include "engine/operations/operation.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::dups {

struct Shrunk {
  Image image;  ///< of 8 bits, in stored orientation; empty if it was not asked for
  ImageInfo info;
};

/// Serves several threads at once.
class Loader {
 public:
  /// `memory` is what files and pixels may take together; a larger picture is loaded alone. Decoding polls `stop`.
  Loader(Kernels kernels, std::uint64_t memory, std::stop_token stop = {});

  /// Of all bytes of a file of about `expected_bytes`, as long as `use` runs, which is called if a decoder takes them.
  /// False: it is no picture, and its name does not claim that it is. Errors: those of reading, recognising, and `use`,
  /// with the path and a stage.
  using UseFile = std::function<Status(std::span<const std::uint8_t>, const Decoder&)>;
  [[nodiscard]] Result<bool> with_file(const std::string& path, std::uint64_t expected_bytes, const UseFile& use);

  /// The picture, as long as `use` runs: no smaller than `at_least`, unless it is. Otherwise as with_file(), but that
  /// what lies behind the picture in a large file is not read. Errors: those of Decoder::decode() as well.
  using UsePicture = std::function<Status(const Shrunk&, const OperationContext&)>;
  [[nodiscard]] Result<bool> with_picture(const std::string& path, std::uint64_t expected_bytes, Size at_least,
                                          const UsePicture& use);

  [[nodiscard]] const CodecRegistry& codecs() const noexcept { return codecs_; }

 private:
  enum class Part : std::uint8_t { whole, picture };
  [[nodiscard]] Result<bool> read(const std::string& path, std::uint64_t expected_bytes, Part part, const UseFile& use);

  const Kernels kernels_;
  const CodecRegistry codecs_ = CodecRegistry::with_builtin_codecs();
  const std::uint64_t most_for_one_;
  const std::stop_token stop_;
  const BufferPool pool_;
  // Two, so that who has a file and waits for pixels keeps nobody who has pixels.
  Room files_;
  Room pixels_;
};

}  // namespace tbbimg::dups
